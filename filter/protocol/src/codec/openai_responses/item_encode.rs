//! The hub's messages as items of the input.
//!
//! A message of the hub may be several items: what the model thought, said and
//! called in one turn, and the results of its calls.

use super::part_encode::{result_part, user_part};
use super::tool_encode::{check_name, error};
use super::words::is_native_item;
use crate::chat::{Message, Origin, Part, Role, Signature};
use crate::codec::openai::{CustomCall, PartAt, is_blank};
use crate::error::EncodeError;
use crate::json::{Text, Writer};
use crate::loss::Losses;

/// Writes items, and lists what they lose.
pub(super) struct ItemEncoder<'w, 'o> {
    pub(super) writer: &'w mut Writer<'o>,
    pub(super) losses: &'w mut Losses,
    /// Ids of the calls of custom tools, whose results have a type of their own.
    pub(super) customs: Vec<Text<'static>>,
}

/// Whether no item comes of a message.
fn is_left_out(message: &Message<'_>) -> bool {
    let is_nothing = |part: &Part<'_>| match part {
        Part::Text { text, .. } => text.is_empty(),
        Part::Reasoning { signature, .. } => signature
            .as_ref()
            .is_none_or(|signature| signature.origin != Origin::OpenAi),
        Part::RedactedReasoning { data } => data.origin != Origin::OpenAi,
        _ => false,
    };
    message.role == Role::Assistant
        && !message.parts.is_empty()
        && message.parts.iter().all(is_nothing)
}

