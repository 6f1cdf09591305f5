//! `thoughtSignature`: base64 on the wire, whoever made it.
//!
//! The field is of type bytes, so that clients refuse what is no base64. A
//! signature of another provider is therefore put into base64 with its tag, once
//! more; one of Google's own stands as it came.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::chat::{Origin, Signature};
use crate::json::Text;

/// Marks reasoning that only its provider can read, as opposed to a proof of it.
const REDACTED: &str = "redacted:";

/// Enough base64 to tell whether there is a tag; whole groups of four.
const HEAD: usize = 32;

/// What a `thoughtSignature` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Held<'a> {
    /// Proof of the part it stands on.
    Proof(Signature<'a>),
    /// Reasoning that only its provider can read.
    Redacted(Signature<'a>),
}

/// Reads a `thoughtSignature`.
pub(super) fn read(text: Text<'_>) -> Held<'_> {
    unpack(&text).unwrap_or(Held::Proof(Signature {
        origin: Origin::Google,
        data: text,
    }))
}

/// A signature of another provider, if that is what has been packed.
fn unpack(text: &Text<'_>) -> Option<Held<'static>> {
    let text = text.to_str();
    let bare = text.trim_end_matches('=');
    let head = decode(bare.get(..bare.len().min(HEAD))?)?;
    let is_tagged = |tag: &str| head.starts_with(tag.as_bytes());
    let tags = [Origin::Anthropic, Origin::OpenAi].map(|origin| origin.tag(Origin::Google));
    if !is_tagged(REDACTED) && !tags.into_iter().any(is_tagged) {
        return None;
    }
    let whole = String::from_utf8(decode(bare)?).ok()?;
    let signature = |text: &str| Signature::from_wire(Origin::Google, Text::from(text.to_owned()));
    Some(match whole.strip_prefix(REDACTED) {
        Some(rest) => Held::Redacted(signature(rest)),
        None => Held::Proof(signature(&whole)),
    })
}

fn decode(bare: &str) -> Option<Vec<u8>> {
    let standard = STANDARD_NO_PAD.decode(bare).ok();
    standard.or_else(|| URL_SAFE_NO_PAD.decode(bare).ok())
}

/// What stands in a `thoughtSignature` for a client.
pub(super) fn proof<'a>(signature: &Signature<'a>) -> Text<'a> {
    if signature.origin == Origin::Google {
        return signature.data.clone();
    }
    Text::from(STANDARD.encode(signature.to_wire(Origin::Google).to_str().as_bytes()))
}

/// The same for reasoning that only its provider can read.
pub(super) fn redacted(data: &Signature<'_>) -> Text<'static> {
    let wire = data.to_wire(Origin::Google);
    Text::from(STANDARD.encode([REDACTED, &wire.to_str()].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked() {
        for origin in [Origin::Google, Origin::Anthropic, Origin::OpenAi] {
            for data in ["EqoBCkgIARABGAIiQL+/=", "x"] {
                let signature = Signature {
                    origin,
                    data: data.into(),
                };
                let packed = proof(&signature);
                assert_eq!(read(packed.clone()), Held::Proof(signature.clone()));
                assert_eq!(packed == data, origin == Origin::Google);
                assert_eq!(read(redacted(&signature)), Held::Redacted(signature));
            }
        }
    }

    #[test]
    fn what_is_no_base64_is_left_alone() {
        for data in ["", "=", "a", "ä", "skip_thought_signature_validator"] {
            let expected = Signature {
                origin: Origin::Google,
                data: data.into(),
            };
            assert_eq!(read(Text::from(data)), Held::Proof(expected));
        }
    }
}
