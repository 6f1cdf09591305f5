//! The search for places.
//!
//! A text is gone through match by match. What begins first counts, of several patterns
//! the one with the longest match; others that begin inside of it are reported beside
//! it; then the search goes on behind it. So all that is to be known of what was before
//! is where it goes on. Nothing of a match lies more than its pattern's longest length
//! behind its beginning, wherever the text is cut.

use std::cmp::Reverse;
use std::ops::Range;

use regex_automata::meta::Regex;
use regex_automata::{Anchored, Input};

use super::held::Held;
use crate::find::{Find, Label, Match, Window};

/// What is looked at beside a match: one character.
const BESIDE: usize = 4;
/// How much of a text is searched for a match at once.
const BLOCK: usize = 64 << 10;

/// One pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) label: Label,
    pub(super) score: f32,
    /// How long a match may be, in bytes.
    pub(super) longest: usize,
    pub(super) regex: Regex,
}

/// A check that finds matches of regular expressions.
#[derive(Debug)]
pub struct Regexes {
    patterns: Vec<Pattern>,
    held: Held,
    longest: usize,
}

impl Regexes {
    pub(super) fn new(patterns: Vec<Pattern>, held: Held) -> Self {
        let longest = patterns.iter().map(|pattern| pattern.longest).max();
        Self {
            patterns,
            held,
            longest: longest.unwrap_or(0),
        }
    }
}

impl Find for Regexes {
    fn find(&self, window: Window<'_>, each: &mut dyn FnMut(Match)) -> usize {
        let text = window.text;
        let limit = if window.is_end {
            text.len()
        } else {
            let known = text.len().saturating_sub(self.longest + BESIDE);
            self.held.first_open(text, known.max(window.from))
        };
        if window.from >= limit {
            return window.from.max(limit);
        }
        let matching = self.held.matching(text, window.from, self.patterns.len());
        let mut seekers: Vec<_> = matching
            .into_iter()
            .filter_map(|nth| self.patterns.get(nth))
            .map(|pattern| Seeker::new(pattern, text, limit, window.from))
            .collect();
        let mut found = Vec::new();
        loop {
            let first = seekers.iter().filter_map(Seeker::rank).min();
            let Some((start, longest)) = first else {
                return limit;
            };
            let end = start + longest.0;
            // What begins inside of it is not known yet.
            if end > limit {
                return start;
            }
            for seeker in &mut seekers {
                seeker.report(end, &mut found);
            }
            tell(&mut found, each);
        }
    }

    fn look_behind(&self) -> usize {
        BESIDE
    }

    fn reach(&self) -> usize {
        // A match, and one that begins in its last character.
        2 * (self.longest + BESIDE)
    }
}

/// Reports matches in order. Patterns may share a name, and then what one has found
/// inside of what another has is nothing more.
fn tell(found: &mut Vec<Match>, each: &mut dyn FnMut(Match)) {
    found.sort_by_key(|one| (one.span.start, Reverse(one.span.end)));
    let mut told: Vec<Match> = Vec::new();
    for one in found.drain(..) {
        let is_inside = |other: &Match| other.label == one.label && other.span.end >= one.span.end;
        if !told.iter().any(is_inside) {
            each(one.clone());
            told.push(one);
        }
    }
}

/// One pattern in one text.
struct Seeker<'p, 't> {
    pattern: &'p Pattern,
    text: &'t str,
    /// Where matches begin at most.
    limit: usize,
    next: Option<Range<usize>>,
    /// How much is searched at once.
    block: usize,
}

impl<'p, 't> Seeker<'p, 't> {
    fn new(pattern: &'p Pattern, text: &'t str, limit: usize, from: usize) -> Self {
        let mut seeker = Self {
            pattern,
            text,
            limit,
            next: None,
            block: BLOCK,
        };
        seeker.next = seeker.seek(from);
        seeker
    }

    /// The smaller, the sooner its match has its turn.
    fn rank(&self) -> Option<(usize, Reverse<usize>)> {
        let next = self.next.as_ref()?;
        Some((next.start, Reverse(next.len())))
    }

    /// Adds the matches that begin before `end`, and goes on there.
    fn report(&mut self, end: usize, found: &mut Vec<Match>) {
        let mut is_behind = false;
        while let Some(span) = self.next.take_if(|next| next.start < end) {
            is_behind = span.end > end;
            self.next = self.seek(span.end);
            found.push(Match {
                label: self.pattern.label.clone(),
                span,
                score: self.pattern.score,
            });
        }
        if is_behind {
            self.next = self.seek(end);
        }
    }

    /// The first match from a place on.
    fn seek(&mut self, from: usize) -> Option<Range<usize>> {
        let longest = self.pattern.longest;
        let mut at = from;
        while at < self.limit {
            let end = self.boundary(at.saturating_add(self.block.max(2 * longest + BESIDE)));
            let Some(found) = self.search(at..end, Anchored::No) else {
                if end == self.text.len() {
                    return None;
                }
                // One that begins later need not end before the block does.
                at = self.boundary(end - longest);
                self.block = BLOCK.min(2 * self.block.max(longest));
                continue;
            };
            if found.start >= self.limit {
                return None;
            }
            let most = self.boundary(found.start + longest);
            if found.end <= most && most <= end {
                return Some(found);
            }
            // What is too long here may be so again, so little is searched at once.
            self.block = 0;
            let bounded = self.search(found.start..most, Anchored::Yes);
            if bounded.is_some() {
                return bounded;
            }
            at = self.text.ceil_char_boundary(found.start + 1);
        }
        None
    }

    fn search(&self, range: Range<usize>, anchored: Anchored) -> Option<Range<usize>> {
        let input = Input::new(self.text).range(range).anchored(anchored);
        self.pattern.regex.search(&input).map(|found| found.range())
    }

    /// The boundary of characters at a place or before it.
    fn boundary(&self, at: usize) -> usize {
        self.text.floor_char_boundary(at.min(self.text.len()))
    }
}
