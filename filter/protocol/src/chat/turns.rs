//! The order of a conversation: one system prompt, turns that alternate, and
//! tool results where such APIs want them.
//!
//! Claude's API and Bedrock want the roles to alternate, and the results of a
//! turn's calls first in the very next user turn. So messages are regrouped here,
//! by reference.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::chat::{Message, Origin, Part, Role};
use crate::error::EncodeError;
use crate::format::WireFormat;
use crate::json::Text;
use crate::loss::{LossAction, Losses};

/// A part and where it came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed<'r, 'a> {
    /// The part.
    pub(crate) part: &'r Part<'a>,
    /// Its message.
    pub(crate) message: &'r Message<'a>,
    /// Its position in that message.
    pub(crate) at: usize,
    /// What to add to the id of a call or result whose id an earlier turn has used.
    pub(crate) suffix: Option<usize>,
}

impl Placed<'_, '_> {
    /// Path of the part in the source body.
    pub(crate) fn path(&self) -> String {
        part_path(self.message, self.part, self.at)
    }
}

/// Path in the source body of a part, which is the message's `at`th.
pub(crate) fn part_path(message: &Message<'_>, part: &Part<'_>, at: usize) -> String {
    let path = message_path(message);
    match (part, message.index) {
        (_, None) => path,
        (Part::ToolCall { .. }, _) => {
            let before = message.parts.iter().take(at);
            let calls = before.filter(|part| matches!(part, Part::ToolCall { .. }));
            format!("{path}.tool_calls[{}]", calls.count())
        }
        _ => format!("{path}.content[{at}]"),
    }
}

/// Path of a message in the source body.
pub(crate) fn message_path(message: &Message<'_>) -> String {
    match message.index {
        Some(index) => format!("messages[{index}]"),
        None => "system".to_owned(),
    }
}

/// Messages of one speaker, joined.
#[derive(Debug, Default)]
pub(crate) struct Turn<'r, 'a> {
    /// Whether the model speaks.
    pub(crate) is_assistant: bool,
    /// Results of the calls in the turn before, in the order of the calls.
    pub(crate) results: Vec<Placed<'r, 'a>>,
    /// The rest. A tool result among these belongs to no call.
    pub(crate) parts: Vec<Placed<'r, 'a>>,
}

/// A whole conversation in that order.
#[derive(Debug, Default)]
pub(crate) struct Conversation<'r, 'a> {
    /// The system prompt, in order.
    pub(crate) system: Vec<Placed<'r, 'a>>,
    /// The turns, alternating. Never empty, no turn empty.
    pub(crate) turns: Vec<Turn<'r, 'a>>,
}

/// Regroups the messages of a request.
///
/// A conversation of nothing but a system prompt becomes one user turn, since the
/// API answers nothing else.
///
/// # Errors
/// A call without result, a system prompt that is not text, no content at all.
pub(crate) fn arrange<'r, 'a>(
    messages: &'r [Message<'a>],
    format: WireFormat,
    losses: &mut Losses,
) -> Result<Conversation<'r, 'a>, EncodeError> {
    regroup(messages, losses).map_err(|(at, problem)| EncodeError {
        at: at.into(),
        format,
        problem: problem.into(),
    })
}

/// A place, and what is wrong there.
type Problem = (String, &'static str);

fn refuse(at: String, problem: &'static str) -> Problem {
    (at, problem)
}

fn regroup<'r, 'a>(
    messages: &'r [Message<'a>],
    losses: &mut Losses,
) -> Result<Conversation<'r, 'a>, Problem> {
    let mut conversation = Conversation::default();
    for message in messages {
        list_fields(message, losses);
        let is_system = matches!(message.role, Role::System | Role::Developer);
        if is_system && !conversation.turns.is_empty() {
            losses.push(
                LossAction::Renamed,
                message_path(message),
                "moved to the system prompt, in front of the conversation",
            );
        }
        for (at, part) in message.parts.iter().enumerate() {
            let placed = Placed {
                part,
                message,
                at,
                suffix: None,
            };
            if !is_kept(&placed, losses) {
                continue;
            }
            if is_system {
                if !matches!(part, Part::Text { .. } | Part::Refusal { .. }) {
                    return Err(refuse(placed.path(), "a system prompt takes text only"));
                }
                conversation.system.push(placed);
            } else {
                place(placed, &mut conversation.turns)?;
            }
        }
    }
    pair_results(&mut conversation.turns, losses)?;
    if conversation.turns.is_empty() {
        if conversation.system.is_empty() {
            return Err(refuse("messages".to_owned(), "there is nothing to answer"));
        }
        losses.push(
            LossAction::Renamed,
            "messages",
            "a system prompt alone is sent as the user's message",
        );
        conversation.turns.push(Turn {
            parts: std::mem::take(&mut conversation.system),
            ..Turn::default()
        });
    }
    Ok(conversation)
}

fn list_fields(message: &Message<'_>, losses: &mut Losses) {
    if message.name.is_some() {
        losses.dropped(
            format!("{}.name", message_path(message)),
            "speakers have no names",
        );
    }
    for extra in &message.extra {
        losses.dropped(
            format!("{}.{}", message_path(message), extra.name),
            "unknown to the provider's format",
        );
    }
}

