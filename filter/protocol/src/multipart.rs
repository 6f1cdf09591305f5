//! `multipart/form-data`: the parts of a form, where their values stand, and one field
//! that can be set.
//!
//! Format: RFC 7578 over RFC 2046, section 5.1. Only found, never taken apart: what is
//! in a part is for others to read, and every byte of it stays. Deliberately
//! absent: nested multiparts and transfer encodings, which HTTP clients do not send.

use std::ops::Range;

use memchr::memmem;

use crate::error::DecodeError;
use crate::json::{Edit, Edits};

/// Longest boundary. RFC 2046 says 70.
const LONGEST_BOUNDARY: usize = 70;
/// Most parts of one form.
const MOST_PARTS: usize = 1024;
/// Longest headers of one part, in bytes.
const LONGEST_HEADERS: usize = 16 << 10;

/// The boundary in a `content-type`.
///
/// # Errors
/// A header without one, or with one that cannot be.
pub fn boundary(content_type: &str) -> Result<String, DecodeError> {
    let found = parameter(content_type, "boundary")
        .ok_or_else(|| wrong("multipart/form-data without a boundary; send content-type: multipart/form-data; boundary=..."))?;
    let is_allowed = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    if found.is_empty()
        || found.len() > LONGEST_BOUNDARY
        || found.ends_with(' ')
        || !found.bytes().all(is_allowed)
    {
        return Err(wrong("the boundary must be 1 to 70 printable characters"));
    }
    Ok(found)
}

fn wrong(problem: &'static str) -> DecodeError {
    DecodeError::value("content-type", problem)
}

/// One field of a form: where its value stands, or where it could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    boundary: String,
    name: &'static str,
    /// Where the first part begins, with its boundary.
    first: usize,
    value: Option<Range<usize>>,
    parts: Vec<Part>,
}

/// One part of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The field's name, if it can be read.
    pub name: Option<String>,
    /// The name of the file that it is, if it is one.
    pub file: Option<String>,
    /// The `content-type`, if it tells one.
    pub media_type: Option<String>,
    /// The `content-transfer-encoding`, if it tells one.
    pub encoding: Option<String>,
    /// Where the value stands.
    pub value: Range<usize>,
}

impl Field {
    /// Finds the field `name` in a form.
    ///
    /// # Errors
    /// A body that is no whole form, and a field that is given more than once.
    pub fn find(body: &[u8], boundary: String, name: &'static str) -> Result<Self, DecodeError> {
        let mut parts = Parts::new(body, &boundary)?;
        let first = parts.at - boundary.len() - 2;
        let mut value = None;
        let mut all = Vec::new();
        for part in &mut parts {
            let part = part?;
            if part.name.as_deref() == Some(name) && value.replace(part.value.clone()).is_some() {
                return Err(DecodeError::Duplicate { at: name.into() });
            }
            all.push(part);
        }
        Ok(Self {
            boundary,
            name,
            first,
            value,
            parts: all,
        })
    }

    /// Finds the same field in this form after some of its values were changed.
    ///
    /// # Errors
    /// As of [`Field::find`], and a form that has become another by that: with more parts
    /// or fewer, or others.
    pub fn find_again(&self, body: &[u8]) -> Result<Self, DecodeError> {
        let again = Self::find(body, self.boundary.clone(), self.name)?;
        let heads = |field: &Self| {
            let parts = field.parts.clone().into_iter();
            let parts = parts.map(|part| Part {
                value: 0..0,
                ..part
            });
            parts.collect::<Vec<_>>()
        };
        if heads(&again) != heads(self) {
            return Err(DecodeError::value(
                "",
                "what was replaced has changed the form",
            ));
        }
        Ok(again)
    }

    /// All parts of the form.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Where its value stands; `None` if the form has no such field.
    #[must_use]
    pub fn value(&self) -> Option<Range<usize>> {
        self.value.clone()
    }

