//! When the next target is tried.

use super::super::Problems;
use crate::{FallbackPolicy, Path, raw};

/// Statuses below 500 that another provider may answer better: they tell of the
/// account (401, 402, 403), of time (408) or of load (429), not of the request.
const RETRIABLE_BELOW_500: &[u16] = &[401, 402, 403, 408, 429];

pub(super) fn fallback(
    raw: Option<&[raw::Trigger]>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> FallbackPolicy {
    let Some(raw) = raw else {
        return FallbackPolicy::usual();
    };
    let mut policy = FallbackPolicy::default();
    for (index, trigger) in raw.iter().enumerate() {
        let path = path.index(index);
        let name = match trigger {
            raw::Trigger::Status(status) => {
                add_status(*status, &mut policy, path, problems);
                continue;
            }
            raw::Trigger::Name(name) => name.as_str(),
        };
        match name {
            "5xx" => policy.server_errors = true,
            "connect" => policy.connect = true,
            "reset" | "timeout" => policy.reset = true,
            "stream_error" => policy.stream_error = true,
            "context_length" => policy.context_length = true,
            "content_policy" => policy.content_policy = true,
            "unusable" => policy.unusable = true,
            _ => match name.parse() {
                Ok(status) => add_status(status, &mut policy, path, problems),
                Err(_) => problems.add(
                    path,
                    format!("unknown trigger {name:?}"),
                    "known are 5xx, connect, reset, timeout, stream_error, context_length, \
                     content_policy, unusable and statuses",
                ),
            },
        }
    }
    policy.statuses.sort_unstable();
    policy.statuses.dedup();
    policy
}

fn add_status(status: u16, policy: &mut FallbackPolicy, path: Path, problems: &mut Problems<'_>) {
    match status {
        500..=599 => policy.statuses.push(status),
        _ if RETRIABLE_BELOW_500.contains(&status) => policy.statuses.push(status),
        400..=499 => problems.add(
            path,
            format!("{status} is an error of the client's making, which no other provider mends"),
            "remove it; of 4xx only 401, 402, 403, 408 and 429 may fall back",
        ),
        _ => problems.add(
            path,
            format!("{status} is not the status of an error"),
            "remove it; statuses are 401, 402, 403, 408, 429 and 500 to 599",
        ),
    }
}
