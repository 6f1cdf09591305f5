//! Secrets that are known by how they begin.

use super::charset::Charset;
use super::shape;
use super::view::{Step, View};

/// A secret whose first characters give it away.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its kind.
    pub(super) label: &'static str,
    /// How it begins.
    pub(super) prefix: &'static str,
    /// What follows.
    pub(super) parts: &'static [Part],
    /// How sure it is, in percent.
    pub(super) score: u8,
    /// What else is looked at: the whole secret in, how sure it is out; 0 for none.
    pub(super) check: Option<fn(&[u8]) -> u8>,
}

/// A part of a secret.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// These characters.
    Is(&'static str),
    /// From so many to so many characters of an alphabet, as many as there are.
    Of(Charset, u16, u16),
}

/// One row, with a body of one alphabet.
pub(super) const fn row(label: &'static str, prefix: &'static str, parts: &'static [Part]) -> Row {
    Row {
        label,
        prefix,
        parts,
        score: 90,
        check: None,
    }
}

impl Row {
    pub(super) const fn score(self, score: u8) -> Self {
        Self { score, ..self }
    }

    pub(super) const fn check(self, check: fn(&[u8]) -> u8) -> Self {
        Self {
            check: Some(check),
            ..self
        }
    }

    /// Where the secret that begins at a place ends, and how sure it is.
    pub(super) fn find(&self, view: &View<'_>, start: usize) -> Step<Option<(usize, u8)>> {
        if !view.has(start, self.prefix.as_bytes())? {
            return Ok(None);
        }
        let mut at = start + self.prefix.len();
        let mut last = (at, None);
        for part in self.parts {
            match *part {
                Part::Is(what) => {
                    if !view.has(at, what.as_bytes())? {
                        return Ok(None);
                    }
                    at += what.len();
                    last = (at, None);
                }
                Part::Of(charset, least, most) => {
                    let end = view.end_of(at, usize::from(most), |byte| charset.has(byte))?;
                    if end - at < usize::from(least) {
                        return Ok(None);
                    }
                    last = (at + usize::from(least), Some(charset));
                    at = end;
                }
            }
        }
        let (least_end, charset) = last;
        let next = view.byte(at)?;
        let goes_on = next.is_some_and(|byte| {
            byte.is_ascii_alphanumeric()
                || byte == b'_'
                || charset.is_some_and(|charset| charset != Charset::Parts && charset.has(byte))
        });
        if goes_on {
            return Ok(None);
        }
        let mut end = at;
        while end > least_end
            && matches!(view.slice(end - 1, end), [b'.' | b'-' | b':' | b'~' | b'%'])
        {
            end -= 1;
        }
        let body = view.slice(start + self.prefix.len(), end);
        if !shape::is_body(body) {
            return Ok(None);
        }
        let score = self
            .check
            .map_or(self.score, |check| check(view.slice(start, end)));
        Ok((score > 0).then_some((end, score)))
    }
}
