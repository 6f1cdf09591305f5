//! `sluice validate`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};
use sluice_config::catalogue::Catalogue;
use sluice_config::{Card, Config, ConfigError, Options};

use crate::failure::Failure;
use crate::load;
use crate::output::{self, Format};

/// Unknown targets that are named.
const MOST_TOLD: usize = 5;

/// Check a gateway.yaml: every problem with its line, reason and mend.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Keys of providers that are not there yet are warnings: they may be where Envoy runs.

Examples:
  sluice validate gateway.yaml
  sluice validate -o json gateway.yaml | jq '.errors[].path'")]
pub(crate) struct Args {
    /// The gateway.yaml, or - for stdin.
    file: PathBuf,
    /// Accept keys of providers that stand in the file itself.
    #[arg(long)]
    allow_inline_secrets: bool,
    /// How to print the result.
    #[arg(short, long, value_enum, default_value_t)]
    output: Format,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let options = Options {
        allow_inline_secrets: args.allow_inline_secrets,
        is_rendered: false,
    };
    let loaded = load::gateway(&args.file, options);
    match (args.output, loaded) {
        (Format::Text, Ok(gateway)) => {
            for warning in gateway.missing_keys() {
                output::note(&format!("warning: {warning}"));
            }
            let config = &gateway.config;
            output::line(&format!(
                "{} is valid: {}, {}, {}",
                gateway.name,
                count(config.providers().len(), "provider"),
                count(config.models().len(), "model"),
                count(config.consumers().len(), "consumer"),
            ))?;
            output::line(&catalogue(config))
        }
        (Format::Text, Err(failure)) => Err(failure),
        (Format::Json, Ok(gateway)) => output::json(&json!({
            "valid": true,
            "errors": [],
            "warnings": gateway.missing_keys(),
        })),
        (Format::Json, Err(Failure::Config(_, errors))) => {
            let errors: Vec<Value> = errors.iter().map(as_json).collect();
            output::json(&json!({"valid": false, "errors": errors, "warnings": []}))?;
            Err(Failure::Told)
        }
        (Format::Json, Err(failure)) => Err(failure),
    }
}

/// Of which day the catalogue is, and which targets it does not know.
fn catalogue(config: &Config) -> String {
    let unknown: Vec<String> = unknown(config).into_iter().collect();
    let date = Catalogue::DATE;
    match unknown.get(..MOST_TOLD) {
        Some(some) if unknown.len() > MOST_TOLD => format!(
            "the catalogue of {date} does not know {} and {} more",
            some.join(", "),
            unknown.len() - MOST_TOLD
        ),
        _ if unknown.is_empty() => format!("the catalogue of {date} knows every target"),
        _ => format!(
            "the catalogue of {date} does not know {}",
            unknown.join(", ")
        ),
    }
}

/// Targets of which neither the catalogue nor the file knows anything.
fn unknown(config: &Config) -> BTreeSet<String> {
    let targets = config.models().iter().flat_map(|model| &model.targets);
    targets
        .filter(|target| target.card == Card::default() && !target.model.contains('*'))
        .map(|target| format!("{}/{}", target.provider.name, target.model))
        .collect()
}

fn as_json(error: &ConfigError) -> Value {
    json!({
        "path": error.path.to_string(),
        "line": error.line,
        "problem": error.problem,
        "hint": error.hint,
    })
}

fn count(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}
