//! The two spellings of a key.
//!
//! Source: Protocol Buffers, "ProtoJSON format": a parser takes `lowerCamelCase` and
//! the name as the schema has it, `snake_case`. Google's own library sends both.

use serde_json::Value;

/// Members whose keys are the user's.
const FOREIGN: &[&str] = &[
    "args",
    "labels",
    "parameters",
    "parametersJsonSchema",
    "response",
    "responseJsonSchema",
    "responseSchema",
];

/// Turns every key into its first spelling.
pub(super) fn camel(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(camel),
        Value::Object(object) => {
            let renamed = std::mem::take(object).into_iter().map(|(key, mut inner)| {
                let key = camel_key(&key);
                if !FOREIGN.contains(&key.as_str()) {
                    camel(&mut inner);
                }
                (key, inner)
            });
            *object = renamed.collect();
        }
        _ => {}
    }
}

fn camel_key(key: &str) -> String {
    let mut words = key.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::camel;

    #[test]
    fn both_spellings_are_one_but_the_users_keys_stay() {
        let mut body = json!({"tools": [{"function_declarations": [
            {"name": "f", "parameters_json_schema": {"properties": {"a_b": {}}}},
        ]}]});
        camel(&mut body);
        assert_eq!(
            body,
            json!({"tools": [{"functionDeclarations": [
                {"name": "f", "parametersJsonSchema": {"properties": {"a_b": {}}}},
            ]}]})
        );
    }
}
