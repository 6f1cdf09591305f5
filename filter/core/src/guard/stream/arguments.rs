//! Arguments of a tool call as they come: JSON in pieces of any size.
//!
//! Each string, name and number is a text of its own, looked at without its escapes and
//! written with its own. What turns out to be no JSON is one plain text from there on.
//! A string that looks like JSON itself is held whole and looked at from within.

use sluice_protocol::json::{Text, escape_into};
use sluice_protocol::texts::PieceKind;

use super::inner::{changed_text, unread};
use super::rules::{Denied, Rules};
use super::track::{Out, Track};

const KIND: PieceKind = PieceKind::ToolArguments;

/// Longest string that is held because it looks like JSON.
const LONGEST_INNER: usize = 1 << 20;
/// Longest number.
const LONGEST_NUMBER: usize = 4 << 10;
/// Longest name that is remembered for the value behind it.
const LONGEST_NAME: usize = 64;
/// Deepest nesting whose names are remembered.
const DEEPEST: usize = 128;

const WORDS: [&str; 3] = ["true", "false", "null"];

/// What is being read.
#[derive(Debug)]
enum At {
    /// White space before anything.
    Start,
    /// Between texts.
    Between,
    /// A string.
    String(Box<OpenString>),
    /// A number as far as it has come, with the blanks behind it: what comes next tells
    /// whether it is one.
    Number(String),
    /// `true`, `false` or `null`, as far as it has come.
    Word(String),
    /// No JSON.
    Plain(Box<Track>),
}

#[derive(Debug)]
struct OpenString {
    track: Track,
    is_name: bool,
    /// Its beginning, if it is a name.
    name: String,
    /// An escape as far as it has come.
    escape: String,
    /// All of it so far, while it may be JSON itself.
    inner: Option<String>,
    /// Characters that have not been looked at yet.
    fresh: String,
}

/// An array or object that is open.
#[derive(Debug, Default)]
struct Level {
    is_object: bool,
    /// A name comes next.
    wants_name: bool,
    /// The name of the values in it.
    name: Option<String>,
}

/// The arguments of one call.
#[derive(Debug)]
pub(super) struct Arguments {
    at: At,
    levels: Vec<Level>,
    /// Containers open beyond those.
    deeper: usize,
}

/// Whether anything has been put in the place of something else.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The JSON that flows on.
    pub(super) json: String,
    pub(super) is_changed: bool,
}

impl Arguments {
    pub(super) fn new() -> Self {
        Self {
            at: At::Start,
            levels: Vec::new(),
            deeper: 0,
        }
    }

    /// Takes in the next characters.
    pub(super) fn feed(
        &mut self,
        more: &str,
        rules: &mut dyn Rules,
        out: &mut Written,
    ) -> Result<(), Denied> {
        let mut rest = more;
        while !rest.is_empty() {
            rest = match &mut self.at {
                At::Plain(track) => {
                    track.feed(rest, false, rules, &mut plain(out))?;
                    ""
                }
                At::String(_) => self.string(rest, rules, out)?,
                At::Number(_) | At::Word(_) => self.token(rest, rules, out)?,
                At::Start | At::Between => self.other(rest, rules, out)?,
            };
        }
        if let At::String(open) = &mut self.at {
            open.look(false, rules, out)?;
        }
        Ok(())
    }

    /// They are complete, or break off.
    pub(super) fn finish(
        &mut self,
        rules: &mut dyn Rules,
        out: &mut Written,
    ) -> Result<(), Denied> {
        match std::mem::replace(&mut self.at, At::Between) {
            At::Start | At::Between => Ok(()),
            At::Plain(mut track) => track.feed("", true, rules, &mut plain(out)),
            At::String(mut open) => {
                open.look(true, rules, out)?;
                out.json.push_str(&open.escape);
                Ok(())
            }
            At::Number(number) => self.number(&number, rules, out),
            At::Word(word) => {
                self.plain(&word, rules, out)?;
                self.finish(rules, out)
            }
        }
    }

    /// The name of the value that comes next.
    fn name(&self) -> Option<&str> {
        self.levels.last()?.name.as_deref()
    }

