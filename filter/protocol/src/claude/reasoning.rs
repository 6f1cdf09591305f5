//! Reasoning and sampling of a request, which constrain each other.

use crate::chat::turns::{Placed, Turn};
use crate::chat::{Effort, Part, Reasoning, Request, ToolChoice};
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::models::{Rules, Thinking};

/// Least `budget_tokens` the API takes.
const LEAST_BUDGET: u64 = 1024;

/// The lowest output limit among the models that take a budget.
const LEAST_LIMIT: u64 = 32_000;

/// What an effort costs at most in tokens, for models that take a budget.
const BUDGETS: &[(Effort, u64)] = &[
    (Effort::Minimal, 1024),
    (Effort::Low, 2048),
    (Effort::Medium, 8192),
    (Effort::High, 16384),
    (Effort::XHigh, 24576),
    (Effort::Max, 32768),
];

/// What is asked for in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Say nothing.
    Unsaid,
    /// `{"type": "disabled"}`.
    Disabled,
    /// `{"type": "enabled"}`, with this budget.
    Budget(u64),
    /// `{"type": "adaptive"}`, with this effort.
    Adaptive(Option<Effort>),
}

/// What in a conversation keeps a model from reasoning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// The model is to go on from its own last words.
    Prefill,
    /// The last assistant turn has calls and does not begin with reasoning, which
    /// the API demands of it where a budget is set.
    BareCalls,
}

impl Plan {
    /// Whether the model will think.
    pub(crate) fn is_on(self) -> bool {
        matches!(self, Self::Budget(_) | Self::Adaptive(_))
    }
}

/// What in a conversation keeps a model from reasoning.
///
/// # Errors
/// The place and the problem: it ends with an assistant's message, and the model
/// does not go on from one.
pub(crate) fn obstacle(
    turns: &[Turn<'_, '_>],
    rules: Rules,
) -> Result<Option<Obstacle>, (String, &'static str)> {
    if let Some(last) = turns.last().filter(|turn| turn.is_assistant) {
        if rules.prefill {
            return Ok(Some(Obstacle::Prefill));
        }
        let path = last.parts.last().map_or_else(String::new, Placed::path);
        return Err((
            path,
            "this model answers a user's message; it does not go on from an assistant's",
        ));
    }
    let is_reasoning = |part: &Part<'_>| {
        matches!(
            part,
            Part::Reasoning { .. } | Part::RedactedReasoning { .. }
        )
    };
    let last = turns.iter().rev().find(|turn| turn.is_assistant);
    let has_bare_calls = last.is_some_and(|turn| {
        turn.parts
            .iter()
            .any(|placed| matches!(placed.part, Part::ToolCall { .. }))
            && !turn
                .parts
                .first()
                .is_some_and(|first| is_reasoning(first.part))
    });
    Ok(has_bare_calls.then_some(Obstacle::BareCalls))
}

