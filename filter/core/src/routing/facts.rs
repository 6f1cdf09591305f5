//! What a request asks for, as far as rules may ask.

use sluice_config::{Feature, Measure};
use sluice_protocol::chat::{
    Effort, MediaSource, Message, OutputFormat, Part, Reasoning, Request, Role, Tool,
};
use sluice_protocol::json::Value;

use super::count::Count;

/// Estimated input tokens of an image. Providers count 85 for a thumbnail and up to
/// 1,600 for a large photograph.
const IMAGE_TOKENS: u64 = 500;

/// The same of an image that is asked for in low detail.
const THUMBNAIL_TOKENS: u64 = 85;

/// Bytes of base64 to an estimated token of a document: a page of PDF is some hundred
/// kilobytes and some two thousand tokens.
const DOCUMENT_BYTES: usize = 50;

/// Estimated tokens of a document that is not in the body.
const DOCUMENT_TOKENS: u64 = 2_000;

/// Bytes of base64 to an estimated token of sound.
const AUDIO_BYTES: usize = 1_000;

/// Estimated tokens that a message costs besides its text.
const MESSAGE_TOKENS: u64 = 4;

/// OpenAI's newer name for the end user.
pub(super) const SAFETY_IDENTIFIER: &str = "safety_identifier";

/// What a request asks for, as far as rules may ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// What it asks for.
    pub features: Features,
    /// The output limit that the client gave, in tokens.
    pub max_tokens: Option<u64>,
    /// Estimated tokens of input: a quarter of the bytes of text, and flat amounts for
    /// media. No tokenizer is asked, so that this is the same for every provider.
    pub input_tokens: u64,
    /// Unicode characters of all text in the conversation.
    pub prompt_chars: u64,
    /// Messages in the conversation, a system prompt that stands apart not counted.
    pub messages: u64,
    /// Tools on offer.
    pub tool_count: u64,
    /// The end user that the body names.
    pub user: Option<String>,
    /// Whether the body was read. If not, its tokens are at most as many as said, and
    /// no rule is applied that needs more than is known.
    pub is_complete: bool,
}

impl Facts {
    /// What a chat request asks for. `stream` must be right in it, also where the
    /// path says it.
    #[must_use]
    pub fn of_request(request: &Request<'_>) -> Self {
        let mut facts = Self {
            max_tokens: request.max_output_tokens,
            tool_count: length(request.tools.len()),
            user: user(request),
            is_complete: true,
            ..Self::default()
        };
        let mut reading = Reading::default();
        for message in &request.messages {
            reading.message(message);
        }
        for tool in &request.tools {
            reading.tool(tool);
        }
        facts.messages = reading.messages;
        facts.prompt_chars = reading.prompt.chars;
        facts.input_tokens = tokens(reading.prompt.bytes + reading.other_bytes)
            .saturating_add(reading.media_tokens)
            .saturating_add(MESSAGE_TOKENS * length(request.messages.len()));
        let mut features = reading.features;
        features.set_if(Feature::Tools, !request.tools.is_empty());
        features.set_if(Feature::Stream, request.stream);
        features.set_if(
            Feature::Reasoning,
            request.reasoning.as_ref().is_some_and(is_asked),
        );
        features.set_if(Feature::AudioOutput, is_sound_asked(request));
        features.set_if(Feature::Code, reading.is_code);
        match &request.output {
            Some(OutputFormat::JsonObject) => features.set(Feature::JsonMode),
            Some(OutputFormat::JsonSchema { .. }) => features.set(Feature::JsonSchema),
            None => {}
        }
        facts.features = features;
        facts
    }

    /// What is known of a request whose body is not read. Its tokens are at most as
    /// many as a quarter of its bytes.
    #[must_use]
    pub fn outline(stream: bool, body_bytes: usize) -> Self {
        let mut features = Features::default();
        features.set_if(Feature::Stream, stream);
        Self {
            features,
            input_tokens: tokens(body_bytes),
            ..Self::default()
        }
    }

    /// A number of the request, if it is known.
    #[must_use]
    pub fn measure(&self, measure: Measure) -> Option<u64> {
        match measure {
            Measure::MaxTokens => self.max_tokens,
            Measure::InputTokens => Some(self.input_tokens),
            Measure::PromptChars => self.is_complete.then_some(self.prompt_chars),
            Measure::Messages => self.is_complete.then_some(self.messages),
            Measure::ToolCount => self.is_complete.then_some(self.tool_count),
            _ => None,
        }
    }
}

/// A set of [`Feature`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Features(u32);

impl Features {
    /// Adds a feature.
    pub const fn set(&mut self, feature: Feature) {
        self.0 |= 1 << feature as u32;
    }

    const fn set_if(&mut self, feature: Feature, is_there: bool) {
        if is_there {
            self.set(feature);
        }
    }

