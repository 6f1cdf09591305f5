//! What Sluice itself refuses, and how it says so.

use std::borrow::Cow;

use sluice_protocol::chat::{ApiError, ErrorKind};
use sluice_protocol::translate::Refusal;
use sluice_protocol::{DecodeError, EncodeError, Losses, Uncarried};

use crate::routing::NoTarget;

/// A refusal that a client sees. It names nothing the caller may not know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// No such path.
    UnknownPath,
    /// The path takes another method.
    WrongMethod {
        /// The methods it takes.
        allowed: String,
    },
    /// No key was sent.
    MissingKey,
    /// The key is not known.
    UnknownKey,
    /// No such model, or none that this caller may use.
    UnknownModel {
        /// The model as the client wrote it, shortened.
        model: String,
        /// Names like it that the caller may use.
        nearest: Vec<String>,
    },
    /// The path is that of a WebSocket, the request is not.
    NoUpgrade,
    /// The request is for a WebSocket, the path is not.
    UnexpectedUpgrade,
    /// The request names no model, and nothing says which one it is for.
    NoModel,
    /// The model's provider does not offer the operation.
    NotServed {
        /// What was asked for.
        operation: &'static str,
    },
    /// The body is not what is expected by its `content-type`.
    WrongContentType {
        /// What is expected.
        expected: &'static str,
    },
    /// The body is compressed.
    EncodedBody,
    /// There is no body.
    EmptyBody,
    /// The body is larger than the limit.
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body is not what its format demands.
    Invalid(DecodeError),
    /// The body asks for what the target's format cannot carry.
    NotCarried(EncodeError),
    /// The same for embeddings and rerank.
    Uncarried(Uncarried),
    /// Something would be lost and the configuration does not allow that.
    Lossy(Losses),
    /// No target of the model may be asked.
    NoTarget(NoTarget),
    /// The provider did not answer, and no other may be asked for now.
    NoRetries,
    /// The provider's answer cannot be read or is too large.
    BadAnswer {
        /// What is wrong with it.
        problem: Cow<'static, str>,
    },
    /// A guardrail has found something that it denies.
    Denied {
        /// Its name.
        guardrail: String,
        /// The status it tells that with.
        status: u16,
        /// What it tells; none for its name.
        message: Option<String>,
        /// What was wrong, if it judges as a whole.
        reason: Option<String>,
    },
    /// A guardrail could not be asked, and nothing passes unchecked.
    Unchecked {
        /// Its name.
        guardrail: String,
        /// Whether the body was at fault, which is not one it can read.
        is_body: bool,
    },
    /// Sluice lost track of the request.
    Internal,
}

