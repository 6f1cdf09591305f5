//! Tools and their calls.

use crate::json::{Text, Value, Writer};

/// Writes the schema of a function's parameters. OpenAI refuses an object without
/// `properties`, which is how a tool without parameters looks elsewhere.
pub(crate) fn write_parameters(schema: Value<'_>, writer: &mut Writer<'_>) {
    let is_object = schema
        .get("type")
        .and_then(|kind| kind.text())
        .is_some_and(|kind| kind == "object");
    if !is_object || schema.get("properties").is_some() {
        writer.value(schema);
        return;
    }
    writer.begin_object();
    for (key, value) in schema.members() {
        writer.key_text(&key);
        writer.value(value);
    }
    writer.key("properties");
    writer.begin_object();
    writer.end_object();
    writer.end_object();
}

/// The arguments of a call as JSON text: none are an empty object, and those that
/// are an object instead of text are taken as they stand.
pub(crate) fn arguments(value: Option<Value<'_>>) -> Text<'_> {
    let empty = Text::Literal(b"{}");
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return empty;
    };
    match value.text() {
        Some(text) if is_blank(&text) => empty,
        Some(text) => text,
        None => Text::from(String::from_utf8_lossy(value.raw())),
    }
}

/// Whether there is nothing but white space. Long texts are not looked through.
pub(crate) fn is_blank(text: &Text<'_>) -> bool {
    let short = match text {
        Text::Literal(bytes) => bytes.len() < 64,
        Text::Plain(text) => text.len() < 64,
    };
    short && text.is_blank()
}
