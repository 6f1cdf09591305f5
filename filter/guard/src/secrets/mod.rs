//! Secrets: keys, tokens, passwords and private keys.
//!
//! Most are known by how they begin (`rows`, `starts`), some by the whole of a token
//! or what stands before it (`token`), some by the name they are assigned to
//! (`password`). One pass goes from token to token; a rule is asked only where one may
//! begin, and reads no farther than `view::REACH` from there.

mod auth;
mod charset;
mod check;
mod digits;
mod found;
mod jwt;
mod kind;
mod password;
mod pem;
mod row;
mod rows;
mod shape;
mod spec;
mod starts;
mod token;
mod url;
mod view;

#[cfg(test)]
mod tests;

use std::cell::Cell;

use crate::detect::EntityInfo;
use crate::find::{Find, Label, Match, Window};
use found::Found;
pub use kind::{KINDS, Kind};
pub use spec::Spec;
pub(crate) use spec::named;
use starts::Starts;
use token::Token;
use view::{LOOK_BEHIND, REACH, Step, Stop, View};

/// Every kind, as entities.
pub(crate) fn entities() -> impl Iterator<Item = EntityInfo> {
    KINDS.iter().map(|kind| EntityInfo {
        name: kind.label,
        title: kind.about,
        proof: "",
        family: spec::FAMILY,
        is_default: !kind.is_noisy,
    })
}

/// Secrets to look for, made ready.
#[derive(Debug)]
pub struct Secrets {
    /// Sorted.
    labels: Vec<&'static str>,
    starts: Starts,
    /// In percent.
    min_score: u8,
    /// Values that are never reported.
    allow: Vec<String>,
}

/// How many bytes the rules may read on behalf of one token. Text that is made of
/// beginnings only would cost a multiple of its length without it.
const MOST_SPENT: usize = 16 * 1024;

/// What a look at one token has come to.
enum Next {
    /// Go on here.
    At(usize),
    /// This is one; go on behind it.
    Found(Found),
}

impl Secrets {
    fn new(labels: Vec<&'static str>, min_score: f32, allow: &[String]) -> Self {
        Self {
            starts: Starts::new(|label| labels.contains(&label)),
            labels,
            min_score: (min_score * 100.0).round() as u8,
            allow: allow.iter().map(|value| value.trim().to_owned()).collect(),
        }
    }

    fn wants(&self, text: &[u8], found: &Found) -> bool {
        found.score >= self.min_score
            && self.labels.binary_search(&found.label).is_ok()
            && !self
                .allow
                .iter()
                .any(|allowed| text.get(found.start..found.end) == Some(allowed.as_bytes()))
    }

    fn has(&self, label: &str) -> bool {
        self.labels
            .binary_search_by(|known| (*known).cmp(label))
            .is_ok()
    }

    /// What the token that begins at `start`, or goes on there, comes to.
    fn token(
        &self,
        text: &[u8],
        is_end: bool,
        start: usize,
        lines: &mut Option<pem::Lines>,
    ) -> Step<Next> {
        let head = text.get(..start).unwrap_or_default();
        let is_whole = !head.last().is_some_and(|byte| view::is_token(*byte));
        let rest = text.get(start..).unwrap_or_default();
        let rest = rest.get(..token::MOST).unwrap_or(rest);
        let mut has_subs = !is_whole;
        let length = rest
            .iter()
            .take_while(|byte| {
                has_subs |= view::is_sub(**byte);
                view::is_token(**byte)
            })
            .count();
        let end = start + length;
        if end == text.len() && length < token::MOST && !is_end {
            return Err(Stop::More);
        }
        let spent = Cell::new(0);
        let view = |anchor| View::new(text, is_end, anchor, &spent);
        let wants = |found: &Found| self.wants(text, found);
        let first = start + if is_whole { escaped(head, rest) } else { 0 };
        if is_whole && self.is_line(text, first, end, lines) {
            let padded = view(start).end_of(end, 2, |byte| byte == b'=')?;
            let found = Found::new(pem::LABEL, first, padded, 85);
            if wants(&found) {
                return Ok(Next::Found(found));
            }
        }
        if (is_whole || is_start(text, first))
            && let Some(found) = self.starts.find(&view(first), first, &wants)?
        {
            return Ok(Next::Found(found));
        }
        if has_subs {
            for at in first + 1..end {
                if spent.get() > MOST_SPENT {
                    break;
                }
                if is_start(text, at)
                    && let Some(found) = self.starts.find(&view(at), at, &wants)?
                {
                    return Ok(Next::Found(found));
                }
            }
        }
        if is_whole && (token::LEAST..token::MOST).contains(&length) {
            let view = view(start);
            let whole = Token { start: first, end };
            if let Some(found) = token::whole(&view, whole, wants)? {
                return Ok(Next::Found(found));
            }
        }
        Ok(Next::At(end))
    }

