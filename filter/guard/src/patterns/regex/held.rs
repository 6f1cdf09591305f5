//! All patterns as one automaton: which of them match at all, and from where on a match
//! may still begin in a text that goes on.
//!
//! It is more lenient than the patterns: `^`, `$` and `\b` always hold. So it says of no
//! pattern that it does not match where it does, and it is as fast in any script.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::{Anchored, Input, MatchKind, PatternSet};
use regex_syntax::hir::{Hir, HirKind};

/// Memory of the automaton's states, in bytes.
const CACHE: usize = 4 << 20;

pub(super) struct Held {
    dfa: DFA,
    cache: Mutex<Cache>,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}

impl Held {
    /// `None` if it would be too large.
    pub(super) fn new(patterns: &[Hir]) -> Option<Self> {
        let lenient: Vec<_> = patterns.iter().map(lenient).collect();
        let config = thompson::Config::new()
            .nfa_size_limit(Some(super::SIZE_OF_ALL))
            .which_captures(WhichCaptures::None);
        let nfa = thompson::Compiler::new()
            .configure(config)
            .build_many_from_hir(&lenient)
            .ok()?;
        let config = DFA::config()
            .match_kind(MatchKind::All)
            .skip_cache_capacity_check(true)
            .cache_capacity(CACHE);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let cache = Mutex::new(dfa.create_cache());
        Some(Self { dfa, cache })
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which patterns match in a text from a place on, as far as it can tell: all that
    /// do are among them.
    pub(super) fn matching(&self, text: &str, from: usize, patterns: usize) -> Vec<usize> {
        let mut set = PatternSet::new(patterns);
        let input = Input::new(text).range(from..);
        let told = self
            .dfa
            .try_which_overlapping_matches(&mut self.cache(), &input, &mut set);
        if told.is_err() {
            return (0..patterns).collect();
        }
        set.iter().map(|pattern| pattern.as_usize()).collect()
    }

    /// The first place from `from` on where a match may begin that what follows the
    /// text decides about.
    pub(super) fn first_open(&self, text: &str, from: usize) -> usize {
        let mut cache = self.cache();
        let mut from = from;
        while from < text.len() {
            if text.is_char_boundary(from) && self.is_open(&mut cache, text, from) {
                return from;
            }
            from += 1;
        }
        text.len()
    }

    fn is_open(&self, cache: &mut Cache, text: &str, from: usize) -> bool {
        let input = Input::new(text).range(from..).anchored(Anchored::Yes);
        let Ok(mut state) = self.dfa.start_state_forward(cache, &input) else {
            return true;
        };
        for byte in text.as_bytes().get(from..).unwrap_or_default() {
            match self.dfa.next_state(cache, state, *byte) {
                Ok(next) if next.is_dead() => return false,
                Ok(next) if !next.is_quit() => state = next,
                Ok(_) | Err(_) => return true,
            }
        }
        // A match is told of a character after it, when it may have come to its end.
        !state.is_match() || self.goes_on(cache, state)
    }

    fn goes_on(&self, cache: &mut Cache, state: LazyStateID) -> bool {
        let classes = self.dfa.byte_classes();
        let mut bytes = classes.representatives(..).filter_map(|unit| unit.as_u8());
        let cleared = cache.clear_count();
        bytes.any(|byte| {
            // The state is none of the cache's any more once that has been cleared.
            cache.clear_count() != cleared
                || !matches!(self.dfa.next_state(cache, state, byte), Ok(next) if next.is_dead())
        })
    }
}

/// The pattern without what looks beside a match.
fn lenient(pattern: &Hir) -> Hir {
    match pattern.kind() {
        HirKind::Look(_) | HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0.clone()),
        HirKind::Class(class) => Hir::class(class.clone()),
        HirKind::Repetition(repetition) => {
            let inner = lenient(&repetition.sub);
            Hir::repetition(repetition.with(inner))
        }
        HirKind::Capture(capture) => lenient(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(lenient).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(lenient).collect()),
    }
}