    /// What makes the field say `text`, which must not hold line ends. A form without
    /// it gets it as its first part.
    #[must_use]
    pub fn set(&self, text: &str) -> Edits {
        let mut edits = Edits::default();
        edits.push(match &self.value {
            Some(span) => Edit {
                span: span.clone(),
                with: text.as_bytes().to_vec(),
            },
            None => Edit {
                span: self.first..self.first,
                with: format!(
                    "--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{text}\r\n",
                    self.boundary, self.name
                )
                .into_bytes(),
            },
        });
        edits
    }
}

struct Parts<'b> {
    body: &'b [u8],
    /// A line end, two dashes and the boundary.
    delimiter: memmem::Finder<'static>,
    /// Behind the boundary that opens the next part.
    at: usize,
    count: usize,
    over: bool,
}

const TRUNCATED: &str = "the form is cut off: its closing boundary is missing";

impl<'b> Parts<'b> {
    fn new(body: &'b [u8], boundary: &str) -> Result<Self, DecodeError> {
        let delimiter = format!("\r\n--{boundary}");
        let first = delimiter.get(2..).unwrap_or_default();
        // The first boundary needs no line end before it.
        let at = if body.starts_with(first.as_bytes()) {
            first.len()
        } else {
            memmem::find(body, delimiter.as_bytes()).ok_or_else(|| {
                DecodeError::value(
                    "",
                    "the boundary of the content-type is nowhere in the body",
                )
            })? + delimiter.len()
        };
        Ok(Self {
            body,
            delimiter: memmem::Finder::new(delimiter.as_bytes()).into_owned(),
            at,
            count: 0,
            over: false,
        })
    }

    /// Reads the part that begins behind a boundary; `None` behind the last one.
    fn part(&mut self) -> Result<Option<Part>, DecodeError> {
        let truncated = || DecodeError::value("", TRUNCATED);
        let rest = self.body.get(self.at..).unwrap_or_default();
        if rest.starts_with(b"--") {
            return Ok(None);
        }
        self.count += 1;
        if self.count > MOST_PARTS {
            return Err(DecodeError::value("", "the form has more than 1024 parts"));
        }
        // White space may stand behind a boundary.
        let padding = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let rest = rest.get(padding..).unwrap_or_default();
        if rest.is_empty() {
            return Err(truncated());
        }
        let Some(head) = rest.strip_prefix(b"\r\n") else {
            return Err(DecodeError::value(
                "",
                "a boundary of the form does not end its line",
            ));
        };
        let (headers, behind) = if head.starts_with(b"\r\n") {
            (&b""[..], 2)
        } else {
            let window = head
                .get(..head.len().min(LONGEST_HEADERS))
                .unwrap_or_default();
            let end = memmem::find(window, b"\r\n\r\n").ok_or_else(|| {
                if window.len() < head.len() {
                    DecodeError::value("", "the headers of a part of the form are too large")
                } else {
                    truncated()
                }
            })?;
            (head.get(..end).unwrap_or_default(), end + 4)
        };
        // An empty value shares its line end with the headers.
        let start = self.at + padding + 2 + behind;
        let from = start.saturating_sub(2);
        let found = self
            .body
            .get(from..)
            .and_then(|rest| self.delimiter.find(rest));
        let end = from + found.ok_or_else(truncated)?;
        self.at = end + self.delimiter.needle().len();
        Ok(Some(Part {
            value: start..end.max(start),
            ..told(headers)
        }))
    }
}

impl Iterator for Parts<'_> {
    type Item = Result<Part, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let part = self.part().transpose();
        self.over = !matches!(part, Some(Ok(_)));
        part
    }
}

