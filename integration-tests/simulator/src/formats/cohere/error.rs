//! Cohere's errors: `{"id", "message"}`.

use serde_json::json;

use crate::check::{Problem, Step, What};
use crate::ids;
use crate::reply::Reply;

/// A request that is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    message: String,
}

/// Statuses that are not the client's doing.
const STATUSES: &[(u16, &str)] = &[
    (401, "invalid api token"),
    (403, "this account may not do that"),
    (404, "model not found"),
    (413, "request body is too large"),
    (
        429,
        "You are past the per minute request limit, please wait and try again later.",
    ),
    (500, "internal server error"),
    (503, "service unavailable"),
    (504, "gateway timeout"),
];

/// The provider's own error for a status.
pub(super) fn of_status(status: u16) -> Refusal {
    let known = STATUSES.iter().find(|row| row.0 == status);
    refusal(status, known.map_or("the request failed", |row| row.1))
}

/// An error of that status.
pub(super) fn refusal(status: u16, message: impl Into<String>) -> Refusal {
    Refusal {
        status,
        message: message.into(),
    }
}

/// A request that cannot be processed.
pub(super) fn bad(message: impl Into<String>) -> Refusal {
    refusal(400, message)
}

impl Refusal {
    /// The whole answer.
    pub(super) fn reply(&self, seed: u64) -> Reply {
        let id = ids::id("", seed, 0, 32);
        Reply::json(self.status, &json!({"id": id, "message": self.message}))
    }
}

fn path(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Tag(_) => {}
        }
    }
    text
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let at = path(&problem.path);
        bad(match problem.what {
            What::Unknown => {
                format!("invalid request: unknown field: parameter '{at}' is not a valid field")
            }
            What::Missing => format!("invalid request: required field '{at}' is missing"),
            What::Type { expected, got } => {
                format!("invalid request: field '{at}' must be of type {expected}, got {got}")
            }
            What::Range { min, max, .. } => {
                format!("invalid request: field '{at}' must be between {min} and {max} inclusive")
            }
            What::Length { min, max, got, .. } => {
                format!(
                    "invalid request: field '{at}' has length {got}, must be from {min} to {max}"
                )
            }
            What::Pattern { max } => format!(
                "invalid request: field '{at}' must have at most {max} letters, digits, _ and -"
            ),
            What::NotOneOf { allowed, .. } => format!(
                "invalid request: field '{at}' must be one of {}",
                allowed.join(", ")
            ),
            What::Tag { tag, allowed, .. } => format!(
                "invalid request: field '{at}.{tag}' must be one of {}",
                allowed.join(", ")
            ),
        })
    }
}
