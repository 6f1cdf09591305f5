//! Typed reading of values that knows where it is.
//!
//! A path is a chain on the stack, turned into text only when something is wrong.

use std::fmt::Write;

use crate::error::{DecodeError, Path};
use crate::json::{Text, Value};

/// A place in a body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At<'p> {
    /// The body itself.
    Root,
    /// A member of an object.
    Key(&'p Self, &'p str),
    /// An item of an array.
    Item(&'p Self, usize),
}

impl At<'_> {
    /// The member `key` of what is here.
    pub(crate) fn key<'p>(&'p self, key: &'p str) -> At<'p> {
        At::Key(self, key)
    }

    /// The item `index` of what is here.
    pub(crate) fn item(&self, index: usize) -> At<'_> {
        At::Item(self, index)
    }

    /// The place in words: `messages[3].content[0].type`.
    pub(crate) fn path(&self) -> Path {
        let mut out = String::new();
        self.write(&mut out);
        Path::from(out)
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Root => {}
            Self::Key(parent, key) => {
                parent.write(out);
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(key);
            }
            Self::Item(parent, index) => {
                parent.write(out);
                // Writing to a `String` cannot fail.
                let _ = write!(out, "[{index}]");
            }
        }
    }

    /// An error that says which type belongs here.
    pub(crate) fn expected(&self, expected: &'static str) -> DecodeError {
        DecodeError::expected(self.path(), expected)
    }

    /// An error that says what is wrong with the value here.
    pub(crate) fn problem(&self, problem: &'static str) -> DecodeError {
        DecodeError::value(self.path(), problem)
    }

    /// A string.
    pub(crate) fn text<'a>(&self, value: Value<'a>) -> Result<Text<'a>, DecodeError> {
        value.text().ok_or_else(|| self.expected("a string"))
    }

    /// A boolean.
    pub(crate) fn bool(&self, value: Value<'_>) -> Result<bool, DecodeError> {
        value.bool().ok_or_else(|| self.expected("a boolean"))
    }

    /// A whole number from 0 on.
    pub(crate) fn u64(&self, value: Value<'_>) -> Result<u64, DecodeError> {
        value.u64().ok_or_else(|| self.expected("a whole number"))
    }

    /// A number, kept as it was written.
    pub(crate) fn number<'a>(&self, value: Value<'a>) -> Result<Value<'a>, DecodeError> {
        value
            .number()
            .map(|_| value)
            .ok_or_else(|| self.expected("a number"))
    }

    /// An object.
    pub(crate) fn object<'a>(&self, value: Value<'a>) -> Result<Value<'a>, DecodeError> {
        if value.is_object() {
            Ok(value)
        } else {
            Err(self.expected("an object"))
        }
    }

    /// An array.
    pub(crate) fn array<'a>(&self, value: Value<'a>) -> Result<Value<'a>, DecodeError> {
        if value.is_array() {
            Ok(value)
        } else {
            Err(self.expected("an array"))
        }
    }

    /// The member `key` of `object`, which must be there and not `null`.
    pub(crate) fn required<'a>(
        &self,
        object: Value<'a>,
        key: &str,
    ) -> Result<Value<'a>, DecodeError> {
        object
            .get_some(key)
            .ok_or_else(|| DecodeError::missing(self.key(key).path()))
    }

    /// The string `key` of `object`, which must be there.
    pub(crate) fn required_text<'a>(
        &self,
        object: Value<'a>,
        key: &str,
    ) -> Result<Text<'a>, DecodeError> {
        self.key(key).text(self.required(object, key)?)
    }

    /// The string `key` of `object`, if it is there.
    pub(crate) fn optional_text<'a>(
        &self,
        object: Value<'a>,
        key: &str,
    ) -> Result<Option<Text<'a>>, DecodeError> {
        object
            .get_some(key)
            .map(|value| self.key(key).text(value))
            .transpose()
    }

    /// The boolean `key` of `object`, if it is there.
    pub(crate) fn optional_bool(
        &self,
        object: Value<'_>,
        key: &str,
    ) -> Result<Option<bool>, DecodeError> {
        object
            .get_some(key)
            .map(|value| self.key(key).bool(value))
            .transpose()
    }
}
