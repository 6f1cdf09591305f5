//! Texts with named gaps: `/v1/projects/{project}/models/{model}`.

use std::borrow::Cow;

/// The gaps that a user fills by a key of the same name in gateway.yaml, in the
/// order of the reference.
pub const PARTS: &[&str] = &[
    "region",
    "project",
    "resource",
    "account",
    "deployment",
    "api_version",
];

/// Filled per request: the model, percent-encoded.
const MODEL: &str = "model";

/// A text with gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template<'a>(&'a str);

/// A gap that nobody fills.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing fills {{{0}}}")]
pub struct TemplateError(pub String);

enum Piece<'a> {
    Plain(&'a str),
    Gap(&'a str),
}

impl<'a> Template<'a> {
    /// Takes any text; a brace without its partner is plain.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The names of the gaps, in order, repeats included.
    pub fn gaps(self) -> impl Iterator<Item = &'a str> {
        self.pieces().filter_map(|piece| match piece {
            Piece::Gap(name) => Some(name),
            Piece::Plain(_) => None,
        })
    }

    /// Fills every gap but that of the model.
    ///
    /// # Errors
    /// The first gap that `part` has nothing for.
    pub fn fill(self, part: impl Fn(&str) -> Option<String>) -> Result<String, TemplateError> {
        let mut out = String::with_capacity(self.0.len() + 32);
        for piece in self.pieces() {
            match piece {
                Piece::Plain(text) => out.push_str(text),
                Piece::Gap(MODEL) => out.push_str("{model}"),
                Piece::Gap(name) => {
                    out.push_str(&part(name).ok_or_else(|| TemplateError(name.to_owned()))?);
                }
            }
        }
        Ok(out)
    }

    /// Fills the gap of the model, if there is one.
    #[must_use]
    pub fn fill_model(self, model: &str) -> Cow<'a, str> {
        if !self.gaps().any(|gap| gap == MODEL) {
            return Cow::Borrowed(self.0);
        }
        let mut out = String::with_capacity(self.0.len() + model.len() + 16);
        for piece in self.pieces() {
            match piece {
                Piece::Plain(text) => out.push_str(text),
                Piece::Gap(MODEL) => out.push_str(&escape(model)),
                Piece::Gap(name) => {
                    out.push('{');
                    out.push_str(name);
                    out.push('}');
                }
            }
        }
        Cow::Owned(out)
    }

    fn pieces(self) -> impl Iterator<Item = Piece<'a>> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let gap = rest.strip_prefix('{').and_then(|inside| {
                let (name, after) = inside.split_once('}')?;
                is_name(name).then_some((name, after))
            });
            if let Some((name, after)) = gap {
                rest = after;
                return Some(Piece::Gap(name));
            }
            // The first character is plain in any case.
            let next = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| *c == '{')
                .map_or(rest.len(), |(at, _)| at);
            let (plain, after) = rest.split_at(next);
            rest = after;
            Some(Piece::Plain(plain))
        })
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// Percent-encodes all but the unreserved characters of RFC 3986, so that the text
/// is one segment of a path: an ARN's slashes and colons too. The `@` of a dated
/// model stays, as Google's own libraries write it.
#[must_use]
pub fn escape(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| char::from(DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0'));
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 0xf));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_filled_before_the_model() {
        let path = Template::new("/p/{project}/{model}:go?v={api_version}");
        let gaps: Vec<&str> = path.gaps().collect();
        assert_eq!(gaps, ["project", "model", "api_version"]);
        let filled = path.fill(|part| Some(part.to_uppercase())).unwrap();
        assert_eq!(filled, "/p/PROJECT/{model}:go?v=API_VERSION");
        assert_eq!(
            Template::new(&filled).fill_model("a/b"),
            "/p/PROJECT/a%2Fb:go?v=API_VERSION"
        );
    }

    #[test]
    fn a_gap_that_nobody_fills_is_named() {
        let error = Template::new("/{region}").fill(|_| None).unwrap_err();
        assert_eq!(error.to_string(), "nothing fills {region}");
    }

    #[test]
    fn a_brace_without_its_partner_is_plain() {
        for text in ["", "{", "}", "{{", "a{", "{}", "{A}", "é{é}", "{a b}"] {
            assert_eq!(Template::new(text).fill(|_| None).unwrap(), text);
            assert_eq!(Template::new(text).fill_model("m"), text);
        }
        let doubled = Template::new("{{model}}");
        assert_eq!(doubled.fill_model("m"), "{m}");
    }

    #[test]
    fn an_arn_is_one_segment() {
        assert_eq!(
            escape("arn:aws:bedrock:us-east-1:1:inference-profile/us.x-v1:0"),
            "arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x-v1%3A0"
        );
        assert_eq!(escape("a b%é~@1"), "a%20b%25%C3%A9~@1");
    }
}
