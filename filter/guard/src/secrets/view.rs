//! What a rule may read: a bounded part of the text, told from what is not yet there.

use std::cell::Cell;

/// Why a rule cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// What decides has not come yet.
    More,
    /// What decides is farther away than any rule looks.
    TooFar,
}

/// What a rule has come to.
pub(super) type Step<T> = Result<T, Stop>;

/// How many bytes from its anchor on a rule may read.
pub(super) const REACH: usize = 4096;

/// How many bytes before its anchor a rule may read.
pub(super) const LOOK_BEHIND: usize = 8192;

/// The text as it is seen from one place in it, the anchor. What lies beyond the reach
/// is never read, so that it makes no difference whether it is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'t> {
    text: &'t [u8],
    is_end: bool,
    anchor: usize,
    /// How many bytes of runs have been read.
    spent: &'t Cell<usize>,
}

impl<'t> View<'t> {
    pub(super) const fn new(
        text: &'t [u8],
        is_end: bool,
        anchor: usize,
        spent: &'t Cell<usize>,
    ) -> Self {
        Self {
            text,
            is_end,
            anchor,
            spent,
        }
    }

    /// Where reading ends.
    pub(super) const fn limit(&self) -> usize {
        self.anchor + REACH
    }

    /// The byte at a place; `None` behind the end of the text.
    pub(super) fn byte(&self, at: usize) -> Step<Option<u8>> {
        if at >= self.limit() {
            return Err(Stop::TooFar);
        }
        match self.text.get(at) {
            Some(&byte) => Ok(Some(byte)),
            None if self.is_end => Ok(None),
            None => Err(Stop::More),
        }
    }

    /// Whether `what` stands at a place. More is asked for only where it still may.
    pub(super) fn has(&self, at: usize, what: &[u8]) -> Step<bool> {
        for (next, wanted) in what.iter().enumerate() {
            if self.byte(at + next)? != Some(*wanted) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The first place from `at` on whose byte is not wanted; at most `most` bytes on.
    pub(super) fn end_of(&self, at: usize, most: usize, want: impl Fn(u8) -> bool) -> Step<usize> {
        let mut end = at;
        while end - at < most && self.byte(end)?.is_some_and(&want) {
            end += 1;
        }
        self.spent.set(self.spent.get() + end - at);
        Ok(end)
    }

    /// What has been read, or comes before the anchor.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'t [u8] {
        self.text.get(start..end).unwrap_or_default()
    }

    /// At most `most` bytes before a place, as far as a rule may look behind.
    pub(super) fn behind(&self, at: usize, most: usize) -> &'t [u8] {
        let first = at
            .saturating_sub(most)
            .max(self.anchor.saturating_sub(LOOK_BEHIND));
        self.slice(first, at)
    }
}

const WORD: u8 = 1;
const TOKEN: u8 = 2;
const TRIGGER: u8 = 4;
const BASE64: u8 = 8;
const SUB: u8 = 16;

const fn class_of(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => WORD | TOKEN | BASE64,
        b'+' | b'/' => TOKEN | BASE64 | SUB,
        b'_' | b'.' | b'~' | b'-' => TOKEN | SUB,
        b'=' | b':' | b'>' => TRIGGER,
        _ => 0,
    }
}

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = class_of(byte as u8);
        byte += 1;
    }
    classes
};

pub(super) fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or_default()
}

/// A letter or a digit of ASCII.
pub(super) fn is_word(byte: u8) -> bool {
    class(byte) & WORD != 0
}

/// What tokens are made of: letters, digits and `+/_.~-`.
pub(super) fn is_token(byte: u8) -> bool {
    class(byte) & TOKEN != 0
}

/// What stands between a name and its value.
pub(super) fn is_trigger(byte: u8) -> bool {
    class(byte) & TRIGGER != 0
}

/// The alphabet of base64, without its padding.
pub(super) fn is_base64(byte: u8) -> bool {
    class(byte) & BASE64 != 0
}

/// What parts the words of a token.
pub(super) fn is_sub(byte: u8) -> bool {
    class(byte) & SUB != 0
}
