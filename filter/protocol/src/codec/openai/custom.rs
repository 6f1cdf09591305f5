//! Calls of custom tools, which take a text of any form instead of JSON.
//!
//! Sources: OpenAI API reference, "Create chat completion" (`tool_calls` of type
//! `custom`) and "Create a model response" (`custom_tool_call`).

use crate::json::{Text, Value, Writer};

/// The kind of native part that Responses have for it.
pub(crate) const ITEM: &str = "custom_tool_call";

/// A call, of either format.
#[derive(Debug, Clone)]
pub(crate) struct CustomCall<'a> {
    /// Id that the result refers to.
    pub(crate) id: Text<'a>,
    /// The tool.
    pub(crate) name: Text<'a>,
    /// What it is to do.
    pub(crate) input: Text<'a>,
}

impl<'a> CustomCall<'a> {
    /// Reads a native part, if it is one.
    pub(crate) fn of(kind: &Text<'_>, value: Value<'a>) -> Option<Self> {
        let (id, inner) = match &*kind.to_str() {
            ITEM => ("call_id", value),
            "custom" => ("id", value.get_some("custom")?),
            _ => return None,
        };
        Some(Self {
            id: value.get_some(id)?.text()?,
            name: inner.get_some("name")?.text()?,
            input: inner.get_some("input")?.text()?,
        })
    }

    /// Writes the members of an entry of `tool_calls`.
    pub(crate) fn write_members(&self, writer: &mut Writer<'_>) {
        writer.key("id");
        writer.text(&self.id);
        writer.key("type");
        writer.raw(br#""custom""#);
        writer.key("custom");
        writer.begin_object();
        writer.key("name");
        writer.text(&self.name);
        writer.key("input");
        writer.text(&self.input);
        writer.end_object();
    }

    /// Writes an item of a request's input.
    pub(crate) fn write_item(&self, writer: &mut Writer<'_>) {
        writer.begin_object();
        writer.key("type");
        writer.str(ITEM);
        for (key, text) in [
            ("call_id", &self.id),
            ("name", &self.name),
            ("input", &self.input),
        ] {
            writer.key(key);
            writer.text(text);
        }
        writer.end_object();
    }
}
