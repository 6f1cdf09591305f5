//! The hub's messages as OpenAI takes them.
//!
//! A hub message of the user may hold tool results; OpenAI wants each as a
//! message of its own, right behind the calls. So neighbouring user messages are
//! written together: the results first, then what the user says.

use super::extra_content;
use super::part_encode::{Moved, user_part};
use super::tool_encode::{check_name, error};
use crate::chat::{MediaSource, Message, Part, Role};
use crate::codec::openai::{PartAt, is_blank};
use crate::error::EncodeError;
use crate::json::{Text, Writer};
use crate::loss::{LossAction, Losses};

/// Writes messages, and lists what they lose.
pub(super) struct MessageEncoder<'w, 'o> {
    pub(super) writer: &'w mut Writer<'o>,
    pub(super) losses: &'w mut Losses,
    /// Whether reasoning goes back, as `reasoning_content`.
    pub(super) wants_reasoning: bool,
}

impl<'a> MessageEncoder<'_, '_> {
    pub(super) fn messages(&mut self, messages: &[Message<'a>]) -> Result<(), EncodeError> {
        self.writer.begin_array();
        let same_turn =
            |a: &Message<'_>, b: &Message<'_>| a.role == Role::User && b.role == Role::User;
        for turn in messages.chunk_by(same_turn) {
            for message in turn {
                self.list_losses(message);
            }
            match turn {
                [message] if matches!(message.role, Role::System | Role::Developer) => {
                    self.instructions(message)?;
                }
                [message] if message.role == Role::Assistant => self.assistant(message)?,
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
        for (index, part) in message.parts.iter().enumerate() {
            self.list_part_losses(message, index, part);
        }
    }

    fn list_part_losses(&mut self, message: &Message<'_>, index: usize, part: &Part<'_>) {
        let (cache, cited) = match part {
            Part::Text {
                cache, citations, ..
            } => (cache, citations.is_some()),
            Part::Image { cache, .. }
            | Part::Document { cache, .. }
            | Part::ToolCall { cache, .. } => (cache, false),
            Part::ToolResult { content, cache, .. } => {
                for inner in content {
                    self.list_part_losses(message, index, inner);
                }
                (cache, false)
            }
            Part::Reasoning { text, signature }
                if self.wants_reasoning && !text.is_empty() && message.role == Role::Assistant =>
            {
                if signature.is_some() {
                    self.losses.dropped(
                        format!("{}.signature", PartAt::new(message, index)),
                        "this format signs no reasoning",
                    );
                }
                return;
            }
            Part::Reasoning { .. } | Part::RedactedReasoning { .. } => {
                self.losses.dropped(
                    PartAt::new(message, index).to_string(),
                    "reasoning cannot be given back in this format",
                );
                return;
            }
            Part::Audio { .. } | Part::Refusal { .. } | Part::Native { .. } => return,
        };
        if cache.is_some() {
            self.losses.dropped(
                format!("{}.cache_control", PartAt::new(message, index)),
                "the provider caches by itself",
            );
        }
        if cited {
            self.losses.dropped(
                format!("{}.citations", PartAt::new(message, index)),
                "citations cannot be given back in this format",
            );
        }
    }

    fn begin(&mut self, role: &'static str, name: Option<&Text<'_>>) {
        self.writer.begin_object();
        self.writer.key("role");
        self.writer.str(role);
        if let Some(name) = name {
            self.writer.key("name");
            self.writer.text(name);
        }
    }

    /// A system or developer message: text alone.
    fn instructions(&mut self, message: &Message<'a>) -> Result<(), EncodeError> {
        let role = match message.role {
            Role::Developer => "developer",
            Role::System | Role::User | Role::Assistant => "system",
        };
        let mut texts = Vec::new();
        for (index, part) in message.parts.iter().enumerate() {
            match part {
                Part::Text { text, .. } => texts.push(text),
                _ => {
                    return Err(error(
                        PartAt::new(message, index).to_string(),
                        "a system message can hold text only",
                    ));
                }
            }
        }
        self.begin(role, message.name.as_ref());
        self.writer.key("content");
        self.texts(&texts);
        self.writer.end_object();
        Ok(())
    }

    /// One string for one text, an array of parts for several.
    fn texts(&mut self, texts: &[&Text<'_>]) {
        match texts {
            [] => self.writer.str(""),
            [text] => self.writer.text(text),
            texts => {
                self.writer.begin_array();
                for text in texts {
                    self.typed_text("text", text);
                }
                self.writer.end_array();
            }
        }
    }

    /// `{"type": kind, kind: text}`
    fn typed_text(&mut self, kind: &'static str, text: &Text<'_>) {
        self.writer.begin_object();
        self.writer.key("type");
        self.writer.str(kind);
        self.writer.key(kind);
        self.writer.text(text);
        self.writer.end_object();
    }

    /// Neighbouring messages of the user.
    fn user(&mut self, turn: &[Message<'a>]) -> Result<(), EncodeError> {
        let mut moved = Vec::new();
        for message in turn {
            for (index, part) in message.parts.iter().enumerate() {
                if let Part::ToolResult {
                    call_id,
                    content,
                    is_error,
                    ..
                } = part
                {
                    if *is_error == Some(true) {
                        self.losses.dropped(
                            format!("{}.is_error", PartAt::new(message, index)),
                            "a failed tool is told by its text only",
                        );
                    }
                    self.tool_result(call_id, content, PartAt::new(message, index), &mut moved)?;
                }
            }
        }
        if !moved.is_empty() {
            self.begin("user", None);
            self.writer.key("content");
            self.writer.begin_array();
            for Moved { part, at } in &moved {
                user_part(part, *at, self.writer, self.losses)?;
            }
            self.writer.end_array();
            self.writer.end_object();
        }
        for message in turn {
            self.user_message(message)?;
        }
        Ok(())
    }

    /// One tool result. What is not text is moved behind the results.
    fn tool_result<'m>(
        &mut self,
        call_id: &Text<'_>,
        content: &'m [Part<'a>],
        at: PartAt<'m, 'a>,
        moved: &mut Vec<Moved<'m, 'a>>,
    ) -> Result<(), EncodeError> {
        let mut texts = Vec::new();
        for (index, part) in content.iter().enumerate() {
            let at = at.inner(index);
            match part {
                Part::Text { text, .. } => texts.push(text),
                Part::Document {
                    source: MediaSource::Text(text),
                    ..
                } => {
                    self.losses.push(
                        LossAction::Renamed,
                        at.to_string(),
                        "a document of plain text becomes text",
                    );
                    texts.push(text);
                }
                Part::Image { .. } | Part::Document { .. } => {
                    self.losses.push(
                        LossAction::Renamed,
                        at.to_string(),
                        "moved into a user message behind the tool results",
                    );
                    moved.push(Moved { part, at });
                }
                _ => {
                    return Err(error(
                        at.to_string(),
                        "a tool result can hold text and images only",
                    ));
                }
            }
        }
        self.begin("tool", None);
        self.writer.key("tool_call_id");
        self.writer.text(call_id);
        self.writer.key("content");
        self.texts(&texts);
        self.writer.end_object();
        Ok(())
    }

    /// What the user says, tool results aside.
    fn user_message(&mut self, message: &Message<'a>) -> Result<(), EncodeError> {
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
        self.begin("user", message.name.as_ref());
        self.writer.key("content");
        match said.as_slice() {
            [] => self.writer.str(""),
            [(_, Part::Text { text, .. })] => self.writer.text(text),
            said => {
                self.writer.begin_array();
                for (index, part) in said {
                    user_part(part, PartAt::new(message, *index), self.writer, self.losses)?;
                }
                self.writer.end_array();
            }
        }
        self.writer.end_object();
        Ok(())
    }

    fn assistant(&mut self, message: &Message<'a>) -> Result<(), EncodeError> {
        let mut said = Vec::new();
        let mut has_calls = false;
        for (index, part) in message.parts.iter().enumerate() {
            match part {
                Part::Text { text, .. } if text.is_empty() => {}
                Part::Text { .. } | Part::Refusal { .. } => {
                    if has_calls {
                        self.losses.push(
                            LossAction::Renamed,
                            PartAt::new(message, index).to_string(),
                            "text behind a tool call stands before it in this format",
                        );
                    }
                    said.push(part);
                }
                Part::ToolCall { name, .. } => {
                    check_name(name, || format!("{}.name", PartAt::new(message, index)))?;
                    has_calls = true;
                }
                Part::Reasoning { .. } | Part::RedactedReasoning { .. } => {}
                _ => {
                    return Err(error(
                        PartAt::new(message, index).to_string(),
                        "an assistant message can hold text, refusals and tool calls only",
                    ));
                }
            }
        }
        self.begin("assistant", message.name.as_ref());
        self.writer.key("content");
        match said.as_slice() {
            [] if has_calls => self.writer.null(),
            [] => self.writer.str(""),
            [Part::Text { text, .. }] => self.writer.text(text),
            parts => {
                self.writer.begin_array();
                for part in parts {
                    match part {
                        Part::Text { text, .. } => self.typed_text("text", text),
                        Part::Refusal { text } => self.typed_text("refusal", text),
                        _ => {}
                    }
                }
                self.writer.end_array();
            }
        }
        if self.wants_reasoning {
            self.reasoning(&message.parts);
        }
        if has_calls {
            self.calls(&message.parts);
        }
        self.writer.end_object();
        Ok(())
    }

    /// What the model thought, as the providers that want it back have called it.
    fn reasoning(&mut self, parts: &[Part<'_>]) {
        let mut thought = parts.iter().filter_map(|part| match part {
            Part::Reasoning { text, .. } if !text.is_empty() => Some(text),
            _ => None,
        });
        let Some(first) = thought.next() else { return };
        self.writer.key("reasoning_content");
        let rest: Vec<&Text<'_>> = thought.collect();
        if rest.is_empty() {
            self.writer.text(first);
            return;
        }
        let mut all = first.to_str().into_owned();
        for text in rest {
            all.push('\n');
            all.push_str(&text.to_str());
        }
        self.writer.str(&all);
    }

    fn calls(&mut self, parts: &[Part<'_>]) {
        self.writer.key("tool_calls");
        self.writer.begin_array();
        for part in parts {
            if let Part::ToolCall {
                id,
                name,
                arguments,
                ..
            } = part
            {
                tool_call(id, name, arguments, None, self.writer);
            }
        }
        self.writer.end_array();
    }
}

/// Writes one call of a function, its arguments as a string of JSON.
pub(super) fn tool_call(
    id: &Text<'_>,
    name: &Text<'_>,
    arguments: &Text<'_>,
    signature: Option<&Text<'_>>,
    writer: &mut Writer<'_>,
) {
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
    if is_blank(arguments) {
        writer.raw(br#""{}""#);
    } else {
        writer.text(arguments);
    }
    writer.end_object();
    if let Some(signature) = signature {
        extra_content::write(writer, signature);
    }
    writer.end_object();
}
