//! The subcommands, one file each.

mod completions;
mod render;
mod schema;
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
            Self::Completions(args) => completions::run(&args),
        }
    }
}
