//! What remains of an account's rate limits, as the headers of its answers say.
//!
//! OpenAI and those who follow it: `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`.
//! Anthropic: `anthropic-ratelimit-{requests,tokens,…}-{limit,remaining,reset}`.

use std::time::Duration;

use crate::headers::Headers;
use crate::retry_after::reset_in;
use crate::routing::Quota;

/// The tightest of the limits that an answer tells of; none if it tells of none. `now`
/// is the time since the Unix epoch.
#[must_use]
pub fn quota(headers: &Headers, now: Duration) -> Option<Quota> {
    let told = headers.iter().filter_map(|(name, value)| {
        let of = |part: &str| match name.strip_prefix("x-ratelimit-remaining") {
            Some(what) => Some(format!("x-ratelimit-{part}{what}")),
            None => {
                let rest = name.strip_prefix("anthropic-ratelimit-")?;
                let what = rest.strip_suffix("-remaining")?;
                Some(format!("anthropic-ratelimit-{what}-{part}"))
            }
        };
        let number = |text: &str| {
            let number: f64 = text.trim().parse().ok()?;
            (number.is_finite() && number >= 0.0).then_some(number)
        };
        let limit = number(headers.text(&of("limit")?)?).filter(|limit| *limit > 0.0)?;
        let remaining = number(std::str::from_utf8(value).ok()?)?;
        let reset = headers.text(&of("reset")?);
        let wait = reset.and_then(|text| reset_in(text.trim(), now));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a percentage between 0 and 100"
        )]
        let percent = (remaining / limit * 100.0).clamp(0.0, 100.0) as u32;
        Some(Quota {
            remaining: percent,
            resets: now + wait.unwrap_or(UNTOLD),
        })
    });
    told.min_by_key(|quota| quota.remaining)
}

/// How long what is told holds where no reset is: limits are by the minute mostly.
const UNTOLD: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    fn told(headers: &[(&str, &str)]) -> Option<Quota> {
        let list = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
        quota(
            &Headers::new(list.collect()),
            Duration::from_secs(1_700_000_000),
        )
    }

    #[test]
    fn the_tightest_limit_counts() {
        let quota = told(&[
            ("x-ratelimit-limit-requests", "100"),
            ("x-ratelimit-remaining-requests", "90"),
            ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-limit-tokens", "40000"),
            ("x-ratelimit-remaining-tokens", "4000"),
            ("x-ratelimit-reset-tokens", "6m0s"),
        ]);
        let resets = Duration::from_secs(1_700_000_360);
        assert_eq!(
            quota,
            Some(Quota {
                remaining: 10,
                resets
            })
        );
    }

    #[test]
    fn anthropics_headers_are_understood() {
        let quota = told(&[
            ("anthropic-ratelimit-tokens-limit", "1000"),
            ("anthropic-ratelimit-tokens-remaining", "0"),
            ("anthropic-ratelimit-tokens-reset", "2023-11-14T22:13:30Z"),
        ]);
        let resets = Duration::from_secs(1_700_000_010);
        assert_eq!(
            quota,
            Some(Quota {
                remaining: 0,
                resets
            })
        );
    }

    #[test]
    fn what_cannot_be_read_tells_nothing() {
        for value in ["", "many", "-1", "NaN", "inf"] {
            let quota = told(&[
                ("x-ratelimit-limit-requests", value),
                ("x-ratelimit-remaining-requests", "1"),
            ]);
            assert_eq!(quota, None, "{value}");
        }
        assert_eq!(told(&[("x-ratelimit-remaining-requests", "1")]), None);
        assert_eq!(told(&[("content-type", "application/json")]), None);
    }
}
