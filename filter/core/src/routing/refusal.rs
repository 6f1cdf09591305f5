//! What a client is told when no target may be asked.

use std::borrow::Cow;
use std::time::Duration;

use sluice_config::Feature;
use sluice_protocol::chat::{ApiError, ErrorKind};

use super::decision::Excluded;
use super::rules::Rule;
use super::state::CoolReason;

/// How long to wait when nothing says when it gets better.
const WAIT: Duration = Duration::from_secs(1);

/// No target of a model may be asked. Names no provider, no account and no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoTarget {
    /// What kind of error.
    pub kind: ErrorKind,
    /// The HTTP status.
    pub status: u16,
    /// Stable code, in error bodies and in the access log.
    pub code: &'static str,
    /// For a person.
    pub message: Cow<'static, str>,
    /// The field at fault.
    pub param: Option<&'static str>,
    /// When to ask again, if that helps.
    pub retry_after: Option<Duration>,
}

impl NoTarget {
    /// The nearest miss decides: what kept the request from the target that it came
    /// closest to is what has to change.
    pub(super) fn of(excluded: &[Excluded], now: Duration) -> Self {
        let rules = || excluded.iter().map(|excluded| excluded.rule);
        let temporary = || rules().filter(|rule| is_temporary(*rule));
        if temporary().next().is_some() {
            let wait = temporary().map(|rule| wait(rule, now)).min();
            let is_told = temporary().all(is_told);
            return Self::later(is_told, wait.unwrap_or(WAIT));
        }
        let largest = rules()
            .filter_map(|rule| match rule {
                Rule::ContextWindow { needed, window } => Some((window, needed)),
                _ => None,
            })
            .max();
        if let Some((window, needed)) = largest {
            return Self::too_long(needed, window);
        }
        let most = rules()
            .filter_map(|rule| match rule {
                Rule::MaxOutput { most, .. } => Some(most),
                _ => None,
            })
            .max();
        if let Some(most) = most {
            return Self::too_much(most);
        }
        let lacking = rules().find_map(|rule| match rule {
            Rule::Capability(feature) => Some(feature),
            _ => None,
        });
        match lacking {
            Some(feature) => Self::lacking(feature),
            None if rules().any(is_about_data) => Self::not_allowed(),
            None => Self::not_meant(),
        }
    }

    fn new(kind: ErrorKind, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            status: kind.status(),
            code,
            message: message.into(),
            param: None,
            retry_after: None,
        }
    }

    fn later(is_told: bool, wait: Duration) -> Self {
        let refusal = if is_told {
            Self::new(
                ErrorKind::RateLimit,
                "rate_limit_exceeded",
                "the rate limit for this model is used up; ask again later",
            )
        } else {
            Self::new(
                ErrorKind::Overloaded,
                "model_unavailable",
                "the model is not available at the moment; ask again later",
            )
        };
        Self {
            retry_after: Some(wait),
            ..refusal
        }
    }

    fn too_long(needed: u64, window: u64) -> Self {
        Self::new(
            ErrorKind::ContextLength,
            "context_length_exceeded",
            format!(
                "the request needs about {needed} tokens, its output limit included, and the model takes at most {window}; shorten it or lower the limit"
            ),
        )
    }

    fn too_much(most: u64) -> Self {
        Self::new(
            ErrorKind::InvalidRequest,
            "max_tokens_exceeded",
            format!(
                "the output limit is larger than the {most} tokens that the model writes at most; lower it"
            ),
        )
    }

    fn lacking(feature: Feature) -> Self {
        let (what, param) = LACKING
            .iter()
            .find(|(known, ..)| *known == feature)
            .map_or(("what the request asks for", None), |(_, what, param)| {
                (*what, *param)
            });
        Self {
            param,
            ..Self::new(
                ErrorKind::InvalidRequest,
                "unsupported_by_model",
                format!("the model does not support {what}; leave it out or ask for another model"),
            )
        }
    }

    fn not_allowed() -> Self {
        Self::new(
            ErrorKind::Permission,
            "data_rules",
            "the rules on where your data may go and what may be done with it leave no provider for this model; ask for another model",
        )
    }

    fn not_meant() -> Self {
        Self::new(
            ErrorKind::InvalidRequest,
            "no_target",
            "the model takes no requests like this one at the moment; ask for another model",
        )
    }

    /// The refusal in neutral form, to be encoded in the client's format.
    #[must_use]
    pub fn to_error(&self) -> ApiError {
        let mut error = ApiError::new(self.kind, self.message.clone())
            .with_status(self.status)
            .with_code(self.code);
        error.param = self.param.map(Cow::Borrowed);
        error.retry_after = self.retry_after;
        error
    }
}

/// What a request asks for, in its own words, and the field that asks for it where
/// most formats agree on one.
const LACKING: &[(Feature, &str, Option<&str>)] = &[
    (Feature::Tools, "tools", Some("tools")),
    (Feature::Image, "images", Some("messages")),
    (Feature::Document, "documents", Some("messages")),
    (
        Feature::AudioInput,
        "sound in the conversation",
        Some("messages"),
    ),
    (Feature::AudioOutput, "answers in sound", Some("modalities")),
    (
        Feature::JsonMode,
        "a JSON object as the form of its answer",
        Some("response_format"),
    ),
    (
        Feature::JsonSchema,
        "a JSON schema for its answer",
        Some("response_format"),
    ),
    (Feature::Reasoning, "reasoning", None),
    (Feature::Stream, "streams", Some("stream")),
];

/// Whether it may be otherwise a little later.
const fn is_temporary(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::Cooling { .. } | Rule::Busy | Rule::CanaryStopped
    )
}

const fn is_told(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::Cooling {
            reason: CoolReason::RateLimitTold,
            ..
        }
    )
}

const fn is_about_data(rule: Rule) -> bool {
    matches!(rule, Rule::Region | Rule::NoTraining | Rule::Zdr)
}

/// How long a rule will exclude yet; at least a little, so that nobody asks again at once.
fn wait(rule: Rule, now: Duration) -> Duration {
    match rule {
        Rule::Cooling { until, .. } => until.saturating_sub(now).max(WAIT),
        _ => WAIT,
    }
}
