//! Payloads in another writing.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// The shortest run of letters that is decoded, and how many bytes of a piece are at
/// most.
const LEAST: usize = 20;
const MOST: usize = 64 * 1024;

/// Texts that stand in base64 or hexadecimal digits in another one.
pub(super) fn hidden_texts(text: &str) -> Vec<String> {
    let mut left = MOST;
    let mut all = Vec::new();
    for token in text.split(|character: char| !is_letter(character)) {
        let token = token.trim_matches('=');
        if token.len() < LEAST || left < token.len() {
            continue;
        }
        left -= token.len();
        all.extend(from_hex(token).or_else(|| from_base64(token)));
    }
    all.extend(in_digits(text));
    all
}

/// The text that hexadecimal or binary digits between blanks are (`69 67`, `0x69`,
/// `01101001`), if they are one.
fn in_digits(text: &str) -> Option<String> {
    let mut longest = Vec::new();
    let mut bytes = Vec::new();
    for word in text.split_ascii_whitespace() {
        let digits = word.trim_end_matches(',');
        let byte = match digits.strip_prefix("0x").unwrap_or(digits) {
            hex if hex.len() == 2 => u8::from_str_radix(hex, 16).ok(),
            bits if bits.len() == 8 => u8::from_str_radix(bits, 2).ok(),
            _ => None,
        };
        match byte {
            Some(byte) if bytes.len() < MOST => bytes.push(byte),
            _ => {
                if bytes.len() > longest.len() {
                    longest = std::mem::take(&mut bytes);
                }
                bytes.clear();
            }
        }
    }
    let run = if bytes.len() > longest.len() {
        bytes
    } else {
        longest
    };
    (run.len() >= LEAST / 2).then(|| readable(run)).flatten()
}

const fn is_letter(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '+' | '/' | '-' | '_' | '=')
}

fn from_base64(token: &str) -> Option<String> {
    let whole = token.len() - usize::from(token.len() % 4 == 1);
    let token = token.get(..whole)?;
    let bytes = STANDARD
        .decode(token)
        .or_else(|_| URL_SAFE.decode(token))
        .ok()?;
    readable(bytes)
}

fn from_hex(token: &str) -> Option<String> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let bytes = token
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some((digit(high)? << 4 | digit(low)?) as u8),
            _ => None,
        })
        .collect::<Option<Vec<u8>>>()?;
    readable(bytes)
}

/// Bytes as text, if they are text.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let is_text = text.contains(' ')
        && !text.contains(|character: char| character.is_control() && !character.is_whitespace());
    is_text.then_some(text)
}

/// A text whose escapes (`%69`, `\u0069`, `&#105;`) are resolved, if it has some.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut escapes = 0;
    while let Some(at) = rest.find(['%', '\\', '&']) {
        let (head, tail) = rest.split_at_checked(at)?;
        bytes.extend_from_slice(head.as_bytes());
        match escape(tail) {
            Some((character, length)) => {
                escapes += 1;
                match character {
                    Escape::Byte(byte) => bytes.push(byte),
                    Escape::Char(character) => {
                        bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes())
                    }
                }
                rest = tail.get(length..)?;
            }
            None => {
                bytes.extend_from_slice(tail.get(..1)?.as_bytes());
                rest = tail.get(1..)?;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    (escapes >= 3).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

enum Escape {
    Byte(u8),
    Char(char),
}

/// The escape that a text begins with, and its length.
fn escape(text: &str) -> Option<(Escape, usize)> {
    let hex = |from: usize, length: usize| {
        let digits = text.get(from..from + length)?;
        u32::from_str_radix(digits, 16).ok()
    };
    match text.as_bytes() {
        [b'%', ..] => Some((Escape::Byte(hex(1, 2)? as u8), 3)),
        [b'\\', b'x', ..] => Some((Escape::Byte(hex(2, 2)? as u8), 4)),
        [b'\\', b'u', ..] => Some((Escape::Char(char::from_u32(hex(2, 4)?)?), 6)),
        [b'&', b'#', ..] => {
            let end = text.bytes().take(9).position(|byte| byte == b';')?;
            let digits = text.get(2..end)?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => digits.parse().ok()?,
            };
            Some((Escape::Char(char::from_u32(code)?), end + 1))
        }
        _ => None,
    }
}

/// A text without the signs within its words (`ig.no-re`), if it has some.
pub(super) fn joined(text: &str) -> Option<String> {
    let is_within = |window: &[u8]| {
        matches!(window, [a, sign, b] if a.is_ascii_alphabetic()
            && matches!(sign, b'.' | b'-' | b'_' | b'*' | b'~' | b'|')
            && b.is_ascii_alphabetic())
    };
    let bytes = text.as_bytes();
    if bytes.windows(3).filter(|window| is_within(window)).count() < 3 {
        return None;
    }
    let kept = bytes.iter().enumerate().filter(|(at, _)| {
        let around = bytes.get(at.saturating_sub(1)..at + 2).unwrap_or_default();
        *at == 0 || !is_within(around)
    });
    String::from_utf8(kept.map(|(_, byte)| *byte).collect()).ok()
}

/// What stands in quotes, put together, and what stands outside of them.
pub(super) fn quoted(text: &str) -> (String, String) {
    let (mut inside, mut outside) = (String::new(), String::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(is_quote) {
        outside.push_str(before);
        let Some((quote, tail)) = after
            .split_once(is_quote)
            .filter(|(quote, _)| quote.len() <= 300)
        else {
            outside.push_str(after);
            return (inside, outside);
        };
        inside.push_str(quote);
        rest = tail;
    }
    outside.push_str(rest);
    (inside, outside)
}

const fn is_quote(character: char) -> bool {
    matches!(
        character,
        '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '`' | '\u{ab}' | '\u{bb}'
    )
}

/// Every letter half an alphabet on.
pub(super) fn rot13(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            'a'..='m' | 'A'..='M' => char::from(character as u8 + 13),
            'n'..='z' | 'N'..='Z' => char::from(character as u8 - 13),
            _ => character,
        })
        .collect()
}

/// Backwards.
pub(super) fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}