/// Whether a part is sent at all. The API refuses blank text and reasoning that
/// it cannot prove to be its own.
fn is_kept(placed: &Placed<'_, '_>, losses: &mut Losses) -> bool {
    match placed.part {
        Part::Text { text, .. } | Part::Refusal { text } => !is_blank(text),
        Part::Reasoning {
            signature: None, ..
        } => {
            losses.dropped(
                placed.path(),
                "reasoning without a signature cannot be sent back",
            );
            false
        }
        Part::Reasoning {
            signature: Some(signature),
            ..
        }
        | Part::RedactedReasoning { data: signature }
            if signature.origin != Origin::Anthropic =>
        {
            losses.dropped(placed.path(), "reasoning that another provider has signed");
            false
        }
        _ => true,
    }
}

fn place<'r, 'a>(placed: Placed<'r, 'a>, turns: &mut Vec<Turn<'r, 'a>>) -> Result<(), Problem> {
    let is_result = matches!(placed.part, Part::ToolResult { .. });
    let is_assistant = placed.message.role == Role::Assistant && !is_result;
    if !is_assistant && matches!(placed.part, Part::ToolCall { .. }) {
        return Err(refuse(placed.path(), "only the assistant calls tools"));
    }
    if turns
        .last()
        .is_none_or(|turn| turn.is_assistant != is_assistant)
    {
        turns.push(Turn {
            is_assistant,
            ..Turn::default()
        });
    }
    if let Some(turn) = turns.last_mut() {
        if is_result {
            turn.results.push(placed);
        } else {
            turn.parts.push(placed);
        }
    }
    Ok(())
}

/// Puts results in the order of the calls before them. One without a call becomes
/// the user's words: the API refuses it, and leaving it out would hide it from
/// the model.
fn pair_results(turns: &mut [Turn<'_, '_>], losses: &mut Losses) -> Result<(), Problem> {
    let mut calls: Vec<Call<'_, '_>> = Vec::new();
    let mut used = BTreeSet::new();
    for (number, turn) in turns.iter_mut().enumerate() {
        if turn.is_assistant {
            calls = calls_of(turn)?;
            for call in &mut calls {
                if !used.insert(call.id.clone())
                    && let Some(placed) = turn.parts.get_mut(call.rank)
                {
                    placed.suffix = Some(number);
                    call.placed.suffix = Some(number);
                }
            }
            continue;
        }
        let mut orphans = Vec::new();
        let mut ranked = Vec::with_capacity(turn.results.len());
        for placed in std::mem::take(&mut turn.results) {
            let Part::ToolResult { call_id, .. } = placed.part else {
                continue;
            };
            let id = call_id.to_str();
            let call = calls
                .binary_search_by(|call| call.id.cmp(&id))
                .ok()
                .and_then(|found| calls.get_mut(found))
                .filter(|call| !call.answered);
            if let Some(call) = call {
                call.answered = true;
                let suffix = call.placed.suffix;
                ranked.push((call.rank, Placed { suffix, ..placed }));
            } else {
                losses.push(
                    LossAction::Renamed,
                    placed.path(),
                    "a result without its call is sent as text",
                );
                orphans.push(placed);
            }
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        turn.results = ranked.into_iter().map(|(_, placed)| placed).collect();
        orphans.append(&mut turn.parts);
        turn.parts = orphans;
        all_answered(&calls)?;
        calls.clear();
    }
    all_answered(&calls)
}

struct Call<'r, 'a> {
    id: Cow<'a, str>,
    rank: usize,
    answered: bool,
    placed: Placed<'r, 'a>,
}

/// The calls of a turn, sorted by id.
fn calls_of<'r, 'a>(turn: &Turn<'r, 'a>) -> Result<Vec<Call<'r, 'a>>, Problem> {
    let mut calls: Vec<Call<'r, 'a>> = turn
        .parts
        .iter()
        .enumerate()
        .filter_map(|(rank, placed)| match placed.part {
            Part::ToolCall { id, .. } => Some(Call {
                id: id.to_str(),
                rank,
                answered: false,
                placed: *placed,
            }),
            _ => None,
        })
        .collect();
    calls.sort_by(|a, b| (&a.id, a.rank).cmp(&(&b.id, b.rank)));
    let twin = calls.windows(2).find_map(|pair| match pair {
        [a, b] if a.id == b.id => Some(b),
        _ => None,
    });
    match twin.or_else(|| calls.first().filter(|call| call.id.is_empty())) {
        Some(call) => Err(refuse(
            format!("{}.id", call.placed.path()),
            "each tool call of a turn needs an id of its own",
        )),
        None => Ok(calls),
    }
}

fn all_answered(calls: &[Call<'_, '_>]) -> Result<(), Problem> {
    match calls
        .iter()
        .filter(|call| !call.answered)
        .min_by_key(|call| call.rank)
    {
        Some(call) => Err(refuse(
            call.placed.path(),
            "a tool call must be followed by its result",
        )),
        None => Ok(()),
    }
}

/// Whether a text has nothing but white space. Looks no further than needed: the
/// texts here may be long.
pub(crate) fn is_blank(text: &Text<'_>) -> bool {
    let mut bytes: &[u8] = match text {
        Text::Literal(literal) => literal,
        Text::Plain(text) => return text.trim_start().is_empty(),
    };
    loop {
        bytes = match bytes {
            [] => return true,
            [b' ', rest @ ..] | [b'\\', b'n' | b'r' | b't', rest @ ..] => rest,
            [b'\\', b'u', ..] | [0x80..=0xff, ..] => return text.is_blank(),
            _ => return false,
        };
    }
}
