//! Whether a condition of the file holds for a request.

use std::time::Duration;

use sluice_config::{Condition, Pattern, TimeWindow};

use super::caller::{Caller, Moment};
use super::facts::Facts;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Whether `condition` holds.
///
/// What is not known of a request holds no condition: a request whose body was not
/// read offers no tools, and its tools are no number within any bounds.
pub(super) fn holds(
    condition: &Condition,
    facts: &Facts,
    caller: &Caller<'_>,
    moment: Moment,
) -> bool {
    let each = |condition: &Condition| holds(condition, facts, caller, moment);
    match condition {
        Condition::All(all) => all.iter().all(each),
        Condition::Any(any) => any.iter().any(each),
        Condition::Not(not) => !each(not),
        Condition::Consumer(names) => caller
            .consumer
            .is_some_and(|consumer| names.contains(&consumer.name)),
        Condition::Team(names) => caller
            .consumer
            .and_then(|consumer| consumer.team.as_ref())
            .is_some_and(|team| names.contains(team)),
        Condition::Header(name, patterns) => header(caller, name, patterns),
        Condition::Path(patterns) => {
            let path = caller.path.split('?').next().unwrap_or_default();
            patterns.iter().any(|pattern| pattern.matches(path))
        }
        Condition::Has(feature, wanted) => facts.features.has(*feature) == *wanted,
        Condition::Number(measure, bounds) => facts
            .measure(*measure)
            .is_some_and(|number| (bounds.min..=bounds.max).contains(&number)),
        Condition::Time(window) => is_within(*window, moment.now),
    }
}

/// A header may stand several times; one value that fits is enough.
fn header(caller: &Caller<'_>, name: &str, patterns: &[Pattern]) -> bool {
    let mut values = caller.headers.iter().filter(|(key, _)| *key == name);
    values.any(|(_, value)| {
        patterns.is_empty()
            || std::str::from_utf8(value)
                .is_ok_and(|text| patterns.iter().any(|pattern| pattern.matches(text)))
    })
}

/// Whether the clock is within a window, the minute of its end not included. One that
/// ends when it begins lasts a day.
fn is_within(window: TimeWindow, now: Duration) -> bool {
    let minutes = i64::try_from(now.as_secs() / 60).unwrap_or(i64::MAX / 2);
    let local = minutes.saturating_add(i64::from(window.utc_offset));
    let (day, minute) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    let (from, to) = (i64::from(window.from), i64::from(window.to));
    // The epoch began on a Thursday.
    let is_on = |day: i64| (window.days >> (day + 3).rem_euclid(7)) & 1 == 1;
    if from < to {
        is_on(day) && (from..to).contains(&minute)
    } else {
        (is_on(day) && minute >= from) || (is_on(day - 1) && minute < to)
    }
}
