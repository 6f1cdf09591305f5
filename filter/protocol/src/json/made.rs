//! A value that need not have been written by anybody.

use std::sync::Arc;

use super::parse::{Document, JsonError, Limits};
use super::value::{Items, Value};

/// A value of the body that was read, or one that a codec has made where its
/// format says the same in another form.
#[derive(Debug, Clone)]
pub enum Json<'a> {
    /// As it was written.
    Read(Value<'a>),
    /// As a codec has put it.
    Made(Arc<Made>),
}

impl<'a> Json<'a> {
    /// A value of its own.
    ///
    /// # Errors
    /// The bytes are not JSON.
    pub fn made(bytes: Vec<u8>) -> Result<Self, JsonError> {
        let document = Document::parse(&bytes, Limits::default())?;
        Ok(Self::Made(Arc::new(Made { bytes, document })))
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Read(value) => *value,
            Self::Made(made) => made.document.root(&made.bytes),
        }
    }
}

impl Json<'_> {
    /// The items of an array; none for any other value.
    #[must_use]
    pub fn items(&self) -> Items<'_> {
        self.value().items()
    }
}

impl<'a> From<Value<'a>> for Json<'a> {
    fn from(value: Value<'a>) -> Self {
        Self::Read(value)
    }
}

/// JSON beside its index.
#[derive(Debug)]
pub struct Made {
    bytes: Vec<u8>,
    document: Document,
}
