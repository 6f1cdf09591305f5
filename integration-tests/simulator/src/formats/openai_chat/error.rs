//! OpenAI's errors: `{"error": {"message", "type", "param", "code"}}`.
//!
//! Source: OpenAI API reference, "Error codes".

use serde_json::{Value, json};

use crate::check::{Problem, Step, What};
use crate::ids;
use crate::reply::Reply;

/// A request that is refused.
#[derive(Debug)]
pub(in crate::formats) struct Refusal {
    status: u16,
    message: String,
    kind: &'static str,
    param: Option<String>,
    code: Option<&'static str>,
}

/// Statuses that are not the client's doing: type, code, message.
const STATUSES: &[(u16, &str, Option<&str>, &str)] = &[
    (
        400,
        "invalid_request_error",
        None,
        "The request could not be processed.",
    ),
    (
        401,
        "invalid_request_error",
        Some("invalid_api_key"),
        "Incorrect API key provided.",
    ),
    (
        403,
        "invalid_request_error",
        Some("unsupported_country_region_territory"),
        "Country, region, or territory not supported",
    ),
    (
        404,
        "invalid_request_error",
        Some("model_not_found"),
        "The model does not exist or you do not have access to it.",
    ),
    (408, "invalid_request_error", None, "The request timed out."),
    (
        413,
        "invalid_request_error",
        None,
        "Maximum content size limit exceeded.",
    ),
    (
        429,
        "requests",
        Some("rate_limit_exceeded"),
        "Rate limit reached for requests.",
    ),
    (
        500,
        "server_error",
        None,
        "The server had an error while processing your request. Sorry about that!",
    ),
    (502, "server_error", None, "Bad gateway."),
    (
        503,
        "server_error",
        Some("server_overloaded"),
        "The engine is currently overloaded, please try again later",
    ),
    (504, "server_error", None, "Gateway timeout."),
];

/// The provider's own error for a status.
pub(in crate::formats) fn of_status(status: u16) -> Refusal {
    let row = STATUSES.iter().find(|row| row.0 == status);
    let (kind, code, message) = row.map_or(
        ("server_error", None, "The server had an error."),
        |(_, kind, code, message)| (*kind, *code, *message),
    );
    Refusal {
        status,
        message: message.to_owned(),
        kind,
        param: None,
        code,
    }
}

/// A 400 about a parameter.
pub(in crate::formats) fn bad(
    message: impl Into<String>,
    param: &str,
    code: Option<&'static str>,
) -> Refusal {
    Refusal {
        status: 400,
        message: message.into(),
        kind: "invalid_request_error",
        param: (!param.is_empty()).then(|| param.to_owned()),
        code,
    }
}

/// No key in the request.
pub(in crate::formats) fn no_key() -> Refusal {
    Refusal {
        status: 401,
        ..bad(
            "You didn't provide an API key. You need to provide your API key in an Authorization \
             header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
            "",
            None,
        )
    }
}

/// A key that is not known; all but its ends is hidden.
pub(in crate::formats) fn wrong_key(key: &str) -> Refusal {
    let characters: Vec<char> = key.chars().collect();
    let shown: String = characters
        .iter()
        .enumerate()
        .map(|(at, character)| match at {
            at if characters.len() > 11 && (at < 3 || at + 4 >= characters.len()) => *character,
            _ => '*',
        })
        .collect();
    Refusal {
        status: 401,
        ..bad(
            format!(
                "Incorrect API key provided: {shown}. You can find your API key at https://platform.openai.com/account/api-keys."
            ),
            "",
            Some("invalid_api_key"),
        )
    }
}

/// A method that the path does not have.
pub(in crate::formats) fn method(method: &str, route: &str) -> Refusal {
    Refusal {
        status: 405,
        ..bad(
            format!(
                "Not allowed to {method} on {route}. (HINT: Perhaps you meant to use a different HTTP method?)"
            ),
            "",
            Some("method_not_supported"),
        )
    }
}

/// A path that does not exist.
pub(in crate::formats) fn unknown_url(method: &str, route: &str) -> Refusal {
    Refusal {
        status: 404,
        ..bad(format!("Invalid URL ({method} {route})"), "", None)
    }
}

/// A model that does not exist.
pub(in crate::formats) fn unknown_model(model: &str) -> Refusal {
    Refusal {
        status: 404,
        ..bad(
            format!("The model `{model}` does not exist or you do not have access to it."),
            "",
            Some("model_not_found"),
        )
    }
}