/// Decides how to ask for reasoning. `max_tokens` is raised to hold a budget if
/// the client set no limit of its own, else the budget is cut to fit below it.
pub(crate) fn plan(
    request: &Request<'_>,
    rules: Rules,
    obstacle: Option<Obstacle>,
    max_tokens: &mut u64,
    losses: &mut Losses,
) -> Plan {
    let Some(reasoning) = &request.reasoning else {
        return Plan::Unsaid;
    };
    let field = if reasoning.budget_tokens.is_some() {
        "thinking.budget_tokens"
    } else {
        "reasoning_effort"
    };
    if reasoning.effort == Some(Effort::None) {
        return match rules.thinking {
            Thinking::None => Plan::Unsaid,
            Thinking::Always => {
                losses.dropped(field, "this model always reasons");
                Plan::Unsaid
            }
            Thinking::Budget | Thinking::AdaptiveOrBudget | Thinking::Adaptive => Plan::Disabled,
        };
    }
    if rules.thinking == Thinking::None {
        losses.dropped(field, "this model does not reason");
        return Plan::Unsaid;
    }
    let takes_budget = matches!(
        rules.thinking,
        Thinking::Budget | Thinking::AdaptiveOrBudget
    );
    let has_budget =
        takes_budget && (reasoning.budget_tokens.is_some() || rules.thinking == Thinking::Budget);
    let reason = match obstacle {
        Some(Obstacle::Prefill) => {
            Some("a last assistant message cannot be gone on with while reasoning")
        }
        Some(Obstacle::BareCalls) if has_budget => {
            Some("the last calls came without the reasoning that led to them")
        }
        Some(Obstacle::BareCalls) | None => None,
    };
    if let Some(reason) = reason {
        losses.dropped(field, reason);
        return Plan::Unsaid;
    }
    match reasoning.budget_tokens {
        Some(budget) if takes_budget => budget_below(budget, *max_tokens, losses),
        Some(budget) => {
            let effort = effort_of(budget);
            losses.push(
                LossAction::Renamed,
                field,
                "this model takes an effort, not a budget",
            );
            Plan::Adaptive(Some(effort))
        }
        None if rules.thinking == Thinking::Budget => {
            let effort = reasoning.effort.unwrap_or(Effort::Medium);
            budget_for(effort, request, max_tokens, losses)
        }
        None => Plan::Adaptive(adaptive_effort(reasoning, rules, losses)),
    }
}

fn budget_below(budget: u64, max_tokens: u64, losses: &mut Losses) -> Plan {
    let field = "thinking.budget_tokens";
    let most = max_tokens.saturating_sub(1);
    if most < LEAST_BUDGET {
        losses.dropped(field, "max_tokens leaves no room for reasoning");
        return Plan::Unsaid;
    }
    let fitting = budget.clamp(LEAST_BUDGET, most);
    if fitting != budget {
        losses.push(
            LossAction::Clamped,
            field,
            "must be at least 1024 and below max_tokens",
        );
    }
    Plan::Budget(fitting)
}

fn budget_for(
    effort: Effort,
    request: &Request<'_>,
    max_tokens: &mut u64,
    losses: &mut Losses,
) -> Plan {
    let budget = BUDGETS
        .iter()
        .find(|(known, _)| *known == effort)
        .map_or(LEAST_BUDGET, |(_, budget)| *budget);
    if request.max_output_tokens.is_none() {
        let room = LEAST_LIMIT.saturating_sub(*max_tokens).max(LEAST_BUDGET);
        let budget = budget.min(room);
        *max_tokens = max_tokens.saturating_add(budget);
        return Plan::Budget(budget);
    }
    // A quarter is kept for the answer itself.
    let most = *max_tokens / 4 * 3;
    if most < LEAST_BUDGET {
        losses.dropped(
            "reasoning_effort",
            "the output limit leaves no room for reasoning",
        );
        return Plan::Unsaid;
    }
    Plan::Budget(budget.min(most))
}

/// The effort whose budget is the nearest that holds `budget`.
pub(crate) fn effort_of(budget: u64) -> Effort {
    BUDGETS
        .iter()
        .skip(1)
        .find(|(_, most)| budget <= *most)
        .map_or(Effort::Max, |(effort, _)| *effort)
}

fn adaptive_effort(reasoning: &Reasoning<'_>, rules: Rules, losses: &mut Losses) -> Option<Effort> {
    let (effort, reason) = match reasoning.effort? {
        Effort::Minimal => (Effort::Low, "the least effort is low"),
        Effort::XHigh if rules.thinking == Thinking::AdaptiveOrBudget => (
            Effort::High,
            "this model has no effort between high and max",
        ),
        other => return Some(other),
    };
    losses.push(LossAction::Clamped, "reasoning_effort", reason);
    Some(effort)
}

