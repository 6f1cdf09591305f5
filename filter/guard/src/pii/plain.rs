//! A text as it reads to who types numbers: digits and letters in full width or of other
//! scripts, blanks and dashes of all sorts become those of ASCII, and invisible characters
//! go, with the way back to the places in the original.
//!
//! Deliberately absent: case and letters that only look alike. Names of hosts may have
//! them, and checksums of wallets tell the cases apart.

/// How many bytes a byte that is read may stand for: the longest character, and an
/// invisible one beside it.
pub(super) const MOST: usize = 8;

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    Same,
    As(u8),
    Nothing,
}

/// A text as it reads.
#[derive(Debug)]
pub(super) struct Plain {
    text: String,
    /// Places in the text and in the original from which both go on alike, in order.
    marks: Vec<(usize, usize)>,
}

impl Plain {
    /// Reads a text from a place on; `None` if it reads as it is written.
    pub(super) fn of(text: &str, from: usize) -> Option<Self> {
        let tail = text.get(from..)?;
        if tail.is_ascii() {
            return None;
        }
        let mut last = text.get(..from)?.chars().next_back();
        let mut copied = from;
        let mut this = Self {
            text: String::new(),
            marks: vec![(0, from)],
        };
        for (distance, char) in tail.char_indices() {
            let at = from + distance;
            let read = if char.is_ascii() {
                Read::Same
            } else {
                read(text, at, char, last)
            };
            last = Some(char);
            if read == Read::Same {
                continue;
            }
            this.text.push_str(text.get(copied..at).unwrap_or_default());
            this.marks.push((this.text.len(), at));
            if let Read::As(byte) = read {
                this.text.push(char::from(byte));
            }
            copied = at + char.len_utf8();
            this.marks.push((this.text.len(), copied));
        }
        if this.marks.len() == 1 {
            return None;
        }
        this.text.push_str(text.get(copied..).unwrap_or_default());
        Some(this)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where in the original what stands at a place begins.
    pub(super) fn begin(&self, at: usize) -> usize {
        let behind = self.marks.partition_point(|(here, _)| *here <= at);
        self.original(behind, at)
    }

    /// Where in the original what stands before a place ends.
    pub(super) fn end(&self, at: usize) -> usize {
        let first = self.marks.partition_point(|(here, _)| *here < at);
        match self.marks.get(first) {
            Some((here, original)) if *here == at => *original,
            _ => self.original(first, at),
        }
    }

    fn original(&self, behind: usize, at: usize) -> usize {
        let mark = behind.checked_sub(1).and_then(|last| self.marks.get(last));
        mark.map_or(0, |(here, original)| original + (at - here))
    }

    /// The place that a place in the original, on a boundary of characters, reads at.
    pub(super) fn at(&self, original: usize) -> usize {
        let behind = self.marks.partition_point(|(_, from)| *from <= original);
        let mark = behind.checked_sub(1).and_then(|last| self.marks.get(last));
        mark.map_or(0, |(here, from)| here + (original - from))
    }
}

/// From where on a text must be read so that so many bytes of what is read stand before
/// a place.
pub(super) fn before(text: &str, at: usize, wanted: usize) -> usize {
    let head = text.get(..at).unwrap_or_default();
    if wanted >= head.len() {
        return 0;
    }
    // An invisible character may be read as nothing, any other as at least a byte.
    let mut chars = head.char_indices().rev();
    let mut count = 0;
    chars
        .find(|(_, char)| {
            count += usize::from(!is_invisible(*char));
            count > wanted
        })
        .map_or(0, |(start, _)| start)
}

fn read(text: &str, at: usize, char: char, last: Option<char>) -> Read {
    let digit = |nought: char| Read::As(b'0' + (u32::from(char) - u32::from(nought)) as u8 % 10);
    match char {
        '\u{FF01}'..='\u{FF5E}' => Read::As((u32::from(char) - 0xFEE0) as u8),
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Read::As(b' '),
        '\u{2010}'..='\u{2012}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => Read::As(b'-'),
        '\u{2013}' if parts_figures(text, at) => Read::As(b'-'),
        '\u{0660}'..='\u{0669}' => digit('\u{0660}'),
        '\u{06F0}'..='\u{06F9}' => digit('\u{06F0}'),
        '\u{0966}'..='\u{096F}' => digit('\u{0966}'),
        '\u{1D7CE}'..='\u{1D7FF}' => digit('\u{1D7CE}'),
        // More than one of them is more than a slip: the text is parted there.
        _ if is_invisible(char) && !last.is_some_and(is_invisible) => Read::Nothing,
        _ => Read::Same,
    }
}

const fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
    )
}

/// Whether a dash stands between the figures of one number, and not between two numbers
/// that have separators of their own.
fn parts_figures(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let head = bytes.get(at.saturating_sub(9)..at).unwrap_or_default();
    let figures = head
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let before = head
        .len()
        .checked_sub(figures + 1)
        .and_then(|at| head.get(at));
    let is_number = bytes
        .get(at + '\u{2013}'.len_utf8())
        .is_some_and(u8::is_ascii_digit);
    figures > 0 && is_number && !matches!(before, Some(b'-' | b'/' | b':' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let plain = Plain::of(text, 0).unwrap();
        assert_eq!(plain.text(), expected);
        for (at, char) in plain.text().char_indices() {
            let span = plain.begin(at)..plain.end(at + char.len_utf8());
            assert_eq!(text[span.clone()].chars().count(), 1, "{at}");
            assert_eq!(plain.at(span.start), at);
        }
    }

    #[test]
    fn numbers_read_as_they_look() {
        check("１２３-45", "123-45");
        check("536\u{200b}-90\u{2011}4399\u{feff}", "536-90-4399");
        check("212\u{a0}555\u{2013}0100", "212 555-0100");
        check("٤٢ ۴۲ ४२ 𝟒𝟚", "42 42 42 42");
        check("ｊｏ＠ｂ.org é", "jo@b.org é");
    }

    #[test]
    fn what_is_no_trick_stays() {
        assert!(Plain::of("é — 10:30–11:30, 2024-01-15–20", 0).is_none());
        check("a\u{200b}\u{200b}b", "a\u{200b}b");
    }

    #[test]
    fn reading_may_begin_in_the_middle() {
        let text = "１２３４";
        let plain = Plain::of(text, 6).unwrap();
        assert_eq!((plain.text(), plain.begin(1), plain.at(9)), ("34", 9, 1));
        assert_eq!(before("ab\u{200b}cd", 7, 2), 1);
    }
}
