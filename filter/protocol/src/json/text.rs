//! A string that need not have been unescaped.

use std::borrow::Cow;
use std::fmt;

/// A string, kept in the form it came in.
///
/// Two texts are equal when they mean the same characters, whatever their form.
#[derive(Clone)]
pub enum Text<'a> {
    /// The inside of a JSON literal, without its quotes, still escaped. Always
    /// valid UTF-8 and a valid literal, since only a parsed document makes one.
    Literal(&'a [u8]),
    /// Plain characters.
    Plain(Cow<'a, str>),
}

impl<'a> Text<'a> {
    /// A text of plain characters.
    pub fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Plain(text.into())
    }

    /// The characters, unescaped. A lone surrogate becomes U+FFFD.
    #[must_use]
    pub fn to_str(&self) -> Cow<'a, str> {
        match self {
            Self::Literal(bytes) if has_escape(bytes) => Cow::Owned(unescape(bytes)),
            Self::Literal(bytes) => std::str::from_utf8(bytes)
                .map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed),
            Self::Plain(text) => text.clone(),
        }
    }

    /// The characters as UTF-8, unescaped: cheaper than [`Text::to_str`] to match
    /// a word by.
    #[must_use]
    pub fn to_bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Literal(bytes) if has_escape(bytes) => Cow::Owned(unescape(bytes).into_bytes()),
            Self::Literal(bytes) => Cow::Borrowed(bytes),
            Self::Plain(text) => Cow::Borrowed(text.as_bytes()),
        }
    }

    /// Whether there are no characters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Literal(bytes) => bytes.is_empty(),
            Self::Plain(text) => text.is_empty(),
        }
    }

    /// Whether there is nothing but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            // Mostly the first character tells.
            Self::Literal([first, ..]) if first.is_ascii_graphic() && *first != b'\\' => false,
            Self::Literal(_) | Self::Plain(_) => self.to_str().trim().is_empty(),
        }
    }

    /// The same text without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Text<'static> {
        Text::Plain(Cow::Owned(self.to_str().into_owned()))
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.to_str(), f)
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_str())
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Literal(a), Self::Literal(b)) if a == b => true,
            _ => self.to_str() == other.to_str(),
        }
    }
}

impl Eq for Text<'_> {}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        match self {
            // An escape is longer than what it stands for, so a literal of the
            // same length either has none or differs.
            Self::Literal(bytes) if bytes.len() == other.len() => {
                *bytes == other.as_bytes() && !has_escape(bytes)
            }
            Self::Literal(bytes) => {
                bytes.len() > other.len() && has_escape(bytes) && unescape(bytes) == other
            }
            Self::Plain(text) => text == other,
        }
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Plain(Cow::Borrowed(text))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Plain(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Text<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Plain(text)
    }
}

fn has_escape(literal: &[u8]) -> bool {
    // A call into the search costs more than it saves on keys and other words.
    const SHORT: usize = 24;
    if literal.len() < SHORT {
        literal.contains(&b'\\')
    } else {
        memchr::memchr(b'\\', literal).is_some()
    }
}

fn unescape(literal: &[u8]) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(literal.len());
    let mut rest = literal;
    while let Some(slash) = memchr::memchr(b'\\', rest) {
        let (plain, tail) = rest.split_at(slash);
        out.extend_from_slice(plain);
        let (character, used) = escape_sequence(tail);
        let mut buffer = [0; 4];
        out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
        rest = tail.get(used..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    match String::from_utf8(out) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

/// Reads the escape at the start of `tail`: the character, and the bytes used.
pub(crate) fn escape_sequence(tail: &[u8]) -> (char, usize) {
    let character = match tail.get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode_escape(tail),
        Some(&other) => char::from(other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (character, 2)
}

fn unicode_escape(tail: &[u8]) -> (char, usize) {
    let Some(first) = code_unit(tail) else {
        return (char::REPLACEMENT_CHARACTER, 2);
    };
    if let Some(character) = char::from_u32(first) {
        return (character, 6);
    }
    let low = tail
        .get(6..)
        .and_then(code_unit)
        .filter(|unit| (0xDC00..0xE000).contains(unit));
    match low {
        Some(low) if first < 0xDC00 => {
            let scalar = 0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00);
            (
                char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER),
                12,
            )
        }
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// The number in a `\uXXXX` at the start of `bytes`.
fn code_unit(bytes: &[u8]) -> Option<u32> {
    let hex = bytes.strip_prefix(b"\\u")?.get(..4)?;
    u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
}
