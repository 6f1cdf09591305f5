use super::made::{drawn, lines};
use super::{all, finds, passes, spans, told};
use crate::find::find_all;
use crate::laws::{assert_any_cut, find_in_pieces};
use crate::secrets::charset::Charset;

fn header(label: &str) -> String {
    format!("-----{} {label}PRIVATE KEY-----", "BEGIN")
}

fn footer(label: &str) -> String {
    format!("-----{} {label}PRIVATE KEY-----", "END")
}

fn block(label: &str, joint: &str, count: usize) -> String {
    let mut all = vec![header(label)];
    all.extend(lines(count, 64, 3));
    all.push("q8fT+w==".to_owned());
    all.push(footer(label));
    all.join(joint)
}

#[test]
fn a_block_is_found_whole_however_its_lines_end() {
    for label in ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "] {
        for joint in [
            "\n", "\r\n", "\\n", "\n    ", " ", "\\r\\n", "\",\n\"", "\n> ",
        ] {
            let key = block(label, joint, 20);
            finds(&format!("before {key} after"), "PRIVATE_KEY", &key);
        }
    }
}

#[test]
fn headers_within_a_block_belong_to_it() {
    let body = lines(6, 64, 4).join("\n");
    let key = format!(
        "{}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233\n\n{body}\n{}",
        header("RSA "),
        footer("RSA ")
    );
    finds(&key, "PRIVATE_KEY", &key);
}

#[test]
fn a_block_without_a_footer_ends_with_its_last_line() {
    let body = lines(5, 64, 4).join("\n");
    let key = format!("{}\n{body}", header(""));
    finds(&format!("{key}\n\n(the rest is cut)"), "PRIVATE_KEY", &key);
}

#[test]
fn a_block_of_dots_is_an_example() {
    passes(&format!("{}\n...\n{}", header(""), footer("")));
    passes(&format!("{} is how it begins.", header("RSA ")));
}

#[test]
fn public_keys_and_certificates_are_none() {
    for label in ["CERTIFICATE", "PUBLIC KEY"] {
        let body = lines(40, 64, 9).join("\n");
        passes(&format!(
            "-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"
        ));
    }
}

#[test]
fn every_line_of_a_long_key_is_covered() {
    for joint in ["\n", "\\n", "\n  "] {
        let key = block("RSA ", joint, 300);
        let text = format!("Here:\n{key}\nand so on");
        let found = told(&text);
        for line in lines(300, 64, 3) {
            assert!(
                found.iter().any(|(_, value)| value.contains(&line)),
                "{joint:?}: {line} passes"
            );
        }
        let pieces = find_in_pieces(&all(), text.split_inclusive(' '));
        assert_eq!(spans(&find_all(&all(), &text)), spans(&pieces));
        let halves = text.split_at(text.len() / 2);
        let pieces = find_in_pieces(&all(), [halves.0, halves.1]);
        assert_eq!(spans(&find_all(&all(), &text)), spans(&pieces));
        let small = text
            .as_bytes()
            .chunks(7)
            .map(|part| std::str::from_utf8(part).unwrap());
        assert_eq!(
            spans(&find_all(&all(), &text)),
            spans(&find_in_pieces(&all(), small))
        );
    }
}

#[test]
fn any_cut_of_a_block_finds_the_same() {
    assert_any_cut(&all(), &format!("A key:\n{}\nEnd", block("EC ", "\n", 3)));
}

#[test]
fn putty_s_lines_are_found() {
    let body = lines(2, 64, 8).join("\n");
    let text = format!("Private-Lines: 2\n{body}\nPrivate-MAC: 00");
    assert_eq!(
        told(&text).first().map(|(label, _)| label.as_str()),
        Some("PRIVATE_KEY")
    );
}

/// `{"alg":"HS256","typ":"JWT"}` and `{"sub":"1"}` in base64.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

#[test]
fn a_web_token_is_one_if_its_header_names_an_algorithm() {
    let token = format!("{HEADER}.eyJzdWIiOiIxIn0.{}", drawn(Charset::Url, 43, 2));
    finds(&format!("jwt {token}."), "JWT", &token);
    assert_any_cut(&all(), &format!("a {token} b"));
    // {"typ":"JWT","x":"aaaaaaa"}
    passes("see eyJ0eXAiOiJKV1QiLCJ4IjoiYWFhYWFhYSJ9.eyJzdWIiOiIxIn0.AAAA");
}

#[test]
fn a_web_token_longer_than_the_reach_is_found_as_far_as_it_goes() {
    let token = format!(
        "{HEADER}.eyJ{}.{}",
        drawn(Charset::Url, 6000, 2),
        drawn(Charset::Url, 43, 2)
    );
    let found = find_all(&all(), &token);
    assert_eq!(found.first().unwrap().span.start, 0);
    assert!(found.first().unwrap().span.len() > 4000);
}
