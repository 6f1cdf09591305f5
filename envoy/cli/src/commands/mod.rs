//! The subcommands, one file each.

mod completions;
mod drain;
mod explain;
mod guard;
mod render;
mod rollout;
mod run;
mod schema;
mod simulate;
mod simulate_traffic;
mod translate;
mod validate;

use clap::{Parser, Subcommand};

use crate::failure::Failure;

/// An LLM gateway inside stock Envoy, as one filter and one file.
#[derive(Debug, Parser)]
#[command(name = "sluice", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a gateway.yaml: every problem with its line, reason and mend.
    Validate(validate::Args),
    /// Print the JSON Schema of gateway.yaml, or its reference page.
    Schema(schema::Args),
    /// Turn a gateway.yaml into the configuration of what runs it.
    Render(render::Args),
    /// Run a gateway: render it, start Envoy, follow the file's changes.
    Run(run::Args),
    /// Translate a body or stream as the filter does, with its very code.
    Translate(translate::Args),
    /// Show what the gateway would do with a request: who calls, which targets, why.
    Explain(explain::Args),
    /// Show what guardrails find in a text.
    Guard(guard::Args),
    /// Run a simulator of a provider's API, as strict as the real one.
    Simulate(simulate::Args),
    /// Simulate a day of traffic, and compare strategies by success, latency and cost.
    SimulateTraffic(simulate_traffic::Args),
    /// Print a shell's completion script.
    Completions(completions::Args),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Validate(args) => validate::run(&args),
            Self::Schema(args) => schema::run(&args),
            Self::Render(args) => render::run(&args),
            Self::Run(args) => run::run(&args),
            Self::Translate(args) => translate::run(&args),
            Self::Explain(args) => explain::run(&args),
            Self::Guard(args) => guard::run(&args),
            Self::Simulate(args) => simulate::run(&args),
            Self::SimulateTraffic(args) => simulate_traffic::run(&args),
            Self::Completions(args) => completions::run(&args),
        }
    }
}
