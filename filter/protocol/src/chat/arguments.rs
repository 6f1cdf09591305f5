//! Arguments of a call where a format wants an object.

use crate::json::{Document, Limits, Text, Writer};
use crate::loss::{LossAction, Losses};

/// Writes the arguments of a call as an object: empty text and `null` are an
/// empty one. What is no object is wrapped as `{"_raw_arguments": "…"}`: the tool
/// can then refuse it, and a conversation with such a call in it can go on.
pub(crate) fn write_arguments(
    writer: &mut Writer<'_>,
    arguments: &Text<'_>,
    losses: &mut Losses,
    field: impl FnOnce() -> String,
) {
    let text = arguments.to_str();
    let text = text.trim_matches([' ', '\n', '\r', '\t']);
    if text.is_empty() || text == "null" {
        writer.raw(b"{}");
    } else if text.starts_with('{') && Document::parse(text.as_bytes(), Limits::default()).is_ok() {
        writer.raw(text.as_bytes());
    } else {
        losses.push(
            LossAction::Renamed,
            field(),
            "not a JSON object, so wrapped as _raw_arguments",
        );
        writer.begin_object();
        writer.key("_raw_arguments");
        writer.text(arguments);
        writer.end_object();
    }
}
