//! Texts packed for services that take one text at a time.

use std::ops::Range;

use super::MOST_ASKS;
use super::answer::ServiceError;
use crate::judge::{Piece, Subject};

/// What stands between the texts of a block.
const BETWEEN: &str = "\n\n";

/// Some texts in one, and where each has gone.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) text: String,
    parts: Vec<Part>,
    chars: usize,
}

#[derive(Debug)]
struct Part {
    /// Where it stands in the block, in bytes.
    at: Range<usize>,
    /// Which piece it is of.
    piece: usize,
    /// Where it begins in that piece.
    from: usize,
}

/// A place in a piece.
pub(super) type Place = (usize, Range<usize>);

impl Block {
    const fn new() -> Self {
        Self {
            text: String::new(),
            parts: Vec::new(),
            chars: 0,
        }
    }

    fn push(&mut self, piece: usize, from: usize, text: &str, chars: usize) {
        if !self.text.is_empty() {
            self.text.push_str(BETWEEN);
            self.chars += BETWEEN.len();
        }
        let at = self.text.len()..self.text.len() + text.len();
        self.text.push_str(text);
        self.chars += chars;
        self.parts.push(Part { at, piece, from });
    }

    /// Where what stands from one character of the block to another stands in the pieces;
    /// several places if it goes over the end of one.
    pub(super) fn places(&self, chars: &Chars, found: Range<usize>) -> Option<Vec<Place>> {
        let bytes = chars.byte(found.start)?..chars.byte(found.end)?;
        if bytes.is_empty() {
            return None;
        }
        let first = self
            .parts
            .partition_point(|part| part.at.end <= bytes.start);
        let parts = self.parts.get(first..).unwrap_or_default().iter();
        let places = parts
            .take_while(|part| part.at.start < bytes.end)
            .filter_map(|part| {
                let begin = bytes.start.max(part.at.start) - part.at.start;
                let end = bytes.end.min(part.at.end) - part.at.start;
                (begin < end).then(|| (part.piece, part.from + begin..part.from + end))
            });
        Some(places.collect())
    }
}

/// Where each character of a text begins.
#[derive(Debug)]
pub(super) struct Chars {
    /// None where each has one byte.
    bytes: Option<Vec<usize>>,
    length: usize,
}

impl Chars {
    pub(super) fn of(text: &str) -> Self {
        Self {
            bytes: (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect()),
            length: text.len(),
        }
    }

    fn byte(&self, char: usize) -> Option<usize> {
        match &self.bytes {
            None => (char <= self.length).then_some(char),
            Some(bytes) if char == bytes.len() => Some(self.length),
            Some(bytes) => bytes.get(char).copied(),
        }
    }
}

/// Packs the pieces that `wanted` takes, but for those without text, into blocks of at
/// most `most` characters. A longer piece is cut, between words if it has any.
///
/// # Errors
/// More blocks than may be asked about.
pub(super) fn blocks(
    subject: &Subject<'_>,
    most: usize,
    wanted: impl Fn(&Piece<'_>) -> bool,
) -> Result<Vec<Block>, ServiceError> {
    let mut all = Vec::new();
    let mut open = Block::new();
    for (index, piece) in subject.pieces.iter().enumerate() {
        if piece.text.trim().is_empty() || !wanted(piece) {
            continue;
        }
        let mut from = 0;
        while let Some(rest) = piece.text.get(from..).filter(|rest| !rest.is_empty()) {
            let used = if open.text.is_empty() {
                0
            } else {
                open.chars + BETWEEN.len()
            };
            let (head, chars) = prefix(rest, most.saturating_sub(used));
            if head == rest {
                open.push(index, from, head, chars);
                break;
            }
            if open.text.is_empty() {
                let head = between_words(head);
                open.push(index, from, head, 0);
                from += head.len();
            }
            close(&mut all, &mut open)?;
        }
    }
    if !open.text.is_empty() {
        close(&mut all, &mut open)?;
    }
    Ok(all)
}

fn close(all: &mut Vec<Block>, open: &mut Block) -> Result<(), ServiceError> {
    if all.len() == MOST_ASKS {
        return Err(ServiceError::TooMuch { most: MOST_ASKS });
    }
    all.push(std::mem::replace(open, Block::new()));
    Ok(())
}

/// The first characters of a text, and how many they are.
fn prefix(text: &str, most: usize) -> (&str, usize) {
    let mut chars = 0;
    for (at, _) in text.char_indices() {
        if chars == most {
            return (text.get(..at).unwrap_or(text), chars);
        }
        chars += 1;
    }
    (text, chars)
}

/// The text up to the last space in its second half; all of it if there is none.
fn between_words(text: &str) -> &str {
    let end = text
        .char_indices()
        .rev()
        .take_while(|(at, _)| *at >= text.len() / 2)
        .find(|(_, char)| char.is_whitespace())
        .map_or(text.len(), |(at, char)| at + char.len_utf8());
    text.get(..end).unwrap_or(text)
}

/// All texts in one, for whoever takes one of any length.
pub(super) fn joined(subject: &Subject<'_>) -> String {
    let texts = subject.pieces.iter().map(|piece| piece.text);
    let texts: Vec<&str> = texts.filter(|text| !text.trim().is_empty()).collect();
    texts.join(BETWEEN)
}
