//! From a stream to a whole answer, and back.
//!
//! Needed when a provider streams although it was not asked to, or the other
//! way round; and the law that ties each codec's two halves together.

use super::error::ApiError;
use super::event::{Event, PartKind, Start};
use super::request::Part;
use super::response::{Choice, FinishReason, Response};
use super::signature::{Origin, Signature};
use super::usage::Usage;
use crate::json::{Document, Limits, Text, Writer};

/// Collects events into one answer. Holds at most `limit` bytes of text.
#[derive(Debug)]
pub struct Fold {
    start: Start<'static>,
    choices: Vec<FoldChoice>,
    usage: Usage,
    error: Option<ApiError>,
    ended: bool,
    room: usize,
}

#[derive(Debug, Default)]
struct FoldChoice {
    parts: Vec<FoldPart>,
    finish: Option<FinishReason<'static>>,
    log_probs: Vec<Json>,
    merged_log_probs: Option<Json>,
}

#[derive(Debug)]
struct FoldPart {
    number: u32,
    kind: FoldKind,
    text: String,
    signature: Option<(Origin, String)>,
    citations: Vec<Json>,
    merged_citations: Option<Json>,
}

#[derive(Debug)]
enum FoldKind {
    Text,
    Reasoning,
    RedactedReasoning {
        data: Signature<'static>,
    },
    Refusal,
    ToolCall {
        id: Text<'static>,
        name: Text<'static>,
    },
    Native {
        kind: Text<'static>,
        json: Json,
    },
}

/// A JSON value that owns its bytes.
#[derive(Debug, Clone, Default)]
struct Json {
    bytes: Vec<u8>,
    document: Document,
}

impl Json {
    fn new(bytes: Vec<u8>) -> Self {
        let document = Document::parse(&bytes, Limits::default()).unwrap_or_default();
        Self { bytes, document }
    }

    fn value(&self) -> crate::json::Value<'_> {
        self.document.root(&self.bytes)
    }
}

