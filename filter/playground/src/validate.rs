//! Is this configuration one that the gateway accepts?

use serde_json::{Value, json};
use sluice_config::{Config, ConfigError, Options, Path};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::answer::accepted;

/// Checks a gateway.yaml, written as YAML or as JSON.
///
/// Returns `{"ok": true, "providers": [names], "models": [names], "consumers":
/// [names]}`, or `{"ok": false, "problems": [{"path", "line", "problem", "hint"}]}`
/// with every problem at once.
#[wasm_bindgen]
#[must_use]
pub fn validate(document: &str) -> String {
    match check(document) {
        Ok(config) => accepted(json!({
            "providers": names(config.providers().iter().map(|provider| &provider.name)),
            "models": names(config.models().iter().map(|model| &model.name)),
            "consumers": names(config.consumers().iter().map(|consumer| &consumer.name)),
        })),
        Err(errors) => {
            let problems: Vec<Value> = errors.iter().map(problem).collect();
            json!({"ok": false, "problems": problems}).to_string()
        }
    }
}

fn check(document: &str) -> Result<Config, Vec<ConfigError>> {
    // JSON has its own reader, which knows lines and keeps large numbers.
    if document.trim_start().starts_with('{') {
        return sluice_config::from_json(document.as_bytes());
    }
    // The same YAML that `sluice` reads.
    let options = serde_saphyr::options! {
        strict_booleans: true,
        merge_keys: serde_saphyr::options::MergeKeyPolicy::Error,
    };
    let value: Value = serde_saphyr::from_str_with_options(document, options).map_err(|error| {
        let line = error
            .location()
            .and_then(|place| u32::try_from(place.line()).ok());
        let problem = format!("not valid YAML: {}", error.without_snippet());
        let mut error = ConfigError::new(Path::root(), problem, "");
        error.line = line;
        vec![error]
    })?;
    sluice_config::from_value(&value, Options::default())
}

fn names<T: ToString>(named: impl Iterator<Item = T>) -> Vec<String> {
    named.map(|name| name.to_string()).collect()
}

fn problem(error: &ConfigError) -> Value {
    json!({
        "path": error.path.to_string(),
        "line": error.line,
        "problem": error.problem,
        "hint": error.hint,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "version: v1
access: open
listener: {address: 127.0.0.1, port: 10000}
providers:
  openai: {format: openai-chat, endpoint: https://api.openai.com, auth: {bearer: {env: OPENAI_API_KEY}}}
models:
  smart: {targets: [{provider: openai, model: gpt-5.2}]}
";

    fn answer(document: &str) -> Value {
        serde_json::from_str(&validate(document)).unwrap()
    }

    #[test]
    fn a_good_configuration_is_summed_up() {
        let answer = answer(GOOD);
        assert_eq!(answer["ok"], true, "{answer}");
        assert_eq!(answer["providers"], json!(["openai"]));
        assert_eq!(answer["models"], json!(["smart"]));
    }

    #[test]
    fn json_is_accepted_as_well_as_yaml() {
        let value: Value = serde_saphyr::from_str(GOOD).unwrap();
        assert_eq!(answer(&value.to_string()), answer(GOOD));
    }

    #[test]
    fn every_problem_is_listed_with_its_path() {
        let bad = GOOD
            .replace("provider: openai", "provider: nobody")
            .replace("port: 10000", "port: -1");
        let answer = answer(&bad);
        assert_eq!(answer["ok"], false);
        let paths: Vec<_> = answer["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["path"].clone())
            .collect();
        assert_eq!(paths.len(), 2, "{answer}");
        assert!(
            paths.contains(&json!("$.models.smart.targets[0].provider")),
            "{answer}"
        );
    }

    #[test]
    fn broken_yaml_is_told_with_its_line() {
        let answer = answer("version: v1\nlistener: [\n");
        assert_eq!(answer["ok"], false);
        assert!(answer["problems"][0]["line"].is_u64(), "{answer}");
    }

    #[test]
    fn no_input_makes_it_panic() {
        for text in ["", "{", "[]", "7", "\u{0}", "a: &a [*a]", "%", "---\n---\n"] {
            assert_eq!(answer(text)["ok"], false, "{text:?}");
        }
    }
}
