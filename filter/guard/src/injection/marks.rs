//! Signals in a text's characters: marks of conversations, invisible characters, links.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::family::Family;

/// What parts the turns of a conversation in models' templates, in small letters, and
/// how much it counts in percent.
const MARKS: &[(&str, u8)] = &[
    ("<|im_start|>system", 65),
    ("<|im_start|>", 25),
    ("<|im_start|>assistant", 35),
    ("<|im_end|>", 20),
    ("<|system|>", 30),
    ("<|user|>", 15),
    ("<|assistant|>", 40),
    ("<|end|>", 30),
    ("<|eot_id|>", 45),
    ("<|start_header_id|>", 50),
    ("<|endoftext|>", 35),
    ("<|end_of_turn|>", 40),
    ("<start_of_turn>", 45),
    ("<end_of_turn>", 40),
    ("[inst]", 35),
    ("[/inst]", 35),
    ("<<sys>>", 50),
    ("<</sys>>", 40),
    ("</system>", 40),
    ("<system>", 45),
    ("<system_prompt>", 45),
    ("</user>", 35),
    ("<assistant>", 30),
    ("</tool_result>", 55),
    ("</tool_response>", 50),
    ("<instructions>", 25),
    ("[system](#", 60),
    ("(#additional_instructions)", 60),
    ("#assistant_instructions", 50),
    ("begin system", 40),
    ("end of user input", 50),
    ("new system message", 50),
    ("### system:", 45),
    ("### user:", 20),
    ("### instruction:", 25),
    ("\n\nhuman:", 25),
    ("\n\nassistant:", 25),
    ("\nsystem:", 30),
    ("\nassistant: sure", 40),
    ("assistant: understood", 50),
    ("<important>", 35),
    ("{{#system", 40),
    ("[system]", 35),
    ("[system message]", 50),
    ("system message:", 25),
    ("color:white", 25),
    ("color: white", 25),
    ("[system notice]", 50),
    ("end of system prompt", 45),
    ("\"role\": \"system\", \"content\": \"you are un", 40),
    ("<|start_header_id|>system", 60),
    ("\n### instruction", 20),
    ("[assistant note", 40),
    ("system alert", 30),
    ("display:none", 20),
    ("display: none", 20),
    ("font-size:0", 20),
    ("font-size: 0", 20),
    ("<!-- ai", 40),
    ("<!-- llm", 40),
    ("<!-- assistant", 40),
    ("system: user has been", 50),
    ("attention ai", 30),
    ("attention assistant", 30),
    ("# todo(ai)", 30),
];

/// What a link says that takes data along, in small letters.
const DATA: &[&str] = &[
    "conversation",
    "history",
    "secret",
    "message>",
    "chat",
    "cookie",
    "api_key",
    "apikey",
    "password",
    "token",
    "prompt",
    "user",
    "data}",
    "data>",
    "summary",
    "context",
    "base64",
    "_here",
];

/// How many marks count in one text.
const MOST_MARKS: usize = 3;

/// Finds all marks in one pass.
fn marks() -> Option<&'static AhoCorasick> {
    static FINDER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let build = || {
        let marks = MARKS.iter().map(|(mark, _)| mark);
        let kind = Some(AhoCorasickKind::DFA);
        AhoCorasick::builder().kind(kind).build(marks).ok()
    };
    FINDER.get_or_init(build).as_ref()
}

/// Every signal, and how much it counts in percent.
pub(super) fn signals(raw: &str, small: &str, each: &mut dyn FnMut(Family, u8)) {
    let mut others = 1.0_f32;
    let mut count = 0;
    let padded = format!("\n{small}");
    let mut there = [false; MARKS.len()];
    for found in marks()
        .iter()
        .flat_map(|marks| marks.find_overlapping_iter(&padded))
    {
        if let Some(slot) = there.get_mut(found.pattern().as_usize()) {
            *slot = true;
        }
    }
    for ((_, weight), is_there) in MARKS.iter().zip(there) {
        if count < MOST_MARKS && is_there {
            count += 1;
            others *= 1.0 - f32::from(*weight) / 100.0;
        }
    }
    if count > 0 {
        each(Family::Markup, ((1.0 - others) * 100.0) as u8);
    }
    if !raw.is_ascii() {
        invisible(raw, each);
    }
    links(raw, small, each);
}