impl Rejection {
    /// Stable code, in error bodies and in the access log.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownPath => "unknown_url",
            Self::WrongMethod { .. } => "method_not_allowed",
            Self::MissingKey => "missing_api_key",
            Self::UnknownKey => "invalid_api_key",
            Self::UnknownModel { .. } => "model_not_found",
            Self::NoUpgrade => "upgrade_required",
            Self::UnexpectedUpgrade => "unexpected_upgrade",
            Self::NoModel => "missing_model",
            Self::NotServed { .. } => "operation_not_supported",
            Self::WrongContentType { .. } => "unsupported_content_type",
            Self::EncodedBody => "unsupported_content_encoding",
            Self::EmptyBody => "empty_body",
            Self::BodyTooLarge { .. } => "request_too_large",
            Self::Invalid(_) => "invalid_body",
            Self::NotCarried(_) | Self::Uncarried(_) => "unsupported_by_provider",
            Self::Lossy(_) => "translation_loss",
            Self::NoTarget(refusal) => refusal.code,
            Self::NoRetries => "no_retries_left",
            Self::BadAnswer { .. } => "bad_provider_answer",
            Self::Denied { .. } => "guardrail_denied",
            Self::Unchecked { is_body: true, .. } => "guardrail_unreadable",
            Self::Unchecked { is_body: false, .. } => "guardrail_unavailable",
            Self::Internal => "internal_error",
        }
    }

    const fn kind_and_status(&self) -> (ErrorKind, u16) {
        match self {
            Self::UnknownPath | Self::UnknownModel { .. } | Self::NotServed { .. } => {
                (ErrorKind::NotFound, 404)
            }
            Self::WrongMethod { .. } => (ErrorKind::InvalidRequest, 405),
            Self::NoUpgrade => (ErrorKind::InvalidRequest, 426),
            Self::MissingKey | Self::UnknownKey => (ErrorKind::Authentication, 401),
            Self::WrongContentType { .. } | Self::EncodedBody => (ErrorKind::InvalidRequest, 415),
            Self::BodyTooLarge { .. } => (ErrorKind::TooLarge, 413),
            Self::NoModel
            | Self::UnexpectedUpgrade
            | Self::EmptyBody
            | Self::Invalid(_)
            | Self::NotCarried(_)
            | Self::Uncarried(_)
            | Self::Lossy(_) => (ErrorKind::InvalidRequest, 400),
            Self::NoTarget(refusal) => (refusal.kind, refusal.status),
            Self::NoRetries => (ErrorKind::Overloaded, 503),
            Self::BadAnswer { .. } => (ErrorKind::Server, 502),
            Self::Denied { status, .. } => (ErrorKind::InvalidRequest, *status),
            Self::Unchecked { is_body: true, .. } => (ErrorKind::InvalidRequest, 400),
            Self::Unchecked { is_body: false, .. } => (ErrorKind::Overloaded, 503),
            Self::Internal => (ErrorKind::Server, 500),
        }
    }

    fn message(&self) -> Cow<'static, str> {
        match self {
            Self::UnknownPath => {
                "unknown path; this gateway serves the paths of the APIs it speaks, such as POST /v1/chat/completions, POST /v1/messages and GET /v1/models".into()
            }
            Self::WrongMethod { allowed } => format!("method not allowed; use {allowed}").into(),
            Self::MissingKey => {
                "no API key: send it as 'Authorization: Bearer KEY' or as 'x-api-key: KEY'".into()
            }
            Self::UnknownKey => "the API key is not known to this gateway".into(),
            Self::UnknownModel { model, nearest } => format!(
                "the model '{model}' does not exist or you may not use it;{} GET /v1/models lists those you may use",
                did_you_mean(nearest)
            )
            .into(),
            Self::NoUpgrade => {
                "this path is for WebSockets; connect with wss:// or ws://".into()
            }
            Self::UnexpectedUpgrade => {
                "this path is not for WebSockets; send the request without upgrade".into()
            }
            Self::NoModel => {
                "the request names no model; name one in the body, or in the header x-sluice-model".into()
            }
            Self::NotServed { operation } => format!(
                "the provider of this model offers no {operation} in the format of this request; ask for a model of a provider that does"
            )
            .into(),
            Self::WrongContentType { expected } => {
                format!("the body must be sent with content-type: {expected}").into()
            }
            Self::EncodedBody => "a compressed request body is not supported; send it without content-encoding".into(),
            Self::EmptyBody => "the request has no body; send a JSON object".into(),
            Self::BodyTooLarge { limit } => format!("the request body is larger than {limit} bytes").into(),
            Self::Invalid(error) => error.to_string().into(),
            Self::NotCarried(error) => error.to_string().into(),
            Self::Uncarried(error) => error.to_string().into(),
            Self::Lossy(losses) => {
                let list: Vec<String> = losses.iter().map(ToString::to_string).collect();
                format!("the request cannot be carried without loss, and translation is strict: {}", list.join("; ")).into()
            }
            Self::NoTarget(refusal) => refusal.message.clone(),
            Self::NoRetries => {
                "the provider did not answer, and too many requests are being sent again already; try again in a few seconds".into()
            }
            Self::BadAnswer { problem } => format!("the provider's answer could not be used: {problem}").into(),
            Self::Denied { guardrail, message, reason, .. } => match (message, reason) {
                (Some(message), _) => message.clone().into(),
                (None, Some(reason)) => format!("refused by the guardrail '{guardrail}': {reason}").into(),
                (None, None) => format!("refused by the guardrail '{guardrail}'").into(),
            },
            Self::Unchecked { guardrail, is_body: true } => format!(
                "the guardrail '{guardrail}' cannot read what is sent here, and nothing passes it unread"
            )
            .into(),
            Self::Unchecked { guardrail, is_body: false } => format!(
                "the guardrail '{guardrail}' cannot be asked now, and nothing passes it unchecked; try again in a few seconds"
            )
            .into(),
            Self::Internal => "the gateway lost track of the request; send it again".into(),
        }
    }

    /// The refusal in neutral form, to be encoded in the client's format.
    #[must_use]
    pub fn to_error(&self) -> ApiError {
        if let Self::NoTarget(refusal) = self {
            return refusal.to_error();
        }
        let (kind, status) = self.kind_and_status();
        let error = ApiError::new(kind, self.message())
            .with_status(status)
            .with_code(self.code());
        let param = match self {
            Self::UnknownModel { .. } | Self::NoModel => Some(Cow::Borrowed("model")),
            Self::Invalid(error) => error.path().map(|path| Cow::Owned(path.to_owned())),
            Self::NotCarried(error) => Some(error.at.0.clone()),
            Self::Lossy(losses) => losses.iter().next().map(|loss| loss.field.clone()),
            _ => None,
        };
        match param.filter(|param| !param.is_empty()) {
            Some(param) => error.with_param(param),
            None => error,
        }
    }
}

