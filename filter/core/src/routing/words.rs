//! The tree in words: conditions, strategies, and what put a member where it is.

use sluice_config::{Bounds, Condition, Group, Measure, Pattern, Sticky, Strategy, TimeWindow};

use super::rules::Ask;
use super::strategy;
use super::why::feature_name;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A condition, as short as it can be read.
pub(super) fn condition(condition: &Condition) -> String {
    let list = |all: &[Condition], word: &str| {
        let parts: Vec<String> = all.iter().map(self::condition).collect();
        format!("({})", parts.join(word))
    };
    match condition {
        Condition::All(all) if all.is_empty() => "always".to_owned(),
        Condition::Any(any) if any.is_empty() => "never".to_owned(),
        Condition::All(one) | Condition::Any(one) if one.len() == 1 => list(one, ""),
        Condition::All(all) => list(all, " and "),
        Condition::Any(any) => list(any, " or "),
        Condition::Not(not) => format!("not {}", self::condition(not)),
        Condition::Consumer(names) => format!("consumer {}", names.join(" or ")),
        Condition::Team(names) => format!("team {}", names.join(" or ")),
        Condition::Header(name, patterns) if patterns.is_empty() => format!("header {name}"),
        Condition::Header(name, patterns) => format!("header {name} {}", self::patterns(patterns)),
        Condition::Path(patterns) => format!("path {}", self::patterns(patterns)),
        Condition::Has(feature, true) => feature_name(*feature).to_owned(),
        Condition::Has(feature, false) => format!("no {}", feature_name(*feature)),
        Condition::Number(measure, bounds) => number(*measure, *bounds),
        Condition::Time(window) => time(*window),
    }
}

fn patterns(patterns: &[Pattern]) -> String {
    let words = patterns.iter().map(|pattern| match pattern {
        Pattern::Exact(text) => text.clone(),
        Pattern::Prefix(text) => format!("{text}*"),
    });
    words.collect::<Vec<_>>().join(" or ")
}

fn number(measure: Measure, bounds: Bounds) -> String {
    let mut all = Measure::ALL.iter();
    let name = all
        .find(|(known, _)| *known == measure)
        .map_or("a number", |(_, name)| *name);
    match (bounds.min, bounds.max) {
        (0, max) => format!("{name} up to {max}"),
        (min, u64::MAX) => format!("{name} from {min}"),
        (min, max) => format!("{name} from {min} to {max}"),
    }
}

fn time(window: TimeWindow) -> String {
    let days = DAYS.iter().enumerate();
    let days: Vec<&str> = days
        .filter(|(bit, _)| window.days >> bit & 1 == 1)
        .map(|(_, name)| *name)
        .collect();
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let sign = if window.utc_offset < 0 { '-' } else { '+' };
    format!(
        "{} {} to {} UTC{sign}{}",
        days.join(","),
        clock(window.from),
        clock(window.to),
        clock(window.utc_offset.unsigned_abs()),
    )
}

/// A strategy with what is set of it.
pub(super) fn strategy(strategy: &Strategy) -> String {
    let by = |sticky: &Option<Sticky>| match sticky {
        None => String::new(),
        Some(Sticky::Consumer) => ", the same for a consumer".to_owned(),
        Some(Sticky::User) => ", the same for a user".to_owned(),
        Some(Sticky::Header(name)) => format!(", the same for a value of {name}"),
    };
    match strategy {
        Strategy::Priority => "priority".to_owned(),
        Strategy::Weighted { sticky } => format!("weighted{}", by(sticky)),
        Strategy::LowestLatency { exploration } => {
            format!("lowest_latency, {} % explore", percent(*exploration, 10))
        }
        Strategy::LowestCost => "lowest_cost".to_owned(),
        Strategy::LeastBusy => "least_busy".to_owned(),
        Strategy::FillFirst { spill_below } => {
            format!("fill_first, spills below {spill_below} %")
        }
        Strategy::Canary {
            share,
            sticky,
            stop,
        } => format!(
            "canary, {} % of requests, stops at {} points more failures in {} requests{}",
            percent(*share, 100),
            stop.excess,
            stop.min_requests,
            by(sticky),
        ),
    }
}

fn percent(parts: u32, of_one: u32) -> f64 {
    f64::from(parts) / f64::from(of_one)
}

/// What put a member of a group where it is. `head` is the first target it stands for.
pub(super) fn place(
    ask: &Ask<'_>,
    group: &Group,
    member: usize,
    head: usize,
    score: f64,
) -> Option<String> {
    let target = ask.target(head)?;
    let state = ask.state.target(target.slot);
    Some(match &group.strategy {
        Strategy::Priority => return None,
        Strategy::Weighted { .. } => {
            let weight = group.members.get(member).map_or(0, |member| member.weight);
            format!("weight {weight}, drew {score:.1}")
        }
        Strategy::LowestLatency { .. } => {
            let measured = match (state.first_token_ms, state.token_ms) {
                (None, None) => "not measured".to_owned(),
                (first, token) => {
                    let age = ask.moment.now.saturating_sub(state.measured);
                    let ms = |value: Option<f64>| {
                        value.map_or_else(|| "?".to_owned(), |value| format!("{value:.1}"))
                    };
                    format!(
                        "first token {} ms, others {} ms, {:.0} s ago",
                        ms(first),
                        ms(token),
                        age.as_secs_f64()
                    )
                }
            };
            let failing = strategy::failing(state) * 100.0;
            format!("score {score:.0} ms: {measured}, {failing:.0} % fail")
        }
        Strategy::LowestCost if score.is_finite() => format!("about ${:.6}", score / 1e9),
        Strategy::LowestCost => "its price is not known".to_owned(),
        Strategy::LeastBusy => format!("{score:.0} under way"),
        Strategy::FillFirst { spill_below } => {
            let quota = ask.account(target).quota;
            match quota.filter(|quota| quota.resets > ask.moment.now) {
                None => "what remains of its rate limit is not known".to_owned(),
                Some(quota) if quota.remaining < *spill_below => {
                    format!("{} % of its rate limit remain, it spills", quota.remaining)
                }
                Some(quota) => format!("{} % of its rate limit remain", quota.remaining),
            }
        }
        Strategy::Canary { .. } => {
            let name = if member == strategy::CANARY {
                "the canary"
            } else {
                "the stable one"
            };
            format!(
                "{name}, {:.0} % of {:.0} fail",
                strategy::failing(state) * 100.0,
                state.attempts
            )
        }
    })
}
