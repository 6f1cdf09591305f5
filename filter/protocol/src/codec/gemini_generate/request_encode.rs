//! Hub to request body.

use crate::chat::{OutputFormat, Part, Request};
use crate::codec::Target;
use crate::error::EncodeError;
use crate::json::{Text, Writer};
use crate::loss::{LossAction, Losses};

use super::config_encode;
use super::conversation::{Conversation, Turn, arrange};
use super::models::{Rules, rules_of};
use super::parts_encode::PartWriter;
use super::tools_encode;

/// What stands in for the user where a conversation begins with the assistant.
const OPENING: &str = ".";

/// Writes a request body for `target`. The model and whether to stream stand in the
/// path, so neither is in it.
///
/// # Errors
/// Something in the request has no form here, and leaving it out would change
/// what is asked. `out` is then as it was.
pub(super) fn encode_request(
    request: &Request<'_>,
    target: &Target<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let before = out.len();
    let result = encode(request, target, out, losses);
    if result.is_err() {
        out.truncate(before);
    }
    result
}

fn encode(
    request: &Request<'_>,
    target: &Target<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let rules = rules_of(target.model);
    let conversation = arrange(&request.messages, losses)?;
    let in_words =
        request.output.is_some() && tools_encode::has_functions(request) && !rules.json_with_tools;
    let mut writer = Writer::new(out);
    writer.begin_object();
    write_contents(&mut writer, &conversation, rules, losses)?;
    write_system(&mut writer, request, &conversation, in_words, losses);
    tools_encode::write_tools(&mut writer, request, losses)?;
    config_encode::write(&mut writer, request, rules, in_words, losses);
    writer.end_object();
    list_losses(request, losses);
    Ok(())
}

fn list_losses(request: &Request<'_>, losses: &mut Losses) {
    let is_said = |field, is_there, losses: &mut Losses| {
        if is_there {
            losses.dropped(field, "the provider has no such field");
        }
    };
    is_said("user", request.user.is_some(), losses);
    is_said("metadata", request.metadata.is_some(), losses);
    let tier = request.service_tier.as_ref();
    let is_usual = tier.is_none_or(|tier| *tier == "auto" || *tier == "default");
    is_said("service_tier", !is_usual, losses);
    for extra in &request.extra {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "unknown to the provider's format",
        );
    }
}

fn write_contents<'w>(
    writer: &'w mut Writer<'_>,
    conversation: &'w Conversation<'w, '_>,
    rules: Rules,
    losses: &'w mut Losses,
) -> Result<(), EncodeError> {
    writer.key("contents");
    writer.begin_array();
    let turns = &conversation.turns;
    if turns.first().is_some_and(|turn| turn.is_model) {
        losses.push(
            LossAction::Defaulted,
            "messages",
            "a conversation begins with the user, so one line of his was put in front",
        );
        begin_turn(writer, false);
        writer.begin_object();
        writer.key("text");
        writer.str(OPENING);
        writer.end_object();
        end_turn(writer);
    }
    let last_words = conversation.last_words();
    for (index, turn) in turns.iter().enumerate() {
        begin_turn(writer, turn.is_model);
        write_turn(writer, turn, index > last_words, rules, losses)?;
        end_turn(writer);
    }
    writer.end_array();
    Ok(())
}

fn begin_turn(writer: &mut Writer<'_>, is_model: bool) {
    writer.begin_object();
    writer.key("role");
    writer.str(if is_model { "model" } else { "user" });
    writer.key("parts");
    writer.begin_array();
}

fn end_turn(writer: &mut Writer<'_>) {
    writer.end_array();
    writer.end_object();
}

/// Writes the parts of a turn. The first call of each step of the turn that is going
/// on must have its signature; those of earlier turns are not checked.
fn write_turn(
    writer: &mut Writer<'_>,
    turn: &Turn<'_, '_>,
    is_going_on: bool,
    rules: Rules,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    let mut parts = PartWriter {
        writer,
        losses,
        rules,
        is_first_call: is_going_on,
        signature: None,
    };
    for placed in turn.results.iter().chain(&turn.parts) {
        parts.write(placed)?;
    }
    parts.finish();
    Ok(())
}

fn write_system(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    conversation: &Conversation<'_, '_>,
    in_words: bool,
    losses: &mut Losses,
) {
    let instruction = request.output.as_ref().filter(|_| in_words).map(|format| {
        losses.push(
            LossAction::Renamed,
            "response_format",
            "with tools this model is asked for JSON in words, which it may not heed",
        );
        json_instruction(format)
    });
    if conversation.system.is_empty() && instruction.is_none() {
        return;
    }
    let mut parts = Vec::new();
    for placed in &conversation.system {
        if let Part::Text { text, cache, .. } = placed.part {
            if cache.is_some() {
                losses.dropped(
                    format!("{}.cache_control", placed.path()),
                    "the provider caches by itself",
                );
            }
            parts.push(text.clone());
        } else if let Part::Refusal { text } = placed.part {
            parts.push(text.clone());
        }
    }
    parts.extend(instruction);
    writer.key("systemInstruction");
    writer.begin_object();
    writer.key("parts");
    writer.begin_array();
    for part in &parts {
        writer.begin_object();
        writer.key("text");
        writer.text(part);
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
}

/// The words that stand in for the form of the answer.
fn json_instruction<'a>(format: &OutputFormat<'_>) -> Text<'a> {
    let mut words =
        "Unless you call a tool, answer with one JSON value and nothing else: no prose, no code fence."
            .to_owned();
    if let OutputFormat::JsonSchema { schema, .. } = format {
        words.push_str(" It must match this JSON Schema:\n");
        words.push_str(&String::from_utf8_lossy(schema.value().raw()));
    }
    Text::from(words)
}
