//! Readings that have led to nothing.

/// How many are remembered at most: those of the last few places.
const PLACES: usize = 1 << 10;

/// A reading, as far as it decides what it may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Key {
    pub(super) at: usize,
    pub(super) node: u32,
    pub(super) rest: u32,
}

/// The readings of a text that need not be followed again, from whichever place they are
/// reached: there are few of each place of the text, but many ways to them. It forgets,
/// and nothing depends on that but time.
#[derive(Debug)]
pub(super) struct Seen {
    /// Each with the round in which it was followed. Empty until it is needed.
    all: Vec<(u32, Key)>,
    round: u32,
}

impl Seen {
    pub(super) const fn new() -> Self {
        Self {
            all: Vec::new(),
            round: 0,
        }
    }

    /// Whether there is reason to remember.
    pub(super) const fn is_on(&self) -> bool {
        !self.all.is_empty()
    }

    pub(super) fn turn_on(&mut self) {
        if self.all.is_empty() {
            self.all = vec![(0, Key::default()); PLACES];
            self.round = 1;
        }
    }

    /// Whether a reading is followed for the first time.
    pub(super) fn is_new(&mut self, key: Key) -> bool {
        let mixed = (key.at as u64)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(u64::from(key.node) << 16 ^ u64::from(key.rest))
            .wrapping_mul(0xd6e8_feb8_6659_fd93);
        let place = usize::try_from(mixed >> 40).unwrap_or(0) % PLACES;
        let Some(known) = self.all.get_mut(place) else {
            return true;
        };
        let is_new = *known != (self.round, key);
        *known = (self.round, key);
        is_new
    }

    /// Forgets all: what has been followed did not lead to nothing.
    pub(super) const fn forget(&mut self) {
        self.round = self.round.wrapping_add(1);
    }
}