impl<'a> ItemEncoder<'_, '_> {
    pub(super) fn items(&mut self, messages: &[Message<'a>]) -> Result<(), EncodeError> {
        if messages.iter().all(is_left_out) {
            return Err(error(
                "messages".to_owned(),
                "holds nothing that can be sent to this provider; say something to it",
            ));
        }
        self.writer.begin_array();
        for message in messages {
            self.list_losses(message);
            match message.role {
                Role::System => self.instructions("system", message)?,
                Role::Developer => self.instructions("developer", message)?,
                Role::User => self.user(message)?,
                Role::Assistant => self.assistant(message)?,
            }
        }
        self.writer.end_array();
        Ok(())
    }

    /// Lists what is lost of every message in the same way.
    fn list_losses(&mut self, message: &Message<'_>) {
        let place = |field: &str| match message.index {
            Some(index) => format!("messages[{index}].{field}"),
            None => format!("system.{field}"),
        };
        for extra in &message.extra {
            self.losses
                .dropped(place(&extra.name.to_str()), "this format has no such field");
        }
        if message.name.is_some() {
            self.losses
                .dropped(place("name"), "this format has no names of speakers");
        }
        for (index, part) in message.parts.iter().enumerate() {
            self.list_part_losses(part, PartAt::new(message, index));
        }
    }

    fn list_part_losses(&mut self, part: &Part<'_>, at: PartAt<'_, '_>) {
        let (cache, cited) = match part {
            Part::Text {
                cache, citations, ..
            } => (cache, citations.is_some()),
            Part::Image { cache, .. }
            | Part::Document { cache, .. }
            | Part::ToolCall { cache, .. } => (cache, false),
            Part::ToolResult {
                content,
                cache,
                is_error,
                ..
            } => {
                for inner in content {
                    self.list_part_losses(inner, at);
                }
                if *is_error == Some(true) {
                    self.losses.dropped(
                        format!("{at}.is_error"),
                        "a failed tool is told by its text only",
                    );
                }
                (cache, false)
            }
            _ => return,
        };
        if cache.is_some() {
            self.losses.dropped(
                format!("{at}.cache_control"),
                "the provider caches by itself",
            );
        }
        if cited {
            self.losses.dropped(
                format!("{at}.citations"),
                "citations cannot be given back in this format",
            );
        }
    }

    fn begin(&mut self, role: &'static str) {
        self.writer.begin_object();
        self.writer.key("role");
        self.writer.str(role);
        self.writer.key("content");
    }

    /// A system or developer message: text alone.
    fn instructions(
        &mut self,
        role: &'static str,
        message: &Message<'a>,
    ) -> Result<(), EncodeError> {
        let is_text = |part: &Part<'_>| matches!(part, Part::Text { .. });
        if let Some(index) = message.parts.iter().position(|part| !is_text(part)) {
            return Err(error(
                PartAt::new(message, index).to_string(),
                "a system message can hold text only",
            ));
        }
        self.said(role, message, message.parts.iter().enumerate())
    }

    /// One message item: a string for one text, a list of parts otherwise.
    fn said<'m>(
        &mut self,
        role: &'static str,
        message: &'m Message<'a>,
        parts: impl Iterator<Item = (usize, &'m Part<'a>)>,
    ) -> Result<(), EncodeError>
    where
        'a: 'm,
    {
        let parts: Vec<_> = parts.collect();
        self.begin(role);
        match parts.as_slice() {
            [] => self.writer.str(""),
            [(_, Part::Text { text, .. })] => self.writer.text(text),
            parts => {
                self.writer.begin_array();
                for (index, part) in parts {
                    user_part(part, PartAt::new(message, *index), self.writer, self.losses)?;
                }
                self.writer.end_array();
            }
        }
        self.writer.end_object();
        Ok(())
    }

    /// What the user says and what tools answered, in the order it was written.
    fn user(&mut self, message: &Message<'a>) -> Result<(), EncodeError> {
        let is_item = |part: &Part<'_>| match part {
            Part::ToolResult { .. } => true,
            Part::Native { kind, value } => is_native_item(kind, *value),
            _ => false,
        };
        if message.parts.is_empty() {
            return self.said("user", message, std::iter::empty());
        }
        let mut index = 0;
        for run in message.parts.chunk_by(|a, b| !is_item(a) && !is_item(b)) {
            match run {
                [
                    Part::ToolResult {
                        call_id, content, ..
                    },
                ] => self.result(call_id, content, PartAt::new(message, index))?,
                [Part::Native { kind, value }] if is_native_item(kind, *value) => {
                    self.writer.value(*value);
                }
                run => self.said("user", message, (index..).zip(run))?,
            }
            index += run.len();
        }
        Ok(())
    }

    fn result(
        &mut self,
        call_id: &Text<'_>,
        content: &[Part<'a>],
        at: PartAt<'_, 'a>,
    ) -> Result<(), EncodeError> {
        self.writer.begin_object();
        self.writer.key("type");
        self.writer.str(if self.customs.contains(call_id) {
            "custom_tool_call_output"
        } else {
            "function_call_output"
        });
        self.writer.key("call_id");
        self.writer.text(call_id);
        self.writer.key("output");
        match content {
            [] => self.writer.str(""),
            [Part::Text { text, .. }] => self.writer.text(text),
            parts => {
                self.writer.begin_array();
                for (index, part) in parts.iter().enumerate() {
                    result_part(part, at.inner(index), self.writer, self.losses)?;
                }
                self.writer.end_array();
            }
        }
        self.writer.end_object();
        Ok(())
    }

    fn assistant(&mut self, message: &Message<'a>) -> Result<(), EncodeError> {
        if message.parts.is_empty() {
            return self.said("assistant", message, std::iter::empty());
        }
        for (index, part) in message.parts.iter().enumerate() {
            let at = PartAt::new(message, index);
            match part {
                Part::Text { text, .. } if text.is_empty() => {}
                Part::Text { text, .. } => {
                    self.begin("assistant");
                    self.writer.text(text);
                    self.writer.end_object();
                }
                Part::Refusal { text } => self.refusal(text),
                Part::ToolCall {
                    id,
                    name,
                    arguments,
                    ..
                } => {
                    check_name(name, || format!("{at}.name"))?;
                    self.call(id, name, arguments);
                }
                Part::Reasoning { text, signature } => {
                    self.reasoning(Some(text), signature.as_ref(), at);
                }
                Part::RedactedReasoning { data } => self.reasoning(None, Some(data), at),
                Part::Native { kind, value } => {
                    let custom = CustomCall::of(kind, *value);
                    if let Some(call) = &custom {
                        self.customs.push(call.id.clone().into_owned());
                    }
                    match custom {
                        _ if is_native_item(kind, *value) => self.writer.value(*value),
                        Some(call) => {
                            check_name(&call.name, || format!("{at}.name"))?;
                            call.write_item(self.writer);
                        }
                        None => return Err(unsaid(at)),
                    }
                }
                _ => return Err(unsaid(at)),
            }
        }
        Ok(())
    }

    fn refusal(&mut self, text: &Text<'_>) {
        self.begin("assistant");
        self.writer.begin_array();
        self.writer.begin_object();
        self.writer.key("type");
        self.writer.raw(br#""refusal""#);
        self.writer.key("refusal");
        self.writer.text(text);
        self.writer.end_object();
        self.writer.end_array();
        self.writer.end_object();
    }

    fn call(&mut self, id: &Text<'_>, name: &Text<'_>, arguments: &Text<'_>) {
        self.writer.begin_object();
        self.writer.key("type");
        self.writer.raw(br#""function_call""#);
        self.writer.key("call_id");
        self.writer.text(id);
        self.writer.key("name");
        self.writer.text(name);
        self.writer.key("arguments");
        if is_blank(arguments) {
            self.writer.raw(br#""{}""#);
        } else {
            self.writer.text(arguments);
        }
        self.writer.end_object();
    }

    /// Reasoning that this provider has told before and can check; it stores none,
    /// so that an id would lead nowhere.
    fn reasoning(
        &mut self,
        text: Option<&Text<'_>>,
        signature: Option<&Signature<'_>>,
        at: PartAt<'_, '_>,
    ) {
        let Some(signature) = signature.filter(|signature| signature.origin == Origin::OpenAi)
        else {
            self.losses.dropped(
                at.to_string(),
                "reasoning that the provider has not made, or cannot check",
            );
            return;
        };
        self.writer.begin_object();
        self.writer.key("type");
        self.writer.raw(br#""reasoning""#);
        self.writer.key("summary");
        self.writer.begin_array();
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.writer.begin_object();
            self.writer.key("type");
            self.writer.raw(br#""summary_text""#);
            self.writer.key("text");
            self.writer.text(text);
            self.writer.end_object();
        }
        self.writer.end_array();
        self.writer.key("encrypted_content");
        self.writer.text(&signature.data);
        self.writer.end_object();
    }
}

fn unsaid(at: PartAt<'_, '_>) -> EncodeError {
    error(
        at.to_string(),
        "an assistant message can hold text, refusals, reasoning and tool calls only",
    )
}
