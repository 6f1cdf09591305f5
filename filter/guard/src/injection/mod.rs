//! Prompt injection and jailbreaks, told by scored signals.
//!
//! A text is read in windows. In each, words are turned into meanings (`reader`,
//! `terms`), meanings near each other into signals (`rules`), and so are marks in the
//! characters themselves (`marks`). What stands in another writing (`encoded`) is read
//! as well. Signals of different families add up as chances do; talk about attacks
//! counts against them. No model is asked, and nothing is learnt.

mod class;
mod compounds;
mod encoded;
mod family;
mod marks;
mod reader;
mod rules;
mod score;
mod spec;
mod terms;
mod told;

#[cfg(test)]
mod tests;

use crate::judge::{Judge, Judged, Piece, PieceKind, Subject};
use reader::Reader;
use score::Score;
pub use spec::Spec;

/// A detector of prompt injection, made ready.
#[derive(Debug)]
pub struct Injection {
    reader: Reader,
    threshold: f32,
}

impl Injection {
    /// How sure it is that a text is an injection, from 0 to 1.
    #[must_use]
    pub fn score(&self, kind: PieceKind, text: &str) -> f32 {
        Score::of(&self.reader, kind, text).total
    }

    /// The highest score of the pieces, each alone and as far as they stand in one message together.
    fn highest(&self, pieces: &[Piece<'_>]) -> Score {
        let mut highest = Score::default();
        let mut rest = pieces;
        while let Some(first) = rest.first() {
            let same = rest
                .iter()
                .take_while(|piece| (piece.kind, piece.message) == (first.kind, first.message))
                .count();
            let (group, after) = rest.split_at_checked(same).unwrap_or((rest, &[]));
            for piece in group {
                highest.raise(Score::of(&self.reader, first.kind, piece.text));
            }
            if group.len() > 1 {
                for joint in ["", " "] {
                    let texts: Vec<&str> = group.iter().map(|piece| piece.text).collect();
                    highest.raise(Score::of(&self.reader, first.kind, &texts.join(joint)));
                }
            }
            rest = after;
        }
        highest
    }
}

impl Judge for Injection {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        let highest = self.highest(subject.pieces);
        if highest.total < self.threshold {
            return Judged::Passed;
        }
        Judged::Failed {
            reason: format!(
                "prompt injection by {} (score {:.2}, threshold {:.2})",
                highest.families(),
                highest.total,
                self.threshold
            ),
            score: highest.total,
        }
    }
}
