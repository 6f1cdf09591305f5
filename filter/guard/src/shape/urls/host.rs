//! Hosts as browsers understand them.
//!
//! Sources: WHATWG URL Standard, "Host parsing"; RFC 3492 (Punycode).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::patterns::normal::{Folded, fold};

/// A host in one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    /// A domain: small letters, no dot at its end, international ones as they are.
    Name(String),
    /// An address, however it was written.
    Ip(IpAddr),
}

impl Host {
    /// Reads a host without a port. `None` if there is none in it.
    pub(super) fn read(host: &str) -> Option<Self> {
        if let Some(inner) = host.strip_prefix('[') {
            let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
            return Some(Self::Ip(address.to_canonical()));
        }
        let plain = plain(&decoded(host));
        let name = plain.strip_suffix('.').unwrap_or(&plain);
        if let Some(address) = ipv4(name) {
            return Some(Self::Ip(IpAddr::V4(address)));
        }
        let is_part = |one: char| {
            one.is_alphanumeric()
                || matches!(one, '-' | '_')
                || (!one.is_ascii() && !is_foreign(one))
        };
        let is_label = |label: &str| !label.is_empty() && label.chars().all(is_part);
        let is_number = |label: &str| {
            label.bytes().all(|byte| byte.is_ascii_digit()) || number(label).is_some()
        };
        // What ends in a number is an address or nothing.
        if !name.split('.').all(is_label) || name.rsplit('.').next().is_some_and(is_number) {
            return None;
        }
        let labels: Option<Vec<_>> = name.split('.').map(international).collect();
        Some(Self::Name(labels?.join(".")))
    }
}

/// Whether a character beyond ASCII stands between names, and is no part of one.
pub(super) const fn is_foreign(one: char) -> bool {
    matches!(one,
        '\u{a1}'..='\u{a9}' | '\u{ab}' | '\u{ac}' | '\u{ae}'..='\u{b1}' | '\u{b4}' | '\u{b6}'
        | '\u{bb}' | '\u{bf}' | '\u{2010}'..='\u{2029}' | '\u{2030}'..='\u{205e}'
        | '\u{3001}' | '\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0c}' | '\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff3e}' | '\u{ff40}'
        | '\u{ff5b}'..='\u{ff60}' | '\u{ff62}'..='\u{ff65}')
}

/// The host without escapes such as `%65`.
pub(super) fn decoded(host: &str) -> String {
    let mut out = Vec::with_capacity(host.len());
    let mut rest = host.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match escaped {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// In small letters, without width and what is invisible. Letters of other scripts stay,
/// whatever they look like: they are other domains.
fn plain(host: &str) -> String {
    let mut out = String::with_capacity(host.len());
    for character in host.chars() {
        match character {
            '。' | '．' | '｡' => out.push('.'),
            '\u{ff01}'..='\u{ff5e}' => {
                if let Folded::One(one) = fold(character) {
                    out.push(one);
                }
            }
            '\u{ad}'
            | '\u{34f}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{2064}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0100}'..='\u{e01ef}' => {}
            _ => out.extend(character.to_lowercase()),
        }
    }
    out
}

/// An address of version 4 in any of its forms: `127.1`, `0x7f.0.0.1`, `2130706433`.
fn ipv4(name: &str) -> Option<Ipv4Addr> {
    let parts: Option<Vec<u64>> = name.split('.').map(number).collect();
    let parts = parts.filter(|parts| parts.len() <= 4)?;
    let (last, first) = parts.split_last()?;
    let mut address = 0_u64;
    for part in first {
        address = (address << 8) | Some(*part).filter(|part| *part < 256)?;
    }
    let bits = 8 * u32::try_from(4 - first.len()).ok()?;
    if *last >= 1 << bits {
        return None;
    }
    u32::try_from((address << bits) | last)
        .ok()
        .map(Ipv4Addr::from)
}

fn number(part: &str) -> Option<u64> {
    let (digits, radix) = match part.strip_prefix("0x") {
        Some("") => ("0", 16),
        Some(digits) => (digits, 16),
        None if part.len() > 1 && part.starts_with('0') => (part, 8),
        None => (part, 10),
    };
    if digits.starts_with('+') {
        return None;
    }
    u64::from_str_radix(digits, radix).ok()
}

/// A label as it is shown, if it is written in Punycode.
fn international(label: &str) -> Option<String> {
    match label.strip_prefix("xn--") {
        Some(encoded) => punycode(encoded).map(|shown| shown.to_lowercase()),
        None => Some(label.to_owned()),
    }
}

/// RFC 3492, section 6.2, with the parameters of section 5.
fn punycode(encoded: &str) -> Option<String> {
    const LONGEST: usize = 63;
    if encoded.len() > LONGEST {
        return None;
    }
    let (basic, digits) = encoded.rsplit_once('-').unwrap_or(("", encoded));
    let mut out: Vec<char> = basic.chars().collect();
    let (mut code, mut at, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = digits.bytes().peekable();
    while digits.peek().is_some() {
        let before = at;
        let mut weight = 1_u32;
        let mut k = 36_u32;
        loop {
            let digit = match digits.next()? {
                letter @ b'a'..=b'z' => u32::from(letter - b'a'),
                number @ b'0'..=b'9' => u32::from(number - b'0') + 26,
                _ => return None,
            };
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let threshold = k.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
            k += 36;
        }
        let count = u32::try_from(out.len()).ok()? + 1;
        bias = adapted(at - before, count, before == 0);
        code = code.checked_add(at / count)?;
        at %= count;
        out.insert(usize::try_from(at).ok()?, char::from_u32(code)?);
        at += 1;
    }
    Some(out.into_iter().collect())
}

fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}