/// Writes `thinking`.
pub(crate) fn write_thinking(writer: &mut Writer<'_>, plan: Plan, display: Option<&Text<'_>>) {
    let (kind, budget) = match plan {
        Plan::Unsaid => return,
        Plan::Disabled => ("disabled", None),
        Plan::Budget(budget) => ("enabled", Some(budget)),
        Plan::Adaptive(_) => ("adaptive", None),
    };
    writer.key("thinking");
    writer.begin_object();
    writer.key("type");
    writer.str(kind);
    if let Some(budget) = budget {
        writer.key("budget_tokens");
        writer.u64(budget);
    }
    let display = display.and_then(|word| match &*word.to_str() {
        // How long a summary is cannot be asked for.
        "summarized" | "concise" | "detailed" => Some("summarized"),
        "omitted" => Some("omitted"),
        _ => None,
    });
    if let Some(display) = display.filter(|_| plan.is_on()) {
        writer.key("display");
        writer.str(display);
    }
    writer.end_object();
}

/// Sampling parameters that a model takes, each as JSON.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Taken<'a> {
    /// Within 0 and 1.
    pub(crate) temperature: Option<&'a [u8]>,
    /// As written.
    pub(crate) top_p: Option<&'a [u8]>,
    /// As written.
    pub(crate) top_k: Option<&'a [u8]>,
}

/// The sampling parameters that the model takes beside its thinking.
pub(crate) fn sampling<'a>(
    request: &Request<'a>,
    rules: Rules,
    thinks: bool,
    losses: &mut Losses,
) -> Taken<'a> {
    let sampling = &request.sampling;
    let is_one = |value: &Value<'_>| value.f64() == Some(1.0);
    let reason = if rules.sampling {
        "cannot be set while reasoning"
    } else {
        "this model takes no sampling parameters"
    };
    let free = rules.sampling && !thinks;
    let temperature = sampling.temperature.filter(|value| {
        if !free && !is_one(value) {
            losses.dropped("temperature", reason);
        }
        free
    });
    let top_p = sampling.top_p.filter(|value| {
        let taken = free || (rules.sampling && value.f64() >= Some(0.95));
        if !taken && !is_one(value) {
            losses.dropped("top_p", reason);
        }
        taken
    });
    let top_p = top_p.filter(|value| {
        let taken = rules.both || temperature.is_none();
        if !taken && !is_one(value) {
            losses.dropped("top_p", "this model takes it only without temperature");
        }
        taken
    });
    if sampling.top_k.is_some() && !free {
        losses.dropped("top_k", reason);
    }
    let temperature = temperature.map(|value| match value.f64() {
        Some(number) if number > 1.0 => {
            losses.push(LossAction::Clamped, "temperature", "the most is 1");
            b"1"
        }
        Some(number) if number < 0.0 => {
            losses.push(LossAction::Clamped, "temperature", "the least is 0");
            b"0"
        }
        _ => value.raw(),
    });
    for (field, value) in [
        ("frequency_penalty", sampling.frequency_penalty),
        ("presence_penalty", sampling.presence_penalty),
        ("seed", sampling.seed),
    ] {
        if value.is_some() {
            losses.dropped(field, "the provider has no such parameter");
        }
    }
    Taken {
        temperature,
        top_p: top_p.map(|value| value.raw()),
        top_k: sampling.top_k.filter(|_| free).map(|value| value.raw()),
    }
}

/// The tool choice that goes with thinking, which rules out a forced call.
pub(crate) fn tool_choice<'r, 'a>(
    request: &'r Request<'a>,
    thinks: bool,
    losses: &mut Losses,
) -> Option<&'r ToolChoice<'a>> {
    match &request.tool_choice {
        Some(ToolChoice::Required | ToolChoice::Named(_) | ToolChoice::Native { .. }) if thinks => {
            losses.push(
                LossAction::Renamed,
                "tool_choice",
                "a call cannot be forced while reasoning, so it is auto",
            );
            Some(&ToolChoice::Auto)
        }
        choice => choice.as_ref(),
    }
}
