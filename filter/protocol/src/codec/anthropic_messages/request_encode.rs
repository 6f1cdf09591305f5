//! Hub to request body.

use crate::chat::json_mode::json_instruction;
use crate::chat::turns::{Conversation, Turn, arrange};
use crate::chat::{Part, Request};
use crate::claude::models::{Rules, rules_of};
use crate::claude::reasoning;
use crate::codec::Target;
use crate::error::EncodeError;
use crate::format::WireFormat;
use crate::json::{Text, Writer};
use crate::loss::{LossAction, Losses};

use super::options_encode::{
    write_output_config, write_sampling, write_stop, write_tier, write_user,
};
use super::tools;
use super::write::{is_empty, refuse, write_part, write_result_content, write_text};

/// What stands in for the user where a conversation begins with the assistant.
const OPENING: &str = ".";

/// What a tool result without its call and without content says.
const NO_OUTPUT: &str = "(no output)";

/// Writes a request body for `target`.
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
    if request.candidates.is_some_and(|count| count > 1) {
        return Err(refuse("n".to_owned(), "one answer a request"));
    }
    let rules = rules_of(target.model);
    let conversation = arrange(&request.messages, WireFormat::AnthropicMessages, losses)?;
    let obstacle = reasoning::obstacle(&conversation.turns, rules)
        .map_err(|(at, problem)| refuse(at, problem))?;
    let mut max_tokens = request.max_output_tokens.unwrap_or_else(|| {
        losses.push(
            LossAction::Defaulted,
            "max_tokens",
            "the provider demands an output limit",
        );
        target.default_max_tokens
    });
    let plan = reasoning::plan(request, rules, obstacle, &mut max_tokens, losses);
    let choice = reasoning::tool_choice(request, plan.is_on(), losses);

    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("model");
    writer.str(target.model);
    writer.key("max_tokens");
    writer.u64(max_tokens);
    if request.stream {
        writer.key("stream");
        writer.bool(true);
    }
    write_system(&mut writer, request, &conversation, rules, losses);
    write_messages(&mut writer, &conversation, losses)?;
    tools::write_tools(&mut writer, request, choice, rules.schema, losses)?;
    let display = request
        .reasoning
        .as_ref()
        .and_then(|reasoning| reasoning.display.as_ref());
    reasoning::write_thinking(&mut writer, plan, display);
    write_output_config(&mut writer, request, plan, rules, losses);
    let taken = reasoning::sampling(request, rules, plan.is_on(), losses);
    write_sampling(&mut writer, taken);
    write_stop(&mut writer, &request.stop, losses);
    write_user(&mut writer, request, losses);
    write_tier(&mut writer, request, losses);
    writer.end_object();

    if request.log_probs.is_some() {
        losses.dropped("logprobs", "the provider tells no log-probabilities");
    }
    for extra in &request.extra {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "unknown to the provider's format",
        );
    }
    Ok(())
}

fn write_system(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    conversation: &Conversation<'_, '_>,
    rules: Rules,
    losses: &mut Losses,
) {
    let instruction = json_instruction(request.output.as_ref(), rules.schema, losses);
    if conversation.system.is_empty() && instruction.is_none() {
        return;
    }
    writer.key("system");
    writer.begin_array();
    for placed in &conversation.system {
        match placed.part {
            Part::Text { text, cache, .. } => write_text(writer, text, None, cache.as_ref()),
            Part::Refusal { text } => write_text(writer, text, None, None),
            _ => {}
        }
    }
    if let Some(instruction) = instruction {
        write_text(writer, &instruction, None, None);
    }
    writer.end_array();
}

fn write_messages(
    writer: &mut Writer<'_>,
    conversation: &Conversation<'_, '_>,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    writer.key("messages");
    writer.begin_array();
    if conversation
        .turns
        .first()
        .is_some_and(|turn| turn.is_assistant)
    {
        losses.push(
            LossAction::Defaulted,
            "messages",
            "a conversation begins with the user, so one line of his was put in front",
        );
        begin_turn(writer, false);
        write_text(writer, &Text::from(OPENING), None, None);
        end_turn(writer);
    }
    let last = conversation.turns.len().saturating_sub(1);
    for (index, turn) in conversation.turns.iter().enumerate() {
        begin_turn(writer, turn.is_assistant);
        let is_prefill = index == last && turn.is_assistant;
        write_turn(writer, turn, is_prefill, losses)?;
        end_turn(writer);
    }
    writer.end_array();
    Ok(())
}

fn begin_turn(writer: &mut Writer<'_>, is_assistant: bool) {
    writer.open(if is_assistant {
        r#"{"role":"assistant","content":["#
    } else {
        r#"{"role":"user","content":["#
    });
}

fn end_turn(writer: &mut Writer<'_>) {
    writer.close("]}");
}

fn write_turn(
    writer: &mut Writer<'_>,
    turn: &Turn<'_, '_>,
    is_prefill: bool,
    losses: &mut Losses,
) -> Result<(), EncodeError> {
    for placed in &turn.results {
        write_part(writer, placed, losses)?;
    }
    let last = turn.parts.len().saturating_sub(1);
    for (index, placed) in turn.parts.iter().enumerate() {
        match placed.part {
            Part::ToolResult { content, .. } if content.iter().all(is_empty) => {
                write_text(writer, &Text::from(NO_OUTPUT), None, None);
            }
            Part::ToolResult { content, .. } => {
                write_result_content(writer, placed, content, losses)?;
            }
            Part::Text { text, cache, .. } if is_prefill && index == last => {
                let words = text.to_str();
                let trimmed = words.trim_end();
                if trimmed.len() < words.len() {
                    losses.push(
                        LossAction::Renamed,
                        placed.path(),
                        "white space at the end of the last message was left out",
                    );
                }
                write_text(writer, &Text::from(trimmed), None, cache.as_ref());
            }
            _ => write_part(writer, placed, losses)?,
        }
    }
    Ok(())
}
