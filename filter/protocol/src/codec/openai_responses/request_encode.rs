//! The hub to a request body.
//!
//! Source: OpenAI API reference, "Create a model response". Fields of another
//! format that have no counterpart are listed as losses, never passed on: the
//! API refuses what it does not know.

use super::item_encode::ItemEncoder;
use super::tool_encode;
use crate::chat::{Effort, Message, Origin, OutputFormat, Part, Reasoning, Request, Role};
use crate::codec::Target;
use crate::codec::openai::{effort_of, write_account, write_ranged};
use crate::error::EncodeError;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

/// The least output limit that the API takes.
const LEAST_OUTPUT: u64 = 16;
/// Most alternatives a token.
const MOST_TOP_LOGPROBS: u64 = 20;

type Fits = fn(&Value<'_>) -> bool;

/// Fields that OpenAI has and the hub has not, by the name they have here; those
/// of other formats that are called alike are of another type.
const PASSED: &[(&str, Fits)] = &[
    ("context_management", |value| value.is_array()),
    ("max_tool_calls", |value| value.u64().is_some()),
    ("moderation", |value| value.is_object()),
    ("prompt_cache_key", |value| value.text().is_some()),
    ("prompt_cache_options", |value| value.is_object()),
    ("prompt_cache_retention", |value| value.text().is_some()),
    ("safety_identifier", |value| value.text().is_some()),
    ("truncation", |value| value.text().is_some()),
];

/// How the names of models begin that reason, the longest first; and of those that
/// do not, and refuse to be asked for their reasoning.
const REASONING: &[(&str, bool)] = &[
    ("codex-", true),
    ("gpt-3", false),
    ("gpt-4", false),
    ("gpt-5-chat", false),
    ("gpt-", true),
    ("o1", true),
    ("o3", true),
    ("o4", true),
];

/// Appends the body that asks `target` for what `request` asks.
///
/// The provider is asked to store nothing, since nobody asked for that; so its
/// reasoning comes in the form in which it can be given back.
///
/// # Errors
/// Content that has no form here and whose absence would change what is asked.
pub(super) fn encode_request(
    request: &Request<'_>,
    target: &Target<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    if request.candidates.is_some_and(|count| count > 1) {
        return Err(tool_encode::error(
            "n".to_owned(),
            "one request gets one answer in this format; ask several times instead",
        ));
    }
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("model");
    writer.str(target.model);
    let messages = write_instructions(&request.messages, &mut writer, losses);
    writer.key("input");
    ItemEncoder {
        writer: &mut writer,
        losses,
        customs: Vec::new(),
    }
    .items(messages)?;
    let mut extras = Extras::sorted(request, losses);
    if request.stream {
        writer.key("stream");
        writer.bool(true);
    }
    write_object("stream_options", &mut writer, &extras.stream, |_| false);
    tool_encode::tools(request, &mut writer, losses)?;
    write_object("text", &mut writer, &extras.text, |writer| {
        write_format(request.output.as_ref(), writer, losses)
    });
    limits(request, &mut writer, losses);
    write_reasoning(
        request.reasoning.as_ref(),
        &extras.reasoning,
        &mut writer,
        losses,
    );
    if gives_reasoning_back(request, target.model) {
        extras
            .include
            .insert(0, Text::Literal(b"reasoning.encrypted_content"));
    }
    if request.log_probs.is_some() {
        extras
            .include
            .push(Text::Literal(b"message.output_text.logprobs"));
    }
    if !extras.include.is_empty() {
        writer.key("include");
        writer.begin_array();
        extras.include.iter().for_each(|word| writer.text(word));
        writer.end_array();
    }
    writer.key("store");
    writer.bool(extras.store);
    for (name, value) in &extras.passed {
        writer.key(name);
        writer.value(*value);
    }
    write_account(request, &mut writer, losses);
    writer.end_object();
    Ok(())
}

/// Writes a system prompt that stands in front of the conversation, and hands over
/// what comes behind it.
fn write_instructions<'m, 'a>(
    messages: &'m [Message<'a>],
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> &'m [Message<'a>] {
    let Some((first, rest)) = messages.split_first() else {
        return messages;
    };
    let is_prompt = first.role == Role::System && first.index.is_none() && first.extra.is_empty();
    match first.parts.as_slice() {
        [
            Part::Text {
                text,
                cache,
                citations: None,
            },
        ] if is_prompt && !rest.is_empty() => {
            writer.key("instructions");
            writer.text(text);
            if cache.is_some() {
                losses.dropped("system[0].cache_control", "the provider caches by itself");
            }
            rest
        }
        _ => messages,
    }
}

/// The fields without a place in the hub, by the object that they belong to.
#[derive(Default)]
struct Extras<'a> {
    stream: Vec<(&'static str, Value<'a>)>,
    text: Vec<(&'static str, Value<'a>)>,
    reasoning: Vec<(&'static str, Value<'a>)>,
    include: Vec<Text<'a>>,
    passed: Vec<(&'static str, Value<'a>)>,
    store: bool,
}

