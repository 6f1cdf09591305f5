//! The words that speak for or against entities, as one table to look a word up in.

use super::context::AGAINST;
use super::entity::Entity;

/// How many buckets there are.
const BUCKETS: usize = 1024;
/// Stands for every entity.
const EVERY: u16 = u16::MAX;
/// What the scripts that are written without blanks begin with in UTF-8, and some more.
const UNSPACED: u8 = 0xE0;

/// The phrases of all entities that are looked for.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// By their last words.
    buckets: Vec<Vec<Phrase>>,
    /// Those that may be in the middle of what looks like one word.
    unspaced: Vec<Phrase>,
}

#[derive(Debug, Clone, Copy)]
struct Phrase {
    entity: u16,
    /// Of its last word.
    hash: u32,
    words: &'static str,
    is_for: bool,
}

/// A phrase that words end in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    /// After how many words, counted from the match.
    pub(super) nth: usize,
    entity: u16,
    length: usize,
    is_for: bool,
}

impl Lexicon {
    pub(super) fn new<'e>(entities: impl Iterator<Item = &'e &'static Entity>) -> Self {
        let mut this = Self {
            buckets: vec![Vec::new(); BUCKETS],
            unspaced: Vec::new(),
        };
        for (entity, nth) in entities.zip(0_u16..) {
            this.add(nth, entity.context, true);
            this.add(nth, entity.against, false);
        }
        this.add(EVERY, AGAINST, false);
        this
    }

    fn add(&mut self, entity: u16, phrases: &'static [&'static str], is_for: bool) {
        for words in phrases {
            let last = words.rsplit(' ').next().unwrap_or_default().as_bytes();
            let phrase = Phrase {
                entity,
                hash: last.iter().fold(SEED, hashed),
                words,
                is_for,
            };
            if words
                .as_bytes()
                .first()
                .is_some_and(|&byte| byte >= UNSPACED)
            {
                self.unspaced.push(phrase);
            } else if let Some(bucket) = self.buckets.get_mut(bucket(phrase.hash)) {
                bucket.push(phrase);
            }
        }
    }

    /// Every phrase that words, the nearest first, end in.
    pub(super) fn look_up(&self, nth: usize, nearest: &[&[u8]], each: &mut Vec<Said>) {
        let Some(word) = nearest.first() else {
            return;
        };
        let mut say = |phrase: &Phrase| {
            each.push(Said {
                nth,
                entity: phrase.entity,
                length: phrase.words.len(),
                is_for: phrase.is_for,
            });
        };
        let Some((end, stem)) = word.split_last() else {
            return;
        };
        let stem_hash = stem.iter().fold(SEED, hashed);
        let is_plural = *end == b's' && !stem.is_empty();
        for (last, hash) in [(*word, hashed(stem_hash, end)), (stem, stem_hash)]
            .into_iter()
            .take(1 + usize::from(is_plural))
        {
            let phrases = self.buckets.get(bucket(hash));
            for phrase in phrases.into_iter().flatten() {
                if phrase.hash == hash && ends(last, nearest, phrase.words) {
                    say(phrase);
                }
            }
        }
        if word.iter().any(|byte| *byte >= UNSPACED) {
            for phrase in &self.unspaced {
                if memchr::memmem::find(word, phrase.words.as_bytes()).is_some() {
                    say(phrase);
                }
            }
        }
    }
}

/// Whether the nearest words that say anything of an entity speak for it; of several that
/// end together the longest has the say. `of_its_own` leaves out what speaks against all.
pub(super) fn speak(all: &[Said], entity: u16, of_its_own: bool) -> Option<bool> {
    let is_of = |said: &&Said| said.entity == entity || (!of_its_own && said.entity == EVERY);
    let nth = all.iter().find(is_of)?.nth;
    let longest = |is_for: bool| {
        let here = all.iter().filter(is_of).filter(|said| said.nth == nth);
        let fitting = here.filter(|said| said.is_for == is_for);
        fitting.map(|said| said.length).max()
    };
    Some(longest(true) >= longest(false))
}

/// Whether words, the nearest first and without its plural `last`, end in a phrase.
fn ends(last: &[u8], nearest: &[&[u8]], phrase: &str) -> bool {
    let mut parts = phrase.rsplit(' ');
    let mut before = nearest.iter().skip(1);
    parts
        .next()
        .is_some_and(|part| part.as_bytes().eq_ignore_ascii_case(last))
        && parts.all(|part| {
            before
                .next()
                .is_some_and(|word| is_same(word, part.as_bytes()))
        })
}

/// Whether a word is another one, or its plural.
fn is_same(word: &[u8], other: &[u8]) -> bool {
    match word.len().checked_sub(other.len()) {
        Some(0) => word.eq_ignore_ascii_case(other),
        Some(1) => {
            matches!(word.split_last(), Some((b's', stem)) if stem.eq_ignore_ascii_case(other))
        }
        _ => false,
    }
}

/// What a hash begins with.
const SEED: u32 = 0x811C_9DC5;

/// FNV-1a over small letters.
fn hashed(hash: u32, byte: &u8) -> u32 {
    (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
}

const fn bucket(hash: u32) -> usize {
    (hash ^ hash >> 16) as usize % BUCKETS
}
