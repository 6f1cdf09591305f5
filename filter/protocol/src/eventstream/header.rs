//! Headers of a message: typed, in order.

use crate::error::FrameError;

/// The value of a header. Every type there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderValue<'a> {
    /// A boolean.
    Bool(bool),
    /// Eight bits.
    Byte(i8),
    /// Sixteen bits.
    Short(i16),
    /// Thirty-two bits.
    Integer(i32),
    /// Sixty-four bits.
    Long(i64),
    /// Any bytes.
    Bytes(&'a [u8]),
    /// Text.
    Text(&'a str),
    /// Milliseconds since the Unix epoch.
    Timestamp(i64),
    /// A UUID.
    Uuid([u8; 16]),
}

/// The headers of a message: bytes that have been checked, read when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headers<'a>(&'a [u8]);

impl<'a> Headers<'a> {
    /// Checks the bytes of headers.
    pub(super) fn checked(bytes: &'a [u8]) -> Result<Self, FrameError> {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = header(rest).ok_or(FrameError::Headers)?.2;
        }
        Ok(Self(bytes))
    }

    /// Name and value of each, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, HeaderValue<'a>)> + use<'a> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let (name, value, tail) = header(rest)?;
            rest = tail;
            Some((name, value))
        })
    }

    /// The text of the first header of this name, if it is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.iter()
            .find(|(known, _)| *known == name)
            .and_then(|(_, value)| match value {
                HeaderValue::Text(text) => Some(text),
                HeaderValue::Bool(_)
                | HeaderValue::Byte(_)
                | HeaderValue::Short(_)
                | HeaderValue::Integer(_)
                | HeaderValue::Long(_)
                | HeaderValue::Bytes(_)
                | HeaderValue::Timestamp(_)
                | HeaderValue::Uuid(_) => None,
            })
    }
}

/// The header at the start of `bytes`, and what is behind it.
fn header(bytes: &[u8]) -> Option<(&str, HeaderValue<'_>, &[u8])> {
    let (&length, rest) = bytes.split_first()?;
    let (name, rest) = rest.split_at_checked(usize::from(length))?;
    let name = std::str::from_utf8(name).ok().filter(|n| !n.is_empty())?;
    let (&kind, rest) = rest.split_first()?;
    let (value, rest) = match kind {
        0 => (HeaderValue::Bool(true), rest),
        1 => (HeaderValue::Bool(false), rest),
        2 => number(rest, |bytes| HeaderValue::Byte(i8::from_be_bytes(bytes)))?,
        3 => number(rest, |bytes| HeaderValue::Short(i16::from_be_bytes(bytes)))?,
        4 => number(rest, |bytes| {
            HeaderValue::Integer(i32::from_be_bytes(bytes))
        })?,
        5 => number(rest, |bytes| HeaderValue::Long(i64::from_be_bytes(bytes)))?,
        6 => {
            let (value, rest) = sized(rest)?;
            (HeaderValue::Bytes(value), rest)
        }
        7 => {
            let (value, rest) = sized(rest)?;
            (HeaderValue::Text(std::str::from_utf8(value).ok()?), rest)
        }
        8 => number(rest, |bytes| {
            HeaderValue::Timestamp(i64::from_be_bytes(bytes))
        })?,
        9 => number(rest, HeaderValue::Uuid)?,
        _ => return None,
    };
    Some((name, value, rest))
}

fn number<'a, const N: usize>(
    bytes: &'a [u8],
    value: impl FnOnce([u8; N]) -> HeaderValue<'a>,
) -> Option<(HeaderValue<'a>, &'a [u8])> {
    let (number, rest) = bytes.split_first_chunk::<N>()?;
    Some((value(*number), rest))
}

/// Bytes behind their length.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}
