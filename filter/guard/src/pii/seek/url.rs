//! URLs: with a scheme, with `www.`, and bare names of hosts under well-known domains.

use super::domain::domain;
use super::tld::Ending;
use crate::pii::entity::{Found, Place};
use crate::pii::run::{before, byte, character, is_unspaced, may_begin};
use crate::pii::scan::MAX_RUN;

/// The longest scheme.
const LONGEST_SCHEME: usize = 12;
/// The longest label of a name.
const LONGEST_LABEL: usize = 63;

/// `scheme://host…`, asked at the colon.
pub(in crate::pii) fn with_scheme(text: &[u8], place: Place) -> Option<Found> {
    if text.get(place.at + 1..place.at + 3) != Some(b"//") {
        return None;
    }
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let back = (1..=LONGEST_SCHEME + 1).take_while(|&back| is_part(before(text, place.at, back)));
    let mut start = place.at - back.count();
    while start < place.at && !byte(text, start).is_ascii_alphabetic() {
        start += 1;
    }
    let length = place.at - start;
    let host = byte(text, place.at + 3);
    let is_host = host.is_ascii_alphanumeric() || host == b'[' || host >= 0x80;
    let is_file = host == b'/' && text.get(start..place.at) == Some(b"file");
    if !(2..=LONGEST_SCHEME).contains(&length) || !(is_host || is_file) || is_inside(text, start) {
        return None;
    }
    let end = end(text, start, place.at + 3);
    (end > place.at + 3).then_some(Found {
        start,
        end,
        score: 85,
    })
}

/// Whether it is part of a URL that began before: nothing that ends one is between.
fn is_inside(text: &[u8], start: usize) -> bool {
    let from = start.saturating_sub(MAX_RUN);
    let head = text.get(from..start).unwrap_or_default();
    memchr::memmem::rfind(head, b"://").is_some_and(|earlier| {
        let between = head.get(earlier..).unwrap_or_default();
        !between.iter().any(|byte| is_stop(*byte))
            && !matches!(between.last(), Some(b',' | b';' | b'('))
    })
}

/// `www.example.org/…` or `example.org/…`, asked at the first dot.
pub(in crate::pii) fn bare(text: &[u8], place: Place) -> Option<Found> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte >= 0x80;
    let back = (1..=LONGEST_LABEL + 1).take_while(|&back| is_part(before(text, place.at, back)));
    let start = place.at - back.count();
    let length = place.at - start;
    let is_led = matches!(
        before(text, start, 1),
        b'.' | b'@' | b'/' | b'\\' | b':' | b'_' | b'%' | b'&' | b'$'
    );
    let is_first_host =
        before(text, start, 1) == b':' && before(text, start, 2).is_ascii_alphabetic();
    if !(1..=LONGEST_LABEL).contains(&length) || (is_led && !is_first_host) {
        return None;
    }
    let start = behind_unspaced(text, start, place.at);
    if start == place.at || byte(text, start) == b'-' || !may_begin(text, start) {
        return None;
    }
    let name = domain(text, start)?;
    let is_www = text.get(start..place.at)?.eq_ignore_ascii_case(b"www");
    let next = byte(text, name.end);
    if matches!(next, b'@' | b'(' | b'_' | b'[' | b'=') || name.end <= place.at {
        return None;
    }
    let end = match next {
        b'/' | b'?' | b'#' => end(text, start, name.end),
        b':' if byte(text, name.end + 1).is_ascii_digit() => end(text, start, name.end),
        _ => name.end,
    };
    let has_path = end > name.end;
    let score = match name.ending {
        _ if is_www && name.labels > 2 => 75,
        Ending::Sure if has_path => 70,
        Ending::Sure => 50,
        Ending::Word if has_path && name.labels > 2 => 60,
        Ending::Word => 20,
        Ending::Unknown => return None,
    };
    Some(Found { start, end, score })
}

/// Behind text without blanks that runs into a name.
fn behind_unspaced(text: &[u8], start: usize, end: usize) -> usize {
    let label = text.get(start..end).unwrap_or_default();
    let has_ascii = label.iter().any(u8::is_ascii);
    match label.iter().rposition(|byte| *byte >= 0x80) {
        Some(last) if has_ascii && last + 1 < label.len() => start + last + 1,
        _ => start,
    }
}

/// Where a URL ends whose host or path begins at `from`: before what never stands in one,
/// and before the punctuation of the sentence around it.
fn end(text: &[u8], start: usize, from: usize) -> usize {
    let mut end = from;
    // Behind a host of another script, one that is written without blanks is the sentence.
    let is_foreign = character(text, from).is_some_and(is_unspaced);
    let mut is_host = byte(text, from) != b'/' && byte(text, from) != b'?';
    let mut open = 0_usize;
    let mut closes = None;
    while end < text.len() && end - start < MAX_RUN - 4 {
        match byte(text, end) {
            stop if is_stop(stop) => break,
            b',' | b';' if is_host || goes_on_with_another(text, end + 1) => break,
            b'/' | b'?' | b'#' => is_host = false,
            b'(' => open += 1,
            b')' if open > 0 => open -= 1,
            b')' => {
                // Only the bracket around it, or markup, is closed here.
                closes = closes.or(Some(end));
            }
            0x80.. => match character(text, end) {
                Some(char) if char.is_alphanumeric() && (is_foreign || !is_unspaced(char)) => {
                    end += char.len_utf8() - 1;
                }
                _ => break,
            },
            _ => {}
        }
        end += 1;
    }
    end = closes.map_or(end, |close| close.min(end));
    let is_closed = |end: usize| {
        let count = |wanted: u8| {
            let url = text.get(from..end).unwrap_or_default();
            url.iter().filter(|byte| **byte == wanted).count()
        };
        count(b'[') >= count(b']')
    };
    while end > from
        && match byte(text, end - 1) {
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'_' | b'~' | b'(' => true,
            b']' => !is_closed(end),
            _ => false,
        }
    {
        end -= 1;
    }
    end
}

fn goes_on_with_another(text: &[u8], at: usize) -> bool {
    text.get(at..at + 4)
        .is_some_and(|head| head.eq_ignore_ascii_case(b"http"))
}

/// What never stands in a URL.
const fn is_stop(byte: u8) -> bool {
    byte <= b' '
        || matches!(
            byte,
            b'"' | b'<' | b'>' | b'`' | b'|' | b'\\' | b'^' | b'{' | b'}' | 0x7F
        )
}
