//! The reference page of gateway.yaml, made from its JSON Schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

const HEAD: &str = "\
# gateway.yaml

Made from the JSON Schema by `make gen`; the descriptions are those of the types in
`filter/config/src/raw.rs`. Unknown keys are errors. A key that is not required has the default
shown.
";

/// The page, in Markdown.
pub(crate) fn page(schema: &Value) -> String {
    let mut page = HEAD.to_owned();
    let mut waiting = vec![("gateway.yaml".to_owned(), schema)];
    let mut seen = BTreeSet::new();
    while let Some((name, at)) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let mut found = Vec::new();
        section(&mut page, &name, at, &mut found);
        let next = found.into_iter().rev().filter_map(|name: String| {
            let definition = schema.get("$defs")?.get(&name)?;
            definition
                .get("properties")
                .is_some()
                .then_some((name, definition))
        });
        waiting.extend(next);
    }
    page
}

fn section(page: &mut String, name: &str, at: &Value, found: &mut Vec<String>) {
    page.push_str(&format!("\n## {name}\n"));
    if let Some(text) = at.get("description").and_then(Value::as_str) {
        page.push_str(&format!("\n{}\n", prose(text)));
    }
    let Some(properties) = at.get("properties").and_then(Value::as_object) else {
        return;
    };
    let required: Vec<&str> = at
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    page.push_str("\n| key | type | default | |\n|---|---|---|---|\n");
    for (key, property) in properties {
        let default = if required.contains(&key.as_str()) {
            "required".to_owned()
        } else {
            match property.get("default") {
                Some(Value::Object(_) | Value::Null) | None => String::new(),
                Some(value) => format!("`{value}`"),
            }
        };
        let text = property
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let kind = kind(property, found);
        page.push_str(&format!(
            "| `{key}` | {kind} | {default} | {} |\n",
            cell(text)
        ));
    }
}

/// What a value may be, in a few words; notes the definitions it names.
fn kind(schema: &Value, found: &mut Vec<String>) -> String {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return named(name, found);
    }
    if let Some(value) = schema.get("const") {
        return format!("`{value}`");
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        return values.join(" or ");
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(choices) = schema.get(key).and_then(Value::as_array) {
            let kinds: Vec<String> = choices
                .iter()
                .filter(|choice| choice.get("type").and_then(Value::as_str) != Some("null"))
                .map(|choice| kind(choice, found))
                .collect();
            return kinds.join(" or ");
        }
    }
    match schema.get("type") {
        Some(Value::String(name)) => simple(name, schema, found),
        Some(Value::Array(names)) => {
            let kinds: Vec<String> = names
                .iter()
                .filter_map(Value::as_str)
                .filter(|name| *name != "null")
                .map(|name| simple(name, schema, found))
                .collect();
            kinds.join(" or ")
        }
        _ => String::new(),
    }
}

fn simple(name: &str, schema: &Value, found: &mut Vec<String>) -> String {
    let nothing = Value::Object(Map::new());
    match name {
        "array" => format!(
            "list of {}",
            kind(schema.get("items").unwrap_or(&nothing), found)
        ),
        "object" => {
            let values = schema.get("additionalProperties").unwrap_or(&nothing);
            format!("map of {}", kind(values, found))
        }
        "string" => "text".to_owned(),
        "integer" => "number".to_owned(),
        other => other.to_owned(),
    }
}

fn named(reference: &str, found: &mut Vec<String>) -> String {
    let name = reference.rsplit('/').next().unwrap_or_default();
    found.push(name.to_owned());
    format!("[{name}](#{})", name.to_lowercase())
}

fn prose(text: &str) -> String {
    text.replace("\n\n", "\u{0}")
        .replace('\n', " ")
        .replace('\u{0}', "\n\n")
}

fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
