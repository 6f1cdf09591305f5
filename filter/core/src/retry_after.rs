//! When a provider wants to be asked again, in whichever way it says so.
//!
//! Forms, in the order they are believed: `retry-after-ms` (OpenAI, Azure),
//! `x-ms-retry-after-ms` (Azure), `retry-after` in seconds or as an HTTP date
//! (RFC 9110), `anthropic-ratelimit-*-reset` as an RFC 3339 time,
//! `x-ratelimit-reset-*` as a duration (`6m0s`, OpenAI), as seconds, or as a
//! Unix time in seconds or milliseconds. Of several resets the latest that
//! belongs to an exhausted limit counts.

use std::time::Duration;

use crate::headers::Headers;

/// Longest wait that is passed on; a client told to wait longer would give up.
pub(crate) const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// A number above this is a point in time, not a wait.
const EPOCH_SECONDS: f64 = 1e9;
const EPOCH_MILLISECONDS: f64 = 1e12;

/// How long to wait, as the headers of an answer say. `now` is the time since
/// the Unix epoch. `None` if nothing is said, or nothing that can be read.
#[must_use]
pub fn retry_after(headers: &Headers, now: Duration) -> Option<Duration> {
    for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
        if let Some(wait) = headers
            .text(name)
            .and_then(|text| seconds(text.trim(), 1000.0))
        {
            return Some(wait.min(LONGEST));
        }
    }
    if let Some(text) = headers.text("retry-after") {
        let text = text.trim();
        if let Some(wait) = number_or_epoch(text, now).or_else(|| until(http_date(text)?, now)) {
            return Some(wait.min(LONGEST));
        }
    }
    resets(headers, now).max().map(|wait| wait.min(LONGEST))
}

/// The waits of all `…ratelimit…reset…` headers whose limit is used up.
fn resets<'h>(headers: &'h Headers, now: Duration) -> impl Iterator<Item = Duration> + 'h {
    headers.iter().filter_map(move |(name, value)| {
        let remaining = if name.starts_with("x-ratelimit-reset") {
            name.replacen("reset", "remaining", 1)
        } else if name.starts_with("anthropic-ratelimit-") && name.ends_with("-reset") {
            name.replacen("-reset", "-remaining", 1)
        } else {
            return None;
        };
        if headers
            .text(&remaining)
            .is_some_and(|left| left.trim() != "0")
        {
            return None;
        }
        let text = std::str::from_utf8(value).ok()?.trim();
        reset_in(text, now)
    })
}

/// How long it is until a reset, in any of the forms of the headers that tell of one.
pub(crate) fn reset_in(text: &str, now: Duration) -> Option<Duration> {
    number_or_epoch(text, now)
        .or_else(|| units(text))
        .or_else(|| until(rfc3339(text)?, now))
        .map(|wait| wait.min(LONGEST))
}

fn seconds(text: &str, per_second: f64) -> Option<Duration> {
    let number: f64 = text.parse().ok()?;
    (number.is_finite() && number >= 0.0)
        .then(|| Duration::try_from_secs_f64(number / per_second).unwrap_or(LONGEST))
}

fn number_or_epoch(text: &str, now: Duration) -> Option<Duration> {
    let number: f64 = text
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
    if number >= EPOCH_MILLISECONDS {
        until(Duration::try_from_secs_f64(number / 1000.0).ok()?, now)
    } else if number >= EPOCH_SECONDS {
        until(Duration::try_from_secs_f64(number).ok()?, now)
    } else {
        seconds(text, 1.0)
    }
}

/// The wait until a point in time; none at all if it is over.
fn until(then: Duration, now: Duration) -> Option<Duration> {
    Some(then.saturating_sub(now))
}

/// Reads `1h2m3.5s`, `20ms`.
fn units(text: &str) -> Option<Duration> {
    const UNITS: &[(&str, f64)] = &[
        ("ms", 0.001),
        ("us", 1e-6),
        ("h", 3600.0),
        ("m", 60.0),
        ("s", 1.0),
        ("d", 86400.0),
    ];
    let mut total = 0.0;
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest.get(..digits)?.parse().ok()?;
        let tail = rest.get(digits..)?;
        let (unit, factor) = UNITS.iter().find(|(unit, _)| tail.starts_with(unit))?;
        total += number * factor;
        rest = tail.get(unit.len()..)?;
    }
    Duration::try_from_secs_f64(total).ok()
}

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Duration> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, date) = text.split_once(", ")?;
    let mut words = date.split_ascii_whitespace();
    let day = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? + 1;
    let year = words.next()?.parse().ok()?;
    let time = words.next()?;
    (words.next()? == "GMT").then_some(())?;
    instant(year, u32::try_from(month).ok()?, day, time)
}

