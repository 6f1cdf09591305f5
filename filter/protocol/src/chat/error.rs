//! An error answer, of a provider, of Envoy or of Sluice itself.

use std::borrow::Cow;
use std::time::Duration;

/// What kind of error, apart from any format's words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request is wrong (400, 422).
    InvalidRequest,
    /// The prompt is longer than the model's context (400 or 413 with a sign of it).
    ContextLength,
    /// The provider's content policy refuses the request.
    ContentPolicy,
    /// No or wrong credentials (401).
    Authentication,
    /// The account has to pay (402).
    Billing,
    /// The caller may not do this (403).
    Permission,
    /// No such model or path (404).
    NotFound,
    /// The request is too large (413).
    TooLarge,
    /// Too many requests or tokens (429).
    RateLimit,
    /// The provider timed out (408, 504).
    Timeout,
    /// The provider is overloaded (503, 529).
    Overloaded,
    /// The provider or the gateway failed (500, 502 and the rest).
    Server,
}

impl ErrorKind {
    /// The kind that an HTTP status alone suggests.
    #[must_use]
    pub const fn from_status(status: u16) -> Self {
        match status {
            401 => Self::Authentication,
            402 => Self::Billing,
            403 => Self::Permission,
            404 => Self::NotFound,
            408 | 504 => Self::Timeout,
            413 => Self::TooLarge,
            429 => Self::RateLimit,
            503 | 529 => Self::Overloaded,
            400..=499 => Self::InvalidRequest,
            _ => Self::Server,
        }
    }

    /// The HTTP status to answer with when none came with the error (an error
    /// event in a stream).
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidRequest | Self::ContextLength | Self::ContentPolicy => 400,
            Self::Authentication => 401,
            Self::Billing => 402,
            Self::Permission => 403,
            Self::NotFound => 404,
            Self::TooLarge => 413,
            Self::RateLimit => 429,
            Self::Timeout => 504,
            Self::Overloaded => 503,
            Self::Server => 500,
        }
    }
}

/// An error in neutral form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// What kind.
    pub kind: ErrorKind,
    /// HTTP status, as the provider sent it or as Sluice sets it.
    pub status: u16,
    /// For a person. Never empty.
    pub message: Cow<'static, str>,
    /// Machine-readable code (`context_length_exceeded`, `model_not_found`, …), if any.
    pub code: Option<Cow<'static, str>>,
    /// The field at fault, if known.
    pub param: Option<Cow<'static, str>>,
    /// The provider's id of the request, if it was in the body.
    pub request_id: Option<Cow<'static, str>>,
    /// How long to wait before asking again, if the body says so.
    pub retry_after: Option<Duration>,
}

impl ApiError {
    /// An error of this kind, with the status that goes with it.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            status: kind.status(),
            message: message.into(),
            code: None,
            param: None,
            request_id: None,
            retry_after: None,
        }
    }

    /// The same with a code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The same with the field at fault.
    #[must_use]
    pub fn with_param(mut self, param: impl Into<Cow<'static, str>>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// The same with how long to wait before asking again.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}
