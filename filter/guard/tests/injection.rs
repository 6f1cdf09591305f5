//! How much of what it should the detector of prompt injection finds, and how much of
//! what it should not: on the texts it was made with, and on others.
//!
//! `cargo test -p sluice-guard --test injection -- --nocapture` prints the numbers, and with
//! `TELL=tuning` what went wrong.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "it is a test")]

use sluice_guard::injection::Spec;
use sluice_guard::{Judge, Judged, Piece, PieceKind, Subject};

/// A line of a set.
struct Case {
    kind: PieceKind,
    text: String,
    line: &'static str,
}

fn cases(set: &'static str) -> Vec<Case> {
    set.lines()
        .filter(|line| !line.is_empty() && !line.starts_with("%%"))
        .map(|line| {
            let (kind, text) = match line.split_once('|') {
                Some(("tool", text)) => (PieceKind::ToolResult, text),
                Some(("system", text)) => (PieceKind::System, text),
                Some(("other", text)) => (PieceKind::Other, text),
                _ => (PieceKind::User, line),
            };
            Case {
                kind,
                text: written(text),
                line,
            }
        })
        .collect()
}

/// A text with its line ends, and with what is to be written in another way.
fn written(text: &str) -> String {
    let text = text.replace("\\n", "\n");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('{') {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let inner = tail.split_once('}').and_then(|(inner, after)| {
            let (way, what) = inner.strip_prefix('{')?.split_once(':')?;
            Some((in_way(way, what)?, after))
        });
        match inner {
            Some((made, after)) => {
                out.push_str(&made);
                rest = after;
            }
            None => {
                out.push('{');
                rest = &tail[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn in_way(way: &str, what: &str) -> Option<String> {
    let each = |write: fn(char) -> String| what.chars().map(write).collect::<String>();
    Some(match way {
        "b64" => base64(what.as_bytes()),
        "hex" => what.bytes().map(|byte| format!("{byte:02x}")).collect(),
        "rot13" => each(|letter| {
            let turned = |first: u8| char::from((letter as u8 - first + 13) % 26 + first);
            match letter {
                'a'..='z' => turned(b'a').to_string(),
                'A'..='Z' => turned(b'A').to_string(),
                _ => letter.to_string(),
            }
        }),
        "rev" => what.chars().rev().collect(),
        "url" => what.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        "tags" => each(|letter| char::from_u32(0xe0000 + letter as u32).unwrap().to_string()),
        "zw" => each(|letter| format!("{letter}\u{200b}")),
        "uni" => each(|letter| format!("\\u{:04x}", letter as u32)),
        "html" => each(|letter| format!("&#{};", letter as u32)),
        "leet" => each(|letter| match letter {
            'a' => "4".to_owned(),
            'e' => "3".to_owned(),
            'i' => "1".to_owned(),
            'o' => "0".to_owned(),
            's' => "5".to_owned(),
            't' => "7".to_owned(),
            _ => letter.to_string(),
        }),
        "spaced" => {
            let letters: Vec<String> = what.chars().map(String::from).collect();
            letters.join(" ")
        }
        "hexs" => what.bytes().map(|byte| format!("{byte:02x} ")).collect(),
        "bin" => what.bytes().map(|byte| format!("{byte:08b} ")).collect(),
        "bidi" => format!("\u{202e}{}\u{202c}", what.chars().rev().collect::<String>()),
        "vs" => each(|letter| {
            char::from_u32(0xe0100 + letter as u32 - 16)
                .unwrap()
                .to_string()
        }),
        "wide" => each(|letter| match letter {
            '!'..='~' => char::from_u32(letter as u32 + 0xfee0).unwrap().to_string(),
            _ => letter.to_string(),
        }),
        _ => return None,
    })
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let number = group
            .iter()
            .fold(0_u32, |number, byte| number << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for at in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * at) & 63) as usize];
            out.push(if at > group.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    out
}

/// Precision and recall, and what went wrong.
fn measure(name: &str, attacks: &'static str, benign: &'static str) -> (f32, f32) {
    let check = Spec::default().compile().unwrap();
    let fails = |case: &Case| {
        let piece = Piece {
            kind: case.kind,
            message: 0,
            text: &case.text,
        };
        let subject = Subject {
            pieces: &[piece],
            ..Subject::default()
        };
        matches!(check.judge(&subject), Judged::Failed { .. })
    };
    let tells = std::env::var_os("TELL").is_some_and(|told| told == *name);
    let (mut found, mut missed, mut wrong) = (0.0, 0.0, 0.0);
    for case in cases(attacks) {
        if fails(&case) {
            found += 1.0;
        } else {
            missed += 1.0;
            if tells {
                println!(
                    "missed {:.2}: {}",
                    check.score(case.kind, &case.text),
                    case.line
                );
            }
        }
    }
    let benign = cases(benign);
    for case in &benign {
        if fails(case) {
            wrong += 1.0;
            if tells {
                println!(
                    "wrong  {:.2}: {}",
                    check.score(case.kind, &case.text),
                    case.line
                );
            }
        }
    }
    let (precision, recall) = (found / (found + wrong), found / (found + missed));
    println!(
        "{name}: precision {precision:.3}, recall {recall:.3} ({found} of {} attacks, {wrong} of {} harmless texts)",
        found + missed,
        benign.len()
    );
    (precision, recall)
}

/// The texts of a set: its name, its attacks, what is harmless.
macro_rules! set {
    ($name:literal) => {
        measure(
            $name,
            include_str!(concat!("injection/", $name, ".attacks.txt")),
            include_str!(concat!("injection/", $name, ".benign.txt")),
        )
    };
}

#[test]
fn what_it_was_made_with_is_told_apart() {
    let (precision, recall) = set!("tuning");
    assert!(precision >= 0.98 && recall >= 0.95);
}

#[test]
fn what_it_was_not_made_with_is_told_apart() {
    let (precision, recall) = set!("held_out");
    assert!(precision >= 0.93 && recall >= 0.83);
}

#[test]
fn what_half_of_a_newer_set_taught_is_told_apart() {
    let (precision, recall) = set!("fresh_dev");
    assert!(precision >= 0.95 && recall >= 0.92);
}

#[test]
fn the_other_half_that_taught_nothing_is_told_apart() {
    let (precision, recall) = set!("fresh_held_out");
    assert!(precision >= 0.85 && recall >= 0.79);
}
