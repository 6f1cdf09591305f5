//! `sluice schema`.

use serde_json::Value;
use sluice_config::raw;

use crate::failure::Failure;
use crate::{catalogue, output, providers, reference};

/// Print the JSON Schema of gateway.yaml, or its reference page.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Editors complete and check a file that begins with the line
  # yaml-language-server: $schema=gateway.v1.json

Examples:
  sluice schema > gateway.v1.json
  sluice schema --reference > gateway.md
  sluice schema --providers > providers.md
  sluice schema --catalogue > catalogue.md")]
pub(crate) struct Args {
    /// Print the reference page, in Markdown, instead.
    #[arg(long)]
    reference: bool,
    /// Print the page of the kinds of providers, in Markdown, instead.
    #[arg(long, conflicts_with = "reference")]
    providers: bool,
    /// Print the page of the models that are known, in Markdown, instead.
    #[arg(long, conflicts_with_all = ["reference", "providers"])]
    catalogue: bool,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if args.providers {
        return output::data(providers::page().as_bytes());
    }
    if args.catalogue {
        return output::data(catalogue::page().as_bytes());
    }
    let schema = schema();
    if args.reference {
        output::data(reference::page(&schema).as_bytes())
    } else {
        output::json(&schema)
    }
}

/// JSON Schema 2020-12 of gateway.yaml.
fn schema() -> Value {
    let mut schema = schemars::schema_for!(raw::Gateway).to_value();
    if let Some(fields) = schema.as_object_mut() {
        fields.insert(
            "title".to_owned(),
            "gateway.yaml of Sluice, version v1".into(),
        );
    }
    schema
}