/// What the headers of a part tell. What cannot be read is not told.
fn told(headers: &[u8]) -> Part {
    let mut part = Part::default();
    for line in headers.split(|byte| *byte == b'\n') {
        let Some((name, value)) = std::str::from_utf8(line)
            .ok()
            .and_then(|line| line.split_once(':'))
        else {
            continue;
        };
        let (name, value) = (name.trim(), value.trim());
        let told = || Some(value.to_owned());
        if name.eq_ignore_ascii_case("content-disposition") {
            part.name = part.name.or_else(|| parameter(value, "name"));
            let file = parameter(value, "filename").or_else(|| parameter(value, "filename*"));
            part.file = part.file.or(file);
        } else if name.eq_ignore_ascii_case("content-type") {
            part.media_type = part.media_type.or_else(told);
        } else if name.eq_ignore_ascii_case("content-transfer-encoding") {
            part.encoding = part.encoding.or_else(told);
        }
    }
    part
}

/// A parameter of a header, behind its value: `form-data; name="model"`.
pub(crate) fn parameter(header: &str, name: &str) -> Option<String> {
    let (_, mut rest) = header.split_once(';')?;
    loop {
        let (key, after) = rest.split_once('=')?;
        let key = key.trim_start_matches([' ', '\t', ';']).trim_end();
        let after = after.trim_start();
        let (value, behind) = match after.strip_prefix('"') {
            Some(inside) => quoted(inside)?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                let (value, behind) = after.split_at(end);
                (value.trim_end().to_owned(), behind)
            }
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = behind;
    }
}

