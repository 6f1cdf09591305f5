//! Meanings that are made of others next to each other.

use super::class::Class::{self, *};
use super::reader::Hit;

/// One meaning and soon after it another one mean a third.
#[derive(Debug)]
pub(super) struct Compound {
    pub(super) first: Class,
    pub(super) second: Class,
    /// How many bytes may stand between them.
    pub(super) gap: usize,
    pub(super) makes: Class,
}

const fn made(first: Class, second: Class, gap: usize, makes: Class) -> Compound {
    Compound {
        first,
        second,
        gap,
        makes,
    }
}

/// In an order in which parts come before what is made of them.
pub(super) const COMPOUNDS: &[Compound] = &[
    made(Lack, Limit, 12, Unbound),
    made(Lack, Refusal, 14, Suppress),
    made(Never, Refusal, 18, Suppress),
    made(Never, Hold, 14, Override),
    made(Maker, Gave, 30, Told),
    made(You, Gave, 14, Told),
    made(Rules, Told, 28, OwnRules),
    made(Prompt, Told, 28, OwnPrompt),
    made(Yours, Rules, 16, OwnRules),
    made(Yours, Limit, 16, OwnRules),
    made(Yours, Prompt, 16, OwnPrompt),
    made(Maker, Rules, 12, OwnRules),
    made(You, Hold, 14, Bound),
    made(Rules, Bound, 8, OwnRules),
    made(Ahead, Here, 12, Before),
    made(Greet, Machine, 16, Address),
    made(Machine, Reads, 20, Address),
    made(Machine, Must, 8, Bidden),
    made(Never, Tell, 8, Hush),
    made(Lack, Tell, 8, Hush),
    made(Hush, Whom, 14, Conceal),
];

impl Compound {
    /// The meaning that is made, if the parts stand so.
    fn of(&self, first: &Hit, second: &Hit) -> Option<Hit> {
        let gap = second.start.checked_sub(first.end)?;
        (gap <= self.gap).then_some(Hit {
            class: self.makes,
            start: first.start,
            end: second.end,
            is_told: first.is_told || second.is_told,
        })
    }
}

/// Adds what the meanings in a text make, which are in order and stay so.
pub(super) fn add_to(hits: &mut Vec<Hit>) {
    let mut last: [Option<Hit>; Class::COUNT] = [None; Class::COUNT];
    let mut new = Vec::new();
    for hit in hits.iter() {
        let before = new.len();
        see(*hit, &mut last, &mut new);
        let mut at = before;
        while let Some(made) = new.get(at).copied() {
            see(made, &mut last, &mut new);
            at += 1;
        }
    }
    if !new.is_empty() {
        hits.append(&mut new);
        hits.sort_by_key(|hit| hit.start);
    }
}

/// Takes note of a meaning, and adds what it makes with those before it.
fn see(hit: Hit, last: &mut [Option<Hit>; Class::COUNT], new: &mut Vec<Hit>) {
    for compound in COMPOUNDS {
        if compound.second != hit.class {
            continue;
        }
        let first = last.get(compound.first as usize).copied().flatten();
        new.extend(first.and_then(|first| compound.of(&first, &hit)));
    }
    if let Some(slot) = last.get_mut(hit.class as usize) {
        *slot = Some(hit);
    }
}
