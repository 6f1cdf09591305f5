//! The response object and the items of its output, as whole answers and streams
//! both have them.
//!
//! Source: OpenAI API reference, "The response object". Members that only repeat
//! the request are there where OpenAI's libraries demand them, with what holds if
//! nothing was said.

use std::borrow::Cow;

use super::error::response_code;
use super::usage::encode_usage;
use super::words::is_annotation;
use crate::chat::{ApiError, Start, Usage};
use crate::codec::AnswerContext;
use crate::codec::openai::service_tier;
use crate::json::{Text, Value, Writer};

/// What does not change in the course of a response.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) id: String,
    model: String,
    created: u64,
    tier: Option<&'static str>,
}

impl Head {
    /// What the provider told, and what stands in for the rest.
    pub(super) fn new(start: &Start<'_>, context: &AnswerContext<'_>) -> Self {
        let or = |text: &Option<Text<'_>>, otherwise: &str| {
            let text = text.as_ref().map(Text::to_str);
            text.unwrap_or(Cow::Borrowed(otherwise)).into_owned()
        };
        Self {
            id: or(&start.id, context.id),
            model: or(&start.model, context.model),
            created: start.created.unwrap_or(context.created),
            tier: start.service_tier.as_ref().and_then(service_tier),
        }
    }

    /// Takes over what a stream tells as it begins.
    pub(super) fn learn(&mut self, start: &Start<'_>) {
        let context = AnswerContext {
            id: &self.id,
            created: self.created,
            model: &self.model,
            ..AnswerContext::default()
        };
        *self = Self::new(start, &context);
    }

    /// An id for the item of this number.
    pub(super) fn item_id(&self, prefix: &str, index: u64) -> String {
        /// Longer ids are not taken back.
        const MOST: usize = 40;
        let all = self.id.len().saturating_sub(MOST);
        let end = self.id.get(self.id.ceil_char_boundary(all)..);
        let end: String = end
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        format!("{prefix}_{end}_{index}")
    }
}

/// How far a response is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Status<'e> {
    InProgress,
    Completed,
    /// Why it was cut.
    Incomplete(&'static str),
    Failed(&'e ApiError),
}

impl Status<'_> {
    /// The word for it; items of a response have the same.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Incomplete(_) => "incomplete",
            Self::Failed(_) => "failed",
        }
    }
}

