//! Guardrails: which of them an exchange has to pass, and what they come to.

mod about;
mod asking;
mod body;
mod cluster;
mod dry_run;
#[cfg(test)]
mod laws;
mod look;
mod named;
mod placeholders;
mod set;
mod stop;
mod stream;
mod verdict;

pub(crate) use about::About;
pub(crate) use asking::{Asking, Side};
pub(crate) use body::{Body, Content, What, pass_body};
pub use dry_run::{DryRun, Tried};
pub(crate) use placeholders::Vault;
pub use set::Guards;
pub(crate) use set::{Plan, Sides};
pub(crate) use stop::Stop;
pub(crate) use stream::Watch;
pub(crate) use verdict::{Direction, Verdicts};

/// What guardrails know of one exchange.
#[derive(Debug, Default)]
pub(crate) struct Guarded {
    /// What they have come to.
    pub(crate) verdicts: Verdicts,
    /// Those that the answer has to pass.
    pub(crate) output: Plan,
    /// What they may ask of the request.
    pub(crate) about: About,
    /// What was taken out of the request.
    pub(crate) vault: Vault,
    /// What targets have been told that were asked again because of their answers.
    pub(crate) told: Vec<String>,
}

impl Guarded {
    /// Whether answers have to be looked at.
    pub(crate) fn is_active(&self) -> bool {
        !self.output.is_empty() || self.vault.restores()
    }
}
