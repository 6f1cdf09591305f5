//! E-mail addresses: as RFC 5321 has them, without blanks in quotes, with names beyond ASCII
//! (RFC 6531), and as people spell them to hide them: `name (at) example (dot) org`.

use super::domain::{Domain, domain};
use super::tld::Ending;
use crate::pii::entity::{Found, Place};
use crate::pii::run::{before, byte, character, is_unspaced};

/// The longest there may be before the `@`.
const LONGEST_LOCAL: usize = 64;

/// Endings of files that are named like addresses, `logo@2x.png`.
const FILES: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "css", "js", "mjs", "ts", "tsx", "json",
    "html", "htm", "php", "txt", "log", "xml", "yml", "yaml", "pdf", "tgz", "exe", "dll",
    "service", "target", "timer", "socket",
];

pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    let start = quoted_start(text, place.at).or_else(|| local_start(text, place.at))?;
    if before(text, start, 1) == b'@' || is_user_of_url(text, start, place.at) {
        return None;
    }
    if byte(text, place.at + 1) == b'[' {
        let end = literal_end(text, place.at + 2)?;
        return Some(Found {
            start,
            end,
            score: 80,
        });
    }
    let Domain { end, ending, .. } = domain(text, place.at + 1)?;
    let is_clone = byte(text, end) == b':' && text.get(start..place.at) == Some(b"git");
    if is_clone || is_file(text.get(place.at + 1..end)?) {
        return None;
    }
    let score = if ending == Ending::Unknown { 60 } else { 95 };
    Some(Found { start, end, score })
}

/// Where what stands before the `@` begins.
fn local_start(text: &[u8], at: usize) -> Option<usize> {
    let mut start = at;
    let mut has_ascii = false;
    while start > 0 {
        let last = before(text, start, 1);
        let length = match last {
            b'.' if matches!(byte(text, start), b'.' | b'@') => break,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                has_ascii = true;
                1
            }
            b'.' | b'_' | b'%' | b'+' | b'-' | b'\'' | b'&' | b'~' | b'!' | b'#' | b'$' | b'*'
            | b'^' => 1,
            0x80.. => {
                let lead = (1..=4).find(|&back| before(text, start, back) >= 0xC0)?;
                let char = character(text, start - lead)?;
                // Text without blanks runs into the name.
                if !char.is_alphanumeric() || has_ascii && is_unspaced(char) {
                    break;
                }
                lead
            }
            _ => break,
        };
        start -= length;
        if at - start > LONGEST_LOCAL {
            return None;
        }
    }
    while start < at && byte(text, start).is_ascii_punctuation() && byte(text, start) != b'_' {
        start += 1;
    }
    (start < at && byte(text, at - 1) != b'.').then_some(start)
}

/// Where what stands before the `@` begins if it is in quotes, `"a@b"@example.org`. Blanks,
/// which may be in there, are not looked past.
fn quoted_start(text: &[u8], at: usize) -> Option<usize> {
    let end = at.checked_sub(1).filter(|end| byte(text, *end) == b'"')?;
    let inside = (1..=LONGEST_LOCAL).take_while(|&back| {
        let byte = before(text, end, back);
        byte.is_ascii_graphic() && byte != b'"' || byte >= 0x80
    });
    let length = inside.count();
    let start = end.checked_sub(length + 1)?;
    let is_begin = matches!(
        before(text, start, 1),
        0 | b' ' | b'\n' | b'\t' | b'<' | b'(' | b':' | b','
    );
    (length > 0 && byte(text, start) == b'"' && is_begin).then_some(start)
}

/// Whether it is `user` or `password` of `scheme://user:password@host`.
fn is_user_of_url(text: &[u8], start: usize, at: usize) -> bool {
    let from = start.saturating_sub(LONGEST_LOCAL);
    let head = text.get(from..at).unwrap_or_default();
    let solid = head
        .iter()
        .rposition(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'<'))
        .map_or(0, |blank| blank + 1);
    let head = head.get(solid..).unwrap_or_default();
    memchr::memmem::rfind(head, b"://").is_some_and(|scheme| {
        let tail = head.get(scheme + 3..).unwrap_or_default();
        !tail.iter().any(|byte| matches!(byte, b'/' | b'?' | b'#'))
    })
}

/// Behind the `]` of an address of a host in brackets.
fn literal_end(text: &[u8], start: usize) -> Option<usize> {
    let tail = text.get(start..)?;
    let close = tail.iter().take(46).position(|byte| *byte == b']')?;
    let written = std::str::from_utf8(tail.get(..close)?).ok()?;
    let written = written.strip_prefix("IPv6:").unwrap_or(written);
    let address: Result<std::net::IpAddr, _> = written.parse();
    address.is_ok().then_some(start + close + 1)
}

fn is_file(domain: &[u8]) -> bool {
    let last = domain
        .rsplit(|byte| *byte == b'.')
        .next()
        .unwrap_or_default();
    FILES
        .iter()
        .any(|known| last.eq_ignore_ascii_case(known.as_bytes()))
}

/// `name (at) example (dot) org`, asked at the bracket.
pub(in crate::pii) fn spelled(text: &[u8], place: Place) -> Option<Found> {
    let host = word(text, place.at, b"at")?;
    let local_end = place.at - usize::from(before(text, place.at, 1) == b' ');
    let start = local_start(text, local_end)?;
    let mut here = host;
    let mut labels = 0;
    loop {
        let label = text.get(here..)?.iter().take(30);
        let count = label
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-')
            .count();
        if count == 0 {
            return None;
        }
        let end = here + count;
        labels += 1;
        let gap = end + usize::from(byte(text, end) == b' ');
        if let Some(next) = word(text, gap, b"dot") {
            here = next;
        } else if byte(text, end) == b'.' && byte(text, end + 1).is_ascii_alphanumeric() {
            here = end + 1;
        } else {
            let is_ending = super::tld::ending(text.get(here..end)?) != Ending::Unknown;
            let is_one = labels > 1 && is_ending && end - start <= crate::pii::scan::MAX_SPREAD;
            return is_one.then_some(Found {
                start,
                end,
                score: 60,
            });
        }
    }
}

/// Behind a word in brackets and the blank that may follow, if it stands here.
fn word(text: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    let close = match byte(text, at) {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        _ => return None,
    };
    let end = at + 1 + word.len();
    let is_it = text.get(at + 1..end)?.eq_ignore_ascii_case(word) && byte(text, end) == close;
    is_it.then(|| end + 1 + usize::from(byte(text, end + 1) == b' '))
}