/// The text up to the closing quote, and what stands behind it.
fn quoted(inside: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut characters = inside.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((out, inside.get(at + 1..)?)),
            '\\' => out.push(characters.next()?.1),
            c => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORM: &str = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF\r\n--xy not yet\r\n--xyz\r\ncontent-disposition: form-data; name=model\r\n\r\nwhisper\r\n--xyz--\r\n";

    fn value(form: &str) -> Result<Option<&str>, DecodeError> {
        let field = Field::find(form.as_bytes(), "xyz".into(), "model")?;
        Ok(field.value().map(|span| &form[span]))
    }

    #[track_caller]
    fn refused(form: &str, words: &str) {
        let error = value(form).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }

    #[test]
    fn the_value_of_a_field_is_found_where_it_stands() {
        assert_eq!(value(FORM), Ok(Some("whisper")));
        assert_eq!(
            value(&format!("preamble\r\n{FORM}epilogue")),
            Ok(Some("whisper"))
        );
        assert_eq!(value(&FORM.replace("name=model", "name=other")), Ok(None));
    }

    #[test]
    fn a_field_is_replaced_or_put_in_front() {
        let field = Field::find(FORM.as_bytes(), "xyz".into(), "model").unwrap();
        let set = field.set("gpt-4o-transcribe").apply(FORM.as_bytes());
        let expected = FORM.replace("whisper", "gpt-4o-transcribe");
        assert_eq!(String::from_utf8(set).unwrap(), expected);

        let without = "pre\r\n--xyz\r\n\r\nv\r\n--xyz--";
        let field = Field::find(without.as_bytes(), "xyz".into(), "model").unwrap();
        let set = String::from_utf8(field.set("m").apply(without.as_bytes())).unwrap();
        assert!(
            set.starts_with("pre\r\n--xyz\r\nContent-Disposition"),
            "{set}"
        );
        assert_eq!(value(&set), Ok(Some("m")));
    }

    #[test]
    fn a_value_may_be_empty() {
        assert_eq!(
            value(&FORM.replace("\r\n\r\nwhisper", "\r\n\r\n")),
            Ok(Some(""))
        );
        let bare = "--xyz\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\n--xyz--";
        assert_eq!(value(bare), Ok(Some("")));
    }

    #[test]
    fn a_form_that_is_cut_off_is_refused_at_every_place() {
        let end = FORM.find("--xyz--").unwrap();
        for cut in 5..=end + 4 {
            assert!(value(&FORM[..cut]).is_err(), "cut at {cut}");
        }
        refused(&FORM[..end], "cut off");
    }

    #[test]
    fn a_field_given_twice_is_refused() {
        let twice = FORM.replace("name=\"file\"", "name=\"model\"");
        refused(&twice, "model: given more than once");
    }

    #[test]
    fn a_body_without_the_boundary_is_refused() {
        refused("{\"model\": \"m\"}", "nowhere in the body");
        refused("", "nowhere in the body");
        refused("--xyzabc\r\n\r\n--xyz--", "does not end its line");
    }

    #[test]
    fn the_headers_of_a_part_are_bounded() {
        let long = "x".repeat(LONGEST_HEADERS);
        refused(&format!("--xyz\r\n{long}\r\n\r\nv\r\n--xyz--"), "too large");
        let many = "--xyz\r\n\r\n\r\n".repeat(MOST_PARTS + 1);
        refused(&format!("{many}--xyz--"), "more than 1024 parts");
    }

    #[test]
    fn a_boundary_is_read_with_and_without_quotes() {
        for (header, expected) in [
            ("multipart/form-data; boundary=abc", Some("abc")),
            (
                "multipart/form-data;boundary=\"a b;c\"; charset=utf-8",
                Some("a b;c"),
            ),
            ("multipart/form-data; charset=x; Boundary=abc", Some("abc")),
            ("multipart/form-data; boundary=\"a\\\"b\"", Some("a\"b")),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("multipart/form-data; boundary=\"unclosed", None),
        ] {
            assert_eq!(boundary(header).ok().as_deref(), expected, "{header}");
        }
        assert!(boundary(&format!("a/b; boundary={}", "x".repeat(71))).is_err());
    }

    #[test]
    fn every_part_is_told_with_what_its_headers_say() {
        let form = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nCONTENT-TYPE: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nhello\r\n--xyz\r\nContent-Disposition: form-data; name=prompt\r\n\r\nhi\r\n--xyz\r\n\r\nbare\r\n--xyz--";
        let field = Field::find(form.as_bytes(), "xyz".into(), "model").unwrap();
        let told: Vec<_> = field
            .parts()
            .iter()
            .map(|part| {
                let texts = [&part.name, &part.file, &part.media_type, &part.encoding];
                (
                    texts.map(|text| text.as_deref().unwrap_or_default()),
                    &form[part.value.clone()],
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    ["file", "a.txt", "text/plain; charset=utf-8", "8bit"],
                    "hello"
                ),
                (["prompt", "", "", ""], "hi"),
                ([""; 4], "bare"),
            ]
        );
    }

    #[test]
    fn a_form_that_a_new_value_makes_another_is_refused() {
        let field = Field::find(FORM.as_bytes(), "xyz".into(), "model").unwrap();
        let with = |text: &str| field.find_again(FORM.replace("RIFF", text).as_bytes());
        assert!(with("another").is_ok());
        let part = "\r\n--xyz\r\ncontent-disposition: form-data; name=more\r\n\r\nx";
        assert!(with(part).is_err());
        assert!(with("x\r\n--xyz--\r\n").is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..200), name in ".{0,20}") {
            let _ = Field::find(&body, "xyz".into(), "model");
            let _ = boundary(&name);
            let framed = [b"--xyz\r\n".as_slice(), &body, b"\r\n--xyz--"].concat();
            if let Ok(field) = Field::find(&framed, "xyz".into(), "model") {
                // What was set is read again.
                let set = field.set("m-1").apply(&framed);
                let again = Field::find(&set, "xyz".into(), "model").map(|field| field.value());
                prop_assert_eq!(again.map(|span| span.and_then(|span| set.get(span))), Ok(Some(b"m-1".as_slice())));
            }
        }

        #[test]
        fn a_value_is_found_among_files(file in "[ -~\r\n]{0,80}", model in "[a-z0-9-]{0,20}") {
            prop_assume!(!file.contains("--xyz"));
            let form = format!("--xyz\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{file}\r\n--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n--xyz--\r\n");
            prop_assert_eq!(value(&form), Ok(Some(model.as_str())));
        }
    }
}
