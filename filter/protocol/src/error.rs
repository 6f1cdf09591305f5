//! What can go wrong with bytes.

use std::borrow::Cow;
use std::fmt;

use crate::format::WireFormat;
use crate::json::JsonError;

/// A place in a body, in the words of its format: `messages[3].content`. Empty
/// for the body as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(pub Cow<'static, str>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "body" } else { &self.0 })
    }
}

impl From<&'static str> for Path {
    fn from(path: &'static str) -> Self {
        Self(Cow::Borrowed(path))
    }
}

impl From<String> for Path {
    fn from(path: String) -> Self {
        Self(Cow::Owned(path))
    }
}

/// A body that its own format does not allow, or that Sluice cannot read.
///
/// The message never quotes text of the body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// Not JSON.
    #[error("the body is not valid JSON: {0}")]
    Json(#[from] JsonError),
    /// A field that must be there is not.
    #[error("{at}: missing required field")]
    Missing {
        /// The field.
        at: Path,
    },
    /// A value of another type than the format says.
    #[error("{at}: expected {expected}")]
    Type {
        /// The field.
        at: Path,
        /// The type, as in "a string or an array of parts".
        expected: &'static str,
    },
    /// A value of the right type that is not allowed.
    #[error("{at}: {problem}")]
    Value {
        /// The field.
        at: Path,
        /// What is wrong, and what would be right.
        problem: Cow<'static, str>,
    },
    /// A field that Sluice edits is there twice, so that two readers could
    /// understand two different requests.
    #[error("{at}: given more than once")]
    Duplicate {
        /// The field.
        at: Path,
    },
}

impl DecodeError {
    /// A field that is missing.
    pub fn missing(at: impl Into<Path>) -> Self {
        Self::Missing { at: at.into() }
    }

    /// A value of a wrong type.
    pub fn expected(at: impl Into<Path>, expected: &'static str) -> Self {
        Self::Type {
            at: at.into(),
            expected,
        }
    }

    /// A value that is not allowed.
    pub fn value(at: impl Into<Path>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self::Value {
            at: at.into(),
            problem: problem.into(),
        }
    }

    /// The place, where it is known.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Json(_) => None,
            Self::Missing { at }
            | Self::Type { at, .. }
            | Self::Value { at, .. }
            | Self::Duplicate { at } => Some(&at.0)
                .filter(|path| !path.is_empty())
                .map(|path| &**path),
        }
    }
}

/// Something that has no form at all in the target format, so that leaving it
/// out would change what is asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {problem} ({format})")]
pub struct EncodeError {
    /// The field in the source body.
    pub at: Path,
    /// The format that cannot carry it.
    pub format: WireFormat,
    /// What cannot be carried, and what would do.
    pub problem: Cow<'static, str>,
}

/// What [`EncodeError`] is to chats, to the APIs without a conversation:
/// embeddings and rerank.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {problem} ({format})")]
pub struct Uncarried {
    /// The field in the source body.
    pub at: Path,
    /// Name of the format that cannot carry it.
    pub format: &'static str,
    /// What cannot be carried, and what would do.
    pub problem: Cow<'static, str>,
}

/// A stream that cannot be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// One event is larger than the bound, in bytes.
    #[error("a stream event is larger than {0} bytes")]
    TooLarge(usize),
    /// The checksum of a frame is another one than that of its bytes.
    #[error("a checksum of the stream is wrong")]
    Checksum,
    /// A frame is said to be shorter than what is in it.
    #[error("a length in the stream is wrong")]
    Length,
    /// The headers of a frame are not in the form of headers.
    #[error("a header of the stream cannot be read")]
    Headers,
    /// The stream ended within a frame.
    #[error("the stream ended within an event")]
    Truncated,
}
