//! What guardrails look for in text, and where they have found it.
//!
//! Text in, findings out: no format, no host, no clock. There are three
//! sorts of checks. One that implements [`Find`] reports places in a text, and
//! works on a stream as well as on a whole; one that implements [`Judge`] judges
//! all texts of a side at once; one that implements [`services::Service`] says what
//! to ask a service about them. [`CheckSpec`] is how all are written in gateway.yaml, and [`CheckSpec::compile`] makes them ready once, at start-up.

mod check;
mod detect;
mod find;
pub mod injection;
mod judge;
#[cfg(any(test, feature = "laws"))]
pub mod laws;
#[cfg(test)]
mod page;
mod patterns;
pub mod pii;
pub mod secrets;
pub mod services;
pub mod shape;
mod spec;

pub use check::Check;
pub use detect::{EntityInfo, UnknownEntity, detect, entities, find_entities};
pub use find::{Find, Label, Match, Window, find_all};
pub use judge::{Beside, Judge, Judged, Piece, PieceKind, Purpose, Subject};
pub use patterns::{metadata, normal, regex, words};
pub use spec::{CheckSpec, SpecError};
