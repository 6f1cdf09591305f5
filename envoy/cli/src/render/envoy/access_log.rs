//! One JSON line a request.

use serde_json::{Value, json};

use super::names::LOG;
use super::{Rendering, typed};

/// Members that Envoy knows, in order. None holds what a client wrote, as a text
/// format does not escape; such members come from the filter, which does.
const MEMBERS: &[(&str, &str)] = &[
    ("time", "\"%START_TIME%\""),
    ("request_id", "\"%REQ(X-REQUEST-ID)%\""),
    ("client", "\"%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%\""),
    ("status", "%RESPONSE_CODE%"),
    ("flags", "\"%RESPONSE_FLAGS%\""),
    ("details", "\"%RESPONSE_CODE_DETAILS%\""),
    ("upstream", "\"%UPSTREAM_HOST%\""),
    ("duration_ms", "%DURATION%"),
    ("bytes_received", "%BYTES_RECEIVED%"),
    ("bytes_sent", "%BYTES_SENT%"),
];

pub(super) fn all(rendering: &Rendering<'_>) -> Vec<Value> {
    let Some(path) = rendering.config.access_log() else {
        return Vec::new();
    };
    vec![json!({
        "name": "envoy.access_loggers.file",
        "typed_config": typed("envoy.extensions.access_loggers.file.v3.FileAccessLog", json!({
            "path": path,
            "log_format": {
                // Without it, what a request has not is written as a bare `-`.
                "omit_empty_values": true,
                "text_format_source": {"inline_string": line()},
            },
        })),
    })]
}

fn line() -> String {
    let members: Vec<String> = MEMBERS
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{%FILTER_STATE({LOG}:PLAIN)%{}}}\n", members.join(","))
}
