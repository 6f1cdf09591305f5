//! What keeps a request or an answer from going on.

use sluice_config::GuardrailAction;

use super::set::Guards;
use crate::rejection::Rejection;

/// A guardrail that stops one side of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    /// Its place in the file.
    pub(crate) guardrail: usize,
    cause: Cause,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    /// It has found something; and what, if that can be said.
    Found(Option<String>),
    /// It could not be asked.
    Unasked,
    /// What it should look at cannot be read.
    Unreadable,
}

impl Stop {
    pub(crate) const fn found(guardrail: usize, reason: Option<String>) -> Self {
        let cause = Cause::Found(reason);
        Self { guardrail, cause }
    }

    pub(crate) const fn unasked(guardrail: usize) -> Self {
        let cause = Cause::Unasked;
        Self { guardrail, cause }
    }

    pub(crate) const fn unreadable(guardrail: usize) -> Self {
        let cause = Cause::Unreadable;
        Self { guardrail, cause }
    }

    /// What was found, if that can be said.
    pub(crate) fn reason(&self) -> Option<&str> {
        match &self.cause {
            Cause::Found(reason) => reason.as_deref(),
            Cause::Unasked | Cause::Unreadable => None,
        }
    }

    /// What is to be done, if it has found something.
    pub(crate) fn action<'g>(&self, guards: &'g Guards) -> Option<&'g GuardrailAction> {
        let is_found = matches!(self.cause, Cause::Found(_));
        let guard = guards.get(self.guardrail).filter(|_| is_found)?;
        Some(&guard.rule.action)
    }

    /// The refusal that tells of it.
    pub(crate) fn rejection(&self, guards: &Guards) -> Rejection {
        let Some(guard) = guards.get(self.guardrail) else {
            return Rejection::Internal;
        };
        let guardrail = guard.rule.name.clone();
        let reason = match &self.cause {
            Cause::Found(reason) => reason.clone(),
            Cause::Unasked => {
                let is_body = false;
                return Rejection::Unchecked { guardrail, is_body };
            }
            Cause::Unreadable => {
                let is_body = true;
                return Rejection::Unchecked { guardrail, is_body };
            }
        };
        Rejection::Denied {
            guardrail,
            status: guard.rule.status,
            message: guard.rule.message.clone(),
            reason,
        }
    }
}
