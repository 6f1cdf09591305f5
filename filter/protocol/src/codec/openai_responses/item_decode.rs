//! Items of the input to the hub's messages.
//!
//! What the model said in one turn is several items here (reasoning, messages,
//! calls) and one message in the hub. So neighbouring items of the assistant are
//! read into one message, and neighbouring results of calls into another.
//!
//! Source: OpenAI API reference, "Create a model response", `input`.

use super::part_decode::{PARTS, content, plain};
use super::words::{is_native_item, role_of_native};
use crate::at::At;
use crate::chat::{Extra, Message, Origin, Part, Role, Signature};
use crate::codec::openai::{arguments, keep_unknown};
use crate::error::DecodeError;
use crate::json::{Text, Value};

/// Keys that say where an item comes from and how far it got, but ask for nothing.
const BOOKKEEPING: &[&str] = &["type", "id", "status"];

/// Reads `input`: a string, which is what the user says, or a list of items.
pub(super) fn input<'a>(value: Value<'a>, at: &At<'_>) -> Result<Vec<Message<'a>>, DecodeError> {
    let mut conversation = Conversation::default();
    if let Some(text) = value.text() {
        let parts = if text.is_empty() {
            Vec::new()
        } else {
            vec![plain(text)]
        };
        conversation.push(Role::User, 0).parts = parts;
        return Ok(conversation.messages);
    }
    if !value.is_array() {
        return Err(at.expected("a string or an array of items"));
    }
    for (index, item) in value.items().enumerate() {
        conversation.item(item, index, &at.item(index))?;
    }
    if conversation.messages.is_empty() {
        return Err(at.problem("empty array, but at least one item is needed"));
    }
    Ok(conversation.messages)
}

#[derive(Default)]
struct Conversation<'a> {
    messages: Vec<Message<'a>>,
}

impl<'a> Conversation<'a> {
    fn item(&mut self, item: Value<'a>, index: usize, at: &At<'_>) -> Result<(), DecodeError> {
        at.object(item)?;
        let kind = match at.optional_text(item, "type")? {
            Some(kind) => kind,
            None if item.get_some("role").is_some() => Text::Literal(b"message"),
            // The type of a reference may be left out.
            None => Text::Literal(b"item_reference"),
        };
        let known: &[&str] = match &*kind.to_str() {
            "message" => return self.message(item, index, at),
            "function_call" => {
                let call = Part::ToolCall {
                    id: at.required_text(item, "call_id")?,
                    name: at.required_text(item, "name")?,
                    arguments: arguments(item.get("arguments")),
                    cache: None,
                };
                self.assistant(index).parts.push(call);
                &["call_id", "name", "arguments"]
            }
            "function_call_output" => {
                let mut parts = Vec::new();
                content(at.required(item, "output")?, &at.key("output"), &mut parts)?;
                let result = Part::ToolResult {
                    call_id: at.required_text(item, "call_id")?,
                    content: parts,
                    is_error: None,
                    cache: None,
                };
                self.results(index).parts.push(result);
                &["call_id", "output"]
            }
            "reasoning" => {
                let part = reasoning(item).unwrap_or_else(|| Part::Reasoning {
                    text: Text::from(""),
                    signature: None,
                });
                self.assistant(index).parts.push(part);
                &["summary", "content", "encrypted_content"]
            }
            "item_reference" => {
                return Err(
                    at.problem("refers to what the provider stores; send the item itself instead")
                );
            }
            _ if is_native_item(&kind, item) => {
                let message = match role_of_native(&kind) {
                    Role::Assistant => self.assistant(index),
                    Role::System | Role::Developer | Role::User => self.results(index),
                };
                message.parts.push(Part::Native { kind, value: item });
                return Ok(());
            }
            _ => {
                return Err(at.key("type").problem(
                    "unsupported; must be message, function_call, function_call_output, \
                     reasoning or an item of a tool of this API",
                ));
            }
        };
        if let Some(message) = self.messages.last_mut() {
            keep_others(item, known, &mut message.extra);
            if let Some(list) = item.get_some("output") {
                keep_unknown(list, "output", PARTS, &mut message.extra);
            }
        }
        Ok(())
    }

