//! Reasoning that has to come back as it was: signed, or sealed.
//!
//! OpenAI's own format has no place for it, so that of OpenRouter is read and
//! written: `reasoning_details` of a message ("Preserving reasoning blocks"):
//! `reasoning.text`, `reasoning.summary` and `reasoning.encrypted`, whose `format`
//! tells who made them. The signature of a call stands in the call
//! (`extra_content.rs`).

use super::extra_content;
use crate::chat::{Origin, Part, Signature};
use crate::json::{Text, Value, Writer};

/// What `format` says of each origin.
const FORMATS: &[(Origin, &str)] = &[
    (Origin::Anthropic, "anthropic-claude-v1"),
    (Origin::Google, "google-gemini-v1"),
    (Origin::OpenAi, "openai-responses-v1"),
];

/// The parts that a list of details tells of. Pieces of one detail, as a stream
/// sends them, have the same `index` and are joined.
pub(super) fn read(list: Value<'_>) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut last = None;
    for item in list.items().filter(Value::is_object) {
        let text = |key: &str| item.get_some(key).and_then(|value| value.text());
        let index = item.get_some("index").and_then(|index| index.u64());
        let goes_on = index.is_some() && index == last;
        last = index;
        let kind = text("type");
        let kind = kind.as_ref().map(Text::to_bytes);
        let sealed = kind.as_deref() == Some(b"reasoning.encrypted");
        let more = text("text").or_else(|| text("summary"));
        let data = text(if sealed { "data" } else { "signature" });
        let signature = data.filter(|data| !data.is_empty()).map(|data| Signature {
            origin: origin(item, sealed),
            data,
        });
        match (signature, sealed, parts.last_mut()) {
            (Some(data), true, _) if data.origin == Origin::Anthropic => {
                parts.push(Part::RedactedReasoning { data });
            }
            (None, true, _) => {}
            (
                signature,
                _,
                Some(Part::Reasoning {
                    text,
                    signature: known,
                }),
            ) if goes_on => {
                if let Some(more) = more.filter(|more| !more.is_empty()) {
                    *text = Text::from([text.to_str(), more.to_str()].concat());
                }
                *known = signature.or_else(|| known.take());
            }
            (signature, ..) => parts.push(Part::Reasoning {
                text: more.unwrap_or_else(|| Text::from("")),
                signature,
            }),
        }
    }
    parts
}

/// Who made a detail. Claude signs text, and OpenAI seals; others say who they are.
fn origin(item: Value<'_>, sealed: bool) -> Origin {
    let format = item.get_some("format").and_then(|format| format.text());
    let told = FORMATS
        .iter()
        .find(|(_, name)| format.as_ref().is_some_and(|format| *format == **name));
    match told {
        Some((origin, _)) => *origin,
        None if sealed => Origin::OpenAi,
        None => Origin::Anthropic,
    }
}

/// Writes `reasoning_details`, if there is any.
pub(super) fn write(parts: &[Part<'_>], writer: &mut Writer<'_>) {
    let is_detail = |index: usize, part: &Part<'_>| match part {
        Part::RedactedReasoning { .. } => true,
        Part::Reasoning { signature, .. } => {
            signature.is_some() && !extra_content::is_carried(parts, index)
        }
        _ => false,
    };
    let details = || {
        let all = parts.iter().enumerate();
        all.filter(|(index, part)| is_detail(*index, part))
    };
    if details().next().is_none() {
        return;
    }
    writer.key("reasoning_details");
    writer.begin_array();
    for (number, (_, part)) in (0..).zip(details()) {
        match part {
            Part::Reasoning {
                text,
                signature: Some(signature),
            } => write_signed(number, text, signature, writer),
            Part::RedactedReasoning { data } => write_sealed(number, data, writer),
            _ => {}
        }
    }
    writer.end_array();
}

/// Writes the details of one signed part.
pub(super) fn write_signed(
    number: u64,
    text: &Text<'_>,
    signature: &Signature<'_>,
    writer: &mut Writer<'_>,
) {
    if signature.origin == Origin::Anthropic {
        writer.open(r#"{"type":"reasoning.text","text":"#);
        writer.text(text);
        writer.key("signature");
        writer.text(&signature.data);
        end(number, signature.origin, writer);
        return;
    }
    if !text.is_empty() {
        writer.open(r#"{"type":"reasoning.summary","summary":"#);
        writer.text(text);
        end(number, signature.origin, writer);
    }
    write_sealed(number, signature, writer);
}

/// Writes the detail of a sealed part.
pub(super) fn write_sealed(number: u64, data: &Signature<'_>, writer: &mut Writer<'_>) {
    writer.open(r#"{"type":"reasoning.encrypted","data":"#);
    writer.text(&data.data);
    end(number, data.origin, writer);
}

fn end(number: u64, origin: Origin, writer: &mut Writer<'_>) {
    let name = FORMATS.iter().find(|(known, _)| *known == origin);
    writer.key("format");
    writer.str(name.map_or("unknown", |(_, name)| name));
    writer.key("index");
    writer.u64(number);
    writer.end_object();
}