    /// Whether a feature is in it.
    #[must_use]
    pub const fn has(self, feature: Feature) -> bool {
        self.0 >> feature as u32 & 1 == 1
    }

    /// All features in it.
    pub fn iter(self) -> impl Iterator<Item = Feature> {
        let all = Feature::ALL.iter().map(|(feature, _)| *feature);
        all.filter(move |feature| self.has(*feature))
    }
}

/// A conversation as far as it has been read.
#[derive(Default)]
struct Reading {
    features: Features,
    messages: u64,
    /// The text of the conversation.
    prompt: Count,
    /// Bytes of what is sent besides: schemas, arguments, what only one format knows.
    other_bytes: usize,
    media_tokens: u64,
    is_code: bool,
}

impl Reading {
    fn message(&mut self, message: &Message<'_>) {
        self.messages += u64::from(message.index.is_some());
        for part in &message.parts {
            self.part(part, message.role);
        }
    }

    fn part(&mut self, part: &Part<'_>, role: Role) {
        match part {
            Part::Text { text, .. } => {
                let count = Count::of(text);
                self.is_code |= role == Role::User && count.is_code();
                self.prompt.add(&count);
            }
            Part::Refusal { text } => self.prompt.add(&Count::of(text)),
            Part::Reasoning { text, .. } => self.other_bytes += Count::of(text).bytes,
            Part::Image { detail, .. } => {
                self.features.set(Feature::Image);
                let is_low = detail.as_ref().is_some_and(|text| text.to_str() == "low");
                self.media_tokens += if is_low {
                    THUMBNAIL_TOKENS
                } else {
                    IMAGE_TOKENS
                };
            }
            Part::Document { source, .. } => self.document(source),
            Part::Audio { data, .. } => {
                self.features.set(Feature::AudioInput);
                self.media_tokens += length(Count::of(data).bytes / AUDIO_BYTES);
            }
            Part::ToolCall { arguments, .. } => self.other_bytes += Count::of(arguments).bytes,
            Part::ToolResult { content, .. } => {
                for part in content {
                    // What a tool says is not what the user asks.
                    self.part(part, Role::Assistant);
                }
            }
            Part::Native { value, .. } => self.other_bytes += value.raw().len(),
            // Opaque, and of another length than what it stands for.
            _ => {}
        }
    }

    fn document(&mut self, source: &MediaSource<'_>) {
        match source {
            MediaSource::Text(text) => self.prompt.add(&Count::of(text)),
            MediaSource::Base64 { data, .. } => {
                self.features.set(Feature::Document);
                self.media_tokens += length(Count::of(data).bytes / DOCUMENT_BYTES);
            }
            _ => {
                self.features.set(Feature::Document);
                self.media_tokens += DOCUMENT_TOKENS;
            }
        }
    }

    fn tool(&mut self, tool: &Tool<'_>) {
        match tool {
            Tool::Function {
                name,
                description,
                parameters,
                ..
            } => {
                self.other_bytes += Count::of(name).bytes;
                self.other_bytes += description.as_ref().map_or(0, |text| Count::of(text).bytes);
                self.other_bytes += parameters
                    .as_ref()
                    .map_or(0, |schema| schema.value().raw().len());
            }
            Tool::Native { value, .. } => self.other_bytes += value.raw().len(),
            _ => {}
        }
    }
}

/// The end user. OpenAI's newer name for it stands beside what the hub knows.
fn user(request: &Request<'_>) -> Option<String> {
    let newer = || {
        let mut extras = request.extra.iter();
        let named = extras.find(|extra| extra.name.to_str() == SAFETY_IDENTIFIER)?;
        named.value.text()
    };
    let user = request.user.clone().or_else(newer)?;
    Some(user.to_str().into_owned())
}

/// Whether reasoning is asked for, and not merely said to be off.
fn is_asked(reasoning: &Reasoning<'_>) -> bool {
    let by_effort = reasoning
        .effort
        .is_some_and(|effort| effort != Effort::None);
    let by_budget = reasoning.budget_tokens.is_some_and(|budget| budget > 0);
    by_effort || by_budget || reasoning.adaptive
}

/// OpenAI's `modalities` and Google's `responseModalities`.
fn is_sound_asked(request: &Request<'_>) -> bool {
    let names = ["modalities", "responseModalities", "response_modalities"];
    let mut lists = request.extra.iter().filter(|extra| {
        let path = extra.name.to_str();
        path.rsplit('.')
            .next()
            .is_some_and(|name| names.contains(&name))
    });
    let is_sound = |item: Value<'_>| {
        item.text()
            .is_some_and(|text| text.to_str().eq_ignore_ascii_case("audio"))
    };
    lists.any(|extra| extra.value.items().any(is_sound))
}

fn tokens(bytes: usize) -> u64 {
    length(bytes.div_ceil(4))
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
