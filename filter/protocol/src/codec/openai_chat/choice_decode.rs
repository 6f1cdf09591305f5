//! One choice of a stream: which parts are open, and what is known of its calls.

use super::custom_calls::CustomCalls;
use super::details;
use super::extra_content;
use super::finish;
use super::response_decode::{made_up_id, thinking};
use crate::chat::{Event, FinishReason, Origin, Part, PartKind, Signature};
use crate::codec::openai::arguments;
use crate::codec::openai::tells_error;
use crate::json::{Text, Value};

/// Most tool calls in one choice.
const MOST_CALLS: usize = 256;
/// Most bytes kept of all calls of a stream: ids, names, and arguments that came
/// before their name.
const MOST_KEPT: usize = 1 << 20;

/// How much may still be kept.
#[derive(Debug)]
pub(super) struct Room(usize);

/// There is no room left.
#[derive(Debug)]
pub(super) struct Full;

impl Default for Room {
    fn default() -> Self {
        Self(MOST_KEPT)
    }
}

impl Room {
    pub(super) fn keep(&mut self, kept: &mut String, piece: &Text<'_>) -> Result<(), Full> {
        let piece = piece.to_str();
        self.0 = self.0.checked_sub(piece.len()).ok_or(Full)?;
        kept.push_str(&piece);
        Ok(())
    }
}

/// The kinds of text that a choice sends one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Text,
    Reasoning,
    Refusal,
}

/// The members of one entry of a chunk's `choices`, found in one walk.
#[derive(Default)]
pub(super) struct ChunkChoice<'a> {
    pub(super) index: Option<u64>,
    pub(super) error: Option<Value<'a>>,
    pub(super) usage: Option<Value<'a>>,
    delta: Option<Value<'a>>,
    log_probs: Option<Value<'a>>,
    finish: Option<FinishReason<'a>>,
}

impl<'a> ChunkChoice<'a> {
    pub(super) fn read(choice: Value<'a>) -> Self {
        let mut read = Self::default();
        for (name, value) in choice.members().filter(|(_, value)| !value.is_null()) {
            match &*name.to_str() {
                "index" => read.index = value.u64(),
                "delta" => read.delta = Some(value),
                "logprobs" => read.log_probs = Some(value),
                "finish_reason" => read.finish = value.text().and_then(finish::decode),
                "usage" => read.usage = Some(value),
                "error" => read.error = Some(value).filter(tells_error),
                _ => {}
            }
        }
        read
    }
}

/// What a stream has told of one choice.
#[derive(Debug)]
pub(super) struct ChoiceDecoder {
    pub(super) index: u32,
    next_part: u32,
    open: Option<(Said, u32)>,
    /// The part that has its signature; no more comes of it.
    signed: Option<u32>,
    /// Whether reasoning has come in a member of its own, which details repeat.
    has_plain_reasoning: bool,
    calls: Vec<Call>,
    customs: CustomCalls,
    finish: Option<FinishReason<'static>>,
}

#[derive(Debug, Default)]
struct Call {
    /// The provider's number of it; `None` for the older `function_call`.
    index: Option<u64>,
    id: String,
    name: String,
    /// Arguments that came before the name.
    early: String,
    has_arguments: bool,
    /// Gemini's signature of it.
    signature: String,
    /// The part, once it has begun.
    part: Option<u32>,
}

