//! The fastest first, without forgetting those that may have become fast.

use std::time::Duration;

use super::hash;
use super::order::Candidate;
use super::rules::Ask;
use super::state::TargetState;
use super::strategy;

/// After which time what was measured counts half: the score is then half as far from
/// the best sibling's. So a target that has been slow is tried again.
const HALF_LIFE: Duration = Duration::from_secs(30);

/// Scores that differ by less than this part count as equal, so that equals share the
/// load and what has aged is not second for ever.
const EQUAL: f64 = 0.1;

/// The part of failed attempts above which it does not matter any more.
const WORST: f64 = 0.95;

const SALT: u64 = 4;

/// The better of two that chance picks comes first, for `exploration` requests of a
/// thousand the first that it picks; the others follow, the fastest first.
pub(super) fn arrange(ask: &Ask<'_>, exploration: u32, candidates: &mut [Candidate]) {
    score(ask, candidates);
    let Some(winner) = winner(ask, exploration, candidates) else {
        return;
    };
    candidates.sort_by(|one, other| {
        let is_behind = |candidate: &Candidate| candidate.member != winner;
        let by_score = one.score.total_cmp(&other.score);
        is_behind(one).cmp(&is_behind(other)).then(by_score)
    });
}

fn winner(ask: &Ask<'_>, exploration: u32, candidates: &[Candidate]) -> Option<usize> {
    let chance = |nth: u64, bound: u64| {
        let number = hash::below(hash::pair(ask.moment.seed, (SALT << 8) + nth), bound);
        usize::try_from(number).unwrap_or_default()
    };
    let count = u64::try_from(candidates.len()).unwrap_or_default();
    let first = chance(0, count);
    let one = candidates.get(first)?;
    if chance(1, 1_000) < usize::try_from(exploration).unwrap_or(usize::MAX) {
        return Some(one.member);
    }
    let second = chance(2, count.saturating_sub(1));
    let second = second + usize::from(second >= first);
    let Some(other) = candidates.get(second) else {
        return Some(one.member);
    };
    // Which of the two is `one` is chance already.
    let is_better = other.score < one.score * (1.0 - EQUAL);
    Some(if is_better { other.member } else { one.member })
}

/// Expected milliseconds until the answer is there, failed attempts included.
fn score(ask: &Ask<'_>, candidates: &mut [Candidate]) {
    let state = |candidate: &Candidate| {
        let target = ask.target(candidate.head);
        target.map_or_else(TargetState::default, |target| ask.state.target(target.slot))
    };
    let first_token = least(candidates, |one| state(one).first_token_ms);
    let token = least(candidates, |one| state(one).token_ms);
    #[expect(clippy::cast_precision_loss, reason = "it is compared only")]
    let tokens = strategy::output_tokens(ask) as f64;
    let measured = |state: TargetState| {
        let is_known = state.first_token_ms.is_some() || state.token_ms.is_some();
        // What is not known of it is taken to be as good as the best.
        let first_token = state.first_token_ms.or(first_token).unwrap_or_default();
        let token = state.token_ms.or(token).unwrap_or_default();
        is_known.then_some(first_token + token * tokens)
    };
    let best = least(candidates, |one| measured(state(one))).unwrap_or(1.0);
    for candidate in candidates {
        let state = state(candidate);
        let age = ask.moment.now.saturating_sub(state.measured);
        let weight = (-age.as_secs_f64() / HALF_LIFE.as_secs_f64()).exp2();
        let latency = measured(state).map_or(best, |score| best + (score - best) * weight);
        // One attempt more, so that few failures say little.
        let failing = (state.failures / (state.attempts + 1.0)).clamp(0.0, WORST);
        candidate.score = latency / (1.0 - failing);
    }
}

fn least(candidates: &[Candidate], value: impl Fn(&Candidate) -> Option<f64>) -> Option<f64> {
    candidates.iter().filter_map(value).min_by(f64::total_cmp)
}
