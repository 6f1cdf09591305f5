//! Writes JSON by appending; commas and quotes are its only knowledge.

use std::io::Write;

use super::plain::plain_prefix;
use super::text::Text;
use super::value::Value;

/// Appends one JSON text to a buffer.
///
/// Calls must follow the grammar (a [`Writer::key`] before each value of an
/// object, an end for each begin); the writer only puts the commas.
#[derive(Debug)]
pub struct Writer<'o> {
    out: &'o mut Vec<u8>,
    comma: bool,
}

impl<'o> Writer<'o> {
    /// Starts a JSON text at the end of `out`.
    pub fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out, comma: false }
    }

    fn before_value(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
        self.comma = true;
    }

    /// Writes JSON up to where a value or another item comes: `{"type":"text","text":`
    /// or `{"content":[`.
    pub fn open(&mut self, json: &'static str) {
        self.before_value();
        self.out.extend_from_slice(json.as_bytes());
        self.comma = false;
    }

    /// Writes the brackets that end what [`Writer::open`] has begun.
    pub fn close(&mut self, brackets: &'static str) {
        self.out.extend_from_slice(brackets.as_bytes());
        self.comma = true;
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.before_value();
        self.out.push(b'{');
        self.comma = false;
    }

    /// Closes an object.
    pub fn end_object(&mut self) {
        self.out.push(b'}');
        self.comma = true;
    }

    /// Opens an array.
    pub fn begin_array(&mut self) {
        self.before_value();
        self.out.push(b'[');
        self.comma = false;
    }

    /// Closes an array.
    pub fn end_array(&mut self) {
        self.out.push(b']');
        self.comma = true;
    }

    /// Writes the name of a member that is known to need no escape.
    pub fn key(&mut self, key: &str) {
        self.before_value();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.comma = false;
    }

    /// Writes the name of a member that came from outside.
    pub fn key_text(&mut self, key: &Text<'_>) {
        self.text(key);
        self.out.push(b':');
        self.comma = false;
    }

    /// Writes a string; a literal is copied as it stands.
    pub fn text(&mut self, text: &Text<'_>) {
        match text {
            Text::Literal(bytes) => {
                self.before_value();
                self.out.push(b'"');
                self.out.extend_from_slice(bytes);
                self.out.push(b'"');
            }
            Text::Plain(text) => self.str(text),
        }
    }

    /// Writes a string of plain characters.
    pub fn str(&mut self, text: &str) {
        self.before_value();
        self.out.push(b'"');
        escape_into(text.as_bytes(), self.out);
        self.out.push(b'"');
    }

    /// Writes one string made of several texts, one after the other.
    pub fn concat<'t>(&mut self, texts: impl IntoIterator<Item = &'t Text<'t>>) {
        self.before_value();
        self.out.push(b'"');
        for text in texts {
            match text {
                Text::Literal(bytes) => self.out.extend_from_slice(bytes),
                Text::Plain(text) => escape_into(text.as_bytes(), self.out),
            }
        }
        self.out.push(b'"');
    }

    /// Writes a whole number.
    pub fn u64(&mut self, number: u64) {
        self.before_value();
        // Writing to a `Vec` cannot fail.
        let _ = write!(self.out, "{number}");
    }

    /// Writes a number; one that JSON cannot hold becomes `null`.
    pub fn f64(&mut self, number: f64) {
        self.before_value();
        if number.is_finite() {
            self.out.extend_from_slice(number.to_string().as_bytes());
        } else {
            self.out.extend_from_slice(b"null");
        }
    }

    /// Writes `true` or `false`.
    pub fn bool(&mut self, value: bool) {
        self.raw(if value { b"true" } else { b"false" });
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.raw(b"null");
    }

    /// Writes a value that already is JSON.
    pub fn raw(&mut self, json: &[u8]) {
        self.before_value();
        self.out.extend_from_slice(json);
    }

    /// Writes a value of another document as it stands there.
    pub fn value(&mut self, value: Value<'_>) {
        self.raw(value.raw());
    }
}

/// Appends `text` as the inside of a JSON string.
pub fn escape_into(text: &[u8], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut rest = text;
    loop {
        let end = plain_prefix(rest);
        let (plain, tail) = rest.split_at(end);
        out.extend_from_slice(plain);
        let Some((&byte, after)) = tail.split_first() else {
            return;
        };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            other => {
                out.extend_from_slice(b"\\u00");
                for nibble in [other >> 4, other & 15] {
                    out.push(HEX.get(usize::from(nibble)).copied().unwrap_or(b'0'));
                }
            }
        }
        rest = after;
    }
}
