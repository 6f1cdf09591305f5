//! Times as the API writes them, RFC 3339 in UTC, and stretches of time: the JSON of
//! `google.protobuf.Duration`.

use std::time::Duration;

/// Seconds since the Unix epoch of `2026-05-04T20:01:02.264968Z`.
pub(super) fn seconds(time: &str) -> Option<u64> {
    let (date, clock) = time.split_once(['T', 't'])?;
    let clock = clock.strip_suffix(['Z', 'z'])?;
    let clock = clock.split('.').next()?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(clock, ':')?;
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
    let is_time = hour < 24 && minute < 60 && second <= 60;
    if !is_date || !is_time || !(1970..=9999).contains(&year) {
        return None;
    }
    // Years begin in March here, so that a leap day is the last of one.
    let (year, month) = if month < 3 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    // Days from the beginning of that count to 1970.
    let days = days.checked_sub(719_469)?;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

/// Reads `34s`, `34.074824224s`. Less than none is nothing that can be waited.
pub(super) fn duration(text: &str) -> Option<Duration> {
    /// Of the largest duration that there is: about 10,000 years.
    const MOST_DIGITS: usize = 12;
    let number = text.strip_suffix('s')?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |text: &str, most| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(whole, MOST_DIGITS) || !is_number(fraction, 9) {
        return None;
    }
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    Some(Duration::new(whole.parse().ok()?, nanos))
}

/// Writes one, with no more digits behind the point than it needs.
pub(super) fn duration_text(duration: Duration) -> String {
    let (seconds, nanos) = (duration.as_secs(), duration.subsec_nanos());
    if nanos == 0 {
        return format!("{seconds}s");
    }
    let fraction = format!("{nanos:09}");
    format!("{seconds}.{}s", fraction.trim_end_matches('0'))
}

fn numbers(text: &str, between: char) -> Option<[u64; 3]> {
    let mut parts = text.split(between).map(|part| {
        let is_number = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| is_number)
    });
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_and_written_the_same() {
        for (text, expected) in [
            ("34s", Some(Duration::from_secs(34))),
            ("34.074824224s", Some(Duration::new(34, 74_824_224))),
            ("0.5s", Some(Duration::from_millis(500))),
            ("0s", Some(Duration::ZERO)),
        ] {
            assert_eq!(duration(text), expected, "{text}");
            assert_eq!(expected.map(duration_text).as_deref(), Some(text));
        }
        for text in [
            "",
            "s",
            "34",
            "-1s",
            "+1s",
            "1.s",
            ".5s",
            "1e3s",
            "1.0000000001s",
            "9999999999999s",
        ] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn times_become_seconds() {
        for (time, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00Z", Some(951_825_600)),
            ("2026-05-04T20:01:02.264968Z", Some(1_777_924_862)),
            ("2026-05-04T20:01:02+01:00", None),
            ("2026-13-04T20:01:02Z", None),
            ("1969-12-31T23:59:59Z", None),
            ("+026-05-04T20:01:02Z", None),
            ("", None),
        ] {
            assert_eq!(seconds(time), expected, "{time}");
        }
    }
}