/// A parameter that this model does not have.
pub(in crate::formats) fn unsupported(param: &str, hint: &str) -> Refusal {
    bad(
        format!("Unsupported parameter: '{param}' is not supported with this model.{hint}"),
        param,
        Some("unsupported_parameter"),
    )
}

impl Refusal {
    /// The body of the error.
    pub(in crate::formats) fn body(&self) -> Value {
        json!({"error": {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }})
    }

    /// The whole answer.
    pub(in crate::formats) fn reply(&self, seed: u64) -> Reply {
        Reply::json(self.status, &self.body()).header("x-request-id", &ids::id("req_", seed, 0, 32))
    }
}

/// The path to a value as OpenAI writes it: `messages[0].content`.
pub(in crate::formats) fn path(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => {
                text.push('.');
                text.push_str(key);
            }
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Tag(_) => {}
        }
    }
    text
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let param = path(&problem.path);
        let nested = problem.path.len() > 1;
        match problem.what {
            What::Unknown if !nested => bad(
                format!("Unrecognized request argument supplied: {param}"),
                "",
                None,
            ),
            What::Unknown => bad(
                format!("Unknown parameter: '{param}'."),
                &param,
                Some("unknown_parameter"),
            ),
            What::Missing if param == "model" => {
                bad("you must provide a model parameter", "", None)
            }
            What::Missing => bad(
                format!("Missing required parameter: '{param}'."),
                &param,
                Some("missing_required_parameter"),
            ),
            What::Type { expected, got } => bad(
                format!(
                    "Invalid type for '{param}': expected {}, but got {} instead.",
                    article(expected),
                    article(got)
                ),
                &param,
                Some("invalid_type"),
            ),
            What::Range {
                whole,
                min,
                max,
                got,
            } => {
                let low = got.as_f64().is_some_and(|got| got < min);
                let (side, sign, bound) = if low {
                    ("below minimum", ">=", min)
                } else {
                    ("above maximum", "<=", max)
                };
                let code = match (whole, low) {
                    (true, true) => "integer_below_min_value",
                    (true, false) => "integer_above_max_value",
                    (false, true) => "decimal_below_min_value",
                    (false, false) => "decimal_above_max_value",
                };
                let kind = if whole { "integer" } else { "decimal" };
                bad(
                    format!(
                        "Invalid '{param}': {kind} {side} value. Expected a value {sign} {bound}, but got {got} instead."
                    ),
                    &param,
                    Some(code),
                )
            }
            What::Length {
                of: "array",
                min: 1,
                got: 0,
                ..
            } => bad(
                format!(
                    "Invalid '{param}': empty array. Expected an array with minimum length 1, but got an empty array instead."
                ),
                &param,
                Some("empty_array"),
            ),
            What::Length { of, min, max, got } => {
                let (much, most, bound) = if got < min {
                    ("short", "minimum", min)
                } else {
                    ("long", "maximum", max)
                };
                let code = match (of, got < min) {
                    ("array", true) => "array_below_min_length",
                    ("array", false) => "array_above_max_length",
                    ("object", _) => "object_above_max_properties",
                    (_, true) => "string_below_min_length",
                    (_, false) => "string_above_max_length",
                };
                let of = if of == "key" { "string" } else { of };
                bad(
                    format!(
                        "Invalid '{param}': {of} too {much}. Expected {0} with {most} length {bound}, but got {0} with length {got} instead.",
                        article(of)
                    ),
                    &param,
                    Some(code),
                )
            }
            What::Pattern { .. } => bad(
                format!(
                    "Invalid '{param}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
                ),
                &param,
                Some("invalid_value"),
            ),
            What::NotOneOf { allowed, got } => {
                bad(invalid_value(&got, &allowed), &param, Some("invalid_value"))
            }
            What::Tag { tag, allowed, got } => bad(
                invalid_value(&got, &allowed),
                &format!("{param}.{tag}"),
                Some("invalid_value"),
            ),
        }
    }
}

fn invalid_value(got: &str, allowed: &[&str]) -> String {
    let quoted: Vec<String> = allowed.iter().map(|value| format!("'{value}'")).collect();
    let list = match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, last] => format!("{first} and {last}"),
        [head @ .., last] => format!("{}, and {last}", head.join(", ")),
    };
    format!("Invalid value: '{got}'. Supported values are: {list}.")
}

fn article(kind: &str) -> String {
    match kind {
        "null" => "null".to_owned(),
        "array" | "object" | "integer" => format!("an {kind}"),
        kind => format!("a {kind}"),
    }
}
