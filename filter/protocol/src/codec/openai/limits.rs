//! Numbers that have a range, and how much to reason.

use crate::chat::{Effort, Reasoning};
use crate::json::{Value, Writer};
use crate::loss::{LossAction, Losses};

/// The effort that stands for a budget of reasoning tokens, up to each number:
/// the middles between 2,048, 8,192 and 16,384, which go for `low`, `medium` and
/// `high` where a budget has to stand for an effort. The efforts beyond these are
/// not chosen, since many models do not know them.
const EFFORT_OF_BUDGET: &[(u64, Effort)] = &[
    (0, Effort::None),
    (5_120, Effort::Low),
    (12_288, Effort::Medium),
    (u64::MAX, Effort::High),
];

/// Writes a number that must be between two others, or the one that it passes.
pub(crate) fn write_ranged(
    (key, value, least, most): (&'static str, Option<Value<'_>>, &'static str, &'static str),
    writer: &mut Writer<'_>,
    losses: &mut Losses,
) {
    let Some(value) = value else { return };
    writer.key(key);
    match clamped(value, least, most) {
        None => writer.value(value),
        Some(bound) => {
            writer.raw(bound.as_bytes());
            losses.push(LossAction::Clamped, key, "out of the range of this format");
        }
    }
}

/// The bound that a number passes, if it does.
fn clamped(value: Value<'_>, least: &'static str, most: &'static str) -> Option<&'static str> {
    let number = value.f64()?;
    if least.parse().is_ok_and(|least: f64| number < least) {
        Some(least)
    } else if most.parse().is_ok_and(|most: f64| number > most) {
        Some(most)
    } else {
        None
    }
}

/// The effort to ask for.
pub(crate) fn effort_of(reasoning: &Reasoning<'_>, losses: &mut Losses) -> Option<Effort> {
    let of_budget = |budget: u64| {
        EFFORT_OF_BUDGET
            .iter()
            .find(|(most, _)| budget <= *most)
            .map(|(_, effort)| *effort)
    };
    match (reasoning.effort, reasoning.budget_tokens) {
        (Some(effort), budget) => {
            if budget.is_some() {
                losses.dropped(
                    "thinking.budget_tokens",
                    "the effort says it in this format",
                );
            }
            Some(effort)
        }
        (None, Some(budget)) => {
            losses.push(
                LossAction::Renamed,
                "thinking.budget_tokens",
                "reasoning_effort takes its place",
            );
            of_budget(budget)
        }
        (None, None) if reasoning.adaptive => {
            losses.push(
                LossAction::Renamed,
                "thinking.type",
                "reasoning_effort medium takes its place",
            );
            Some(Effort::Medium)
        }
        (None, None) => None,
    }
}
