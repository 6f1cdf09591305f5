//! Bedrock's errors: `{"message": …}`, with the exception in `x-amzn-errortype`.
//!
//! Source: API reference of the Amazon Bedrock runtime, "Errors".

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

const STATUSES: &[(u16, &str, &str)] = &[
    (400, "ValidationException", "The request is not valid."),
    (
        403,
        "AccessDeniedException",
        "You don't have access to the model with the specified model ID.",
    ),
    (
        404,
        "ResourceNotFoundException",
        "Could not resolve the foundation model from the provided model identifier.",
    ),
    (
        408,
        "ModelTimeoutException",
        "Model has timed out in processing the request. Try your request again.",
    ),
    (424, "ModelErrorException", "The model failed."),
    (
        429,
        "ThrottlingException",
        "Too many requests, please wait before trying again.",
    ),
    (
        500,
        "InternalServerException",
        "The system encountered an unexpected error during processing. Try your request again.",
    ),
    (
        503,
        "ServiceUnavailableException",
        "Bedrock is unable to process your request.",
    ),
];

/// The provider's own error for a status.
pub(super) fn of_status(status: u16) -> Refusal {
    let row = STATUSES.iter().find(|row| row.0 == status);
    let (kind, message) = row.map_or(("InternalServerException", "Internal error"), |row| {
        (row.1, row.2)
    });
    Refusal {
        status,
        kind,
        message: message.to_owned(),
    }
}

/// A request that is not valid.
pub(super) fn bad(message: impl Into<String>) -> Refusal {
    Refusal {
        message: message.into(),
        ..of_status(400)
    }
}

/// Credentials that are missing or wrong.
pub(super) fn forbidden(kind: &'static str, message: &str) -> Refusal {
    Refusal {
        status: 403,
        kind,
        message: message.to_owned(),
    }
}

/// A path or a method that there is none of.
pub(super) fn unknown_operation() -> Refusal {
    Refusal {
        status: 404,
        kind: "UnknownOperationException",
        message: "The requested operation is not recognized.".to_owned(),
    }
}

/// The id of a request.
pub(super) fn request_id(seed: u64) -> String {
    ids::id("req-", seed, 0, 24)
}

impl Refusal {
    /// The whole answer.
    pub(super) fn reply(&self, seed: u64) -> Reply {
        Reply::json(self.status, &json!({"message": self.message}))
            .header("x-amzn-errortype", self.kind)
            .header("x-amzn-requestid", &request_id(seed))
    }
}

/// The path to a value as the service writes it: `messages.0.content.1.text`.
fn path(steps: &[Step]) -> String {
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

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let constraint = match problem.what {
            What::Unknown => {
                return bad(format!(
                    "Malformed input request: extraneous key [{}] is not permitted, please reformat your input and try again.",
                    path(&problem.path)
                ));
            }
            What::Type { expected, got } => {
                return Self {
                    kind: "SerializationException",
                    ..bad(format!(
                        "{} can not be converted to {expected} at {}",
                        got.to_uppercase(),
                        path(&problem.path)
                    ))
                };
            }
            What::Missing => "Member must not be null".to_owned(),
            What::Range { min, max, got, .. } => {
                let is_less = got.as_f64().is_some_and(|got| got < min);
                if is_less {
                    format!("Member must have value greater than or equal to {min}")
                } else {
                    format!("Member must have value less than or equal to {max}")
                }
            }
            What::Length { min, max, got, .. } => {
                if got < min {
                    format!("Member must have length greater than or equal to {min}")
                } else {
                    format!("Member must have length less than or equal to {max}")
                }
            }
            What::Pattern { .. } => {
                "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+".to_owned()
            }
            What::NotOneOf { allowed, .. } | What::Tag { allowed, .. } => format!(
                "Member must satisfy enum value set: [{}]",
                allowed.join(", ")
            ),
        };
        bad(format!(
            "1 validation error detected: Value at '{}' failed to satisfy constraint: {constraint}",
            path(&problem.path)
        ))
    }
}

/// The message of an error of Anthropic's.
pub(super) fn of_claude(status: u16, body: &Value) -> Refusal {
    let message = body
        .pointer("/error/message")
        .and_then(Value::as_str)
        .unwrap_or("The model failed.");
    Refusal {
        message: message.to_owned(),
        ..of_status(if status == 404 { 404 } else { 400 })
    }
}
