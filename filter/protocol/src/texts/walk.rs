//! One walk through a body: every string in it becomes a piece, or is known to be no
//! text.

use std::borrow::Cow;
use std::ops::Range;

use super::marks::{Mark, Marks};
use super::opaque::{data_uri, declared_text, decoded_text, is_opaque, is_textual, is_word};
use super::piece::{Form, Inner, Piece, PieceKind, Place};
use super::shape::{Rest, Shape, Step};
use crate::json::{Document, JsonError, Kind, Limits, Problem, Text, Value};

/// How often JSON may stand in a string of JSON and still be read.
const DEEPEST: usize = 4;

/// What is written in place of a list of tokens when its text changes.
#[derive(Debug, Clone)]
pub(super) struct Tokens {
    pub(super) message: usize,
    pub(super) span: Range<usize>,
    pub(super) with: &'static str,
}

/// What a walk has found.
#[derive(Debug, Default)]
pub(super) struct Walk<'v> {
    pub(super) pieces: Vec<Piece<'v>>,
    pub(super) inners: Vec<Inner>,
    pub(super) marks: Vec<Mark>,
    pub(super) tokens: Vec<Tokens>,
    pub(super) is_unreadable: bool,
    pub(super) message: usize,
    in_turn: bool,
    choice: usize,
    depth: usize,
}

impl<'v> Walk<'v> {
    /// Walks through a value of a shape.
    pub(super) fn enter(&mut self, value: Value<'v>, shape: &'static Shape, kind: PieceKind) {
        match value.kind() {
            Kind::String | Kind::EscapedString => self.string(value, kind, None, true),
            Kind::Array => value.items().for_each(|item| self.enter(item, shape, kind)),
            Kind::Object => self.object(value, shape, kind),
            Kind::Number => self.free(value, kind, None),
            Kind::Null | Kind::True | Kind::False => {}
        }
    }

    fn object(&mut self, object: Value<'v>, shape: &'static Shape, kind: PieceKind) {
        let kind = told_kind(object, shape).unwrap_or(kind);
        let first_piece = self.pieces.len();
        let first_mark = self.marks.len();
        for (key, value) in object.entries() {
            let name = key.text().unwrap_or(Text::Literal(b""));
            let bytes = name.to_bytes();
            let row = shape.rows.iter().find(|(known, _)| is_name(known, &bytes));
            match (row, shape.rest) {
                (Some((_, Step::Media)), _) => self.media(value, Some(object), kind),
                (Some((_, step)), _) => self.step(value, *step, kind),
                (None, _) if is_option(&bytes, value) => {}
                (None, Rest::Free) => {
                    let name = self.name(key, kind);
                    self.free(value, kind, name);
                }
                (None, Rest::Told) => self.told(value, kind),
            }
        }
        let pieces = first_piece..self.pieces.len();
        for mark in self.marks.iter_mut().skip(first_mark) {
            mark.pieces.get_or_insert_with(|| pieces.clone());
        }
    }

    fn step(&mut self, value: Value<'v>, step: Step, kind: PieceKind) {
        match step {
            Step::Text(own) => self.texts(value, own.unwrap_or(kind), false),
            Step::Into(own, shape) => self.enter(value, shape, own.unwrap_or(kind)),
            Step::Messages(own, shape) => self.messages(value, shape, own.unwrap_or(kind), false),
            Step::Choices(own, shape) => self.messages(value, shape, own.unwrap_or(kind), true),
            Step::Named(own, shape) => self.named(value, shape, own.unwrap_or(kind)),
            Step::Free(own) => self.free(value, own.unwrap_or(kind), None),
            Step::Word => self.unless(value, kind, &|text| is_word(text)),
            Step::Opaque => self.unless(value, kind, &|text| is_opaque(&text.to_bytes())),
            Step::Media => self.media(value, None, kind),
            Step::Tokens(with) => self.tokens.push(Tokens {
                message: self.message,
                span: value.span(),
                with,
            }),
            Step::Marks(marks) => self.marks(value, marks),
        }
    }

    fn texts(&mut self, value: Value<'v>, kind: PieceKind, in_list: bool) {
        match value.kind() {
            Kind::String | Kind::EscapedString => self.string(value, kind, None, false),
            Kind::Array => value.items().for_each(|item| self.texts(item, kind, true)),
            // Tokens.
            Kind::Number if in_list => self.is_unreadable = true,
            Kind::Object | Kind::Number => self.free(value, kind, None),
            Kind::Null | Kind::True | Kind::False => {}
        }
    }

