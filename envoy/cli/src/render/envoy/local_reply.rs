//! What Envoy says to a request that it refuses before any filter has seen it:
//! headers that are too large or oddly named, no HTTP at all; and to one that has
//! lost its filter.
//!
//! The format of such a caller is not known, so the body is an error in both: each
//! client library finds the members that it reads. Refusals of the filter have no
//! code details and stay as they are; those of Envoy's that pass the filter, it
//! writes anew.

use serde_json::{Value, json};

use super::typed;

pub(super) fn config() -> Value {
    let refused = body(
        "invalid_request_error",
        "malformed_request",
        "the gateway cannot take this request: %RESPONSE_CODE_DETAILS%",
    );
    // The details of a stream whose module has trapped.
    let lost = body(
        "api_error",
        "gateway_error",
        "the gateway failed while it had this request",
    );
    json!({"mappers": [
        mapper("response.code_details != '' && response.code < 500", &refused),
        mapper("response.code_details == 'wasm_fail_stream'", &lost),
    ]})
}

fn mapper(expression: &str, body: &Value) -> Value {
    json!({
        "filter": of_envoy(expression),
        "body_format_override": {
            "content_type": "application/json",
            "text_format_source": {"inline_string": body.to_string()},
        },
    })
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

fn body(kind: &str, code: &str, message: &str) -> Value {
    json!({
        "type": "error",
        "error": {"type": kind, "message": message, "param": null, "code": code},
        "request_id": null,
    })
}
