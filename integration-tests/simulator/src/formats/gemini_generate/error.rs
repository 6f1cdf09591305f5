//! Google's errors: `{"error": {"code", "message", "status", "details"}}`.

use serde_json::{Value, json};

use crate::check::{Problem, Step, What};
use crate::reply::Reply;

/// A request that is refused.
#[derive(Debug)]
pub(in crate::formats) struct Refusal {
    code: u16,
    status: &'static str,
    message: String,
    details: Vec<Value>,
}

const STATUSES: &[(u16, &str, &str)] = &[
    (
        400,
        "INVALID_ARGUMENT",
        "Request contains an invalid argument.",
    ),
    (
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials.",
    ),
    (
        403,
        "PERMISSION_DENIED",
        "The caller does not have permission",
    ),
    (404, "NOT_FOUND", "Requested entity was not found."),
    (
        429,
        "RESOURCE_EXHAUSTED",
        "Resource has been exhausted (e.g. check quota).",
    ),
    (500, "INTERNAL", "An internal error has occurred."),
    (
        503,
        "UNAVAILABLE",
        "The model is overloaded. Please try again later.",
    ),
    (
        504,
        "DEADLINE_EXCEEDED",
        "The request timed out. Please try again.",
    ),
];

/// The provider's own error for a status.
pub(in crate::formats) fn of_status(code: u16) -> Refusal {
    let row = STATUSES.iter().find(|row| row.0 == code);
    let (_, status, message) =
        row.copied()
            .unwrap_or((code, "UNKNOWN", "An unknown error has occurred."));
    let details = if code == 429 {
        vec![json!({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"})]
    } else {
        Vec::new()
    };
    Refusal {
        code,
        status,
        message: message.to_owned(),
        details,
    }
}

/// A request that is not valid.
pub(in crate::formats) fn bad(message: impl Into<String>) -> Refusal {
    Refusal {
        message: message.into(),
        ..of_status(400)
    }
}

/// A key that is not known. It is told as a wrong argument.
pub(in crate::formats) fn wrong_key() -> Refusal {
    Refusal {
        details: vec![json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
        })],
        ..bad("API key not valid. Please pass a valid API key.")
    }
}

/// No key at all.
pub(in crate::formats) fn no_key() -> Refusal {
    Refusal {
        message: "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.".to_owned(),
        ..of_status(403)
    }
}

/// A path or a model that there is none of.
pub(in crate::formats) fn not_found(message: &str) -> Refusal {
    Refusal {
        message: message.to_owned(),
        ..of_status(404)
    }
}

impl Refusal {
    /// The body of the error.
    pub(in crate::formats) fn body(&self) -> Value {
        let mut error = json!({"code": self.code, "message": self.message, "status": self.status});
        if !self.details.is_empty() {
            error["details"] = json!(self.details);
        }
        json!({"error": error})
    }

    /// The whole answer.
    pub(in crate::formats) fn reply(&self) -> Reply {
        Reply::json(self.code, &self.body())
    }
}

/// The path to a value as Google writes it: `contents[0].parts[1].text`.
fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(key) if path.is_empty() => path.push_str(key),
            Step::Key(key) => path.push_str(&format!(".{key}")),
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Tag(_) => {}
        }
    }
    path
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let place = path(&problem.path);
        bad(match problem.what {
            What::Unknown => {
                let (name, above) = match problem.path.split_last() {
                    Some((Step::Key(name), above)) => (name.clone(), path(above)),
                    _ => (String::new(), place),
                };
                format!(
                    "Invalid JSON payload received. Unknown name \"{name}\" at '{above}': Cannot find field."
                )
            }
            What::Missing => format!("* GenerateContentRequest.{place}: required field is missing"),
            What::Type { expected, got } => {
                format!("Invalid value at '{place}' ({expected}), got {got}")
            }
            What::Range { min, max, .. } => {
                format!("* GenerateContentRequest.{place}: must be in the range [{min}, {max}]")
            }
            What::Length { min, max, got, .. } => {
                format!("* GenerateContentRequest.{place}: {got} is not within [{min}, {max}]")
            }
            What::Pattern { .. } => format!("* GenerateContentRequest.{place}: invalid name"),
            What::NotOneOf { got, .. } | What::Tag { got, .. } => {
                format!("Invalid value at '{place}' (enum), \"{got}\"")
            }
        })
    }
}
