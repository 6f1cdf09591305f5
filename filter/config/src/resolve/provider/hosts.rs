//! What Envoy itself does with the hosts of a provider.

use crate::resolve::{Problems, Timer};
use crate::{CircuitBreaker, Endpoint, Host, OutlierDetection, Path, raw};

pub(super) fn breaker(
    raw: &raw::CircuitBreaker,
    path: &Path,
    problems: &mut Problems<'_>,
) -> CircuitBreaker {
    let mut positive = |key: &str, written: u32| {
        if written == 0 {
            problems.add(
                path.key(key),
                "0 lets no request through",
                "remove it, or the provider",
            );
        }
        written
    };
    CircuitBreaker {
        max_connections: positive("max_connections", raw.max_connections),
        max_requests: positive("max_requests", raw.max_requests),
        max_pending_requests: positive("max_pending_requests", raw.max_pending_requests),
    }
}

pub(super) fn outliers(
    raw: &raw::OutlierDetection,
    endpoint: &Endpoint,
    path: &Path,
    problems: &mut Problems<'_>,
) -> OutlierDetection {
    if let Host::Ip(ip) = endpoint.host {
        problems.add(
            path.clone(),
            format!("{ip} is the only address, which is never left alone"),
            "remove it, or name a host that has several",
        );
    }
    if raw.consecutive_5xx == 0 {
        problems.add(
            path.key("consecutive_5xx"),
            "0 errors would be enough",
            "write 5, say",
        );
    }
    OutlierDetection {
        consecutive_5xx: raw.consecutive_5xx,
        interval: Timer::WAIT.read(&raw.interval, path.key("interval"), problems),
        ejection: Timer::WAIT.read(&raw.ejection, path.key("ejection"), problems),
    }
}
