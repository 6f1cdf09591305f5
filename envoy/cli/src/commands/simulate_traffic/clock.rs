//! The day: its times as people write them.

use std::time::Duration;

/// Seconds of a day.
pub(super) const DAY: f64 = 86_400.0;

/// When the day begins, since the Unix epoch: Monday, the 5th of January 2026, in UTC.
const BEGIN: Duration = Duration::from_secs(1_767_571_200);

/// The second of the day that `HH:MM` means, up to 24:00.
pub(super) fn parse(text: &str) -> Option<f64> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let number = |text: &str| {
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u32>().ok())?
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let is_time = minutes < 60 && hours * 60 + minutes <= 24 * 60;
    is_time.then(|| f64::from(hours * 3600 + minutes * 60))
}

/// That time of the simulated day, since the Unix epoch.
pub(super) fn moment(second: f64) -> Duration {
    BEGIN.saturating_add(span(second))
}

/// The second of the day of such a time.
pub(super) fn second(moment: Duration) -> f64 {
    moment.saturating_sub(BEGIN).as_secs_f64()
}

/// So many seconds.
pub(super) fn span(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default()
}
