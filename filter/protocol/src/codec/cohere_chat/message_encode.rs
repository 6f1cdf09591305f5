//! The hub's messages as Cohere takes them.
//!
//! A hub message of the user may hold tool results; Cohere wants each as a message of
//! its own, right behind the calls. So neighbouring user messages are written
//! together: the results first, then what could not stay in them, then what the user
//! says.

use super::message_decode::is_nothing;
use super::response_encode::is_citation;
use super::tool_encode::error;
use crate::chat::{MediaSource, Message, Part, Role};
use crate::data_uri::{is_http, is_media_type};
use crate::error::EncodeError;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

/// Writes messages, and lists what they lose.
pub(super) struct MessageEncoder<'w, 'o> {
    pub(super) writer: &'w mut Writer<'o>,
    pub(super) losses: &'w mut Losses,
}

/// Where a part stands in the source body.
fn place(message: &Message<'_>, part: usize) -> String {
    match message.index {
        Some(index) => format!("messages[{index}].content[{part}]"),
        None => format!("system[{part}]"),
    }
}

impl<'a> MessageEncoder<'_, '_> {
    pub(super) fn messages(&mut self, messages: &[Message<'a>]) -> Result<(), EncodeError> {
        self.writer.begin_array();
        let same_turn =
            |a: &Message<'_>, b: &Message<'_>| a.role == Role::User && b.role == Role::User;
        for turn in messages.chunk_by(same_turn) {
            turn.iter().for_each(|message| self.list_losses(message));
            match turn {
                [message] if message.role == Role::Assistant => self.assistant(message)?,
                [message] if message.role != Role::User => {
                    self.said(message, "system")?;
                }
                turn => self.user(turn)?,
            }
        }
        self.writer.end_array();
        Ok(())
    }

    /// Lists what is lost of every message in the same way.
    fn list_losses(&mut self, message: &Message<'_>) {
        for extra in &message.extra {
            let at = match message.index {
                Some(index) => format!("messages[{index}].{}", extra.name),
                None => format!("system.{}", extra.name),
            };
            self.losses.dropped(at, "this format has no such field");
        }
        if message.name.is_some() {
            let at = message.index.unwrap_or(0);
            self.losses.dropped(
                format!("messages[{at}].name"),
                "this format has no such field",
            );
        }
        for (index, part) in message.parts.iter().enumerate() {
            self.list_part_losses(&place(message, index), part);
        }
    }

    fn list_part_losses(&mut self, at: &str, part: &Part<'_>) {
        let cache = match part {
            Part::Text {
                cache, citations, ..
            } => {
                if citations
                    .as_ref()
                    .is_some_and(|list| !list.items().all(|item| is_citation(&item)))
                {
                    self.losses.dropped(
                        format!("{at}.citations"),
                        "citations of another format cannot be given back",
                    );
                }
                cache
            }
            Part::Image { cache, .. }
            | Part::Document { cache, .. }
            | Part::ToolCall { cache, .. } => cache,
            Part::ToolResult {
                content,
                is_error,
                cache,
                ..
            } => {
                if *is_error == Some(true) {
                    self.losses.dropped(
                        format!("{at}.is_error"),
                        "a failed tool is told by its text only",
                    );
                }
                for (index, inner) in content.iter().enumerate() {
                    self.list_part_losses(&format!("{at}.content[{index}]"), inner);
                }
                cache
            }
            Part::Reasoning { signature, .. } => {
                if signature.is_some() {
                    self.losses.dropped(
                        format!("{at}.signature"),
                        "a signature of another provider is of no use here",
                    );
                }
                return;
            }
            Part::RedactedReasoning { .. } => {
                self.losses
                    .dropped(at.to_owned(), "only the provider that made it can read it");
                return;
            }
            Part::Audio { .. } | Part::Refusal { .. } | Part::Native { .. } => return,
        };
        if cache.is_some() {
            self.losses.dropped(
                format!("{at}.cache_control"),
                "the provider caches by itself",
            );
        }
    }

    fn begin(&mut self, role: &'static str) {
        self.writer.begin_object();
        self.writer.key("role");
        self.writer.str(role);
    }

    /// Neighbouring messages of the user.
    fn user(&mut self, turn: &[Message<'a>]) -> Result<(), EncodeError> {
        let mut moved: Vec<(String, &Part<'a>)> = Vec::new();
        for message in turn {
            for (index, part) in message.parts.iter().enumerate() {
                if let Part::ToolResult {
                    call_id, content, ..
                } = part
                {
                    self.tool_result(call_id, content, &place(message, index), &mut moved)?;
                }
            }
        }
        if !moved.is_empty() {
            self.begin("user");
            self.writer.key("content");
            self.writer.begin_array();
            for (at, part) in &moved {
                self.block(part, at)?;
            }
            self.writer.end_array();
            self.writer.end_object();
        }
        turn.iter()
            .try_for_each(|message| self.said(message, "user"))
    }

    /// One tool result. Images are moved behind the results.
    fn tool_result<'m>(
        &mut self,
        call_id: &Text<'_>,
        content: &'m [Part<'a>],
        at: &str,
        moved: &mut Vec<(String, &'m Part<'a>)>,
    ) -> Result<(), EncodeError> {
        let mut kept = Vec::new();
        for (index, part) in content.iter().enumerate() {
            let at = format!("{at}.content[{index}]");
            match part {
                Part::Text { .. }
                | Part::Document {
                    source: MediaSource::Text(_),
                    ..
                } => kept.push((at, part)),
                Part::Image { .. } => {
                    self.losses.push(
                        LossAction::Renamed,
                        at.clone(),
                        "moved into a user message behind the tool results",
                    );
                    moved.push((at, part));
                }
                _ => {
                    return Err(error(
                        at,
                        "a tool result can hold text, documents of text and images only",
                    ));
                }
            }
        }
        self.begin("tool");
        self.writer.key("tool_call_id");
        self.writer.text(call_id);
        self.writer.key("content");
        match kept.as_slice() {
            [] => self.writer.str(""),
            [(_, Part::Text { text, .. })] => self.writer.text(text),
            kept => {
                self.writer.begin_array();
                for (_, part) in kept {
                    self.result_block(part);
                }
                self.writer.end_array();
            }
        }
        self.writer.end_object();
        Ok(())
    }

    fn result_block(&mut self, part: &Part<'_>) {
        match part {
            Part::Document {
                source: MediaSource::Text(text),
                name,
                ..
            } => {
                let writer = &mut *self.writer;
                writer.begin_object();
                writer.key("type");
                writer.raw(br#""document""#);
                writer.key("document");
                writer.begin_object();
                writer.key("data");
                writer.begin_object();
                writer.key("text");
                writer.text(text);
                if let Some(name) = name {
                    writer.key("title");
                    writer.text(name);
                }
                writer.end_object();
                writer.end_object();
                writer.end_object();
            }
            Part::Text { text, .. } => self.typed("text", "text", text),
            _ => {}
        }
    }

    /// `{"type": kind, key: text}`
    fn typed(&mut self, kind: &'static str, key: &'static str, text: &Text<'_>) {
        self.writer.begin_object();
        self.writer.key("type");
        self.writer.str(kind);
        self.writer.key(key);
        self.writer.text(text);
        self.writer.end_object();
    }

    /// What the user or the system says, tool results aside.
    fn said(&mut self, message: &Message<'a>, role: &'static str) -> Result<(), EncodeError> {
        let is_said = |part: &Part<'_>| {
            !matches!(
                part,
                Part::ToolResult { .. } | Part::Reasoning { .. } | Part::RedactedReasoning { .. }
            )
        };
        let said: Vec<(usize, &Part<'_>)> = message
            .parts
            .iter()
            .enumerate()
            .filter(|(_, part)| is_said(part))
            .collect();
        if said.is_empty() && !message.parts.is_empty() {
            return Ok(());
        }
        self.begin(role);
        self.writer.key("content");
        match said.as_slice() {
            [] => self.writer.str(""),
            [(_, Part::Text { text, .. })] => self.writer.text(text),
            said => {
                self.writer.begin_array();
                for (index, part) in said {
                    let at = place(message, *index);
                    if role == "system" && !matches!(part, Part::Text { .. }) {
                        return Err(error(at, "a system message can hold text only"));
                    }
                    self.block(part, &at)?;
                }
                self.writer.end_array();
            }
        }
        self.writer.end_object();
        Ok(())
    }

    fn block(&mut self, part: &Part<'_>, at: &str) -> Result<(), EncodeError> {
        let refuse = |problem| Err(error(at.to_owned(), problem));
        match part {
            Part::Text { text, .. } => self.typed("text", "text", text),
            Part::Image { source, detail, .. } => self.image(source, detail.as_ref(), at)?,
            Part::Document { source, .. } => {
                let Some(text) = source.plain() else {
                    return refuse("only documents of plain text are taken; send the text of it");
                };
                self.losses.push(
                    LossAction::Renamed,
                    at.to_owned(),
                    "a document of plain text becomes text",
                );
                self.typed("text", "text", &text);
            }
            Part::Audio { .. } => return refuse("sound is not taken; send a transcript"),
            Part::Native { .. } => {
                return refuse("a kind of content that only its own format knows");
            }
            _ => return refuse("a user message can hold text and images only"),
        }
        Ok(())
    }

    fn image(
        &mut self,
        source: &MediaSource<'_>,
        detail: Option<&Text<'_>>,
        at: &str,
    ) -> Result<(), EncodeError> {
        let writer = &mut *self.writer;
        writer.begin_object();
        writer.key("type");
        writer.raw(br#""image_url""#);
        writer.key("image_url");
        writer.begin_object();
        writer.key("url");
        match source {
            MediaSource::Base64 { media_type, data } if is_media_type(&media_type.to_str()) => {
                let (scheme, flag) = (Text::Literal(b"data:"), Text::Literal(b";base64,"));
                writer.concat([&scheme, media_type, &flag, data]);
            }
            MediaSource::Url(url) if is_http(url) => writer.text(url),
            _ => {
                return Err(error(
                    at.to_owned(),
                    "an image must be an http(s) URL, or base64 data with a media type",
                ));
            }
        }
        if let Some(detail) = detail {
            writer.key("detail");
            writer.text(detail);
        }
        writer.end_object();
        writer.end_object();
        Ok(())
    }

    fn assistant(&mut self, message: &Message<'a>) -> Result<(), EncodeError> {
        let parts = &message.parts;
        for (index, part) in parts.iter().enumerate() {
            let is_taken = matches!(
                part,
                Part::Text { .. }
                    | Part::Refusal { .. }
                    | Part::ToolCall { .. }
                    | Part::Reasoning { .. }
                    | Part::RedactedReasoning { .. }
            );
            if !is_taken {
                return Err(error(
                    place(message, index),
                    "an assistant message can hold text, reasoning and tool calls only",
                ));
            }
            if matches!(part, Part::Refusal { .. }) {
                self.losses.push(
                    LossAction::Renamed,
                    place(message, index),
                    "a refusal is text in this format",
                );
            }
        }
        self.begin("assistant");
        write_message(parts, true, self.writer);
        self.writer.end_object();
        Ok(())
    }
}

/// Writes what the model said: `content`, `tool_plan`, `tool_calls`, `citations`.
/// In a request, content that is one text is a string.
pub(super) fn write_message(parts: &[Part<'_>], is_request: bool, writer: &mut Writer<'_>) {
    let calls = || parts.iter().filter(|p| matches!(p, Part::ToolCall { .. }));
    let has_calls = calls().next().is_some();
    let texts = || {
        parts.iter().filter_map(|part| match part {
            Part::Text { text, .. } | Part::Refusal { text } => Some(text),
            _ => None,
        })
    };
    let thoughts = || {
        parts.iter().filter_map(|part| match part {
            Part::Reasoning { text, .. } => Some(text).filter(|text| !text.is_empty()),
            _ => None,
        })
    };
    let has_thoughts = thoughts().next().is_some();
    let mut alone = texts();
    match (alone.next(), alone.next()) {
        (one, None) if is_request && !has_thoughts && !has_calls => {
            writer.key("content");
            match one {
                Some(text) => writer.text(text),
                None => writer.str(""),
            }
        }
        _ if has_calls && !has_thoughts => {}
        _ => {
            writer.key("content");
            writer.begin_array();
            for part in parts {
                let (kind, text) = match part {
                    Part::Reasoning { text, .. } => ("thinking", text),
                    Part::Text { text, .. } | Part::Refusal { text } if !has_calls => {
                        ("text", text)
                    }
                    _ => continue,
                };
                if text.is_empty() && kind == "thinking" {
                    continue;
                }
                writer.begin_object();
                writer.key("type");
                writer.str(kind);
                writer.key(kind);
                writer.text(text);
                writer.end_object();
            }
            writer.end_array();
        }
    }
    if has_calls {
        if texts().any(|text| !text.is_empty()) {
            writer.key("tool_plan");
            writer.concat(texts());
        }
        writer.key("tool_calls");
        writer.begin_array();
        calls().for_each(|call| write_call(call, writer));
        writer.end_array();
    }
    write_citations(parts, writer);
}

fn write_call(call: &Part<'_>, writer: &mut Writer<'_>) {
    let Part::ToolCall {
        id,
        name,
        arguments,
        ..
    } = call
    else {
        return;
    };
    writer.begin_object();
    writer.key("id");
    writer.text(id);
    writer.key("type");
    writer.raw(br#""function""#);
    writer.key("function");
    writer.begin_object();
    writer.key("name");
    writer.text(name);
    writer.key("arguments");
    if is_nothing(arguments) {
        writer.raw(br#""{}""#);
    } else {
        writer.text(arguments);
    }
    writer.end_object();
    writer.end_object();
}

fn write_citations(parts: &[Part<'_>], writer: &mut Writer<'_>) {
    let lists = parts.iter().filter_map(|part| match part {
        Part::Text { citations, .. } => citations.as_ref(),
        _ => None,
    });
    let own: Vec<Value<'_>> = lists
        .flat_map(|list| list.items())
        .filter(is_citation)
        .collect();
    if own.is_empty() {
        return;
    }
    writer.key("citations");
    writer.begin_array();
    own.into_iter().for_each(|citation| writer.value(citation));
    writer.end_array();
}
