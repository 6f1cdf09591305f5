//! The texts of a form: every field, and every file that is text.
//!
//! What is text is told by the bytes: whatever is UTF-8 is read, whether it calls itself so
//! or not. What calls itself text and cannot be read is told.

use super::opaque::{is_opaque, is_textual, is_word};
use super::piece::{Form, PieceKind};
use super::shape::Step;
use super::tables;
use super::walk::{OPTIONS, Walk, is_name};
use crate::json::{Document, JsonError, Limits, Problem, Text};
use crate::multipart::{Part, parameter};

/// Ends of the names of files that are text, whatever their type.
const ENDS: &[&str] = &[
    "txt", "text", "md", "markdown", "rst", "log", "csv", "tsv", "json", "jsonl", "ndjson", "xml",
    "html", "htm", "svg", "yaml", "yml", "toml", "ini", "tex", "srt", "vtt", "eml", "py", "js",
    "ts", "java", "c", "cpp", "h", "cs", "go", "rb", "rs", "php", "sh", "sql", "css",
];

/// Types of text beside those of media in JSON.
const TEXTUAL: &[&str] = &[
    "multipart/",
    "message/",
    "application/x-json",
    "application/csv",
];

/// Encodings that change no byte.
const NO_ENCODING: &[&str] = &["7bit", "8bit", "binary"];

const UTF8: &[&str] = &["utf-8", "utf8", "us-ascii", "ascii"];

/// Letters of which those of ASCII are the first.
const ABOVE_ASCII: &[&str] = &["iso-8859-", "windows-125", "latin"];

/// Walks through the parts of a form, each a message of its own.
pub(super) fn walk<'b>(body: &'b [u8], parts: &[Part]) -> Walk<'b> {
    let mut walk = Walk::default();
    for (number, part) in parts.iter().enumerate() {
        walk.message = number;
        let value = body.get(part.value.clone()).unwrap_or_default();
        if value.is_empty() {
            continue;
        }
        match read(part, value) {
            Read::Text(text) => {
                let start = part.value.end - text.len();
                if part.file.is_some() {
                    file(&mut walk, text, start);
                } else {
                    field(&mut walk, part, text, start);
                }
            }
            Read::Media => {}
            Read::Unreadable => walk.is_unreadable = true,
        }
    }
    walk
}

/// What the value of a part is.
enum Read<'b> {
    Text(&'b str),
    Media,
    Unreadable,
}

fn read<'b>(part: &Part, value: &'b [u8]) -> Read<'b> {
    let is_as_it_is = |encoding: &String| is_one_of(encoding, NO_ENCODING);
    if !part.encoding.as_ref().is_none_or(is_as_it_is) {
        return Read::Unreadable;
    }
    let claims = claims_text(part);
    match std::str::from_utf8(value) {
        Ok(_) if !claims && value.contains(&0) => Read::Media,
        Ok(text) if is_utf8(part, text) => Read::Text(text.trim_start_matches('\u{feff}')),
        Err(_) if !claims => Read::Media,
        Ok(_) | Err(_) => Read::Unreadable,
    }
}

/// Whether a part has to be text: it says so, or it is a field in which no media belong.
fn claims_text(part: &Part) -> bool {
    let may_be_media = match tables::of_field(name_of(part)) {
        Some(Step::Media | Step::Opaque) => true,
        Some(_) => false,
        None => part.file.is_some(),
    };
    let told = part.media_type.as_deref().unwrap_or_default();
    let told = told.split(';').next().unwrap_or_default().trim();
    let told = told.to_ascii_lowercase();
    let end = part.file.as_deref().and_then(|name| name.rsplit_once('.'));
    !may_be_media
        || is_textual(&told)
        || TEXTUAL.iter().any(|known| told.starts_with(known))
        || told.ends_with("+json")
        || told.ends_with("+xml")
        || end.is_some_and(|(_, end)| is_one_of(end, ENDS))
}