impl<'a> Extras<'a> {
    fn sorted(request: &Request<'a>, losses: &mut Losses) -> Self {
        let mut extras = Self::default();
        for extra in &request.extra {
            let (name, value) = (extra.name.to_str(), extra.value);
            let passed = PASSED.iter().find(|(known, _)| *known == name);
            match &*name {
                "store" if value.bool().is_some() => extras.store = value.bool() == Some(true),
                "verbosity" | "text.verbosity" => extras.text.push(("verbosity", value)),
                "reasoning.context" => extras.reasoning.push(("context", value)),
                "reasoning.mode" => extras.reasoning.push(("mode", value)),
                "stream_options.include_obfuscation" if request.stream => {
                    extras.stream.push(("include_obfuscation", value));
                }
                name if name.starts_with("include[") && value.text().is_some() => {
                    extras.include.extend(value.text());
                }
                _ => match passed.filter(|(_, fits)| fits(&value)) {
                    Some((known, _)) => extras.passed.push((known, value)),
                    None => losses.dropped(name.into_owned(), "this format has no such field"),
                },
            }
        }
        extras
    }
}

/// Writes an object of these members and of what `first` writes, which says
/// whether that is anything; none if it would be empty.
fn write_object(
    key: &str,
    writer: &mut Writer<'_>,
    members: &[(&'static str, Value<'_>)],
    first: impl FnOnce(&mut Writer<'_>) -> bool,
) {
    let mut inner = Vec::new();
    let mut object = Writer::new(&mut inner);
    object.begin_object();
    let has_first = first(&mut object);
    for (name, value) in members {
        object.key(name);
        object.value(*value);
    }
    object.end_object();
    if has_first || !members.is_empty() {
        writer.key(key);
        writer.raw(&inner);
    }
}

/// Writes `format` of `text`.
fn write_format(
    format: Option<&OutputFormat<'_>>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) -> bool {
    let Some(format) = format else { return false };
    writer.key("format");
    match format {
        OutputFormat::JsonObject => writer.raw(br#"{"type":"json_object"}"#),
        OutputFormat::JsonSchema {
            name,
            description,
            schema,
            strict,
        } => {
            writer.begin_object();
            writer.key("type");
            writer.raw(br#""json_schema""#);
            writer.key("name");
            match name {
                Some(name) => writer.text(name),
                None => {
                    writer.str("response");
                    losses.push(
                        LossAction::Defaulted,
                        "response_format.json_schema.name",
                        "this format demands a name",
                    );
                }
            }
            if let Some(description) = description {
                writer.key("description");
                writer.text(description);
            }
            writer.key("schema");
            writer.value(schema.value());
            if let Some(strict) = strict {
                writer.key("strict");
                writer.bool(*strict);
            }
            writer.end_object();
        }
    }
    true
}

fn limits(request: &Request<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    if let Some(limit) = request.max_output_tokens {
        if limit < LEAST_OUTPUT {
            losses.push(LossAction::Clamped, "max_output_tokens", "at least 16");
        }
        writer.key("max_output_tokens");
        writer.u64(limit.max(LEAST_OUTPUT));
    }
    let sampling = &request.sampling;
    write_ranged(
        ("temperature", sampling.temperature, "0", "2"),
        writer,
        losses,
    );
    write_ranged(("top_p", sampling.top_p, "0", "1"), writer, losses);
    if let Some(top) = request.log_probs.and_then(|log_probs| log_probs.top) {
        writer.key("top_logprobs");
        writer.u64(top.min(MOST_TOP_LOGPROBS));
        if top > MOST_TOP_LOGPROBS {
            losses.push(LossAction::Clamped, "top_logprobs", "at most 20");
        }
    }
    for (field, is_said) in [
        ("top_k", sampling.top_k.is_some()),
        ("frequency_penalty", sampling.frequency_penalty.is_some()),
        ("presence_penalty", sampling.presence_penalty.is_some()),
        ("seed", sampling.seed.is_some()),
        ("stop", !request.stop.is_empty()),
    ] {
        if is_said {
            losses.dropped(field, "this format has no such field");
        }
    }
}

fn write_reasoning(
    reasoning: Option<&Reasoning<'_>>,
    others: &[(&'static str, Value<'_>)],
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) {
    let effort = reasoning.and_then(|reasoning| effort_of(reasoning, losses));
    let display = reasoning.and_then(|reasoning| reasoning.display.as_ref());
    let summary = display.and_then(|word| match &*word.to_str() {
        "summarized" => Some("auto"),
        "concise" => Some("concise"),
        "detailed" => Some("detailed"),
        // Which is what happens where no summary is asked for.
        "omitted" => None,
        _ => {
            losses.dropped("thinking.display", "no such summary in this format");
            None
        }
    });
    write_object("reasoning", writer, others, |writer| {
        for (key, word) in [("effort", effort.map(Effort::name)), ("summary", summary)] {
            if let Some(word) = word {
                writer.key(key);
                writer.str(word);
            }
        }
        effort.is_some() || summary.is_some()
    });
}

/// Whether the model is to tell its reasoning in the form in which it can be given
/// back, which one that does not reason refuses. Of a model that is not known, the
/// request tells whether it does.
fn gives_reasoning_back(request: &Request<'_>, model: &str) -> bool {
    // A fine-tuned model, and one of a gateway behind this one.
    let model = model.strip_prefix("ft:").unwrap_or(model);
    let model = model.rsplit('/').next().unwrap_or(model);
    let known = REASONING.iter().find(|(name, _)| model.starts_with(name));
    if let Some((_, reasons)) = known {
        return *reasons;
    }
    let is_asked = |reasoning: &Reasoning<'_>| reasoning.effort != Some(Effort::None);
    let is_ours = |part: &Part<'_>| match part {
        Part::Reasoning {
            signature: Some(signature),
            ..
        }
        | Part::RedactedReasoning { data: signature } => signature.origin == Origin::OpenAi,
        _ => false,
    };
    request.reasoning.as_ref().is_some_and(is_asked)
        || request
            .messages
            .iter()
            .flat_map(|message| &message.parts)
            .any(is_ours)
}
