//! One pass over the bytes: checks them and notes where each value stands.

use std::ops::Range;

use super::scan::Scanner;
use super::skip::container_end;
use super::value::{Kind, Value};

/// Bounds that keep one body from using the memory of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Deepest nesting of arrays and objects.
    pub depth: usize,
    /// Most values (object keys count too); each costs 16 bytes of index.
    pub values: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 128,
            values: 1 << 20,
        }
    }
}

/// Why some bytes are not JSON that Sluice reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at byte {at}")]
pub struct JsonError {
    /// Offset of the offending byte.
    pub at: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// The kinds of [`JsonError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The input ended inside a value, or before one.
    #[error("unexpected end of input")]
    End,
    /// A byte that cannot stand here.
    #[error("unexpected character")]
    Character,
    /// A control character, which a string must escape.
    #[error("control character in a string")]
    Control,
    /// A backslash that starts no escape.
    #[error("invalid escape in a string")]
    Escape,
    /// A string that is not UTF-8.
    #[error("string is not UTF-8")]
    Utf8,
    /// A number that breaks the grammar.
    #[error("invalid number")]
    Number,
    /// Something after the value.
    #[error("unexpected data after the value")]
    Trailing,
    /// More nesting than [`Limits::depth`].
    #[error("too deeply nested")]
    Depth,
    /// More values than [`Limits::values`], or more bytes than an index can name.
    #[error("too many values")]
    Size,
}

/// One value of the index: where it stands, and where its next sibling is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index of the node after this one and all below it.
    pub(super) after: u32,
    pub(super) kind: Kind,
}

/// The index of a JSON text. It holds offsets only; keep the bytes beside it.
#[derive(Debug, Clone, Default)]
pub struct Document {
    nodes: Vec<Node>,
}

impl Document {
    /// Reads `bytes`, which must hold exactly one JSON value (a leading UTF-8
    /// byte order mark is skipped).
    ///
    /// # Errors
    /// The first byte that is not JSON, or that passes a limit.
    pub fn parse(bytes: &[u8], limits: Limits) -> Result<Self, JsonError> {
        Self::read(bytes, limits, usize::MAX)
    }

    fn read(bytes: &[u8], limits: Limits, levels: usize) -> Result<Self, JsonError> {
        let mut parser = Parser {
            bytes,
            at: 0,
            nodes: Vec::with_capacity(64),
            limits,
            scanner: Scanner::new(bytes),
            unchecked: Unchecked::default(),
            levels,
        };
        if bytes.starts_with(b"\xef\xbb\xbf") {
            parser.at = 3;
        }
        if u32::try_from(bytes.len()).is_err() {
            return Err(JsonError {
                at: 0,
                problem: Problem::Size,
            });
        }
        parser.run()?;
        parser.unchecked.check(bytes)?;
        Ok(Self {
            nodes: parser.nodes,
        })
    }

    /// Reads only the two upper levels of `bytes`: the members of an object, and the
    /// items of an array among them. Containers further down are skipped unread and
    /// look empty, and what is in them is not checked.
    ///
    /// For a body that passes as it is: what it holds is its reader's matter.
    ///
    /// # Errors
    /// As [`Document::parse`], as far as the levels that are read go.
    pub fn outline(bytes: &[u8], limits: Limits) -> Result<Self, JsonError> {
        Self::upper(bytes, limits, 2)
    }

    /// The same down to another level: containers nested in `levels` others are
    /// skipped unread.
    ///
    /// # Errors
    /// As [`Document::outline`].
    pub fn upper(bytes: &[u8], limits: Limits, levels: usize) -> Result<Self, JsonError> {
        Self::read(bytes, limits, levels)
    }

    /// The top value. `bytes` must be those the document was made from; with
    /// others every look-up is merely wrong, not unsafe.
    #[must_use]
    pub fn root<'a>(&'a self, bytes: &'a [u8]) -> Value<'a> {
        Value::new(bytes, &self.nodes, 0)
    }

