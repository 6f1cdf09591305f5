//! What is answered.

use super::vector::Vector;
use crate::chat::{Extra, Usage};
use crate::json::Text;

/// An answer: a vector an input.
#[derive(Debug, Clone, Default)]
pub struct Response<'a> {
    /// The provider's id of the answer.
    pub id: Option<Text<'a>>,
    /// The model that answered, in the provider's words.
    pub model: Option<Text<'a>>,
    /// The vectors, in the order of the inputs.
    pub vectors: Vec<Vector<'a>>,
    /// What it cost in tokens.
    pub usage: Usage,
    /// Fields that have no place above.
    pub extra: Vec<Extra<'a>>,
}