    /// Whether the token is a line of a private key whose header is far behind.
    fn is_line(
        &self,
        text: &[u8],
        start: usize,
        end: usize,
        lines: &mut Option<pem::Lines>,
    ) -> bool {
        let may_begin = match text.get(..start).unwrap_or_default() {
            [.., before, b' ' | b'\t'] => matches!(before, b' ' | b'\t' | b'\n' | b'>' | b'|'),
            [.., b'\n' | b'"' | b'\'' | b'>' | b'n' | b'r'] => true,
            _ => false,
        };
        may_begin
            && end - start <= 128
            && self.has(pem::LABEL)
            && text
                .get(start..end)
                .is_some_and(|line| line.iter().all(|byte| view::is_base64(*byte)))
            && pem::Lines::next(text, start, end, lines)
    }

    /// What the value behind a sign comes to.
    fn value(&self, text: &[u8], is_end: bool, at: usize) -> Step<Option<Found>> {
        let spent = Cell::new(0);
        let view = View::new(text, is_end, at, &spent);
        let wants = |found: &Found| self.wants(text, found);
        let found = password::assigned(&view, at, |start| {
            if let Some(found) = self.starts.find(&view, start, &wants)? {
                return Ok(Some(found));
            }
            let end = view.end_of(start, token::MOST, view::is_token)?;
            let is_own = |found: &Found| {
                wants(found) && ![token::HIGH_ENTROPY, token::UUID].contains(&found.label)
            };
            token::whole(&view, Token { start, end }, is_own)
        });
        match found {
            Ok(found) => Ok(found.filter(|found| self.wants(text, found))),
            Err(Stop::TooFar) => Ok(None),
            Err(Stop::More) => Err(Stop::More),
        }
    }
}

/// Whether a secret may begin within a token: a letter or digit behind something else,
/// a dash behind no dash.
fn is_start(text: &[u8], at: usize) -> bool {
    match text.get(at.saturating_sub(1)..=at) {
        Some([before, byte]) => {
            (view::is_word(*byte) && !view::is_word(*before)) || (*byte == b'-' && *before != b'-')
        }
        _ => false,
    }
}

/// How many bytes of a token belong to an escape before it: `\n`, `%3D`.
fn escaped(head: &[u8], token: &[u8]) -> usize {
    match (head.last(), token) {
        (Some(b'\\'), [b'n' | b'r' | b't', ..]) => 1,
        (Some(b'%'), [a, b, ..]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => 2,
        _ => 0,
    }
}

impl Find for Secrets {
    fn find(&self, window: Window<'_>, each: &mut dyn FnMut(Match)) -> usize {
        let text = window.text.as_bytes();
        let is_end = window.is_end;
        let mut lines = None;
        let mut at = window.from;
        while let Some(&byte) = text.get(at) {
            let next = if view::is_token(byte) {
                match self.token(text, is_end, at, &mut lines) {
                    Ok(next) => next,
                    // Nothing is too far within a token, but the next one may be near.
                    Err(Stop::TooFar) => Next::At(at + 1),
                    Err(Stop::More) => return at,
                }
            } else if view::is_trigger(byte) {
                match self.value(text, is_end, at) {
                    Ok(Some(found)) => Next::Found(found),
                    Ok(None) | Err(Stop::TooFar) => Next::At(at + 1),
                    Err(Stop::More) => return at,
                }
            } else {
                Next::At(at + 1)
            };
            at = match next {
                Next::At(next) => next,
                Next::Found(found) => {
                    each(Match {
                        label: Label::BuiltIn(found.label),
                        span: found.start..found.end,
                        score: f32::from(found.score) / 100.0,
                    });
                    found.end
                }
            };
        }
        text.len()
    }

    fn look_behind(&self) -> usize {
        LOOK_BEHIND
    }

    fn reach(&self) -> usize {
        REACH + token::MOST
    }
}
