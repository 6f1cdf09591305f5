//! Guardrails, checked.

use sluice_guard::{CheckSpec, PieceKind};

/// What is looked for, where, and what is done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Guardrail {
    /// Its name, in verdicts, the log and metrics.
    pub name: String,
    /// What is looked for.
    pub check: CheckSpec,
    /// Whether what the client sends is checked.
    pub input: bool,
    /// Whether what the model answers is checked.
    pub output: bool,
    /// The sorts of texts that are checked; empty for all.
    pub parts: Vec<PieceKind>,
    /// Whether only what stands behind the model's last turn is checked.
    pub latest: bool,
    /// What is done about a finding.
    pub action: GuardrailAction,
    /// The status of a refusal, also where no other answer helps.
    pub status: u16,
    /// What the client is told; none for the guardrail's name.
    pub message: Option<String>,
    /// Whether it is done, or only logged.
    pub is_enforced: bool,
    /// Hundredths of a percent of the requests that are checked.
    pub share: u32,
    /// Whether what cannot be checked goes on.
    pub fails_open: bool,
    /// The models it is for; none for all.
    pub models: Option<Vec<NamePattern>>,
    /// The consumers it is for; none for all.
    pub consumers: Option<Vec<NamePattern>>,
    /// Whether a streamed answer is held until all of it has been checked.
    pub holds_all: bool,
}

impl Guardrail {
    /// All requests, in hundredths of a percent.
    pub const ALL: u32 = 10_000;

    /// Whether texts of this sort are checked.
    #[must_use]
    pub fn reads(&self, kind: PieceKind) -> bool {
        self.parts.is_empty() || self.parts.contains(&kind)
    }

    /// Whether it is for requests of a consumer for a model.
    #[must_use]
    pub fn is_for(&self, model: &str, consumer: Option<&str>) -> bool {
        self.is_for_model(model) && self.is_for_consumer(consumer)
    }

    /// Whether it is for requests for a model.
    #[must_use]
    pub fn is_for_model(&self, model: &str) -> bool {
        fits(self.models.as_deref(), Some(model))
    }

    /// Whether it is for requests of a consumer.
    #[must_use]
    pub fn is_for_consumer(&self, consumer: Option<&str>) -> bool {
        fits(self.consumers.as_deref(), consumer)
    }
}

/// Whether a name is among those that are meant; all are if none is named.
fn fits(patterns: Option<&[NamePattern]>, name: Option<&str>) -> bool {
    patterns.is_none_or(|patterns| {
        name.is_some_and(|name| patterns.iter().any(|pattern| pattern.fits(name)))
    })
}

/// What is done about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuardrailAction {
    /// The request or the answer is refused.
    Deny,
    /// What was found is taken out.
    Redact {
        /// What stands in its place.
        with: Replacement,
        /// Whether the client gets back what placeholders in the answer stand for.
        restore: bool,
    },
    /// It is told, and goes on.
    Flag {
        /// The status of an answer in place of the provider's.
        status: Option<u16>,
    },
    /// The answer counts as failed.
    Fallback,
    /// The same target is asked again.
    Retry {
        /// So often at most.
        attempts: u8,
    },
}

impl GuardrailAction {
    /// The word for it in the file and in metrics.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Redact { .. } => "redact",
            Self::Flag { .. } => "flag",
            Self::Fallback => "fallback",
            Self::Retry { .. } => "retry",
        }
    }
}

/// What stands in the place of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// What it was, and a number.
    Placeholder,
    /// Asterisks.
    Mask,
    /// What it was, and a hash of it with this salt.
    Hash(String),
    /// Nothing.
    Remove,
}

/// A name, or one in which a `*` stands for anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePattern {
    start: String,
    end: Option<String>,
}

impl NamePattern {
    /// None if there is more than one `*` in it.
    pub(crate) fn new(written: &str) -> Option<Self> {
        let (start, end) = match written.split_once('*') {
            Some((_, end)) if end.contains('*') => return None,
            Some((start, end)) => (start, Some(end.to_owned())),
            None => (written, None),
        };
        Some(Self {
            start: start.to_owned(),
            end,
        })
    }

    /// Whether a name is meant by it.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        match &self.end {
            None => self.start == name,
            Some(end) => name
                .strip_prefix(self.start.as_str())
                .is_some_and(|rest| rest.ends_with(end.as_str())),
        }
    }
}
