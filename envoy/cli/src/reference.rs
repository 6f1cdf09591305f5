//! The reference page of gateway.yaml, made from its JSON Schema.

use std::collections::BTreeSet;

use serde_json::Value;

const HEAD: &str = "\
# gateway.yaml

Made from the JSON Schema by `make gen`; the descriptions are those of the types in
`filter/config/src/raw`. Unknown keys are errors. A key that is not required has the default
shown.
";

/// The page, in Markdown.
pub(crate) fn page(schema: &Value) -> String {
    let mut page = HEAD.to_owned();
    let mut waiting = vec![("gateway.yaml".to_owned(), schema)];
    let mut seen = BTreeSet::new();
    let definitions = schema.get("$defs").unwrap_or(&Value::Null);
    while let Some((name, at)) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let mut found = Vec::new();
        let mut kinds = Kinds {
            definitions,
            found: &mut found,
        };
        section(&mut page, &name, at, &mut kinds);
        waiting.extend(
            found
                .into_iter()
                .rev()
                .filter_map(|name| Some((definitions.get(&name)?, name)))
                .map(|(definition, name)| (name, definition)),
        );
    }
    page
}

fn section(page: &mut String, name: &str, at: &Value, kinds: &mut Kinds<'_>) {
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
        let kind = kinds.of(property);
        page.push_str(&format!(
            "| `{key}` | {kind} | {default} | {} |\n",
            cell(text)
        ));
    }
}

/// Says what values may be, and notes the definitions that need a section.
struct Kinds<'a> {
    definitions: &'a Value,
    found: &'a mut Vec<String>,
}

impl Kinds<'_> {
    /// What a value may be, in a few words.
    fn of(&mut self, schema: &Value) -> String {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.named(reference);
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
                    .map(|choice| self.of(choice))
                    .collect();
                return kinds.join(" or ");
            }
        }
        let names: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let kinds: Vec<String> = names
            .into_iter()
            .filter(|name| *name != "null")
            .map(|name| self.simple(name, schema))
            .collect();
        kinds.join(" or ")
    }

    fn simple(&mut self, name: &str, schema: &Value) -> String {
        match name {
            "array" => format!("list of {}", self.part(schema, "items")),
            "object" => match schema.get("properties").and_then(Value::as_object) {
                Some(keys) => {
                    let keys = keys.iter();
                    let keys = keys.map(|(key, part)| format!("{key}: {}", self.of(part)));
                    format!("`{{{}}}`", keys.collect::<Vec<_>>().join(", "))
                }
                None => format!("map of {}", self.part(schema, "additionalProperties")),
            },
            "string" => "text".to_owned(),
            "integer" => "number".to_owned(),
            other => other.to_owned(),
        }
    }

    fn part(&mut self, schema: &Value, key: &str) -> String {
        schema
            .get(key)
            .map(|part| self.of(part))
            .unwrap_or_default()
    }

    /// A link to the section of a definition that has keys; what it may be otherwise.
    fn named(&mut self, reference: &str) -> String {
        let name = reference.rsplit('/').next().unwrap_or_default();
        match self.definitions.get(name) {
            Some(definition) if definition.get("properties").is_none() => self.of(definition),
            _ => {
                self.found.push(name.to_owned());
                format!("[{name}](#{})", name.to_lowercase())
            }
        }
    }
}

fn prose(text: &str) -> String {
    text.replace("\n\n", "\u{0}")
        .replace('\n', " ")
        .replace('\u{0}', "\n\n")
}

fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
