//! Runs of letters and digits, and whether something may begin or end beside them.

/// A run of ASCII letters and digits.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Run {
    /// Where it begins.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// How many of it are digits.
    pub(crate) digits: usize,
}

impl Run {
    /// The run around a place, at most `limit` bytes to either side.
    pub(crate) fn around(text: &[u8], at: usize, limit: usize) -> Self {
        let head = text.get(..at).unwrap_or_default();
        let tail = text.get(at..).unwrap_or_default();
        let before = head.iter().rev().take(limit);
        let start = at
            - before
                .take_while(|byte| byte.is_ascii_alphanumeric())
                .count();
        let after = tail.iter().take(limit);
        let end = at
            + after
                .take_while(|byte| byte.is_ascii_alphanumeric())
                .count();
        let bytes = text.get(start..end).unwrap_or_default();
        Self {
            start,
            end,
            digits: bytes.iter().filter(|byte| byte.is_ascii_digit()).count(),
        }
    }

    /// How long it is.
    pub(crate) const fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether there is nothing but digits in it.
    pub(crate) const fn is_number(&self) -> bool {
        self.digits == self.len()
    }
}

/// The byte at a place; 0 outside the text.
pub(crate) fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or_default()
}

/// The byte so far before a place; 0 outside the text.
pub(crate) fn before(text: &[u8], at: usize, distance: usize) -> u8 {
    at.checked_sub(distance)
        .map_or(0, |place| byte(text, place))
}

/// Whether a number or code may begin at a place: nothing before it makes it the end of a
/// longer word, number, path or version.
pub(crate) fn may_begin(text: &[u8], at: usize) -> bool {
    let beyond = before(text, at, 2);
    match before(text, at, 1) {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'+' | b'$' | b'@' => false,
        b'-' | b'/' | b'\\' => !beyond.is_ascii_alphanumeric() && beyond != b'_',
        b'.' | b':' => !beyond.is_ascii_digit(),
        b',' => !(beyond.is_ascii_digit() && is_thousand(text, at)),
        // The end of a character beyond ASCII.
        0x80.. => !ends_in_letter(text, at),
        _ => true,
    }
}

/// Whether a number or code may end before a place.
pub(crate) fn may_end(text: &[u8], at: usize) -> bool {
    let beyond = byte(text, at + 1);
    match byte(text, at) {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'@' | b'%' => false,
        b'-' | b'\\' => !beyond.is_ascii_alphanumeric(),
        b'.' | b'/' => !beyond.is_ascii_digit(),
        0x80.. => !begins_with_letter(text, at),
        _ => true,
    }
}

/// Whether exactly three digits follow, as behind a separator of thousands.
fn is_thousand(text: &[u8], at: usize) -> bool {
    let digits = |at: usize| (at..at + 4).take_while(|&place| byte(text, place).is_ascii_digit());
    digits(at).count() == 3 && !matches!(byte(text, at + 3), b'-' | b' ')
}

/// Whether the character beyond ASCII that ends at a place belongs to a word. Those of
/// scripts that are written without blanks do not.
pub(crate) fn ends_in_letter(text: &[u8], at: usize) -> bool {
    let head = text.get(at.saturating_sub(4)..at).unwrap_or_default();
    let lead = head.iter().rposition(|&byte| byte >= 0xC0);
    lead.is_some_and(|lead| begins_with_letter(head, lead))
}

/// The same of the character that begins at a place.
pub(crate) fn begins_with_letter(text: &[u8], at: usize) -> bool {
    character(text, at).is_some_and(|char| char.is_alphanumeric() && !is_unspaced(char))
}

/// The character that begins at a place.
pub(crate) fn character(text: &[u8], at: usize) -> Option<char> {
    let tail = text.get(at..)?;
    let length = match tail.first()? {
        0..=0x7F => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    };
    let bytes = tail.get(..length)?;
    std::str::from_utf8(bytes).ok()?.chars().next()
}

/// Whether a character is of a script that is written without blanks: Thai, Lao, Khmer,
/// Burmese, and all from the radicals of Chinese on but for full-width Latin.
pub(crate) const fn is_unspaced(char: char) -> bool {
    matches!(char, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
        || (char >= '\u{2E80}' && !matches!(char, '\u{FF10}'..='\u{FF5A}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, begins: bool, ends: bool) {
        let start = text.find("123").unwrap();
        assert_eq!(may_begin(text.as_bytes(), start), begins, "begin: {text}");
        assert_eq!(may_end(text.as_bytes(), start + 3), ends, "end: {text}");
    }

    #[test]
    fn what_belongs_to_more_neither_begins_nor_ends() {
        check("123", true, true);
        check("(123).", true, true);
        check("x123y", false, false);
        check("4-123-4", false, false);
        check("no-123 -", false, true);
        check("- 123 -", true, true);
        check("1.123.4", false, false);
        check("No.123. Next", true, true);
        check("a=123,4", true, true);
        check("1,123,4", false, true);
        check("12:123", false, true);
        check("id:123;", true, true);
        check("/v/123/4", false, false);
        check("$123%", false, false);
        check("é123é", false, false);
        check("电话123号", true, true);
        check("“123”", true, true);
    }
}