    /// Reads one character of a number or a word, or what is behind it.
    fn token<'m>(
        &mut self,
        rest: &'m str,
        rules: &mut dyn Rules,
        out: &mut Written,
    ) -> Result<&'m str, Denied> {
        let at = std::mem::replace(&mut self.at, At::Between);
        let c = rest.chars().next().unwrap_or(' ');
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        match at {
            At::Number(mut number) => {
                let is_over = number.ends_with(is_blank);
                if matches!(c, ',' | ']' | '}') {
                    self.number(&number, rules, out)?;
                } else if is_blank(c) || (is_of_number(c) && !is_over) {
                    number.push(c);
                    if number.len() > LONGEST_NUMBER {
                        self.plain(&number, rules, out)?;
                    } else {
                        self.at = At::Number(number);
                    }
                    return Ok(behind);
                } else {
                    self.plain(&number, rules, out)?;
                }
            }
            At::Word(mut word) => {
                word.push(c);
                match WORDS.iter().find(|known| known.starts_with(&*word)) {
                    Some(known) if *known == word => out.json.push_str(&word),
                    Some(_) => self.at = At::Word(word),
                    None => self.plain(&word, rules, out)?,
                }
                return Ok(behind);
            }
            other => self.at = other,
        }
        Ok(rest)
    }

    /// Reads one character outside of strings.
    fn other<'m>(
        &mut self,
        rest: &'m str,
        rules: &mut dyn Rules,
        out: &mut Written,
    ) -> Result<&'m str, Denied> {
        let Some(c) = rest.chars().next() else {
            return Ok(rest);
        };
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        let is_start = matches!(self.at, At::Start);
        match c {
            c if is_blank(c) => {}
            '{' | '[' => self.open(c == '{'),
            '"' => self.begin(rules)?,
            _ if is_start => {
                self.plain("", rules, out)?;
                return Ok(rest);
            }
            '}' | ']' => self.close(),
            ',' => self.next(),
            ':' => {}
            't' | 'f' | 'n' => {
                self.at = At::Word(c.to_string());
                return Ok(behind);
            }
            '-' | '0'..='9' => {
                self.at = At::Number(c.to_string());
                return Ok(behind);
            }
            _ => {
                self.plain("", rules, out)?;
                return Ok(rest);
            }
        }
        if is_start && !c.is_ascii_whitespace() && matches!(self.at, At::Start) {
            self.at = At::Between;
        }
        out.json.push(c);
        Ok(behind)
    }

    /// From here on it is no JSON; `read` is what has been read of it.
    fn plain(
        &mut self,
        read: &str,
        rules: &mut dyn Rules,
        out: &mut Written,
    ) -> Result<(), Denied> {
        let track = Track::new(KIND, None, rules).ok_or(Denied { check: None })?;
        let mut track = Box::new(track);
        track.feed(read, false, rules, &mut plain(out))?;
        self.at = At::Plain(track);
        Ok(())
    }

    fn open(&mut self, is_object: bool) {
        let name = if is_object {
            None
        } else {
            self.name().map(ToOwned::to_owned)
        };
        if self.levels.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        self.levels.push(Level {
            is_object,
            wants_name: is_object,
            name,
        });
    }

    fn close(&mut self) {
        match self.deeper.checked_sub(1) {
            Some(fewer) => self.deeper = fewer,
            None => drop(self.levels.pop()),
        }
    }

    fn next(&mut self) {
        if let Some(level) = self.levels.last_mut().filter(|_| self.deeper == 0) {
            level.wants_name = level.is_object;
        }
    }

    fn begin(&mut self, rules: &dyn Rules) -> Result<(), Denied> {
        let level = self.levels.last_mut().filter(|_| self.deeper == 0);
        let is_name = level.is_some_and(|level| std::mem::take(&mut level.wants_name));
        let name = if is_name { None } else { self.name() };
        let track = Track::new(KIND, name, rules).ok_or(Denied { check: None })?;
        self.at = At::String(Box::new(OpenString {
            track,
            is_name,
            name: String::new(),
            escape: String::new(),
            inner: (!is_name).then(String::new),
            fresh: String::new(),
        }));
        Ok(())
    }

    /// Reads a string up to its end.
    fn string<'m>(
        &mut self,
        rest: &'m str,
        rules: &mut dyn Rules,
        out: &mut Written,
    ) -> Result<&'m str, Denied> {
        let At::String(open) = &mut self.at else {
            return Ok(rest);
        };
        let mut at = 0;
        for c in rest.chars() {
            at += c.len_utf8();
            if c != '\\' && open.waits_for_second_half() {
                open.end_escape();
            }
            if !open.escape.is_empty() {
                open.escape_goes_on(c);
            } else if c == '\\' {
                open.escape.push(c);
            } else if c == '"' {
                open.look(true, rules, out)?;
                out.json.push('"');
                if open.is_name {
                    let name = std::mem::take(&mut open.name);
                    if let Some(level) = self.levels.last_mut() {
                        level.name = Some(name);
                    }
                }
                self.at = At::Between;
                return Ok(rest.get(at..).unwrap_or_default());
            } else {
                open.push(c);
            }
        }
        Ok("")
    }

    /// A number that is complete, and blanks.
    fn number(&self, number: &str, rules: &mut dyn Rules, out: &mut Written) -> Result<(), Denied> {
        let (number, blanks) = number.split_at(number.trim_end_matches(is_blank).len());
        let track = Track::new(KIND, self.name(), rules);
        let mut track = track.ok_or(Denied { check: None })?;
        let mut written = String::new();
        let mut is_changed = false;
        track.feed(number, true, rules, &mut |piece| match piece {
            Out::Kept(text) => written.push_str(text),
            Out::Replaced { with, .. } => {
                written.push_str(with);
                is_changed = true;
            }
        })?;
        if is_changed {
            out.is_changed = true;
            out.json.push('"');
            push_escaped(&written, &mut out.json);
            out.json.push('"');
        } else {
            out.json.push_str(&written);
        }
        out.json.push_str(blanks);
        Ok(())
    }
}

