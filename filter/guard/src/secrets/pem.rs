//! Private keys as blocks of text (PEM, OpenPGP, SSH, PuTTY).
//!
//! A block whose end is within reach is one match. Of a longer one, the first match ends
//! with its last whole line within reach, and every further line is a match of its own:
//! a line is known for one by the lines before it, back to the block's header, or, where
//! that is too far away, by their being as long as the lines of keys are.

use super::found::Found;
use super::shape::has;
use super::view::{LOOK_BEHIND, Step, Stop, View, is_base64};

pub(super) const LABEL: &str = "PRIVATE_KEY";

/// The longest run of other bytes between two lines: line ends, indents, quotes.
const SEPARATOR: usize = 24;

/// What may stand between the header and the key: lines such as `Proc-Type: …`.
const HEADERS: usize = 400;

/// The shortest run that is taken for a line of a key.
const LONG: usize = 20;

/// How far behind a line the beginning of its block is looked for.
const BACK: usize = LOOK_BEHIND - 1024;

/// How wide lines of keys are where the header is out of sight.
const WIDTHS: [usize; 2] = [64, 70];

/// `-----BEGIN … PRIVATE KEY-----` and what follows.
pub(super) fn block(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let dashes = view.end_of(start, 6, |byte| byte == b'-')? - start;
    let label = start + dashes + usize::from(view.byte(start + dashes)? == Some(b' '));
    if !matches!(dashes, 4 | 5) || !view.has(label, b"BEGIN ")? {
        return Ok(None);
    }
    let end = view.end_of(
        label,
        64,
        |byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' '),
    )?;
    if !has(view.slice(label, end), b"PRIVATE KEY") || !view.has(end, b"----")? {
        return Ok(None);
    }
    let body = view.end_of(end, 5, |byte| byte == b'-')?;
    walk(view, start, body)
}

/// `Private-Lines: 3` of PuTTY and what follows.
pub(super) fn putty(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let digits = start + b"Private-Lines: ".len();
    let body = view.end_of(digits, 4, |byte| byte.is_ascii_digit())?;
    walk(view, start, body)
}

/// The block that begins at `start` and whose body begins at `body`.
fn walk(view: &View<'_>, start: usize, body: usize) -> Step<Option<Found>> {
    let mut at = body;
    let mut good = None;
    let mut last_run = 0;
    let end = loop {
        let most = if good.is_none() { HEADERS } else { SEPARATOR };
        match line(view, at, most) {
            Err(Stop::More) => return Err(Stop::More),
            Err(Stop::TooFar) => break good,
            Ok(Line::Footer(end)) => break good.map(|_| end),
            Ok(Line::Nothing) => break good,
            Ok(Line::Run { length, end }) => {
                let is_long = length >= LONG;
                let gap = view.slice(at, end - length);
                let is_last = last_run >= LONG && !has(gap, b"\n\n") && !has(gap, b"\n\r");
                if is_long || (good.is_some() && is_last) {
                    good = Some(end);
                } else if good.is_some() || end - body > HEADERS {
                    break good;
                }
                last_run = length;
                at = end;
            }
        }
    };
    Ok(end.map(|end| Found::new(LABEL, start, end, 95)))
}

enum Line {
    Run { length: usize, end: usize },
    Footer(usize),
    Nothing,
}

/// What comes next in a block.
fn line(view: &View<'_>, from: usize, most: usize) -> Step<Line> {
    let mut at = from;
    loop {
        let Some(byte) = view.byte(at)? else {
            return Ok(Line::Nothing);
        };
        if byte == b'-' && view.has(at, b"----")? {
            return footer(view, at);
        }
        if byte == b'\\'
            && view
                .byte(at + 1)?
                .is_some_and(|next| next.is_ascii_alphabetic())
        {
            at += 2;
        } else if is_base64(byte) {
            break;
        } else {
            at += 1;
        }
        if at - from > most || !byte.is_ascii() {
            return Ok(Line::Nothing);
        }
    }
    let mut end = at;
    loop {
        match view.byte(end) {
            Ok(Some(byte)) if is_base64(byte) || byte == b'=' => end += 1,
            Ok(_) => break,
            // A key on one line that is longer than the reach is cut there.
            Err(Stop::TooFar) if end - at > 256 => break,
            Err(stop) => return Err(stop),
        }
    }
    Ok(Line::Run {
        length: end - at,
        end,
    })
}