/// A sentence that names them, with a space before it; nothing if there are none.
fn did_you_mean(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => format!(" did you mean {only}?"),
        Some((last, others)) => format!(" did you mean {} or {last}?", others.join(", ")),
    }
}

impl From<DecodeError> for Rejection {
    fn from(error: DecodeError) -> Self {
        Self::Invalid(error)
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Decode(error) => Self::Invalid(error),
            Refusal::Encode(error) => Self::NotCarried(error),
            Refusal::Uncarried(error) => Self::Uncarried(error),
            _ => Self::Internal,
        }
    }
}

impl From<EncodeError> for Rejection {
    fn from(error: EncodeError) -> Self {
        Self::NotCarried(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Rejection> {
        let mut losses = Losses::default();
        losses.dropped("seed", "no place for it");
        vec![
            Rejection::UnknownPath,
            Rejection::WrongMethod {
                allowed: "POST".into(),
            },
            Rejection::MissingKey,
            Rejection::UnknownKey,
            Rejection::UnknownModel {
                model: "m".into(),
                nearest: vec!["n".into()],
            },
            Rejection::NoUpgrade,
            Rejection::UnexpectedUpgrade,
            Rejection::NoModel,
            Rejection::NotServed {
                operation: "speech",
            },
            Rejection::WrongContentType {
                expected: "application/json",
            },
            Rejection::EncodedBody,
            Rejection::EmptyBody,
            Rejection::BodyTooLarge { limit: 1 },
            Rejection::Invalid(DecodeError::missing("messages")),
            Rejection::Lossy(losses),
            Rejection::NoRetries,
            Rejection::BadAnswer {
                problem: "it is empty".into(),
            },
            Rejection::Denied {
                guardrail: "pii".into(),
                status: 446,
                message: None,
                reason: None,
            },
            Rejection::Unchecked {
                guardrail: "pii".into(),
                is_body: true,
            },
            Rejection::Unchecked {
                guardrail: "pii".into(),
                is_body: false,
            },
            Rejection::Internal,
        ]
    }

    #[test]
    fn every_refusal_has_an_error_status_a_code_and_a_message() {
        let mut codes: Vec<&str> = Vec::new();
        for rejection in all() {
            let error = rejection.to_error();
            assert!((400..=599).contains(&error.status), "{rejection:?}");
            assert!(error.message.len() > 10, "{rejection:?}");
            assert!(!codes.contains(&rejection.code()), "{rejection:?}");
            codes.push(rejection.code());
        }
    }

    #[test]
    fn names_are_offered_as_a_question() {
        let asked = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            did_you_mean(&names)
        };
        assert_eq!(asked(&[]), "");
        assert_eq!(asked(&["a"]), " did you mean 'a'?");
        assert_eq!(asked(&["a", "b", "c"]), " did you mean 'a', 'b' or 'c'?");
    }

    #[test]
    fn a_refusal_names_the_field_at_fault() {
        let error = Rejection::Invalid(DecodeError::missing("messages")).to_error();
        assert_eq!(error.param.as_deref(), Some("messages"));
        assert_eq!(error.message, "messages: missing required field");
    }
}
