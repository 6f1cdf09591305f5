//! Proofs of reasoning that go round: out to the client and back with the next turn.
//!
//! A signature is of use to the provider that made it only. Which one that was is
//! kept in the hub as [`Origin`], and on the wire of a client whose format has
//! room for the data alone, as a tag in front of it: `google:…`. The data are
//! base64 everywhere, so no colon of their own is taken for a tag.

use std::borrow::Cow;

use crate::json::Text;

/// Who made a signature, and so who can check it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Claude, wherever it is hosted: `thinking.signature`, `redacted_thinking.data`.
    Anthropic,
    /// Gemini: `thoughtSignature`.
    Google,
    /// OpenAI's reasoning items: `encrypted_content`.
    OpenAi,
}

impl Origin {
    const TAGS: &[(Self, &'static str)] = &[
        (Self::Anthropic, "anthropic:"),
        (Self::Google, "google:"),
        (Self::OpenAi, "openai:"),
    ];

    /// What stands in front of its data in a format that belongs to `natural`:
    /// nothing if it is the same.
    #[must_use]
    pub fn tag(self, natural: Self) -> &'static str {
        Self::TAGS
            .iter()
            .find(|(origin, _)| *origin == self && self != natural)
            .map_or("", |(_, tag)| tag)
    }
}

/// A signature, or reasoning that only its provider can read. In a stream: a
/// piece of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature<'a> {
    /// Who made it.
    pub origin: Origin,
    /// Opaque data, without a tag.
    pub data: Text<'a>,
}

impl<'a> Signature<'a> {
    /// Reads what stands in a format that belongs to `natural`.
    #[must_use]
    pub fn from_wire(natural: Origin, text: Text<'a>) -> Self {
        for (origin, tag) in Origin::TAGS {
            if let Some(data) = strip_prefix(&text, tag) {
                return Self {
                    origin: *origin,
                    data,
                };
            }
        }
        Self {
            origin: natural,
            data: text,
        }
    }

    /// What is to stand in a format that belongs to `natural`.
    #[must_use]
    pub fn to_wire(&self, natural: Origin) -> Text<'a> {
        match self.origin.tag(natural) {
            "" => self.data.clone(),
            tag => Text::from([tag, &self.data.to_str()].concat()),
        }
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Signature<'static> {
        Signature {
            origin: self.origin,
            data: self.data.into_owned(),
        }
    }
}

/// The text behind `tag`, whose characters are never written as escapes.
fn strip_prefix<'a>(text: &Text<'a>, tag: &str) -> Option<Text<'a>> {
    match text {
        Text::Literal(bytes) => bytes.strip_prefix(tag.as_bytes()).map(Text::Literal),
        Text::Plain(Cow::Borrowed(text)) => text.strip_prefix(tag).map(Text::from),
        Text::Plain(Cow::Owned(text)) => {
            let data = text.strip_prefix(tag)?;
            Some(Text::from(data.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_comes_back_with_its_origin_whatever_format_it_went_through() {
        for natural in [Origin::Anthropic, Origin::Google, Origin::OpenAi] {
            for origin in [Origin::Anthropic, Origin::Google, Origin::OpenAi] {
                let sent = Signature {
                    origin,
                    data: "EqoBCkgIARABGAIiQL+/=".into(),
                };
                let wire = sent.to_wire(natural);
                assert_eq!(wire == sent.data, origin == natural);
                assert_eq!(Signature::from_wire(natural, wire), sent);
            }
        }
    }
}
