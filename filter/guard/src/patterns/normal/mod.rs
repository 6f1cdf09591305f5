//! How a text reads, whatever it was written with.
//!
//! `ｂａｄ`, `b\u{200b}ad`, `bаd` with a Cyrillic letter, `𝕓𝕒𝕕`, `b4d` and `b.a.d` all
//! read `bad`. [`fold`] tells it of one character, [`View`] of a text, with the way back
//! to the places in the original.
//!
//! Deliberately absent: Unicode's tables of compatibility as a whole (half-width kana,
//! squared words, Hangul letters one by one), and letters made of several (`|3`, `rn`).

mod fold;
mod spelled;
mod table;
mod view;

pub use fold::{Folded, fold};
pub(crate) use fold::{also, fold_case, leet};
pub use view::{Reading, View};

#[cfg(test)]
mod tests;