    fn message(&mut self, item: Value<'a>, index: usize, at: &At<'_>) -> Result<(), DecodeError> {
        let role = at.required_text(item, "role")?;
        let mut parts = Vec::new();
        if let Some(value) = item.get_some("content") {
            content(value, &at.key("content"), &mut parts)?;
        } else if item.get("content").is_none() {
            return Err(DecodeError::missing(at.key("content").path()));
        }
        let message = match &*role.to_str() {
            "assistant" => self.assistant(index),
            "user" => self.push(Role::User, index),
            "system" => self.push(Role::System, index),
            "developer" => self.push(Role::Developer, index),
            _ => {
                return Err(at
                    .key("role")
                    .problem("must be one of user, assistant, system, developer"));
            }
        };
        message.parts.append(&mut parts);
        keep_others(item, &["role", "content"], &mut message.extra);
        if let Some(list) = item.get_some("content") {
            keep_unknown(list, "content", PARTS, &mut message.extra);
        }
        Ok(())
    }

    fn push(&mut self, role: Role, index: usize) -> &mut Message<'a> {
        self.messages.push_mut(new_message(role, index))
    }

    /// The turn of the assistant that is going on, or a new one.
    fn assistant(&mut self, index: usize) -> &mut Message<'a> {
        let turn = self.messages.pop_if(|last| last.role == Role::Assistant);
        let turn = turn.unwrap_or_else(|| new_message(Role::Assistant, index));
        self.messages.push_mut(turn)
    }

    /// The results that are being told, or new ones.
    fn results(&mut self, index: usize) -> &mut Message<'a> {
        let is_result =
            |part: &Part<'_>| matches!(part, Part::ToolResult { .. } | Part::Native { .. });
        let results = self.messages.pop_if(|last| {
            last.role == Role::User && !last.parts.is_empty() && last.parts.iter().all(is_result)
        });
        let results = results.unwrap_or_else(|| new_message(Role::User, index));
        self.messages.push_mut(results)
    }
}

fn new_message<'a>(role: Role, index: usize) -> Message<'a> {
    Message {
        role,
        parts: Vec::new(),
        name: None,
        index: Some(index),
        extra: Vec::new(),
    }
}

/// Reads a reasoning item; `None` if it says nothing and proves nothing.
pub(super) fn reasoning(item: Value<'_>) -> Option<Part<'_>> {
    let pieces: Vec<Text<'_>> = ["content", "summary"]
        .iter()
        .filter_map(|key| item.get_some(key))
        .flat_map(|list| list.items())
        .filter_map(|piece| piece.get_some("text")?.text())
        .filter(|text| !text.is_empty())
        .collect();
    let text = match pieces.as_slice() {
        [] => Text::from(""),
        [one] => one.clone(),
        pieces => {
            let plain: Vec<_> = pieces.iter().map(Text::to_str).collect();
            Text::from(plain.join(BETWEEN_PIECES))
        }
    };
    let signature = item
        .get_some("encrypted_content")
        .and_then(|data| data.text())
        .filter(|data| !data.is_empty())
        .map(|data| Signature::from_wire(Origin::OpenAi, data));
    match signature.as_ref().and_then(redacted) {
        Some(data) if text.is_empty() => Some(Part::RedactedReasoning { data }),
        None if text.is_empty() && signature.is_none() => None,
        Some(_) | None => Some(Part::Reasoning { text, signature }),
    }
}

/// What stands in front of the data of reasoning that only another provider can read,
/// which must not go back as the proof of an empty thought.
const REDACTED: &str = "redacted:";

/// The data of redacted reasoning, if this is what [`redacted_to_wire`] wrote.
pub(super) fn redacted<'a>(signature: &Signature<'a>) -> Option<Signature<'a>> {
    let text = signature.data.to_str();
    let data = text.strip_prefix(REDACTED)?.to_owned();
    (signature.origin != Origin::OpenAi).then(|| Signature {
        origin: signature.origin,
        data: Text::from(data),
    })
}

/// Redacted reasoning as `encrypted_content`.
pub(super) fn redacted_to_wire<'a>(data: &Signature<'a>) -> Text<'a> {
    if data.origin == Origin::OpenAi {
        return data.to_wire(Origin::OpenAi);
    }
    let marked = Signature {
        origin: data.origin,
        data: Text::from([REDACTED, &data.data.to_str()].concat()),
    };
    marked.to_wire(Origin::OpenAi)
}

/// What stands between the pieces of one reasoning item where they become one text.
pub(super) const BETWEEN_PIECES: &str = "\n\n";

/// Keeps the members that are not read, so that they can be listed.
fn keep_others<'a>(item: Value<'a>, known: &[&str], extra: &mut Vec<Extra<'a>>) {
    for (name, value) in item.members().filter(|(_, value)| !value.is_null()) {
        let key = name.to_str();
        if !known.contains(&&*key) && !BOOKKEEPING.contains(&&*key) {
            extra.push(Extra { name, value });
        }
    }
}