/// Reads `2025-01-31T12:00:00Z`, with or without a fraction or an offset.
fn rfc3339(text: &str) -> Option<Duration> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    );
    let clock = time.get(..8)?;
    let zone = time
        .get(8..)?
        .trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let at = instant(year, month, day, clock)?;
    if zone.eq_ignore_ascii_case("z") {
        return Some(at);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    let offset = Duration::from_secs(u64::from(hours) * 3600 + u64::from(minutes) * 60);
    match zone.get(..1)? {
        "+" => at.checked_sub(offset),
        "-" => at.checked_add(offset),
        _ => None,
    }
}

/// Seconds since the Unix epoch of a date and `hh:mm:ss`, both in UTC.
fn instant(year: i64, month: u32, day: u32, time: &str) -> Option<Duration> {
    let mut clock = time.splitn(3, ':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let valid =
        (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !valid || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days since the epoch, with years that begin in March so that the leap day is last.
    let (year, month) = if month > 2 {
        (year, i64::from(month) - 3)
    } else {
        (year - 1, i64::from(month) + 9)
    };
    let day_of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468;
    Some(Duration::from_secs(
        u64::try_from(days).ok()? * 86400 + hour * 3600 + minute * 60 + second,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-01-31 12:00:00 UTC.
    const NOW: Duration = Duration::from_secs(1_738_324_800);

    #[track_caller]
    fn check(headers: &[(&str, &str)], expected: Option<f64>) {
        let list = headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec()))
            .collect();
        let wait = retry_after(&Headers::new(list), NOW).map(|wait| wait.as_secs_f64());
        assert_eq!(wait, expected, "{headers:?}");
    }

    #[test]
    fn seconds_dates_and_milliseconds_are_read() {
        check(&[("retry-after", "7")], Some(7.0));
        check(&[("retry-after", " 1.5 ")], Some(1.5));
        check(
            &[("retry-after", "Fri, 31 Jan 2025 12:00:30 GMT")],
            Some(30.0),
        );
        check(
            &[("retry-after-ms", "250"), ("retry-after", "9")],
            Some(0.25),
        );
        check(&[("x-ms-retry-after-ms", "1000")], Some(1.0));
    }

    #[test]
    fn resets_are_read_as_wait_or_as_time() {
        check(&[("x-ratelimit-reset-requests", "1m0.5s")], Some(60.5));
        check(&[("x-ratelimit-reset-tokens", "20ms")], Some(0.02));
        check(&[("x-ratelimit-reset", "12")], Some(12.0));
        check(&[("x-ratelimit-reset", "1738324860")], Some(60.0));
        check(&[("x-ratelimit-reset", "1738324860000")], Some(60.0));
        check(
            &[("anthropic-ratelimit-tokens-reset", "2025-01-31T12:01:00Z")],
            Some(60.0),
        );
        check(
            &[(
                "anthropic-ratelimit-tokens-reset",
                "2025-01-31T14:00:10.5+02:00",
            )],
            Some(10.0),
        );
    }

    #[test]
    fn a_reset_of_a_limit_with_room_does_not_count() {
        check(
            &[
                ("x-ratelimit-reset-requests", "10s"),
                ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-tokens", "50s"),
                ("x-ratelimit-remaining-tokens", "12"),
            ],
            Some(10.0),
        );
    }

    #[test]
    fn times_that_are_over_mean_now_and_long_ones_are_capped() {
        check(
            &[("retry-after", "Fri, 31 Jan 2025 11:00:00 GMT")],
            Some(0.0),
        );
        check(&[("retry-after", "99999999")], Some(86400.0));
    }

    #[test]
    fn garbage_says_nothing() {
        for text in [
            "",
            "soon",
            "-1",
            "NaN",
            "inf",
            "Fri, 31 Foo 2025 12:00:00 GMT",
            "1x",
            "1e30",
        ] {
            check(&[("retry-after", text)], None);
        }
        check(&[("x-ratelimit-reset", "1q")], None);
        for zone in [
            "+5124095576030431:99",
            "-5124095576030431:99",
            "+99999999:00",
        ] {
            let time = format!("2025-01-31T12:01:00{zone}");
            check(&[("anthropic-ratelimit-tokens-reset", &time)], None);
        }
        check(&[], None);
    }
}
