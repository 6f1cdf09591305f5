//! Anthropic's errors: `{"type": "error", "error": {"type", "message"}, "request_id"}`.
//!
//! Source: Anthropic API reference, "Errors".

use serde_json::{Value, json};

use crate::check::{Problem, Step, What};
use crate::ids;
use crate::reply::Reply;

/// A request that is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    kind: &'static str,
    message: String,
}

/// The statuses with their types, and messages for those that are not about
/// the request.
const STATUSES: &[(u16, &str, &str)] = &[
    (400, "invalid_request_error", "Invalid request"),
    (401, "authentication_error", "invalid x-api-key"),
    (402, "billing_error", "There is an issue with your billing"),
    (
        403,
        "permission_error",
        "Your API key does not have permission to use the specified resource.",
    ),
    (404, "not_found_error", "Not Found"),
    (413, "request_too_large", "Request exceeds the maximum size"),
    (
        429,
        "rate_limit_error",
        "This request would exceed your organization's rate limit.",
    ),
    (500, "api_error", "Internal server error"),
    (503, "api_error", "Service unavailable"),
    (504, "timeout_error", "Request timed out"),
    (529, "overloaded_error", "Overloaded"),
];

/// The provider's own error for a status.
pub(super) fn of_status(status: u16) -> Refusal {
    let row = STATUSES.iter().find(|row| row.0 == status);
    let (kind, message) = row.map_or(("api_error", "Internal server error"), |row| (row.1, row.2));
    Refusal {
        status,
        kind,
        message: message.to_owned(),
    }
}

/// A 400.
pub(super) fn bad(message: impl Into<String>) -> Refusal {
    Refusal {
        message: message.into(),
        ..of_status(400)
    }
}

/// A 401.
pub(super) fn unauthorized(message: &str) -> Refusal {
    Refusal {
        message: message.to_owned(),
        ..of_status(401)
    }
}

/// A 404.
pub(super) fn not_found(message: &str) -> Refusal {
    Refusal {
        message: message.to_owned(),
        ..of_status(404)
    }
}

/// A method that the path does not have.
pub(super) fn method() -> Refusal {
    Refusal {
        status: 405,
        ..bad("Method Not Allowed")
    }
}

impl Refusal {
    /// Its HTTP status.
    pub(super) fn status(&self) -> u16 {
        self.status
    }

    /// The body of the error.
    pub(super) fn body(&self, seed: u64) -> Value {
        json!({
            "type": "error",
            "error": {"type": self.kind, "message": self.message},
            "request_id": request_id(seed),
        })
    }

    /// The whole answer.
    pub(super) fn reply(&self, seed: u64) -> Reply {
        Reply::json(self.status, &self.body(seed)).header("request-id", &request_id(seed))
    }
}

/// The id of a request.
pub(super) fn request_id(seed: u64) -> String {
    ids::id("req_011C", seed, 0, 20)
}

/// The path to a value as Anthropic writes it: `messages.0.content.1.text.text`.
pub(super) fn path(steps: &[Step]) -> String {
    let parts: Vec<String> = steps
        .iter()
        .map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
            Step::Tag(tag) => (*tag).to_owned(),
        })
        .collect();
    parts.join(".")
}

/// Words for a JSON type.
const TYPES: &[(&str, &str)] = &[
    ("boolean", "a valid boolean"),
    ("integer", "a valid integer"),
    ("decimal", "a valid number"),
    ("string", "a valid string"),
    ("array", "a valid list"),
    ("object", "a valid dictionary"),
];

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let at = path(&problem.path);
        let message = match problem.what {
            What::Unknown => "Extra inputs are not permitted".to_owned(),
            What::Missing => "Field required".to_owned(),
            What::Type { expected, .. } => {
                let words = TYPES.iter().find(|(name, _)| *name == expected);
                format!(
                    "Input should be {}",
                    words.map_or(expected, |(_, words)| words)
                )
            }
            What::Range {
                whole: false,
                min,
                max,
                ..
            } => format!("range: {min}..{max}"),
            What::Range { min, max, got, .. } => {
                if got.as_f64().is_some_and(|got| got < min) {
                    format!("Input should be greater than or equal to {min}")
                } else {
                    format!("Input should be less than or equal to {max}")
                }
            }
            What::Length {
                of: "array",
                min: 1,
                got: 0,
                ..
            } if at == "messages" => "at least one message is required".to_owned(),
            What::Length { of, min, max, got } => {
                let kind = if of == "array" { "List" } else { "String" };
                let unit = if of == "array" { "item" } else { "character" };
                if got < min {
                    format!("{kind} should have at least {min} {unit}{}", plural(min))
                } else {
                    format!("{kind} should have at most {max} {unit}{}", plural(max))
                }
            }
            What::Pattern { max } => {
                format!("String should match pattern '^[a-zA-Z0-9_-]{{1,{max}}}$'")
            }
            What::NotOneOf { allowed, .. } => {
                format!("Input should be {}", alternatives(&allowed, " or "))
            }
            What::Tag {
                tag: "role", got, ..
            } => {
                return bad(format!(
                    "messages: Unexpected role \"{got}\". Allowed roles are \"user\" or \"assistant\"."
                ));
            }
            What::Tag { tag, allowed, got } => format!(
                "Input tag '{got}' found using '{tag}' does not match any of the expected tags: {}",
                alternatives(&allowed, ", ")
            ),
        };
        bad(format!("{at}: {message}"))
    }
}

fn plural(number: usize) -> &'static str {
    if number == 1 { "" } else { "s" }
}

/// `'a', 'b' or 'c'`.
fn alternatives(values: &[&str], last_joint: &str) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => format!("{}{last_joint}{last}", head.join(", ")),
    }
}