impl OpenString {
    fn push(&mut self, c: char) {
        if self.is_name && self.name.len() < LONGEST_NAME {
            self.name.push(c);
        }
        self.fresh.push(c);
    }

    /// Reads one character more of an escape.
    fn escape_goes_on(&mut self, c: char) {
        self.escape.push(c);
        let is_complete = match self.escape.as_bytes() {
            [_, b'u', digits @ ..] if digits.len() < 4 => false,
            [_, b'u', _, _, _, _, more @ ..] if is_half(&self.escape, b"89ab") => {
                !(b"\\u".starts_with(more) || (more.starts_with(b"\\u") && more.len() < 6))
            }
            _ => true,
        };
        if is_complete {
            self.end_escape();
        }
    }

    /// Whether the first half of a character beyond 16 bits has come, and nothing else.
    fn waits_for_second_half(&self) -> bool {
        self.escape.len() == 6 && is_half(&self.escape, b"89ab")
    }

    /// Takes an escape for what it is. A half that no other has come to stands alone, and
    /// what came is read anew.
    fn end_escape(&mut self) {
        let escape = std::mem::take(&mut self.escape);
        let second = escape.get(6..).unwrap_or_default();
        let used = match escape.as_bytes() {
            [_, b'u', ..] if second.len() == 6 && is_half(second, b"cdef") => 12,
            [_, b'u', ..] => 6,
            _ => 2,
        };
        let (escape, rest) = escape.split_at(escape.floor_char_boundary(used));
        for c in Text::Literal(escape.as_bytes()).to_str().chars() {
            self.push(c);
        }
        for c in rest.chars() {
            if !self.escape.is_empty() {
                self.escape_goes_on(c);
            } else if c == '\\' {
                self.escape.push(c);
            } else {
                self.push(c);
            }
        }
    }

    /// Has what has come looked at.
    fn look(
        &mut self,
        is_end: bool,
        rules: &mut dyn Rules,
        out: &mut Written,
    ) -> Result<(), Denied> {
        let mut fresh = std::mem::take(&mut self.fresh);
        if let Some(mut inner) = self.inner.take() {
            inner.push_str(&fresh);
            let first = inner.trim_ascii_start().chars().next();
            let may_be = first.is_none_or(|c| matches!(c, '{' | '[' | '"'));
            if may_be && !is_end && inner.len() <= LONGEST_INNER {
                self.inner = Some(inner);
                return Ok(());
            }
            if may_be && !is_end {
                unread(inner.as_bytes(), rules)?;
            }
            if may_be
                && is_end
                && let Some(json) = changed_text(&inner, KIND, rules)?
            {
                out.is_changed |= json != inner;
                push_escaped(&json, &mut out.json);
                return Ok(());
            }
            fresh = inner;
        }
        let Written { json, is_changed } = out;
        self.track
            .feed(&fresh, is_end, rules, &mut |piece| match piece {
                Out::Kept(text) => push_escaped(text, json),
                Out::Replaced { with, .. } => {
                    push_escaped(with, json);
                    *is_changed = true;
                }
            })
    }
}

/// Takes in what flows on from a text that is no JSON.
fn plain(out: &mut Written) -> impl FnMut(Out<'_>) {
    |piece| match piece {
        Out::Kept(text) => out.json.push_str(text),
        Out::Replaced { with, .. } => {
            out.json.push_str(with);
            out.is_changed = true;
        }
    }
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn is_of_number(c: char) -> bool {
    matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')
}

/// Whether an escape begins with half of a character beyond 16 bits: the first, or with
/// other digits the second.
fn is_half(escape: &str, digits: &[u8; 4]) -> bool {
    match escape.as_bytes() {
        [b'\\', b'u', b'd' | b'D', digit, ..] => digits.contains(&digit.to_ascii_lowercase()),
        _ => false,
    }
}

fn push_escaped(text: &str, json: &mut String) {
    let mut escaped = Vec::with_capacity(text.len());
    escape_into(text.as_bytes(), &mut escaped);
    json.push_str(&String::from_utf8_lossy(&escaped));
}
