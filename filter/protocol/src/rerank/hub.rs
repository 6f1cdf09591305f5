//! What is asked and answered.

use crate::chat::{Extra, Usage};
use crate::json::{Text, Value};

/// A request to put documents in order.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The model as the client wrote it; `None` where it stands in the path.
    pub model: Option<Text<'a>>,
    /// What is looked for.
    pub query: Text<'a>,
    /// What is put in order. Never empty.
    pub documents: Vec<Document<'a>>,
    /// How many of the best to name; `None` for all.
    pub top_n: Option<u64>,
    /// Tokens after which a document is cut.
    pub max_tokens_per_doc: Option<u64>,
    /// Whether the answer shall hold the documents again; `None` if not said.
    pub return_documents: Option<bool>,
    /// Top-level fields that have no place above.
    pub extra: Vec<Extra<'a>>,
}

/// One document.
#[derive(Debug, Clone)]
pub enum Document<'a> {
    /// Text.
    Text(Text<'a>),
    /// An object with fields of any names.
    Fields(Value<'a>),
}

/// An answer: documents by their numbers, the best first.
#[derive(Debug, Clone, Default)]
pub struct Response<'a> {
    /// The provider's id of the answer.
    pub id: Option<Text<'a>>,
    /// The model that answered, in the provider's words.
    pub model: Option<Text<'a>>,
    /// The documents, in the provider's order.
    pub results: Vec<Ranked<'a>>,
    /// What it cost in tokens.
    pub usage: Usage,
    /// What it cost in searches, where that is billed.
    pub search_units: Option<u64>,
    /// Fields that have no place above.
    pub extra: Vec<Extra<'a>>,
}

/// One document of an answer.
#[derive(Debug, Clone)]
pub struct Ranked<'a> {
    /// Its number in the request, from 0.
    pub index: u64,
    /// How well it answers: a number as it was written.
    pub score: Value<'a>,
    /// The document again: its text or its fields.
    pub document: Option<Value<'a>>,
}

impl<'a> Document<'a> {
    /// The text of a document that is nothing but text, in either form.
    #[must_use]
    pub fn text(&self) -> Option<Text<'a>> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Fields(fields) => {
                let mut members = fields.members();
                let (name, value) = members.next()?;
                (name == "text" && members.next().is_none())
                    .then(|| value.text())
                    .flatten()
            }
        }
    }
}
