//! Hub to request body.

use crate::chat::json_mode::json_instruction;
use crate::chat::turns::{Conversation, Turn, arrange};
use crate::chat::{Part, Request};
use crate::claude::reasoning;
use crate::codec::Target;
use crate::error::EncodeError;
use crate::format::WireFormat;
use crate::json::{Text, Writer};
use crate::loss::{LossAction, Losses};

use super::documents::Names;
use super::models::rules_of;
use super::options_encode::{self as options, Thinking};
use super::tools_encode::write_tools;
use super::write::{Blocks, is_empty, refuse, write_text};

/// What stands in for the user where a conversation begins with the assistant, or
/// for the text that a document must come with.
const OPENING: &str = ".";

/// What a tool result without its call and without content says.
const NO_OUTPUT: &str = "(no output)";

/// Writes a request body for `target`, whose model stands in the path.
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
    let conversation = arrange(&request.messages, WireFormat::BedrockConverse, losses)?;
    let obstacle = reasoning::obstacle(&conversation.turns, rules.claude)
        .map_err(|(at, problem)| refuse(at, problem))?;
    let thinking = Thinking::plan(request, rules, obstacle, target, losses);
    let choice = reasoning::tool_choice(request, thinking.forbids_force(), losses);

    let mut writer = Writer::new(out);
    writer.begin_object();
    let mut blocks = Blocks {
        losses,
        caches: rules.caches,
        names: Names::default(),
    };
    let has_schema = rules.claude.schema;
    write_system(&mut writer, request, &conversation, has_schema, &mut blocks);
    write_messages(&mut writer, &conversation, &mut blocks)?;
    let Blocks { losses, .. } = blocks;
    let taken = reasoning::sampling(request, rules.claude, thinking.forbids_sampling(), losses);
    options::write_inference(&mut writer, request, &thinking, taken, losses);
    write_tools(&mut writer, request, choice, rules, losses)?;
    options::write_additional(&mut writer, request, rules, &thinking, taken, losses);
    options::write_output(&mut writer, request, has_schema, &thinking, losses);
    options::write_rest(&mut writer, request, rules, losses);
    writer.end_object();
    Ok(())
}

fn write_system(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    conversation: &Conversation<'_, '_>,
    has_schema: bool,
    blocks: &mut Blocks<'_>,
) {
    let instruction = json_instruction(request.output.as_ref(), has_schema, blocks.losses);
    if conversation.system.is_empty() && instruction.is_none() {
        return;
    }
    writer.key("system");
    writer.begin_array();
    for placed in &conversation.system {
        match placed.part {
            Part::Text { text, cache, .. } => {
                write_text(writer, text);
                blocks.point(writer, cache.as_ref(), || placed.path());
            }
            Part::Refusal { text } => write_text(writer, text),
            _ => {}
        }
    }
    if let Some(instruction) = instruction {
        write_text(writer, &instruction);
    }
    writer.end_array();
}

fn write_messages(
    writer: &mut Writer<'_>,
    conversation: &Conversation<'_, '_>,
    blocks: &mut Blocks<'_>,
) -> Result<(), EncodeError> {
    writer.key("messages");
    writer.begin_array();
    let first = conversation.turns.first();
    if first.is_some_and(|turn| turn.is_assistant) {
        blocks.losses.push(
            LossAction::Defaulted,
            "messages",
            "a conversation begins with the user, so one line of his was put in front",
        );
        begin_turn(writer, false);
        write_text(writer, &Text::from(OPENING));
        end_turn(writer);
    }
    let last = conversation.turns.len().saturating_sub(1);
    for (index, turn) in conversation.turns.iter().enumerate() {
        begin_turn(writer, turn.is_assistant);
        let is_prefill = index == last && turn.is_assistant;
        write_turn(writer, turn, is_prefill, blocks)?;
        end_turn(writer);
    }
    writer.end_array();
    Ok(())
}

fn begin_turn(writer: &mut Writer<'_>, is_assistant: bool) {
    writer.begin_object();
    writer.key("role");
    writer.str(if is_assistant { "assistant" } else { "user" });
    writer.key("content");
    writer.begin_array();
}

fn end_turn(writer: &mut Writer<'_>) {
    writer.end_array();
    writer.end_object();
}

fn write_turn(
    writer: &mut Writer<'_>,
    turn: &Turn<'_, '_>,
    is_prefill: bool,
    blocks: &mut Blocks<'_>,
) -> Result<(), EncodeError> {
    for placed in &turn.results {
        blocks.part(writer, placed)?;
    }
    let last = turn.parts.len().saturating_sub(1);
    for (index, placed) in turn.parts.iter().enumerate() {
        match placed.part {
            Part::ToolResult { content, .. } if content.iter().all(is_empty) => {
                write_text(writer, &Text::from(NO_OUTPUT));
            }
            Part::ToolResult { content, .. } => blocks.result_content(writer, placed, content)?,
            Part::Text { text, .. } if is_prefill && index == last => {
                let words = text.to_str();
                let trimmed = words.trim_end();
                if trimmed.len() < words.len() {
                    blocks.losses.push(
                        LossAction::Renamed,
                        placed.path(),
                        "white space at the end of the last message was left out",
                    );
                }
                write_text(writer, &Text::from(trimmed));
            }
            _ => blocks.part(writer, placed)?,
        }
    }
    let mut parts = turn.parts.iter().map(|placed| placed.part);
    let is_document = |part: &Part<'_>| matches!(part, Part::Document { .. });
    let is_text = |part: &Part<'_>| {
        matches!(
            part,
            Part::Text { .. } | Part::Refusal { .. } | Part::ToolResult { .. }
        )
    };
    if let Some(placed) = turn.parts.iter().find(|placed| is_document(placed.part))
        && !parts.any(is_text)
    {
        blocks.losses.push(
            LossAction::Defaulted,
            placed.path(),
            "a document must come with a text, so one was put behind it",
        );
        write_text(writer, &Text::from(OPENING));
    }
    Ok(())
}
