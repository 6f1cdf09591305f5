//! Checks that find places in a text.

use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

/// What has been found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Label {
    /// An entity or kind that is built in: `EMAIL_ADDRESS`, `GITHUB_TOKEN`, …
    BuiltIn(&'static str),
    /// A name from the configuration.
    Named(Arc<str>),
}

impl Label {
    /// Its name: capital letters, digits and `_`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::BuiltIn(name) => name,
            Self::Named(name) => name,
        }
    }
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// What it is.
    pub label: Label,
    /// Where it stands, in bytes of [`Window::text`]; never empty, on boundaries of
    /// characters.
    pub span: Range<usize>,
    /// How sure that is, from 0 to 1.
    pub score: f32,
}

/// A part of a text, as a check may see it.
#[derive(Debug, Clone, Copy)]
pub struct Window<'t> {
    /// What is known of the text, but for what lies so far behind that no check looks
    /// at it.
    pub text: &'t str,
    /// Whether `text` begins where the whole text begins.
    pub is_start: bool,
    /// Where to go on: what begins before has been reported. A boundary of characters.
    pub from: usize,
    /// Whether nothing comes after `text`.
    pub is_end: bool,
}

impl<'t> Window<'t> {
    /// All of a text.
    #[must_use]
    pub const fn whole(text: &'t str) -> Self {
        Self {
            text,
            is_start: true,
            from: 0,
            is_end: true,
        }
    }
}

/// A check that finds places in a text, in one piece or as it comes.
///
/// However a text is cut into windows, the same matches are reported: a match is
/// reported once nothing that may follow can change it, and by how much of the text
/// before and after it that is decided is bounded. `laws` tests it.
pub trait Find: Debug {
    /// Reports the matches that begin at `window.from` or later, in order of their
    /// beginnings, as far as they are settled whatever follows. Returns the place,
    /// from `window.from` to the end of the text and on a boundary of characters,
    /// before which nothing more will begin; at the end of the text its length. A
    /// match may end behind that place, but each that is reported begins before it.
    ///
    /// The place stands at most [`Find::reach`] bytes before the end of the text. Where
    /// a match ends behind it, the next window goes on at the place all the same, and
    /// the match is not reported again.
    fn find(&self, window: Window<'_>, each: &mut dyn FnMut(Match)) -> usize;

    /// How many bytes before a match decide about it.
    fn look_behind(&self) -> usize;

    /// How many bytes from the beginning of a match on decide about it: its longest
    /// length, and what is looked at behind it. A longer one is not found.
    fn reach(&self) -> usize;
}

/// Every match in a whole text, in order of their beginnings.
#[must_use]
pub fn find_all(check: &dyn Find, text: &str) -> Vec<Match> {
    let mut all = Vec::new();
    check.find(Window::whole(text), &mut |found| all.push(found));
    all
}