/// `-----END … PRIVATE KEY-----`, or another header.
fn footer(view: &View<'_>, at: usize) -> Step<Line> {
    let label = view.end_of(at, 6, |byte| matches!(byte, b'-' | b' '))?;
    if !view.has(label, b"END ")? {
        return Ok(Line::Nothing);
    }
    let end = view.end_of(
        label,
        64,
        |byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' '),
    )?;
    Ok(Line::Footer(view.end_of(end, 5, |byte| byte == b'-')?))
}

/// The lines of base64 that end at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    /// Where the last one ends.
    end: usize,
    /// Where the first one begins; `None` if that is out of sight.
    begin: Option<usize>,
    /// How wide they are.
    width: usize,
    /// Whether they follow the header of a private key.
    is_private: bool,
}

impl Lines {
    /// Whether the line at `start..end` goes on with a key; `known` are the lines told
    /// of before.
    pub(super) fn next(text: &[u8], start: usize, end: usize, known: &mut Option<Self>) -> bool {
        let Some(last) = before(text, start) else {
            *known = None;
            return false;
        };
        let lines = match known.take() {
            Some(lines) if lines.end == last => lines,
            _ => Self::behind(text, last, start),
        };
        let is_near = lines.begin.is_some_and(|begin| start - begin <= BACK);
        let is_open = if is_near {
            lines.is_private
        } else {
            lines.begin.is_none_or(|begin| start - begin > BACK) && WIDTHS.contains(&lines.width)
        };
        let width = end - start;
        if width == lines.width {
            *known = Some(Self { end, ..lines });
        }
        is_open && width <= lines.width
    }

    /// The lines that end at `last`, seen from `start`.
    fn behind(text: &[u8], last: usize, start: usize) -> Self {
        let width = run_before(text, last);
        let mut begin = last - width;
        loop {
            if start - begin > BACK {
                return Self {
                    end: last,
                    begin: None,
                    width,
                    is_private: false,
                };
            }
            match before(text, begin) {
                Some(end) if width >= LONG && run_before(text, end) == width => begin = end - width,
                _ => break,
            }
        }
        Self {
            end: last,
            begin: Some(begin),
            width,
            is_private: has_header(text, begin),
        }
    }
}

/// Where the line before the line that begins at `start` ends.
fn before(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut has_line_end = false;
    while start - at <= SEPARATOR {
        match text.get(..at)? {
            [.., b'\\', b'n' | b'r'] => {
                has_line_end = true;
                at -= 2;
            }
            [.., byte] if is_base64(*byte) || *byte == b'=' => return has_line_end.then_some(at),
            [.., byte] => {
                has_line_end |= *byte == b'\n';
                at -= 1;
            }
            [] => return None,
        }
    }
    None
}

/// How long the run of base64 that ends at `end` is; more than any line's width at most.
fn run_before(text: &[u8], end: usize) -> usize {
    let head = text.get(end.saturating_sub(130)..end).unwrap_or_default();
    let run = head
        .iter()
        .rev()
        .take_while(|byte| is_base64(**byte))
        .count();
    match head.get(..head.len() - run) {
        Some([.., b'\\']) if run > 0 => run - 1,
        _ => run,
    }
}

/// Whether the header of a private key stands right before a place.
fn has_header(text: &[u8], begin: usize) -> bool {
    let head = text
        .get(begin.saturating_sub(HEADERS)..begin)
        .unwrap_or_default();
    let header = memchr::memmem::rfind(head, b"BEGIN ").and_then(|at| head.get(at..));
    header.is_some_and(|header| {
        let label = header.get(..64.min(header.len())).unwrap_or_default();
        has(label, b"PRIVATE KEY") && !has(header, b"END ")
    })
}
