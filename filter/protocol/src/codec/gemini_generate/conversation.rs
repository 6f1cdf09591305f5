//! The order of a conversation: one system instruction, turns that alternate, and
//! as many results right behind a turn's calls as there are calls.

use std::borrow::Cow;

use crate::chat::turns::{message_path, part_path};
use crate::chat::{Message, Part, Role};
use crate::error::EncodeError;
use crate::format::WireFormat;
use crate::json::Text;
use crate::loss::{LossAction, Losses};

/// Something this format has no form for.
pub(super) fn refuse(at: String, problem: &'static str) -> EncodeError {
    EncodeError {
        at: at.into(),
        format: WireFormat::GeminiGenerate,
        problem: problem.into(),
    }
}

/// A part and where it came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'r, 'a> {
    /// The part.
    pub(super) part: &'r Part<'a>,
    /// Its message.
    pub(super) message: &'r Message<'a>,
    /// Its position in that message.
    pub(super) at: usize,
    /// Of a result: the function that was called.
    pub(super) name: Option<&'r Text<'a>>,
}

impl Placed<'_, '_> {
    /// Path of the part in the source body.
    pub(super) fn path(&self) -> String {
        part_path(self.message, self.part, self.at)
    }
}

/// Messages of one speaker, joined.
#[derive(Debug, Default)]
pub(super) struct Turn<'r, 'a> {
    /// Whether the model speaks.
    pub(super) is_model: bool,
    /// Results of the calls in the turn before, in the order of the calls.
    pub(super) results: Vec<Placed<'r, 'a>>,
    /// The rest. A tool result among these belongs to no call.
    pub(super) parts: Vec<Placed<'r, 'a>>,
}

/// A whole conversation in the order of this API.
#[derive(Debug, Default)]
pub(super) struct Conversation<'r, 'a> {
    /// The system instruction, in order.
    pub(super) system: Vec<Placed<'r, 'a>>,
    /// The turns, alternating. Never empty, no turn empty.
    pub(super) turns: Vec<Turn<'r, 'a>>,
}

impl Conversation<'_, '_> {
    /// The number of the turn that the last words of the user stand in: what comes
    /// behind are steps of the turn that is going on.
    pub(super) fn last_words(&self) -> usize {
        // Words beside results may be words about them.
        let is_user = |turn: &Turn<'_, '_>| !turn.is_model && turn.results.is_empty();
        self.turns.iter().rposition(is_user).unwrap_or(0)
    }
}

/// Regroups the messages of a request.
///
/// # Errors
/// A call without its result, a system prompt that is not text, no content at all.
pub(super) fn arrange<'r, 'a>(
    messages: &'r [Message<'a>],
    losses: &mut Losses,
) -> Result<Conversation<'r, 'a>, EncodeError> {
    let mut conversation = Conversation::default();
    for message in messages {
        list_fields(message, losses);
        let is_system = matches!(message.role, Role::System | Role::Developer);
        if is_system && !conversation.turns.is_empty() {
            losses.push(
                LossAction::Renamed,
                message_path(message),
                "moved to the system instruction, in front of the conversation",
            );
        }
        for (at, part) in message.parts.iter().enumerate() {
            let placed = Placed {
                part,
                message,
                at,
                name: None,
            };
            let is_text = matches!(part, Part::Text { .. } | Part::Refusal { .. });
            if let Part::Text { text, .. } | Part::Refusal { text } = part
                && text.is_empty()
            {
                continue;
            }
            if !is_system {
                place(placed, &mut conversation.turns)?;
            } else if is_text {
                conversation.system.push(placed);
            } else {
                return Err(refuse(placed.path(), "a system prompt takes text only"));
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

fn place<'r, 'a>(placed: Placed<'r, 'a>, turns: &mut Vec<Turn<'r, 'a>>) -> Result<(), EncodeError> {
    let is_result = matches!(placed.part, Part::ToolResult { .. });
    let is_model = placed.message.role == Role::Assistant && !is_result;
    if !is_model && matches!(placed.part, Part::ToolCall { .. }) {
        return Err(refuse(placed.path(), "only the assistant calls tools"));
    }
    if turns.last().is_none_or(|turn| turn.is_model != is_model) {
        turns.push(Turn {
            is_model,
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

struct Call<'r, 'a> {
    id: Cow<'a, str>,
    rank: usize,
    name: &'r Text<'a>,
    placed: Placed<'r, 'a>,
    answered: bool,
}

/// Gives each result the name of its function, and puts results in the order of the
/// calls. One without a call becomes the user's words.
fn pair_results(turns: &mut [Turn<'_, '_>], losses: &mut Losses) -> Result<(), EncodeError> {
    let mut calls: Vec<Call<'_, '_>> = Vec::new();
    for turn in turns {
        if turn.is_model {
            calls = calls_of(turn);
            continue;
        }
        let mut orphans = Vec::new();
        let mut ranked = Vec::with_capacity(turn.results.len());
        for placed in std::mem::take(&mut turn.results) {
            let Part::ToolResult { call_id, .. } = placed.part else {
                continue;
            };
            let id = call_id.to_str();
            let first = calls.partition_point(|call| *call.id < *id);
            let mut same = calls
                .iter_mut()
                .skip(first)
                .take_while(|call| call.id == id);
            if let Some(call) = same.find(|call| !call.answered) {
                call.answered = true;
                let name = Some(call.name);
                ranked.push((call.rank, Placed { name, ..placed }));
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

/// The calls of a turn, sorted by id.
fn calls_of<'r, 'a>(turn: &Turn<'r, 'a>) -> Vec<Call<'r, 'a>> {
    let call = |(rank, placed): (usize, &Placed<'r, 'a>)| match placed.part {
        Part::ToolCall { id, name, .. } => Some(Call {
            id: id.to_str(),
            rank,
            name,
            placed: *placed,
            answered: false,
        }),
        _ => None,
    };
    let mut calls: Vec<_> = turn.parts.iter().enumerate().filter_map(call).collect();
    calls.sort_by(|a, b| (&a.id, a.rank).cmp(&(&b.id, b.rank)));
    calls
}

fn all_answered(calls: &[Call<'_, '_>]) -> Result<(), EncodeError> {
    let open = calls.iter().filter(|call| !call.answered);
    match open.min_by_key(|call| call.rank) {
        Some(call) => Err(refuse(
            call.placed.path(),
            "a tool call must be followed by its result",
        )),
        None => Ok(()),
    }
}
