//! How long a text is, and whether it looks like code, without unescaping it.

use sluice_protocol::json::Text;

/// Lines that look like code before a text counts as code.
const CODE_LINES: u32 = 3;

/// What is counted of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Unicode characters.
    pub(super) chars: u64,
    /// Bytes in UTF-8.
    pub(super) bytes: usize,
    /// Lines that end as those of programs do: with `;`, `{` or `}`, or with a `:`
    /// before an indented line.
    code_lines: u32,
    has_fence: bool,
}

impl Count {
    pub(super) fn of(text: &Text<'_>) -> Self {
        match text {
            Text::Literal(bytes) => Self::literal(bytes),
            Text::Plain(text) => Self::plain(text.as_bytes()),
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.chars = self.chars.saturating_add(other.chars);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }

    /// Whether the text holds code: a fenced block, or several lines that look so.
    pub(super) const fn is_code(&self) -> bool {
        self.has_fence || self.code_lines >= CODE_LINES
    }

    fn plain(bytes: &[u8]) -> Self {
        let mut count = Self::default();
        count.run(bytes);
        count.begin(bytes);
        for at in memchr::memchr_iter(b'\n', bytes) {
            let (before, after) = bytes.split_at(at);
            count.line(before, after.get(1..).unwrap_or_default());
        }
        count
    }

    /// Counts the inside of a JSON literal.
    fn literal(bytes: &[u8]) -> Self {
        let mut count = Self::default();
        let mut rest = bytes;
        count.begin(bytes);
        while let Some(at) = memchr::memchr(b'\\', rest) {
            let (before, escape) = rest.split_at(at);
            count.run(before);
            let taken = match escape.get(1) {
                Some(b'u') => count.unicode(escape),
                Some(b'n') => {
                    count.line(before, escape.get(2..).unwrap_or_default());
                    count.one(1);
                    2
                }
                _ => {
                    count.one(1);
                    2
                }
            };
            rest = escape.get(taken..).unwrap_or_default();
        }
        count.run(rest);
        count
    }

    /// Counts characters that are written as they are.
    fn run(&mut self, bytes: &[u8]) {
        // Most text is plain, which is seen much faster.
        let continued = if bytes.is_ascii() {
            0
        } else {
            bytes.iter().filter(|byte| **byte & 0xc0 == 0x80).count()
        };
        self.bytes += bytes.len();
        self.chars += u64::try_from(bytes.len() - continued).unwrap_or(u64::MAX);
    }

    const fn one(&mut self, bytes: usize) {
        self.chars += 1;
        self.bytes += bytes;
    }

    /// Counts a `\uXXXX`, or two of them that are one character. Says how long it is.
    fn unicode(&mut self, escape: &[u8]) -> usize {
        let unit = |from: usize| {
            let digits = std::str::from_utf8(escape.get(from..from + 4)?).ok()?;
            u32::from_str_radix(digits, 16).ok()
        };
        match unit(2) {
            Some(0xd800..=0xdbff) if escape.get(6..8) == Some(b"\\u") => {
                self.one(4);
                12
            }
            Some(0..=0x7f) => {
                self.one(1);
                6
            }
            Some(0x80..=0x7ff) => {
                self.one(2);
                6
            }
            _ => {
                self.one(3);
                6
            }
        }
    }

    /// Looks at the beginning of a line: a fence may be
    /// indented by three.
    fn begin(&mut self, line: &[u8]) {
        let indent = line.iter().take(3).take_while(|byte| **byte == b' ');
        let text = line.get(indent.count()..).unwrap_or_default();
        self.has_fence = self.has_fence || text.starts_with(b"```");
    }

    /// Looks at the end of a line and at what follows it.
    fn line(&mut self, before: &[u8], after: &[u8]) {
        self.begin(after);
        let is_code = match before.last() {
            Some(b';' | b'{' | b'}') => true,
            Some(b':') => after.starts_with(b"  ") || after.starts_with(b"\\t"),
            _ => false,
        };
        self.code_lines += u32::from(is_code);
    }
}

#[cfg(test)]
mod tests {
    use sluice_protocol::json::{Document, Limits};

    use super::*;

    /// Counts a text both as it is and as JSON writes it, and expects the same.
    #[track_caller]
    fn count(text: &str) -> Count {
        let plain = Count::of(&Text::plain(text));
        let json = serde_json::to_vec(text).unwrap();
        let document = Document::parse(&json, Limits::default()).unwrap();
        let literal = Count::of(&document.root(&json).text().unwrap());
        assert_eq!(literal, plain, "{text:?}");
        assert_eq!(plain.bytes, text.len());
        assert_eq!(plain.chars, text.chars().count() as u64);
        plain
    }

    #[test]
    fn characters_and_bytes_are_those_of_the_text_and_not_of_its_spelling() {
        for text in [
            "",
            "plain",
            "a\nb\t\"c\"\\",
            "größe",
            "日本語",
            "\u{1}\u{7f}",
            "🦀 crab",
        ] {
            count(text);
        }
        let json = br#""\u00e9\ud83e\udd80\u65e5""#;
        let document = Document::parse(json, Limits::default()).unwrap();
        let literal = Count::of(&document.root(json).text().unwrap());
        assert_eq!((literal.chars, literal.bytes), (3, 2 + 4 + 3));
    }

    #[test]
    fn a_fence_or_several_lines_of_a_program_are_code() {
        assert!(count("why does this fail?\n```\nlet x = 1\n```").is_code());
        assert!(count("  ```rust\nlet x = 1").is_code());
        assert!(!count("what does ``` mean?").is_code());
        assert!(count("int main() {\n  int x = 1;\n  return x;\n}\n").is_code());
        assert!(
            count("def f(x):\n    if x:\n        return 1\n    while x:\n        x -= 1").is_code()
        );
    }

    #[test]
    fn prose_is_no_code() {
        for text in [
            "First: buy bread;\nthen go home.",
            "a list:\n- one\n- two\n- three",
            "he said: {hello}, and left; she stayed.",
        ] {
            assert!(!count(text).is_code(), "{text:?}");
        }
    }
}
