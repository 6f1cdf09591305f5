//! `sluice schema`.

use serde_json::{Value, json};
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
    let mut schema = schema();
    if args.reference {
        output::data(reference::page(&schema).as_bytes())
    } else {
        take_names_of_checks(&mut schema);
        output::json(&schema)
    }
}

/// Takes the name of a check for the check with its defaults, as reading a file does, where
/// it has no option that must be given.
fn take_names_of_checks(schema: &mut Value) {
    let of_name = |name: &str| schema.pointer(&format!("/$defs/{name}"));
    let checks = of_name("Check").and_then(|check| check["oneOf"].as_array());
    let named = checks.into_iter().flatten().filter_map(|check| {
        let (name, options) = check["properties"].as_object()?.iter().next()?;
        let options = options["$ref"].as_str()?.strip_prefix("#/$defs/")?;
        of_name(options)?
            .get("required")
            .is_none()
            .then(|| name.clone())
    });
    let names: Vec<String> = named.collect();
    if let Some(check) = schema.pointer_mut("/$defs/Guardrail/properties/check") {
        let with_options = check["$ref"].take();
        check["anyOf"] = json!([{"$ref": with_options}, {"enum": names}]);
        if let Some(fields) = check.as_object_mut() {
            fields.remove("$ref");
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_may_be_its_name_alone() {
        let mut schema = schema();
        take_names_of_checks(&mut schema);
        let check = &schema["$defs"]["Guardrail"]["properties"]["check"];
        assert_eq!(check["anyOf"][0]["$ref"], "#/$defs/Check");
        let names = check["anyOf"][1]["enum"].as_array().unwrap();
        assert!(names.contains(&json!("pii")), "{names:?}");
        assert!(!names.contains(&json!("regex")), "{names:?}");
    }
}