/// The name of its field, without the mark of a list.
fn name_of(part: &Part) -> &str {
    let name = part.name.as_deref().unwrap_or_default();
    name.strip_suffix("[]").unwrap_or(name)
}

/// Whether others too will read these bytes as UTF-8.
fn is_utf8(part: &Part, text: &str) -> bool {
    let charset = match part.name.as_deref() {
        // What all fields are written in, as RFC 7578 has it.
        Some("_charset_") => Some(text.trim().to_owned()),
        _ => {
            let told = part.media_type.as_deref();
            told.and_then(|told| parameter(told, "charset"))
        }
    };
    let Some(charset) = charset else { return true };
    let charset = charset.to_ascii_lowercase();
    let is_above = ABOVE_ASCII.iter().any(|known| charset.starts_with(known));
    UTF8.contains(&&*charset)
        || (is_above && text.is_ascii() && part.name.as_deref() != Some("_charset_"))
}

fn is_one_of(word: &str, known: &[&str]) -> bool {
    known
        .iter()
        .any(|known| word.trim().eq_ignore_ascii_case(known))
}

fn field<'b>(walk: &mut Walk<'b>, part: &Part, text: &'b str, start: usize) {
    let name = name_of(part);
    let literal = Text::Literal(text.as_bytes());
    let is_option = || OPTIONS.iter().any(|known| is_name(known, name.as_bytes()));
    let kind = match tables::of_field(name) {
        Some(Step::Word) if is_word(&literal) => return,
        Some(Step::Media | Step::Opaque) if is_opaque(text.as_bytes()) => return,
        None if is_option() && is_word(&literal) => return,
        Some(
            Step::Text(kind)
            | Step::Into(kind, _)
            | Step::Messages(kind, _)
            | Step::Choices(kind, _)
            | Step::Named(kind, _)
            | Step::Free(kind),
        ) => kind.unwrap_or(PieceKind::Other),
        _ => PieceKind::Other,
    };
    if !is_json(walk, text, start, kind) {
        plain(walk, text, start, kind);
    }
}

fn file<'b>(walk: &mut Walk<'b>, text: &'b str, start: usize) {
    const KIND: PieceKind = PieceKind::User;
    if is_json(walk, text, start, KIND) {
        return;
    }
    let first = text.lines().find(|line| !line.trim().is_empty());
    let is_line = |line: &str| Document::parse(line.as_bytes(), Limits::default()).is_ok();
    if !first.is_some_and(|line| opens_json(line) && is_line(line)) {
        return plain(walk, text, start, KIND);
    }
    let mut at = start;
    for line in text.split_inclusive('\n') {
        if !is_json(walk, line, at, KIND) {
            plain(walk, line, at, KIND);
        }
        at += line.len();
    }
}

fn opens_json(text: &str) -> bool {
    text.trim_ascii_start().starts_with(['{', '['])
}

/// Reads a text as JSON; `false` if it is none.
fn is_json(walk: &mut Walk<'_>, text: &str, start: usize, kind: PieceKind) -> bool {
    if !opens_json(text) {
        return false;
    }
    match Document::parse(text.as_bytes(), Limits::default()) {
        Ok(document) => {
            let mut own = Walk::of_message(walk.message);
            own.free(document.root(text.as_bytes()), kind, None);
            walk.adopt(own, start);
            true
        }
        Err(JsonError {
            problem: Problem::Depth | Problem::Size,
            ..
        }) => {
            // As it is written all of it can be read, but for what is escaped.
            walk.is_unreadable |= text.contains('\\');
            false
        }
        Err(_) => false,
    }
}

fn plain<'b>(walk: &mut Walk<'b>, text: &'b str, start: usize, kind: PieceKind) {
    if !text.is_empty() {
        let span = start..start + text.len();
        walk.push(kind, text.into(), None, false, span, Form::Plain);
    }
}
