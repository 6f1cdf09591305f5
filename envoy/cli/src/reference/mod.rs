//! The reference page of gateway.yaml, made from its JSON Schema: a section for every object
//! and for every set of values, in the order in which they are first spoken of.

mod kinds;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use kinds::{Choice, Kinds, choices, text_of};

const HEAD: &str = "\
# gateway.yaml

Made from the JSON Schema by `make gen`; the descriptions are those of the types in
`filter/config/src/raw` and `filter/guard/src`. Unknown keys are errors. A key that is not required
has the default shown.
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
        let mut kinds = Kinds::new(definitions);
        section(&mut page, &name, at, &mut kinds);
        let found = kinds.found.into_iter().rev();
        waiting.extend(
            found
                .filter_map(|name| Some((definitions.get(&name)?, name)))
                .map(|(definition, name)| (name, definition)),
        );
    }
    page
}

/// The section of a definition, and those of its variants that have keys beside their tag.
fn section(page: &mut String, name: &str, at: &Value, kinds: &mut Kinds<'_>) {
    heading(page, "##", name, at);
    if let Some(keys) = at.get("properties").and_then(Value::as_object) {
        options(page, at, keys, kinds);
        return;
    }
    let choices = choices(at);
    if choices.is_empty() {
        page.push_str("\nThere is nothing to set: `{}`.\n");
        return;
    }
    page.push_str("\n| one of | |\n|---|---|\n");
    for choice in &choices {
        let kind = choice.kind(name, kinds);
        page.push_str(&format!(
            "| {kind} | {} |\n",
            cell(text_of(choice.schema()))
        ));
    }
    for choice in &choices {
        if let Choice::Tagged { schema, keys, .. } = choice {
            heading(page, "###", &choice.title(name), schema);
            options(page, schema, keys, kinds);
        }
    }
}

fn heading(page: &mut String, level: &str, name: &str, at: &Value) {
    page.push_str(&format!("\n{level} {name}\n"));
    let text = text_of(at);
    if !text.is_empty() {
        page.push_str(&format!("\n{}\n", prose(text)));
    }
}

/// The table of an object's keys.
fn options(page: &mut String, at: &Value, keys: &Map<String, Value>, kinds: &mut Kinds<'_>) {
    let required: Vec<&str> = at
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    page.push_str("\n| key | type | default | |\n|---|---|---|---|\n");
    for (key, property) in keys {
        let default = if required.contains(&key.as_str()) {
            "required".to_owned()
        } else {
            match property.get("default") {
                Some(Value::Object(_) | Value::Null) | None => String::new(),
                Some(value) => format!("`{value}`"),
            }
        };
        let kind = kinds.of(property);
        let text = cell(text_of(property));
        page.push_str(&format!("| `{key}` | {kind} | {default} | {text} |\n"));
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