    /// How many values the index holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the index is empty, as [`Document::default`] is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    limits: Limits,
    scanner: Scanner<'a>,
    unchecked: Unchecked,
    /// Containers nested in this many others are skipped.
    levels: usize,
}

/// Strings beyond ASCII that are to be checked for UTF-8.
///
/// Checking costs more to start than to go on with, so that neighbours are checked
/// together, with what little stands between them.
#[derive(Debug, Default)]
struct Unchecked(Range<usize>);

impl Unchecked {
    /// Largest distance between neighbours.
    const NEAR: usize = 256;

    /// Takes note of a string, which stands behind all others.
    fn add(&mut self, string: Range<usize>, bytes: &[u8]) -> Result<(), JsonError> {
        if string.start - self.0.end > Self::NEAR || self.0.is_empty() {
            self.check(bytes)?;
            self.0.start = string.start;
        }
        self.0.end = string.end;
        Ok(())
    }

    /// Checks what has been noted.
    fn check(&self, bytes: &[u8]) -> Result<(), JsonError> {
        let noted = bytes.get(self.0.clone()).unwrap_or_default();
        if simdutf8::basic::from_utf8(noted).is_ok() {
            return Ok(());
        }
        let good = std::str::from_utf8(noted).map_or_else(|error| error.valid_up_to(), str::len);
        Err(JsonError {
            at: self.0.start + good,
            problem: Problem::Utf8,
        })
    }
}

