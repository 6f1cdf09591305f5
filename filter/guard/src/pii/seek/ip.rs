//! IP addresses: version 4 and 6, with the length of a prefix if there is one.

use std::net::Ipv6Addr;

use crate::pii::entity::{Found, Place};
use crate::pii::run::{before, byte, may_begin, may_end};

/// Four numbers to 255 between dots, without leading noughts.
pub(in crate::pii) fn v4(text: &[u8], place: Place) -> Option<Found> {
    let start = place.at;
    if !place.run.is_number() || place.run.len() > 3 || byte(text, place.run.end) != b'.' {
        return None;
    }
    let end = v4_end(text, start)?;
    // `root@10.1.2.3` is a user there.
    let has_user = before(text, start, 1) == b'@';
    if !may_begin(text, start) && !has_user && !ends_a_range(text, start) {
        return None;
    }
    let end = prefix(text, end, 32);
    // A mask, a zone or the end of a range may follow, but no fifth number.
    let goes_on = match byte(text, end) {
        b'.' => byte(text, end + 1).is_ascii_digit(),
        b'-' | b'/' | b'%' | b'\\' => false,
        _ => !may_end(text, end),
    };
    (!goes_on).then_some(Found {
        start,
        end,
        score: 60,
    })
}

/// Whether another address and a dash stand before this one.
fn ends_a_range(text: &[u8], start: usize) -> bool {
    let is_part = |back: &usize| matches!(before(text, start, *back), b'0'..=b'9' | b'.');
    let length = (2..=16).take_while(is_part).count();
    before(text, start, 1) == b'-'
        && length > 0
        && v4_end(text, start - 1 - length) == Some(start - 1)
}

/// Where the four numbers end that begin here.
fn v4_end(text: &[u8], start: usize) -> Option<usize> {
    let mut here = start;
    for part in 0..4 {
        if part > 0 {
            if byte(text, here) != b'.' {
                return None;
            }
            here += 1;
        }
        let digits = text.get(here..)?.iter().take(4);
        let count = digits.take_while(|byte| byte.is_ascii_digit()).count();
        let written = text.get(here..here + count)?;
        let value = written
            .iter()
            .fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
        if !(1..=3).contains(&count) || value > 255 || (count > 1 && byte(text, here) == b'0') {
            return None;
        }
        here += count;
    }
    Some(here)
}

/// Behind the length of a prefix, `/24`; where there is none it stays.
fn prefix(text: &[u8], end: usize, most: u32) -> usize {
    let digits = (1..=3)
        .map(|at| byte(text, end + at))
        .take_while(u8::is_ascii_digit);
    let (count, value) = digits.fold((0, 0), |(count, sum), byte| {
        (count + 1, sum * 10 + u32::from(byte - b'0'))
    });
    if byte(text, end) == b'/' && count > 0 && value <= most {
        end + 1 + count
    } else {
        end
    }
}

/// The longest address, its zone not counted.
const LONGEST_V6: usize = 45;
/// The longest zone that is taken for one.
const LONGEST_ZONE: usize = 16;

/// Up to eight groups of hexadecimal digits between colons.
pub(in crate::pii) fn v6(text: &[u8], place: Place) -> Option<Found> {
    let head = (1..=5).take_while(|&back| before(text, place.at, back).is_ascii_hexdigit());
    let start = place.at - head.count();
    if place.at - start > 4 || before(text, start, 1) == b':' || !may_begin(text, start) {
        return None;
    }
    let tail = text.get(start..)?;
    let is_part = |byte: &&u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let mut length = tail.iter().take(LONGEST_V6 + 1).take_while(is_part).count();
    // A full stop or a colon of the sentence.
    while matches!(tail.get(..length)?, [.., b'.'])
        || matches!(tail.get(..length)?, [.., other, b':'] if *other != b':')
    {
        length -= 1;
    }
    let written = std::str::from_utf8(tail.get(..length)?).ok()?;
    let address: Ipv6Addr = written.parse().ok()?;
    let mut end = start + length;
    if byte(text, end) == b'%' {
        let zone = text.get(end + 1..)?.iter().take(LONGEST_ZONE);
        let zone = zone.take_while(|byte| byte.is_ascii_alphanumeric()).count();
        end += if zone > 0 { zone + 1 } else { 0 };
    }
    let end = prefix(text, end, 128);
    may_end(text, end).then_some(Found {
        start,
        end,
        score: how_sure(&address, written)?,
    })
}

/// Paths of programs, `a::b`, look like addresses too.
fn how_sure(address: &Ipv6Addr, written: &str) -> Option<u8> {
    let [first, ..] = address.segments();
    let is_known = matches!(first, 0x2000..=0x3FFF | 0xFC00..=0xFDFF | 0xFE80..=0xFEBF | 0xFF00..)
        || address.is_loopback()
        || address.to_ipv4_mapped().is_some()
        || first == 0x64;
    match (written.contains("::"), is_known) {
        _ if address.is_unspecified() => None,
        (false, _) => Some(90),
        (true, true) => Some(80),
        (true, false) => Some(20),
    }
}
