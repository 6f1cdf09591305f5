//! Sizes and durations as people write them.

use std::time::Duration;

/// `500ms`, `5s`, `10m`, `1h`. None if it is anything else.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let milliseconds = match unit {
        "ms" => number,
        "s" => number.checked_mul(1_000)?,
        "m" => number.checked_mul(60_000)?,
        "h" => number.checked_mul(3_600_000)?,
        _ => return None,
    };
    Some(Duration::from_millis(milliseconds))
}

/// `1000B`, `512KiB`, `16MiB`, in bytes. None if it is anything else.
pub(crate) fn size(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    match unit {
        "B" => Some(number),
        "KiB" => number.checked_mul(1 << 10),
        "MiB" => number.checked_mul(1 << 20),
        _ => None,
    }
}

fn split(text: &str) -> Option<(u64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_number_and_a_unit() {
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("5s"), Some(Duration::from_secs(5)));
        assert_eq!(duration("10m"), Some(Duration::from_secs(600)));
        for bad in ["", "5", "s", "-5s", "5 s", "1.5s", "99999999999999999999s"] {
            assert_eq!(duration(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_size_that_does_not_fit_is_none() {
        assert_eq!(size("16MiB"), Some(16 << 20));
        assert_eq!(size("18446744073709551615MiB"), None);
        assert_eq!(size("16MB"), None);
    }
}