type Each<'e> = &'e mut dyn FnMut(&Event<'_>);

impl ChoiceDecoder {
    pub(super) fn new(index: u32) -> Self {
        Self {
            index,
            next_part: 0,
            open: None,
            signed: None,
            has_plain_reasoning: false,
            calls: Vec::new(),
            customs: CustomCalls::default(),
            finish: None,
        }
    }

    /// Whether a finish reason has come.
    pub(super) fn is_told(&self) -> bool {
        self.finish.is_some()
    }

    /// Takes in one entry of a chunk's `choices`.
    pub(super) fn take(
        &mut self,
        read: &ChunkChoice<'_>,
        room: &mut Room,
        each: Each<'_>,
    ) -> Result<(), Full> {
        if let Some(delta) = read.delta {
            self.delta(delta, room, each)?;
        }
        if let Some(value) = read.log_probs.filter(has_tokens) {
            each(&Event::LogProbs {
                choice: self.index,
                value,
            });
        }
        if let Some(reason) = read.finish.clone() {
            self.finish = Some(reason.into_owned());
        }
        Ok(())
    }

    fn delta(&mut self, delta: Value<'_>, room: &mut Room, each: Each<'_>) -> Result<(), Full> {
        let mut reasoning = None;
        let [
            mut content,
            mut refusal,
            mut calls,
            mut function,
            mut cited,
            mut audio,
            mut details,
        ] = [None; 7];
        for (name, value) in delta.members().filter(|(_, value)| !value.is_null()) {
            match &*name.to_str() {
                "content" => content = Some(value),
                "reasoning_content" => reasoning = Some(value),
                "reasoning" => reasoning = reasoning.or(Some(value)),
                "reasoning_details" => details = Some(value),
                "refusal" => refusal = Some(value),
                "tool_calls" => calls = Some(value),
                "function_call" => function = Some(value),
                "annotations" => cited = Some(value),
                "audio" => audio = Some(value),
                _ => {}
            }
        }
        if let Some(text) = string(reasoning) {
            self.has_plain_reasoning |= !text.is_empty();
            self.say(Said::Reasoning, text, each);
        }
        for part in details.into_iter().flat_map(details::read) {
            self.detail(part, each);
        }
        match content {
            Some(list) if list.is_array() => self.chunks(list, each),
            content => {
                if let Some(text) = string(content) {
                    self.say(Said::Text, text, each);
                }
            }
        }
        if let Some(text) = string(refusal) {
            self.say(Said::Refusal, text, each);
        }
        for citation in cited.into_iter().flat_map(|list| list.items()) {
            self.cite(citation, each);
        }
        if audio.is_some() {
            each(&Event::Unknown {
                kind: Text::Literal(b"audio"),
            });
        }
        for (position, call) in calls.into_iter().flat_map(|list| list.items()).enumerate() {
            self.call(position, call, room, each)?;
        }
        if let Some(function) = function {
            let slot = self.slot(None, &Text::Literal(b""), each);
            self.function(slot, Some(function), room, each)?;
        }
        Ok(())
    }

    /// Content as chunks, as Mistral's reasoning models send it.
    fn chunks(&mut self, list: Value<'_>, each: Each<'_>) {
        for item in list.items() {
            let text = |key: &str| item.get_some(key).and_then(|value| value.text());
            let Some(kind) = text("type") else { continue };
            match &*kind.to_str() {
                "text" => self.say(Said::Text, text("text").unwrap_or_else(|| "".into()), each),
                "thinking" => self.say(Said::Reasoning, thinking(item), each),
                _ => each(&Event::Unknown { kind }),
            }
        }
    }

    fn say(&mut self, said: Said, text: Text<'_>, each: Each<'_>) {
        if text.is_empty() {
            return;
        }
        let choice = self.index;
        let part = match self.open {
            Some((open, part)) if open == said && self.signed != Some(part) => part,
            _ => {
                self.close(each);
                self.begin_waiting_calls(each);
                let part = self.number();
                let kind = match said {
                    Said::Text => PartKind::Text,
                    Said::Reasoning => PartKind::Reasoning,
                    Said::Refusal => PartKind::Refusal,
                };
                each(&Event::PartStart { choice, part, kind });
                self.open = Some((said, part));
                part
            }
        };
        each(&Event::PartDelta { choice, part, text });
    }

    /// A detail of the reasoning. Its text has been told if the deltas have it in
    /// another member too.
    fn detail(&mut self, part: Part<'_>, each: Each<'_>) {
        match part {
            Part::Reasoning { text, signature } => {
                // Claude signs the text before; others seal a part of its own.
                let stands_alone = text.is_empty()
                    && signature
                        .as_ref()
                        .is_some_and(|signature| signature.origin != Origin::Anthropic);
                if stands_alone {
                    self.close(each);
                } else if !self.has_plain_reasoning {
                    self.say(Said::Reasoning, text, each);
                }
                if let Some(signature) = signature {
                    self.sign_open(signature, each);
                }
            }
            Part::RedactedReasoning { data } => {
                self.close(each);
                self.begin_waiting_calls(each);
                let (choice, part) = (self.index, self.number());
                let kind = PartKind::RedactedReasoning { data };
                each(&Event::PartStart { choice, part, kind });
                each(&Event::PartStop { choice, part });
            }
            _ => {}
        }
    }

    /// Signs the open reasoning, or a part of its own that proves what is behind it.
    fn sign_open(&mut self, signature: Signature<'_>, each: Each<'_>) {
        let choice = self.index;
        let part = match self.open {
            Some((Said::Reasoning, part)) if self.signed != Some(part) => part,
            _ => {
                self.close(each);
                self.begin_waiting_calls(each);
                let part = self.number();
                let kind = PartKind::Reasoning;
                each(&Event::PartStart { choice, part, kind });
                self.open = Some((Said::Reasoning, part));
                part
            }
        };
        self.signed = Some(part);
        each(&Event::Signature {
            choice,
            part,
            signature,
        });
    }

    fn cite(&mut self, value: Value<'_>, each: Each<'_>) {
        match self.open {
            Some((Said::Text, part)) => each(&Event::Citation {
                choice: self.index,
                part,
                value,
            }),
            _ => each(&Event::Unknown {
                kind: Text::Literal(b"annotations"),
            }),
        }
    }

    fn number(&mut self) -> u32 {
        let part = self.next_part;
        self.next_part = part.saturating_add(1);
        part
    }

    /// Ends the open text, if there is one.
    fn close(&mut self, each: Each<'_>) {
        if let Some((_, part)) = self.open.take() {
            each(&Event::PartStop {
                choice: self.index,
                part,
            });
        }
    }

    fn call(
        &mut self,
        position: usize,
        call: Value<'_>,
        room: &mut Room,
        each: Each<'_>,
    ) -> Result<(), Full> {
        let function = call.get_some("function");
        if let (None, Some(custom)) = (function, call.get_some("custom")) {
            self.close(each);
            let index = call.get_some("index").and_then(|index| index.u64());
            let index = index.unwrap_or(position as u64);
            return self.customs.take(index, call, custom, room);
        }
        let id = call
            .get_some("id")
            .and_then(|id| id.text())
            .unwrap_or(Text::Literal(b""));
        let index = call.get_some("index").and_then(|index| index.u64());
        let index = index.unwrap_or_else(|| self.index_of(&id, position));
        let slot = self.slot(Some(index), &id, each);
        if let Some(call) = slot.and_then(|slot| self.calls.get_mut(slot))
            && call.id.is_empty()
        {
            room.keep(&mut call.id, &id)?;
        }
        if let Some(signature) = extra_content::signature_of(call)
            && let Some(call) = slot.and_then(|slot| self.calls.get_mut(slot))
            && call.part.is_none()
        {
            call.signature.clear();
            room.keep(&mut call.signature, &signature)?;
        }
        self.function(slot, function, room, each)
    }

    /// The number of a call that came without one: that of the call with its id,
    /// a new one for a new id, and its place in the list otherwise.
    fn index_of(&self, id: &Text<'_>, position: usize) -> u64 {
        if id.is_empty() {
            return position as u64;
        }
        let known = self.calls.iter().find(|call| *id == call.id.as_str());
        match known {
            Some(call) => call.index.unwrap_or(0),
            None => self
                .calls
                .iter()
                .filter_map(|call| call.index)
                .max()
                .map_or(0, |last| last.saturating_add(1)),
        }
    }

    /// The call with this number; a new one if there is none yet, or if the number
    /// is used again with another id, as some servers do for parallel calls.
    fn slot(&mut self, index: Option<u64>, id: &Text<'_>, each: Each<'_>) -> Option<usize> {
        let known = self.calls.iter().rposition(|call| {
            call.index == index && (id.is_empty() || call.id.is_empty() || *id == call.id.as_str())
        });
        if known.is_some() {
            return known;
        }
        self.begin_waiting_calls(each);
        if self.calls.len() >= MOST_CALLS {
            each(&Event::Malformed);
            return None;
        }
        self.calls.push(Call {
            index,
            ..Call::default()
        });
        Some(self.calls.len() - 1)
    }

    /// Takes in the `function` of a call. The part begins with its first arguments,
    /// since until then more of the name may come.
    fn function(
        &mut self,
        slot: Option<usize>,
        function: Option<Value<'_>>,
        room: &mut Room,
        each: Each<'_>,
    ) -> Result<(), Full> {
        let (Some(slot), Some(function)) = (slot, function) else {
            return Ok(());
        };
        let Some(call) = self.calls.get_mut(slot) else {
            return Ok(());
        };
        let name = function.get_some("name").and_then(|name| name.text());
        if let Some(name) = name.filter(|name| call.part.is_none() && *name != call.name.as_str()) {
            room.keep(&mut call.name, &name)?;
        }
        let pieces = function
            .get_some("arguments")
            .filter(|value| value.text().is_none_or(|text| !text.is_empty()));
        let Some(text) = pieces.map(piece) else {
            return Ok(());
        };
        if call.part.is_none() && call.name.is_empty() {
            return room.keep(&mut call.early, &text);
        }
        self.begin_call(slot, each);
        let choice = self.index;
        if let Some(call) = self.calls.get_mut(slot)
            && let Some(part) = call.part
        {
            call.has_arguments = true;
            each(&Event::PartDelta { choice, part, text });
        }
        Ok(())
    }

    /// Begins every call whose name is known and that has not begun, so that parts
    /// stand in the order of the calls.
    fn begin_waiting_calls(&mut self, each: Each<'_>) {
        for slot in 0..self.calls.len() {
            let waits = |call: &Call| call.part.is_none() && !call.name.is_empty();
            if self.calls.get(slot).is_some_and(waits) {
                self.begin_call(slot, each);
            }
        }
    }

    fn begin_call(&mut self, slot: usize, each: Each<'_>) {
        if self.calls.get(slot).is_none_or(|call| call.part.is_some()) {
            return;
        }
        self.close(each);
        self.customs.tell(self.index, &mut self.next_part, each);
        if let Some(call) = self.calls.get_mut(slot) {
            let signature = std::mem::take(&mut call.signature);
            self.sign(signature, each);
        }
        let (choice, part) = (self.index, self.number());
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        call.part = Some(part);
        let id = if call.id.is_empty() {
            made_up_id(u64::from(choice), slot)
        } else {
            Text::from(call.id.as_str())
        };
        each(&Event::PartStart {
            choice,
            part,
            kind: PartKind::ToolCall {
                id,
                name: Text::from(call.name.as_str()),
            },
        });
        if !call.early.is_empty() {
            call.has_arguments = true;
            let text = Text::from(std::mem::take(&mut call.early));
            each(&Event::PartDelta { choice, part, text });
        }
    }

    /// Tells the signature of the call that begins next, if it has one.
    fn sign(&mut self, signature: String, each: Each<'_>) {
        if signature.is_empty() {
            return;
        }
        let (choice, part) = (self.index, self.number());
        each(&Event::PartStart {
            choice,
            part,
            kind: PartKind::Reasoning,
        });
        each(&Event::Signature {
            choice,
            part,
            signature: Signature {
                origin: Origin::Google,
                data: Text::from(signature),
            },
        });
        each(&Event::PartStop { choice, part });
    }

    /// Ends every part, and the choice.
    pub(super) fn end(&mut self, each: Each<'_>) {
        let choice = self.index;
        self.begin_waiting_calls(each);
        self.close(each);
        self.customs.tell(choice, &mut self.next_part, each);
        let mut calls_tools = self.customs.any;
        for call in &self.calls {
            let Some(part) = call.part else {
                // A call that never got a name can be answered by nobody.
                each(&Event::Malformed);
                continue;
            };
            calls_tools = true;
            if !call.has_arguments {
                let text = Text::Literal(b"{}");
                each(&Event::PartDelta { choice, part, text });
            }
            each(&Event::PartStop { choice, part });
        }
        let told = self.finish.take().or(Some(FinishReason::Stop));
        let reason = finish::with_tools(told, calls_tools).unwrap_or(FinishReason::Stop);
        each(&Event::Finish { choice, reason });
    }
}

fn string(value: Option<Value<'_>>) -> Option<Text<'_>> {
    value?.text()
}

/// A piece of arguments; an object in place of text is taken as it stands.
fn piece(value: Value<'_>) -> Text<'_> {
    value.text().unwrap_or_else(|| arguments(Some(value)))
}

/// Whether log-probabilities hold any token.
fn has_tokens(value: &Value<'_>) -> bool {
    value
        .members()
        .any(|(_, list)| list.items().next().is_some())
}
