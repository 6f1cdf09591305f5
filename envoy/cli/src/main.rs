//! The command `sluice`: looks at a gateway.yaml, renders it, runs it, and shows
//! what the filter would do with a request, with the very code of the filter.
//!
//! Exit status: 0 for success, 1 if the input or the work was refused, 2 for a
//! command line that makes no sense.

mod admin;
mod catalogue;
mod commands;
mod failure;
mod input;
mod load;
mod offline;
mod output;
mod providers;
mod reference;
mod render;
mod signals;
mod yaml;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match commands::Cli::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(message) = failure.message() {
                output::note(&message);
            }
            ExitCode::from(failure.status())
        }
    }
}
