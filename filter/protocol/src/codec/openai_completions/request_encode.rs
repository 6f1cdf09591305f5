//! The hub to a request body.
//!
//! Source: OpenAI API reference, "Create completion". A model behind this API
//! continues a text and knows no roles, so only a conversation that is one text can
//! be asked of it.

use crate::chat::{Message, Part, Request, Role, Tool, ToolChoice};
use crate::codec::Target;
use crate::codec::openai::write_ranged;
use crate::error::{EncodeError, Path};
use crate::format::WireFormat;
use crate::json::{Text, Writer};
use crate::loss::{LossAction, Losses};

/// Most stop sequences.
const MOST_STOPS: usize = 4;
/// Most alternatives a token.
const MOST_LOG_PROBS: u64 = 5;

const CHAT_NEEDED: &str = "a completion continues one text; ask for a model of a chat format";

/// Appends the body that asks `target` for what `request` asks.
///
/// A stream always asks for the usage event, since Sluice counts by it.
///
/// # Errors
/// A conversation that is more than one text, tools, and forms that an answer must have.
pub(super) fn encode_request(
    request: &Request<'_>,
    target: &Target<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    refuse_tools(request, losses)?;
    let prompt = prompt(&request.messages, losses)?;
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("model");
    writer.str(target.model);
    writer.key("prompt");
    match prompt {
        Prompt::One(text) => writer.text(text),
        Prompt::Joined(text) => writer.str(&text),
    }
    if request.stream {
        writer.key("stream");
        writer.bool(true);
        writer.key("stream_options");
        writer.raw(br#"{"include_usage":true}"#);
    }
    limits(request, target, &mut writer, losses);
    sampling(request, &mut writer, losses);
    if let Some(user) = &request.user {
        writer.key("user");
        writer.text(user);
    }
    writer.end_object();
    list_losses(request, losses);
    Ok(())
}

fn refused(at: impl Into<Path>, problem: &'static str) -> EncodeError {
    EncodeError {
        at: at.into(),
        format: WireFormat::OpenAiCompletions,
        problem: problem.into(),
    }
}

/// Tools that must not be called need not be told of.
fn refuse_tools(request: &Request<'_>, losses: &mut Losses) -> Result<(), EncodeError> {
    if request.output.is_some() {
        return Err(refused("response_format", CHAT_NEEDED));
    }
    let Some(first) = request.tools.first() else {
        return Ok(());
    };
    if request.tool_choice == Some(ToolChoice::None) {
        losses.dropped("tools", "none may be called");
        return Ok(());
    }
    let at = match first {
        Tool::Function { .. } => "tools",
        Tool::Native { .. } => "tools[0]",
    };
    Err(refused(at, CHAT_NEEDED))
}

enum Prompt<'r, 'a> {
    /// As it was written.
    One(&'r Text<'a>),
    /// Several texts with a blank line between any two.
    Joined(String),
}

fn prompt<'r, 'a>(
    messages: &'r [Message<'a>],
    losses: &mut Losses,
) -> Result<Prompt<'r, 'a>, EncodeError> {
    let mut texts = Vec::new();
    for message in messages {
        let at = |part: usize| match message.index {
            Some(index) => format!("messages[{index}].content[{part}]"),
            None => format!("system[{part}]"),
        };
        if message.role == Role::Assistant {
            let index = message.index.unwrap_or(0);
            return Err(refused(format!("messages[{index}]"), CHAT_NEEDED));
        }
        for (index, part) in message.parts.iter().enumerate() {
            let Part::Text {
                text,
                cache,
                citations,
            } = part
            else {
                return Err(refused(at(index), "only text can be part of a prompt"));
            };
            if cache.is_some() {
                losses.dropped(
                    format!("{}.cache_control", at(index)),
                    "the provider caches by itself",
                );
            }
            if citations.is_some() {
                losses.dropped(
                    format!("{}.citations", at(index)),
                    "this format has no such field",
                );
            }
            texts.push(text);
        }
        message_losses(message, losses);
    }
    match texts.as_slice() {
        [] => Err(refused("messages", "there is no text to continue")),
        [one] if messages.len() == 1 => Ok(Prompt::One(one)),
        texts => {
            losses.push(
                LossAction::Renamed,
                "messages",
                "one prompt without roles takes their place",
            );
            let texts: Vec<_> = texts.iter().map(|text| text.to_str()).collect();
            Ok(Prompt::Joined(texts.join("\n\n")))
        }
    }
}

fn message_losses(message: &Message<'_>, losses: &mut Losses) {
    let at = |field: &str| match message.index {
        Some(index) => format!("messages[{index}].{field}"),
        None => format!("system.{field}"),
    };
    if message.name.is_some() {
        losses.dropped(at("name"), "this format has no such field");
    }
    for extra in &message.extra {
        losses.dropped(at(&extra.name.to_str()), "this format has no such field");
    }
}

fn limits(
    request: &Request<'_>,
    target: &Target<'_>,
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) {
    writer.key("max_tokens");
    writer.u64(request.max_output_tokens.unwrap_or_else(|| {
        losses.push(
            LossAction::Defaulted,
            "max_tokens",
            "a completion ends after 16 tokens without a limit",
        );
        target.default_max_tokens
    }));
    if let Some(candidates) = request.candidates {
        writer.key("n");
        writer.u64(candidates);
    }
    if !request.stop.is_empty() {
        writer.key("stop");
        writer.begin_array();
        request
            .stop
            .iter()
            .take(MOST_STOPS)
            .for_each(|sequence| writer.text(sequence));
        writer.end_array();
        if request.stop.len() > MOST_STOPS {
            losses.push(
                LossAction::Clamped,
                "stop",
                "at most 4 sequences, the first are kept",
            );
        }
    }
    if let Some(log_probs) = request.log_probs {
        let top = log_probs.top.unwrap_or(0);
        writer.key("logprobs");
        writer.u64(top.min(MOST_LOG_PROBS));
        if top > MOST_LOG_PROBS {
            losses.push(LossAction::Clamped, "logprobs", "at most 5");
        }
    }
}

fn sampling(request: &Request<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    let sampling = &request.sampling;
    let ranged = [
        ("temperature", sampling.temperature, "0", "2"),
        ("top_p", sampling.top_p, "0", "1"),
        ("frequency_penalty", sampling.frequency_penalty, "-2", "2"),
        ("presence_penalty", sampling.presence_penalty, "-2", "2"),
    ];
    for ranged in ranged {
        write_ranged(ranged, writer, losses);
    }
    if let Some(seed) = sampling.seed {
        writer.key("seed");
        writer.value(seed);
    }
    if sampling.top_k.is_some() {
        losses.dropped("top_k", "this format has no such field");
    }
}

/// What has no place in this format at all.
fn list_losses(request: &Request<'_>, losses: &mut Losses) {
    let absent = [
        ("tool_choice", request.tool_choice.is_some()),
        (
            "parallel_tool_calls",
            request.parallel_tool_calls.is_some() && !request.tools.is_empty(),
        ),
        ("reasoning", request.reasoning.is_some()),
        ("service_tier", request.service_tier.is_some()),
        ("metadata", request.metadata.is_some()),
    ];
    for (field, is_lost) in absent {
        if is_lost {
            losses.dropped(field, "this format has no such field");
        }
    }
    for extra in &request.extra {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "this format has no such field",
        );
    }
}