    fn messages(
        &mut self,
        value: Value<'v>,
        shape: &'static Shape,
        kind: PieceKind,
        are_choices: bool,
    ) {
        let around = (self.message, self.in_turn, self.choice);
        self.in_turn |= !are_choices;
        if value.is_array() {
            for (number, item) in value.items().enumerate() {
                self.message = number;
                if are_choices {
                    self.choice = number;
                }
                self.enter(item, shape, kind);
            }
        } else {
            self.enter(value, shape, kind);
        }
        (self.message, self.in_turn, self.choice) = around;
    }

    fn named(&mut self, value: Value<'v>, shape: &'static Shape, kind: PieceKind) {
        if !value.is_object() {
            return self.free(value, kind, None);
        }
        for (key, value) in value.entries() {
            self.name(key, kind);
            self.enter(value, shape, kind);
        }
    }

    /// Any JSON; `name` is the piece that is its name.
    pub(super) fn free(&mut self, value: Value<'v>, kind: PieceKind, name: Option<usize>) {
        match value.kind() {
            Kind::String | Kind::EscapedString => self.string(value, kind, name, false),
            Kind::Number => {
                let number = Cow::Borrowed(value.number().unwrap_or_default());
                self.push(kind, number, name, false, value.span(), Form::Number);
            }
            Kind::Array => value.items().for_each(|item| self.free(item, kind, name)),
            Kind::Object => {
                for (key, value) in value.entries() {
                    let name = self.name(key, kind);
                    self.free(value, kind, name);
                }
            }
            Kind::Null | Kind::True | Kind::False => {}
        }
    }

    pub(super) fn told(&mut self, value: Value<'v>, kind: PieceKind) {
        match value.kind() {
            Kind::String | Kind::EscapedString => self.string(value, kind, None, false),
            Kind::Array => value.items().for_each(|item| self.told(item, kind)),
            Kind::Object => value
                .members()
                .for_each(|(_, value)| self.told(value, kind)),
            Kind::Null | Kind::True | Kind::False | Kind::Number => {}
        }
    }