impl Fold {
    /// An empty answer that takes in at most `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            start: Start::default(),
            choices: Vec::new(),
            usage: Usage::default(),
            error: None,
            ended: false,
            room: limit,
        }
    }

    /// Takes in the next event.
    pub fn push(&mut self, event: &Event<'_>) {
        if self.error.is_some() {
            return;
        }
        match event {
            Event::Start(start) => self.start(start),
            Event::PartStart { choice, part, kind } => self.part_start(*choice, *part, kind),
            Event::PartDelta { choice, part, text } => {
                let text = text.to_str();
                if self.take(text.len())
                    && let Some(slot) = self.part(*choice, *part)
                {
                    slot.text.push_str(&text);
                }
            }
            Event::Signature {
                choice,
                part,
                signature,
            } => {
                let piece = signature.data.to_str();
                if self.take(piece.len())
                    && let Some(slot) = self.part(*choice, *part)
                {
                    let so_far = &mut slot.signature;
                    so_far
                        .get_or_insert_with(|| (signature.origin, String::new()))
                        .1
                        .push_str(&piece);
                }
            }
            Event::Citation {
                choice,
                part,
                value,
            } => {
                let raw = value.raw();
                if self.take(raw.len())
                    && let Some(slot) = self.part(*choice, *part)
                {
                    slot.citations.push(Json::new(raw.to_vec()));
                }
            }
            Event::LogProbs { choice, value } => {
                let raw = value.raw();
                if self.take(raw.len())
                    && let Some(slot) = self.choice(*choice)
                {
                    slot.log_probs.push(Json::new(raw.to_vec()));
                }
            }
            Event::Finish { choice, reason } => {
                if let Some(slot) = self.choice(*choice) {
                    slot.finish = Some(reason.clone().into_owned());
                }
            }
            Event::Usage(usage) => self.usage.merge(usage),
            Event::Error(error) => self.error = Some(error.clone()),
            Event::End => self.complete(),
            Event::PartStop { .. } | Event::Ping | Event::Unknown { .. } | Event::Malformed => {}
        }
    }

    /// The answer, once [`Event::End`] has come.
    ///
    /// # Errors
    /// The provider's error event; or one of kind `Server` if the stream ended
    /// early or was larger than the limit.
    pub fn response(&self) -> Result<Response<'_>, ApiError> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        if !self.ended {
            return Err(ApiError::new(
                super::ErrorKind::Server,
                "the provider's stream ended early",
            )
            .with_status(502));
        }
        Ok(Response {
            id: self.start.id.clone(),
            model: self.start.model.clone(),
            created: self.start.created,
            choices: self
                .choices
                .iter()
                .enumerate()
                .map(|(index, choice)| choice.view(index))
                .collect(),
            usage: self.usage,
            service_tier: self.start.service_tier.clone(),
            extra: Vec::new(),
        })
    }

    fn start(&mut self, start: &Start<'_>) {
        let own = |text: &Option<Text<'_>>| text.clone().map(Text::into_owned);
        self.usage.merge(&start.usage);
        self.start = Start {
            id: own(&start.id),
            model: own(&start.model),
            created: start.created,
            service_tier: own(&start.service_tier),
            usage: start.usage,
        };
    }

    fn part_start(&mut self, choice: u32, part: u32, kind: &PartKind<'_>) {
        let kind = match kind {
            PartKind::Text => FoldKind::Text,
            PartKind::Reasoning => FoldKind::Reasoning,
            PartKind::RedactedReasoning { data } => FoldKind::RedactedReasoning {
                data: data.clone().into_owned(),
            },
            PartKind::Refusal => FoldKind::Refusal,
            PartKind::ToolCall { id, name } => FoldKind::ToolCall {
                id: id.clone().into_owned(),
                name: name.clone().into_owned(),
            },
            PartKind::Native { kind, value } => FoldKind::Native {
                kind: kind.clone().into_owned(),
                json: Json::new(value.raw().to_vec()),
            },
        };
        if !self.take(64) {
            return;
        }
        if let Some(slot) = self.choice(choice) {
            slot.parts.push(FoldPart {
                number: part,
                kind,
                text: String::new(),
                signature: None,
                citations: Vec::new(),
                merged_citations: None,
            });
        }
    }

    /// Uses up `bytes` of the room; past the limit the answer becomes an error.
    fn take(&mut self, bytes: usize) -> bool {
        if let Some(room) = self.room.checked_sub(bytes) {
            self.room = room;
            return true;
        }
        self.error = Some(
            ApiError::new(
                super::ErrorKind::Server,
                "the provider's answer is too large",
            )
            .with_status(502),
        );
        false
    }

    fn choice(&mut self, choice: u32) -> Option<&mut FoldChoice> {
        /// More choices than any provider gives; an index above comes from garbage.
        const MOST_CHOICES: usize = 128;
        let index = usize::try_from(choice)
            .ok()
            .filter(|index| *index < MOST_CHOICES)?;
        while self.choices.len() <= index {
            self.choices.push(FoldChoice::default());
        }
        self.choices.get_mut(index)
    }

    fn part(&mut self, choice: u32, part: u32) -> Option<&mut FoldPart> {
        self.choice(choice)?
            .parts
            .iter_mut()
            .rev()
            .find(|slot| slot.number == part)
    }

    fn complete(&mut self) {
        self.ended = true;
        for choice in &mut self.choices {
            choice.merged_log_probs = merge_log_probs(&choice.log_probs);
            for part in &mut choice.parts {
                if !part.citations.is_empty() {
                    let mut out = Vec::new();
                    let mut writer = Writer::new(&mut out);
                    writer.begin_array();
                    part.citations
                        .iter()
                        .for_each(|citation| writer.value(citation.value()));
                    writer.end_array();
                    part.merged_citations = Some(Json::new(out));
                }
            }
        }
    }
}

/// Joins several arrays of log-probabilities; or the arrays of several objects of
/// them, member by member.
fn merge_log_probs(pieces: &[Json]) -> Option<Json> {
    let first = pieces.first()?;
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    if first.value().is_array() {
        let items = pieces.iter().flat_map(|piece| piece.value().items());
        writer.begin_array();
        items.for_each(|item| writer.value(item));
        writer.end_array();
        return Some(Json::new(out));
    }
    writer.begin_object();
    for (key, sample) in first.value().members() {
        let name = key.to_str();
        writer.key_text(&key);
        let arrays: Vec<_> = pieces
            .iter()
            .filter_map(|piece| piece.value().get_some(&name))
            .collect();
        if arrays.iter().any(crate::json::Value::is_array) {
            writer.begin_array();
            arrays
                .iter()
                .flat_map(crate::json::Value::items)
                .for_each(|item| writer.value(item));
            writer.end_array();
        } else {
            writer.value(sample);
        }
    }
    writer.end_object();
    Some(Json::new(out))
}

