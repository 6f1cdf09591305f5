//! Rules about the form of what is said, and about what is asked for.
//!
//! Each file is one check: a `Spec` as it is written, and a [`crate::Judge`].

pub mod affix;
pub mod capabilities;
pub mod case;
pub mod code;
mod fences;
pub(crate) mod glob;
pub mod json;
pub mod language;
pub mod length;
pub mod models;
pub mod not_null;
mod said;
pub mod tools;
pub mod topics;
pub mod urls;

use crate::judge::Judged;
use crate::spec::SpecError;
pub use said::Of;

pub(crate) fn failed(reason: impl Into<String>) -> Judged {
    Judged::Failed {
        reason: reason.into(),
        score: 1.0,
    }
}

pub(crate) fn error(
    at: impl Into<String>,
    problem: impl Into<String>,
    mend: impl Into<String>,
) -> SpecError {
    SpecError {
        at: at.into(),
        problem: problem.into(),
        mend: mend.into(),
    }
}

#[cfg(test)]
mod tests;