    /// A string that is no text if `is_none` says so.
    fn unless(&mut self, value: Value<'v>, kind: PieceKind, is_none: &dyn Fn(&Text<'v>) -> bool) {
        match value.kind() {
            Kind::String | Kind::EscapedString => {
                if !value.text().is_some_and(|text| is_none(&text)) {
                    self.string(value, kind, None, false);
                }
            }
            Kind::Array => value
                .items()
                .for_each(|item| self.unless(item, kind, is_none)),
            Kind::Object => self.free(value, kind, None),
            Kind::Null | Kind::True | Kind::False | Kind::Number => {}
        }
    }

    /// Media; `around` is the object that tells their type.
    fn media(&mut self, value: Value<'v>, around: Option<Value<'v>>, kind: PieceKind) {
        /// Shorter base64 holds no picture; it may be anything.
        const SHORTEST: usize = 64;
        match value.kind() {
            Kind::String | Kind::EscapedString => {
                let Some(text) = value.text() else { return };
                let text = text.to_str();
                let (is_text, head) = match data_uri(&text) {
                    Some((media_type, head)) => (is_textual(media_type), head),
                    None => (around.is_some_and(holds_text), 0),
                };
                let data = text.as_bytes().get(head..).unwrap_or_default();
                let is_plain = is_text && head == 0 && around.is_some_and(is_plain);
                let decoded = match (is_plain, is_text) {
                    (true, _) => None,
                    (false, true) => decoded_text(data).or_else(|| declared_text(data)),
                    (false, false) => decoded_text(data),
                };
                if let Some(decoded) = decoded.filter(|decoded| !decoded.is_empty()) {
                    let form = Form::Base64 { head };
                    let decoded = Cow::Owned(decoded);
                    return self.push(kind, decoded, None, false, inside(value), form);
                }
                // Called text, and in letters that nobody can read here.
                if is_text && head > 0 && !data.is_empty() {
                    self.is_unreadable = true;
                }
                let is_url = head == 0 && text.contains("://");
                if is_text || is_url || !is_opaque(data) {
                    self.string(value, kind, None, false);
                } else if data.len() < SHORTEST {
                    self.string(value, PieceKind::Other, None, false);
                }
            }
            Kind::Array => value
                .items()
                .for_each(|item| self.media(item, around, kind)),
            Kind::Object => {
                for (key, member) in value.entries() {
                    let name = key.text().unwrap_or(Text::Literal(b""));
                    let is_one_of =
                        |names: &[&str]| names.iter().any(|known| is_name(known, &name.to_bytes()));
                    if is_one_of(MEDIA_NAMES) {
                        self.media(member, Some(value), kind);
                    } else if is_one_of(MEDIA_WORDS) {
                        self.unless(member, kind, &|text| is_word(text));
                    } else {
                        let name = self.name(key, kind);
                        self.free(member, kind, name);
                    }
                }
            }
            Kind::Null | Kind::True | Kind::False | Kind::Number => {}
        }
    }

    /// Citations: their offsets are noted, and whatever else they hold are texts.
    fn marks(&mut self, list: Value<'v>, marks: &'static Marks) {
        if !list.is_array() {
            return self.told(list, PieceKind::Other);
        }
        for item in list.items() {
            let holder = marks.within.and_then(|name| member(item, name));
            let holder = holder.unwrap_or(item);
            let offset = |name| {
                let value = member(holder, name)?;
                Some((usize::try_from(value.u64()?).ok()?, value.span()))
            };
            let text = marks.text.and_then(|name| member(holder, name));
            let first = self.pieces.len();
            self.told(item, PieceKind::Other);
            let Some(end) = offset(marks.end) else {
                continue;
            };
            let text = text.map(inside);
            let places = self
                .pieces
                .iter()
                .skip(first)
                .map(|piece| &piece.place.span);
            let text = text.and_then(|text| {
                let at = places.clone().position(|span| *span == text)?;
                Some(first + at)
            });
            self.marks.push(Mark {
                message: self.message,
                pieces: None,
                unit: marks.unit,
                start: offset(marks.start),
                end,
                text,
            });
        }
    }

    fn name(&mut self, key: Value<'v>, kind: PieceKind) -> Option<usize> {
        let text = key.text()?.to_str();
        if text.is_empty() {
            return None;
        }
        let number = self.pieces.len();
        self.push(kind, text, None, false, inside(key), Form::String);
        Some(number)
    }

    fn string(&mut self, value: Value<'v>, kind: PieceKind, name: Option<usize>, joins: bool) {
        let Some(text) = value.text() else { return };
        let text = text.to_str();
        let holds_json = matches!(kind, PieceKind::ToolArguments | PieceKind::ToolResult)
            && text.trim_ascii_start().starts_with(['{', '[', '"']);
        if text.is_empty() || (holds_json && self.inner(&text, inside(value), kind)) {
            return;
        }
        self.push(kind, text, name, joins, inside(value), Form::String);
    }

    /// Reads a string as JSON; `false` if it is none.
    fn inner(&mut self, text: &str, span: Range<usize>, kind: PieceKind) -> bool {
        let document = match Document::parse(text.as_bytes(), Limits::default()) {
            Ok(document) if self.depth < DEEPEST => document,
            Ok(_)
            | Err(JsonError {
                problem: Problem::Depth | Problem::Size,
                ..
            }) => {
                // As it is written all of it can be read, but for what is escaped.
                self.is_unreadable |= text.contains('\\');
                return false;
            }
            Err(_) => return false,
        };
        let mut walk = Walk {
            message: self.message,
            in_turn: self.in_turn,
            choice: self.choice,
            depth: self.depth + 1,
            ..Walk::default()
        };
        walk.free(document.root(text.as_bytes()), kind, None);
        self.is_unreadable |= walk.is_unreadable;
        let first_piece = self.pieces.len();
        let own = self.inners.len();
        let within = |number: Option<usize>| Some(number.map_or(own, |number| own + 1 + number));
        self.inners.push(Inner {
            text: text.to_owned(),
            within: None,
            span,
        });
        for piece in walk.pieces {
            let mut piece = piece.into_owned();
            piece.place.within = within(piece.place.within);
            piece.name = piece.name.map(|number| first_piece + number);
            self.pieces.push(piece);
        }
        for mut inner in walk.inners {
            inner.within = within(inner.within);
            self.inners.push(inner);
        }
        true
    }

    /// A walk through a message of its own.
    pub(super) fn of_message(message: usize) -> Self {
        Self {
            message,
            ..Self::default()
        }
    }

    /// Takes over what another walk has found in JSON that stands in the body from `at` on.
    pub(super) fn adopt(&mut self, other: Walk<'_>, at: usize) {
        self.is_unreadable |= other.is_unreadable;
        let (pieces, inners) = (self.pieces.len(), self.inners.len());
        let moved = |within: &mut Option<usize>, span: &mut Range<usize>| match within {
            Some(number) => *number += inners,
            None => *span = span.start + at..span.end + at,
        };
        for piece in other.pieces {
            let mut piece = piece.into_owned();
            moved(&mut piece.place.within, &mut piece.place.span);
            piece.name = piece.name.map(|number| pieces + number);
            self.pieces.push(piece);
        }
        for mut inner in other.inners {
            moved(&mut inner.within, &mut inner.span);
            self.inners.push(inner);
        }
    }

    pub(super) fn push(
        &mut self,
        kind: PieceKind,
        text: Cow<'v, str>,
        name: Option<usize>,
        joins: bool,
        span: Range<usize>,
        form: Form,
    ) {
        self.pieces.push(Piece {
            kind,
            message: self.message,
            in_turn: self.in_turn,
            choice: self.choice,
            text,
            name,
            joins,
            place: Place {
                within: None,
                span,
                form,
            },
        });
    }
}

