//! A cursor into a parsed document.

use std::ops::Range;

use super::parse::Node;
use super::text::Text;

/// What a value is. Strings with and without escapes are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number, not parsed yet.
    Number,
    /// A string without escapes.
    String,
    /// A string with at least one escape.
    EscapedString,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// One JSON value: a place in the original bytes. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    bytes: &'a [u8],
    nodes: &'a [Node],
    at: usize,
}

impl<'a> Value<'a> {
    pub(super) fn new(bytes: &'a [u8], nodes: &'a [Node], at: usize) -> Self {
        Self { bytes, nodes, at }
    }

    fn node(&self) -> Node {
        let nothing = Node {
            start: 0,
            end: 0,
            after: u32::MAX,
            kind: Kind::Null,
        };
        self.nodes.get(self.at).copied().unwrap_or(nothing)
    }

    /// What this value is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.node().kind
    }

    /// Where the value stands in the document's bytes, quotes and brackets included.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        let node = self.node();
        node.start as usize..node.end as usize
    }

    /// The value as it was written.
    #[must_use]
    pub fn raw(&self) -> &'a [u8] {
        self.bytes.get(self.span()).unwrap_or_default()
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether this is an object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether this is an array.
    #[must_use]
    pub fn is_array(&self) -> bool {
        self.kind() == Kind::Array
    }

    /// The string, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<Text<'a>> {
        match self.kind() {
            Kind::String | Kind::EscapedString => {
                let raw = self.raw();
                Some(Text::Literal(
                    raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default(),
                ))
            }
            Kind::Null | Kind::True | Kind::False | Kind::Number | Kind::Array | Kind::Object => {
                None
            }
        }
    }

    /// The boolean, if it is one.
    #[must_use]
    pub fn bool(&self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            Kind::Null
            | Kind::Number
            | Kind::String
            | Kind::EscapedString
            | Kind::Array
            | Kind::Object => None,
        }
    }

    /// The number as a float, if it is a finite number.
    #[must_use]
    pub fn f64(&self) -> Option<f64> {
        if self.kind() != Kind::Number {
            return None;
        }
        std::str::from_utf8(self.raw())
            .ok()?
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    }

    /// The number as a whole number from 0 on; `1.0` and `1e3` count as whole.
    #[must_use]
    pub fn u64(&self) -> Option<u64> {
        if self.kind() != Kind::Number {
            return None;
        }
        let text = std::str::from_utf8(self.raw()).ok()?;
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let float: f64 = text.parse().ok()?;
        // 2^53: above it a float no longer names one whole number.
        let whole = float.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&float);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and in range"
        )]
        whole.then_some(float as u64)
    }

    /// The number as written, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<&'a str> {
        if self.kind() != Kind::Number {
            return None;
        }
        std::str::from_utf8(self.raw()).ok()
    }

    /// The items of an array; none for any other value.
    #[must_use]
    pub fn items(&self) -> Items<'a> {
        let end = if self.is_array() {
            self.node().after as usize
        } else {
            0
        };
        Items {
            bytes: self.bytes,
            nodes: self.nodes,
            next: self.at + 1,
            end,
        }
    }

    /// The members of an object in the order written, duplicates included; none
    /// for any other value.
    #[must_use]
    pub fn members(&self) -> Members<'a> {
        let end = if self.is_object() {
            self.node().after as usize
        } else {
            0
        };
        Members(Items {
            bytes: self.bytes,
            nodes: self.nodes,
            next: self.at + 1,
            end,
        })
    }

    /// The members of an object with their names as values, so that a name has a place.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (Self, Self)> + use<'a> {
        let mut items = self.members().0;
        std::iter::from_fn(move || Some((items.next()?, items.next()?)))
    }

    /// The bytes of the whole document.
    pub(crate) const fn document(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where each member stands, from the quote of its key to the end of its value.
    pub fn member_spans(&self) -> impl Iterator<Item = (Text<'a>, Range<usize>)> + use<'a> {
        let mut items = self.members().0;
        std::iter::from_fn(move || {
            let key = items.next()?;
            let value = items.next()?;
            Some((key.text()?, key.span().start..value.span().end))
        })
    }

    /// The member `key` of an object; the last one if it is given twice.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Self> {
        self.members()
            .filter(|(name, _)| *name == key)
            .last()
            .map(|(_, value)| value)
    }

    /// The member `key`, unless it is missing or `null`.
    #[must_use]
    pub fn get_some(&self, key: &str) -> Option<Self> {
        self.get(key).filter(|value| !value.is_null())
    }
}

/// Iterator over the items of an array.
#[derive(Debug, Clone)]
pub struct Items<'a> {
    bytes: &'a [u8],
    nodes: &'a [Node],
    next: usize,
    end: usize,
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.next >= self.end {
            return None;
        }
        let value = Value::new(self.bytes, self.nodes, self.next);
        self.next = value.node().after as usize;
        Some(value)
    }
}

/// Iterator over the members of an object.
#[derive(Debug, Clone)]
pub struct Members<'a>(Items<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (Text<'a>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.0.next()?;
        let value = self.0.next()?;
        Some((key.text().unwrap_or(Text::Literal(b"")), value))
    }
}
