//! What Envoy says to a request that it refuses before any filter has seen it:
//! headers that are too large or oddly named, no HTTP at all.
//!
//! The format of such a caller is not known, so the body is an error in both: each
//! client library finds the members that it reads. Refusals of the filter have no
//! code details and stay as they are; those of Envoy's that pass the filter, it
//! writes anew.

use serde_json::{Value, json};

use super::typed;

pub(super) fn config() -> Value {
    json!({"mappers": [{
        "filter": of_envoy("response.code_details != '' && response.code < 500"),
        "body_format_override": {
            "content_type": "application/json",
            "text_format_source": {"inline_string": body().to_string()},
        },
    }]})
}

/// A filter by an expression; refusals of the filter have no `response.code_details`.
pub(super) fn of_envoy(expression: &str) -> Value {
    json!({"extension_filter": {
        "name": "envoy.access_loggers.extension_filters.cel",
        "typed_config": typed(
            "envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter",
            json!({"expression": expression}),
        ),
    }})
}

fn body() -> Value {
    json!({
        "type": "error",
        "error": {
            "type": "invalid_request_error",
            "message": "the gateway cannot take this request: %RESPONSE_CODE_DETAILS%",
            "param": null,
            "code": "malformed_request",
        },
        "request_id": null,
    })
}
