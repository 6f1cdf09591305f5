//! Checks of guardrails as they may be written: `pii` for `{pii: {}}`.

use serde_json::{Map, Value};

use crate::{ConfigError, Path};

const MEND: &str = "write one check, such as `pii`, or `pii: {…}` with options; a second one needs a guardrail of its own";

/// Writes every check out as a map of its name and its options, and takes out what is
/// none.
pub(crate) fn write_out(gateway: &mut Value, errors: &mut Vec<ConfigError>) {
    let Some(Value::Object(guardrails)) = gateway.get_mut("guardrails") else {
        return;
    };
    for (name, guardrail) in guardrails {
        let Value::Object(guardrail) = guardrail else {
            continue;
        };
        let Some(check) = guardrail.get_mut("check") else {
            continue;
        };
        let problem = match check {
            Value::String(name) => {
                let options = (std::mem::take(name), Value::Object(Map::new()));
                *check = Value::Object(Map::from_iter([options]));
                continue;
            }
            Value::Object(map) if map.len() == 1 && map.values().any(Value::is_array) => {
                "a map of options is expected, found a list".to_owned()
            }
            Value::Object(map) if map.len() == 1 => {
                let bare = map.values_mut().filter(|options| options.is_null());
                bare.for_each(|options| *options = Value::Object(Map::new()));
                continue;
            }
            Value::Object(map) => format!("one check is expected, found {}", map.len()),
            _ => "a check is expected".to_owned(),
        };
        let path = Path::root()
            .key("guardrails")
            .key(name.clone())
            .key("check");
        errors.push(ConfigError::new(path, problem, MEND));
        guardrail.shift_remove("check");
    }
}