/// What may come next inside the innermost open container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value, and nothing else.
    Value,
    /// A value or the end of an array that has just been opened.
    FirstItem,
    /// A key or the end of an object that has just been opened.
    FirstKey,
    /// A key.
    Key,
    /// A comma or the end of the container.
    Next,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), JsonError> {
        let mut open: Vec<u32> = Vec::new();
        let mut expect = Expect::Value;
        loop {
            self.skip_space();
            let Some(byte) = self.peek() else {
                return Err(self.error(Problem::End));
            };
            match (expect, byte) {
                (Expect::FirstItem, b']') | (Expect::FirstKey, b'}') => {
                    self.close(&mut open, byte)?
                }
                (Expect::Next, b']' | b'}') => self.close(&mut open, byte)?,
                (Expect::Next, b',') => {
                    self.at += 1;
                    expect = match self.innermost(&open) {
                        Some(Kind::Object) => Expect::Key,
                        _ => Expect::Value,
                    };
                    continue;
                }
                (Expect::Next, _) => return Err(self.error(Problem::Character)),
                (Expect::FirstKey | Expect::Key, b'"') => {
                    self.string()?;
                    self.skip_space();
                    match self.peek() {
                        Some(b':') => self.at += 1,
                        Some(_) => return Err(self.error(Problem::Character)),
                        None => return Err(self.error(Problem::End)),
                    }
                    expect = Expect::Value;
                    continue;
                }
                (Expect::FirstKey | Expect::Key, _) => return Err(self.error(Problem::Character)),
                (_, b'{' | b'[') if open.len() >= self.levels => self.skip(byte)?,
                (_, b'{' | b'[') => {
                    if open.len() >= self.limits.depth {
                        return Err(self.error(Problem::Depth));
                    }
                    let kind = if byte == b'{' {
                        Kind::Object
                    } else {
                        Kind::Array
                    };
                    open.push(self.push(self.at, kind)?);
                    self.at += 1;
                    expect = if byte == b'{' {
                        Expect::FirstKey
                    } else {
                        Expect::FirstItem
                    };
                    continue;
                }
                (_, b'"') => self.string()?,
                (_, b't') => self.word(b"true", Kind::True)?,
                (_, b'f') => self.word(b"false", Kind::False)?,
                (_, b'n') => self.word(b"null", Kind::Null)?,
                (_, b'-' | b'0'..=b'9') => self.number()?,
                _ => return Err(self.error(Problem::Character)),
            }
            if open.is_empty() {
                self.skip_space();
                return match self.peek() {
                    None => Ok(()),
                    Some(_) => Err(self.error(Problem::Trailing)),
                };
            }
            expect = Expect::Next;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn error(&self, problem: Problem) -> JsonError {
        JsonError {
            at: self.at,
            problem,
        }
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn innermost(&self, open: &[u32]) -> Option<Kind> {
        let node = self.nodes.get(*open.last()? as usize)?;
        Some(node.kind)
    }

    /// Adds a node whose end is not known yet.
    fn push(&mut self, start: usize, kind: Kind) -> Result<u32, JsonError> {
        let index = self.nodes.len();
        if index >= self.limits.values {
            return Err(self.error(Problem::Size));
        }
        let (start, after) = (offset(start), offset(index) + 1);
        self.nodes.push(Node {
            start,
            end: start,
            after,
            kind,
        });
        Ok(offset(index))
    }

    fn close(&mut self, open: &mut Vec<u32>, bracket: u8) -> Result<(), JsonError> {
        let kind = if bracket == b'}' {
            Kind::Object
        } else {
            Kind::Array
        };
        let after = offset(self.nodes.len());
        let end = offset(self.at + 1);
        match open
            .pop()
            .and_then(|index| self.nodes.get_mut(index as usize))
        {
            Some(node) if node.kind == kind => {
                node.end = end;
                node.after = after;
                self.at += 1;
                Ok(())
            }
            _ => Err(self.error(Problem::Character)),
        }
    }

    fn skip(&mut self, bracket: u8) -> Result<(), JsonError> {
        let start = self.at;
        let Some(end) = container_end(self.bytes, start) else {
            return Err(JsonError {
                at: self.bytes.len(),
                problem: Problem::End,
            });
        };
        self.at = end;
        self.leaf(
            start,
            if bracket == b'{' {
                Kind::Object
            } else {
                Kind::Array
            },
        )
    }

    fn leaf(&mut self, start: usize, kind: Kind) -> Result<(), JsonError> {
        let end = offset(self.at);
        let index = self.push(start, kind)?;
        if let Some(node) = self.nodes.get_mut(index as usize) {
            node.end = end;
        }
        Ok(())
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<(), JsonError> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        if !rest.starts_with(word) {
            let matching = rest.iter().zip(word).take_while(|(a, b)| a == b).count();
            self.at += matching;
            let problem = if self.at >= self.bytes.len() {
                Problem::End
            } else {
                Problem::Character
            };
            return Err(self.error(problem));
        }
        self.at += word.len();
        self.leaf(start, kind)
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > from {
            return Ok(());
        }
        Err(self.error(if self.peek().is_none() {
            Problem::End
        } else {
            Problem::Number
        }))
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        self.leaf(start, Kind::Number)
    }

    fn string(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        let bytes = self.bytes;
        let mut broken = None;
        let scanned = self.scanner.string(start + 1, |at| {
            broken = escape_problem(bytes, at);
            broken.is_none()
        });
        if let Some(error) = broken {
            return Err(error);
        }
        self.at = scanned.end;
        match self.peek() {
            Some(b'"') => {}
            Some(_) => return Err(self.error(Problem::Control)),
            None => return Err(self.error(Problem::End)),
        }
        if scanned.non_ascii {
            self.unchecked.add(start + 1..scanned.end, bytes)?;
        }
        self.at += 1;
        let kind = if scanned.has_escape {
            Kind::EscapedString
        } else {
            Kind::String
        };
        self.leaf(start, kind)
    }
}

/// What is wrong with the escape whose backslash is at `at`.
fn escape_problem(bytes: &[u8], at: usize) -> Option<JsonError> {
    let end = JsonError {
        at: bytes.len(),
        problem: Problem::End,
    };
    let problem = match bytes.get(at + 1) {
        None => return Some(end),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => return None,
        Some(b'u') => match bytes.get(at + 2..at + 6) {
            None => return Some(end),
            Some(hex) if hex.iter().all(u8::is_ascii_hexdigit) => return None,
            Some(_) => Problem::Escape,
        },
        Some(_) => Problem::Escape,
    };
    Some(JsonError { at, problem })
}

/// Offsets fit: `Document::parse` refuses longer inputs.
fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