fn invisible(raw: &str, each: &mut dyn FnMut(Family, u8)) {
    let mut tags = 0_usize;
    let mut is_flag = false;
    let mut within = 0_usize;
    let mut turned = 0_usize;
    let mut variants = 0_usize;
    let mut before = ' ';
    for character in raw.chars() {
        match character {
            // Flags of regions are a black flag and tags.
            '\u{1f3f4}' => is_flag = true,
            '\u{e0000}'..='\u{e007f}' => tags += usize::from(!is_flag),
            '\u{e0100}'..='\u{e01ef}' => variants += 1,
            '\u{202d}' | '\u{202e}' => turned += 1,
            '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{200c}' | '\u{200d}' => {
                within += usize::from(before.is_ascii_alphabetic());
            }
            _ => is_flag = false,
        }
        before = character;
    }
    for (count, weight) in [
        (tags / 4, 75),
        (within / 3, 35),
        (turned, 30),
        (variants / 8, 60),
    ] {
        if count > 0 {
            each(Family::Invisible, weight);
        }
    }
}

/// Text that stands in tag characters, which nobody sees.
pub(super) fn in_tags(raw: &str) -> Option<String> {
    let text: String = raw
        .chars()
        .filter(|character| matches!(character, '\u{e0020}'..='\u{e007e}'))
        .filter_map(|character| char::from_u32(u32::from(character) - 0xe0000))
        .collect();
    (text.len() >= 4).then_some(text)
}

/// Links and images whose address takes along what is to be filled in.
fn links(raw: &str, small: &str, each: &mut dyn FnMut(Family, u8)) {
    let mut rest_at = 0;
    for _ in 0..16 {
        let Some(at) = small
            .get(rest_at..)
            .and_then(|rest| rest.find("http"))
            .map(|at| at + rest_at)
        else {
            return;
        };
        rest_at = at + 4;
        let end = small
            .get(at..)
            .and_then(|rest| rest.find(['\n', '"', ')', '`']))
            .map_or(small.len(), |length| at + length)
            .min(at + 300);
        let Some(query) = small
            .get(at..end)
            .and_then(|link| link.split_once('?'))
            .map(|(_, query)| query)
        else {
            continue;
        };
        let Some((_, value)) = query.split_once('=') else {
            continue;
        };
        let before = small.get(..at).unwrap_or_default();
        let is_image = before.ends_with("](")
            && before.rfind("![").is_some_and(|mark| at - mark < 120)
            || before.ends_with("src=\"")
            || before.ends_with("src='");
        let is_link = is_image || before.ends_with("](");
        let is_hole = value.starts_with(['<', '{', '[', '$'])
            || raw.get(end - value.len()..end).is_some_and(|value| {
                let name: String = value
                    .chars()
                    .take_while(|c| c.is_ascii_uppercase() || *c == '_')
                    .collect();
                name.len() >= 4
            });
        let is_open = value.starts_with([' ', '\'']) || value.is_empty();
        let is_data = DATA.iter().any(|word| value.contains(word));
        let weight = match (is_image, is_link, is_hole, is_data) {
            (true, _, true, true) => 80,
            (true, _, true, _) => 60,
            (true, _, _, true) => 50,
            (_, true, true, _) => 55,
            (_, _, true, true) => 45,
            (_, _, _, true) if is_open => 50,
            _ => 0,
        };
        if weight > 0 {
            each(Family::Exfiltration, weight);
        }
    }
}