impl FoldChoice {
    fn view(&self, index: usize) -> Choice<'_> {
        Choice {
            index: index as u64,
            parts: self.parts.iter().map(FoldPart::view).collect(),
            finish: self.finish.clone(),
            log_probs: self.merged_log_probs.as_ref().map(Json::value),
            extra: Vec::new(),
        }
    }
}

impl FoldPart {
    fn view(&self) -> Part<'_> {
        let text = Text::from(self.text.as_str());
        match &self.kind {
            FoldKind::Text => Part::Text {
                text,
                cache: None,
                citations: self
                    .merged_citations
                    .as_ref()
                    .map(|list| list.value().into()),
            },
            FoldKind::Reasoning => Part::Reasoning {
                text,
                signature: self.signature.as_ref().map(|(origin, data)| Signature {
                    origin: *origin,
                    data: Text::from(data.as_str()),
                }),
            },
            FoldKind::RedactedReasoning { data } => Part::RedactedReasoning { data: data.clone() },
            FoldKind::Refusal => Part::Refusal { text },
            FoldKind::ToolCall { id, name } => Part::ToolCall {
                id: id.clone(),
                name: name.clone(),
                arguments: text,
                cache: None,
            },
            FoldKind::Native { kind, json } => Part::Native {
                kind: kind.clone(),
                value: json.value(),
            },
        }
    }
}

/// Plays a whole answer as the events of a stream.
pub fn replay(response: &Response<'_>, each: &mut dyn FnMut(&Event<'_>)) {
    each(&Event::Start(Start {
        id: response.id.clone(),
        model: response.model.clone(),
        created: response.created,
        service_tier: response.service_tier.clone(),
        usage: response.usage,
    }));
    // By number, and each number once, whatever the provider wrote.
    let mut choices: Vec<_> = response.choices.iter().collect();
    choices.sort_by_key(|choice| choice.index);
    for (index, choice) in choices.into_iter().enumerate() {
        let choice_number = u32::try_from(index).unwrap_or(u32::MAX);
        let mut number = 0;
        for part in &choice.parts {
            if replay_part(choice_number, number, part, each) {
                number += 1;
            }
        }
        if let Some(value) = choice.log_probs {
            each(&Event::LogProbs {
                choice: choice_number,
                value,
            });
        }
        let reason = choice.finish.clone().unwrap_or(FinishReason::Stop);
        each(&Event::Finish {
            choice: choice_number,
            reason,
        });
    }
    if !response.usage.is_empty() {
        each(&Event::Usage(response.usage));
    }
    each(&Event::End);
}

/// Plays one part; `false` if it is of a kind that answers do not have, or broken.
fn replay_part(
    choice: u32,
    part: u32,
    content: &Part<'_>,
    each: &mut dyn FnMut(&Event<'_>),
) -> bool {
    let nothing = Text::from("");
    let (kind, text) = match content {
        // A call of nothing cannot be told, as in any stream.
        Part::ToolCall { name, .. } if name.is_empty() => {
            each(&Event::Malformed);
            return false;
        }
        Part::Text { text, .. } => (PartKind::Text, text),
        Part::Reasoning { text, .. } => (PartKind::Reasoning, text),
        Part::RedactedReasoning { data } => {
            (PartKind::RedactedReasoning { data: data.clone() }, &nothing)
        }
        Part::Refusal { text } => (PartKind::Refusal, text),
        Part::ToolCall {
            id,
            name,
            arguments,
            ..
        } => (
            PartKind::ToolCall {
                id: id.clone(),
                name: name.clone(),
            },
            arguments,
        ),
        Part::Native { kind, value } => (
            PartKind::Native {
                kind: kind.clone(),
                value: *value,
            },
            &nothing,
        ),
        Part::Image { .. }
        | Part::Document { .. }
        | Part::Audio { .. }
        | Part::ToolResult { .. } => {
            return false;
        }
    };
    each(&Event::PartStart { choice, part, kind });
    if !text.is_empty() {
        each(&Event::PartDelta {
            choice,
            part,
            text: text.clone(),
        });
    }
    match content {
        Part::Text {
            citations: Some(citations),
            ..
        } => {
            citations.items().for_each(|value| {
                each(&Event::Citation {
                    choice,
                    part,
                    value,
                })
            });
        }
        Part::Reasoning {
            signature: Some(signature),
            ..
        } => {
            each(&Event::Signature {
                choice,
                part,
                signature: signature.clone(),
            });
        }
        _ => {}
    }
    each(&Event::PartStop { choice, part });
    true
}
