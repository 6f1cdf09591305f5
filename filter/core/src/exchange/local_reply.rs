//! Answers that Envoy makes itself, told in the client's format.

use sluice_protocol::chat::{ApiError, ErrorKind};

/// What Envoy means by a status of its own, in words that help a caller.
const MEANINGS: &[(u16, &str, &str)] = &[
    (404, "no_route", "this gateway has no route for the request"),
    (
        408,
        "request_timeout",
        "the request was not received in time",
    ),
    (
        413,
        "request_too_large",
        "the request body is larger than this gateway takes",
    ),
    (
        431,
        "headers_too_large",
        "the request headers are larger than this gateway takes",
    ),
    (500, "gateway_error", "the gateway failed"),
    (502, "bad_gateway", "the provider's connection broke"),
    (503, "provider_unavailable", "no provider could be reached"),
    (
        504,
        "provider_timeout",
        "the provider did not answer in time",
    ),
];

/// The error behind a local reply with `status`.
pub(super) fn error(status: u16) -> ApiError {
    let kind = ErrorKind::from_status(status);
    match MEANINGS.iter().find(|(known, ..)| *known == status) {
        Some((_, code, message)) => ApiError::new(kind, *message)
            .with_status(status)
            .with_code(*code),
        None => ApiError::new(kind, format!("the gateway answered with status {status}"))
            .with_status(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_status_still_has_a_message() {
        assert_eq!(error(418).message, "the gateway answered with status 418");
        assert_eq!(error(504).kind, ErrorKind::Timeout);
    }
}