/// Members of an object of media that hold it.
const MEDIA_NAMES: &[&str] = &["url", "data", "file_data", "b64_json", "bytes", "content"];

/// Members of such an object that are words.
const MEDIA_WORDS: &[&str] = &[
    "type",
    "detail",
    "format",
    "media_type",
    "mime_type",
    "file_id",
];

/// Options of any format whose value is a number or a boolean.
pub(super) const OPTIONS: &[&str] = &[
    "temperature",
    "top_p",
    "top_k",
    "p",
    "k",
    "n",
    "seed",
    "stream",
    "store",
    "background",
    "echo",
    "logprobs",
    "top_logprobs",
    "response_logprobs",
    "best_of",
    "max_tokens",
    "max_completion_tokens",
    "max_output_tokens",
    "max_tool_calls",
    "max_tokens_per_doc",
    "candidate_count",
    "frequency_penalty",
    "presence_penalty",
    "repetition_penalty",
    "min_p",
    "parallel_tool_calls",
    "dimensions",
    "output_dimension",
    "output_dimensionality",
    "auto_truncate",
    "normalize",
    "top_n",
    "number_of_results",
    "return_documents",
    "index",
    "is_error",
    "thought",
];

/// Whether this is an option that holds no text.
fn is_option(name: &[u8], value: Value<'_>) -> bool {
    let is_plain = matches!(
        value.kind(),
        Kind::Null | Kind::True | Kind::False | Kind::Number
    );
    is_plain && OPTIONS.iter().any(|known| is_name(known, name))
}

/// Whether the media of an object are text, as it tells itself.
fn holds_text(object: Value<'_>) -> bool {
    let textual = ["mimeType", "mediaType"].into_iter().any(|name| {
        let told = member(object, name).and_then(|value| value.text());
        told.is_some_and(|told| is_textual(&told.to_str()))
    });
    textual || is_plain(object)
}

/// Whether they are text as it is.
fn is_plain(object: Value<'_>) -> bool {
    let told = member(object, "type").and_then(|value| value.text());
    told.is_some_and(|told| told == "text")
}

/// The kind that a member of the object tells.
fn told_kind(object: Value<'_>, shape: &Shape) -> Option<PieceKind> {
    shape.tells.iter().find_map(|tell| {
        let value = member(object, tell.member)?;
        let told = match value.bool() {
            Some(true) => Cow::Borrowed("true"),
            Some(false) => return None,
            None => value.text()?.to_str(),
        };
        let row = tell
            .rows
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(&told))?;
        Some(row.1)
    })
}

/// A member, by a name of a table; the last one if it is there twice.
fn member<'v>(object: Value<'v>, name: &str) -> Option<Value<'v>> {
    object
        .members()
        .filter(|(key, _)| is_name(name, &key.to_bytes()))
        .last()
        .map(|(_, value)| value)
}

/// Whether a name of a table is meant: some APIs read `topP` and `top_p` as the same.
pub(super) fn is_name(known: &str, written: &[u8]) -> bool {
    let mut known = known.bytes().filter(|byte| *byte != b'_');
    let mut written = written.iter().filter(|byte| **byte != b'_');
    loop {
        match (known.next(), written.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => {}
            _ => return false,
        }
    }
}

/// Where the inside of a string stands.
fn inside(value: Value<'_>) -> Range<usize> {
    let span = value.span();
    span.start + 1..span.end.saturating_sub(1)
}