/// Writes a response object; `output` writes the items.
pub(super) fn write_response(
    head: &Head,
    status: Status<'_>,
    usage: &Usage,
    writer: &mut Writer<'_>,
    output: impl FnOnce(&mut Writer<'_>),
) {
    writer.begin_object();
    writer.key("id");
    writer.str(&head.id);
    writer.key("object");
    writer.raw(br#""response""#);
    writer.key("created_at");
    writer.u64(head.created);
    writer.key("status");
    writer.str(status.word());
    writer.key("error");
    match status {
        Status::Failed(error) => {
            writer.begin_object();
            writer.key("code");
            writer.str(response_code(error.kind));
            writer.key("message");
            writer.str(&error.message);
            writer.end_object();
        }
        Status::InProgress | Status::Completed | Status::Incomplete(_) => writer.null(),
    }
    writer.key("incomplete_details");
    match status {
        Status::Incomplete(reason) => {
            writer.begin_object();
            writer.key("reason");
            writer.str(reason);
            writer.end_object();
        }
        Status::InProgress | Status::Completed | Status::Failed(_) => writer.null(),
    }
    for key in ["instructions", "metadata"] {
        writer.key(key);
        writer.null();
    }
    writer.key("model");
    writer.str(&head.model);
    writer.key("output");
    writer.begin_array();
    output(writer);
    writer.end_array();
    writer.key("parallel_tool_calls");
    writer.bool(true);
    writer.key("temperature");
    writer.null();
    writer.key("tool_choice");
    writer.raw(br#""auto""#);
    writer.key("tools");
    writer.raw(b"[]");
    writer.key("top_p");
    writer.null();
    if let Some(tier) = head.tier {
        writer.key("service_tier");
        writer.str(tier);
    }
    writer.key("usage");
    if usage.is_empty() || matches!(status, Status::InProgress) {
        writer.null();
    } else {
        encode_usage(usage, writer);
    }
    writer.end_object();
}

/// Begins an item.
pub(super) fn begin_item(kind: &'static str, id: &str, writer: &mut Writer<'_>) {
    writer.begin_object();
    writer.key("id");
    writer.str(id);
    writer.key("type");
    writer.str(kind);
}

/// Writes a message; `content` writes its parts.
pub(super) fn write_message(
    id: &str,
    status: &'static str,
    writer: &mut Writer<'_>,
    content: impl FnOnce(&mut Writer<'_>),
) {
    begin_item("message", id, writer);
    writer.key("status");
    writer.str(status);
    writer.key("role");
    writer.raw(br#""assistant""#);
    writer.key("content");
    writer.begin_array();
    content(writer);
    writer.end_array();
    writer.end_object();
}

/// Writes a text; `annotations` and `log_probs` write the items of their lists.
pub(super) fn write_text(
    text: &Text<'_>,
    writer: &mut Writer<'_>,
    annotations: impl FnOnce(&mut Writer<'_>),
    log_probs: impl FnOnce(&mut Writer<'_>),
) {
    writer.begin_object();
    writer.key("type");
    writer.raw(br#""output_text""#);
    writer.key("text");
    writer.text(text);
    writer.key("annotations");
    writer.begin_array();
    annotations(writer);
    writer.end_array();
    writer.key("logprobs");
    writer.begin_array();
    log_probs(writer);
    writer.end_array();
    writer.end_object();
}

/// Writes `{"type": kind, key: text}`: a refusal, or a piece of reasoning.
pub(super) fn write_said(
    kind: &'static str,
    key: &'static str,
    text: &Text<'_>,
    writer: &mut Writer<'_>,
) {
    writer.begin_object();
    writer.key("type");
    writer.str(kind);
    writer.key(key);
    writer.text(text);
    writer.end_object();
}

/// Writes reasoning. What can be read of it is told as a summary, where clients
/// look for it.
pub(super) fn write_reasoning(
    id: &str,
    text: &Text<'_>,
    encrypted: Option<&Text<'_>>,
    writer: &mut Writer<'_>,
) {
    begin_item("reasoning", id, writer);
    writer.key("summary");
    writer.begin_array();
    if !text.is_empty() {
        write_said("summary_text", "text", text, writer);
    }
    writer.end_array();
    if let Some(encrypted) = encrypted {
        writer.key("encrypted_content");
        writer.text(encrypted);
    }
    writer.end_object();
}

/// Writes the call of a function.
pub(super) fn write_call(
    id: &str,
    status: &'static str,
    (call_id, name, arguments): (&Text<'_>, &Text<'_>, &Text<'_>),
    writer: &mut Writer<'_>,
) {
    begin_item("function_call", id, writer);
    writer.key("status");
    writer.str(status);
    writer.key("call_id");
    writer.text(call_id);
    writer.key("name");
    writer.text(name);
    writer.key("arguments");
    writer.text(arguments);
    writer.end_object();
}

/// Writes an annotation of this format, or one of Chat Completions as it is here;
/// `false` if it is of another.
pub(super) fn write_annotation(value: Value<'_>, writer: &mut Writer<'_>) -> bool {
    let Some(kind) = value.get_some("type").and_then(|kind| kind.text()) else {
        return false;
    };
    if !is_annotation(&kind) {
        return false;
    }
    let Some(inner) = value.get_some("url_citation").filter(Value::is_object) else {
        writer.value(value);
        return true;
    };
    let Some(url) = inner.get_some("url").and_then(|url| url.text()) else {
        return false;
    };
    writer.begin_object();
    writer.key("type");
    writer.raw(br#""url_citation""#);
    writer.key("url");
    writer.text(&url);
    writer.key("title");
    writer.text(
        &inner
            .get_some("title")
            .and_then(|title| title.text())
            .unwrap_or(url),
    );
    for key in ["start_index", "end_index"] {
        writer.key(key);
        writer.u64(
            inner
                .get_some(key)
                .and_then(|index| index.u64())
                .unwrap_or(0),
        );
    }
    writer.end_object();
    true
}

/// Writes an entry. A part has the bytes of its tokens, those of the text where none
/// were told; events have none.
pub(super) fn write_log_prob(entry: Value<'_>, has_bytes: bool, writer: &mut Writer<'_>) {
    writer.begin_object();
    write_token(entry, has_bytes, writer);
    writer.key("top_logprobs");
    writer.begin_array();
    let others = entry.get_some("top_logprobs").into_iter();
    for other in others
        .flat_map(|list| list.items())
        .filter(Value::is_object)
    {
        writer.begin_object();
        write_token(other, has_bytes, writer);
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
}

fn write_token(entry: Value<'_>, has_bytes: bool, writer: &mut Writer<'_>) {
    let token = entry.get_some("token").and_then(|token| token.text());
    let token = token.unwrap_or(Text::Literal(b""));
    writer.key("token");
    writer.text(&token);
    writer.key("logprob");
    match entry
        .get_some("logprob")
        .filter(|number| number.number().is_some())
    {
        Some(number) => writer.value(number),
        None => writer.u64(0),
    }
    if !has_bytes {
        return;
    }
    writer.key("bytes");
    match entry.get_some("bytes").filter(Value::is_array) {
        Some(bytes) => writer.value(bytes),
        None => {
            writer.begin_array();
            token
                .to_str()
                .bytes()
                .for_each(|byte| writer.u64(byte.into()));
            writer.end_array();
        }
    }
}
