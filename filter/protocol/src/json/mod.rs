//! JSON read once into an index over the original bytes, and written by splicing.
//!
//! Bodies are large and mostly text that Sluice only moves. So nothing is
//! unescaped, no number is parsed and no string is allocated until somebody
//! asks: [`Document`] is a flat list of byte ranges, [`Value`] a cursor into
//! it, and [`Text`] a string that still is the literal it was read from, which
//! [`Writer`] copies as it stands. What a client wrote as `1.0` or `\u00e9`
//! therefore reaches the provider as `1.0` and `\u00e9`.
//!
//! Grammar: RFC 8259. Deliberately absent: a mutable tree, comments, `NaN`,
//! recovery from errors.

mod edit;
mod made;
mod parse;
mod plain;
mod scan;
mod skip;
mod text;
mod value;
mod write;

pub use edit::{Edit, Edits};
pub use made::{Json, Made};
pub use parse::{Document, JsonError, Limits, Problem};
pub use text::Text;
pub(crate) use text::escape_sequence;
pub use value::{Items, Kind, Members, Value};
pub use write::{Writer, escape_into};

#[cfg(test)]
mod tests;
