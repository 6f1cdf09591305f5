//! `extra_content` of a tool call: where the signature of a call that Gemini made stands,
//! so that it comes back with the next turn.
//!
//! Source: "OpenAI compatibility" and "Thought signatures" of the Gemini API. In the hub
//! such a signature stands in a reasoning part without text, in front of the call.

use crate::chat::{Origin, Part, Signature};
use crate::json::{Text, Value, Writer};

/// The signature that a call brings along, as the part in front of it.
pub(super) fn part_of(call: Value<'_>) -> Option<Part<'_>> {
    Some(Part::Reasoning {
        text: Text::from(""),
        signature: Some(Signature {
            origin: Origin::Google,
            data: signature_of(call)?,
        }),
    })
}

/// The signature that a call brings along.
pub(super) fn signature_of(call: Value<'_>) -> Option<Text<'_>> {
    let google = call.get_some("extra_content")?.get_some("google")?;
    let signature = google.get_some("thought_signature")?.text();
    signature.filter(|text| !text.is_empty())
}

/// The signature that the part at `index`, a call, has in front of it.
pub(super) fn signature_before<'p, 'a>(
    parts: &'p [Part<'a>],
    index: usize,
) -> Option<&'p Text<'a>> {
    match parts.get(index.checked_sub(1)?) {
        Some(Part::Reasoning {
            text,
            signature:
                Some(Signature {
                    origin: Origin::Google,
                    data,
                }),
        }) if text.is_empty() => Some(data),
        _ => None,
    }
}

/// Whether the part at `index` is a signature that the call behind it brings along.
pub(super) fn is_carried(parts: &[Part<'_>], index: usize) -> bool {
    matches!(parts.get(index + 1), Some(Part::ToolCall { .. }))
        && signature_before(parts, index + 1).is_some()
}

/// Writes the member.
pub(super) fn write(writer: &mut Writer<'_>, signature: &Text<'_>) {
    writer.key("extra_content");
    writer.begin_object();
    writer.key("google");
    writer.begin_object();
    writer.key("thought_signature");
    writer.text(signature);
    writer.end_object();
    writer.end_object();
}
