//! What a value of gateway.yaml may be, in a few words.

use serde_json::{Map, Value};

/// Says what values may be, and notes the definitions that need a section.
pub(super) struct Kinds<'a> {
    definitions: &'a Value,
    /// In the order in which they are spoken of.
    pub(super) found: Vec<String>,
}

impl<'a> Kinds<'a> {
    pub(super) const fn new(definitions: &'a Value) -> Self {
        Self {
            definitions,
            found: Vec::new(),
        }
    }

    /// What a value may be.
    pub(super) fn of(&mut self, schema: &Value) -> String {
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
        if let Some(alternatives) = alternatives(schema) {
            let kinds = alternatives
                .iter()
                .filter(|choice| choice.get("type").and_then(Value::as_str) != Some("null"))
                .map(|choice| self.of(choice));
            return kinds.collect::<Vec<_>>().join(" or ");
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
                    let keys = keys.map(|(key, part)| format!("`{key}`: {}", self.of(part)));
                    keys.collect::<Vec<_>>().join(" and ")
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

    /// A link to the section of a definition that has one; what it may be otherwise.
    fn named(&mut self, reference: &str) -> String {
        let name = reference.rsplit('/').next().unwrap_or_default();
        let definition = self.definitions.get(name).unwrap_or(&Value::Null);
        if !has_section(definition) {
            return self.of(definition);
        }
        self.found.push(name.to_owned());
        let choices = choices(definition);
        let are_values = choices
            .iter()
            .all(|choice| matches!(choice, Choice::Value(_)));
        let text = if are_values && !choices.is_empty() {
            let values: Vec<String> = choices
                .iter()
                .map(|choice| self.of(choice.schema()))
                .collect();
            values.join(" or ")
        } else {
            name.to_owned()
        };
        link(&text, name)
    }
}

/// One of the forms that a definition may take.
pub(super) enum Choice<'a> {
    /// A fixed value, or anything of a simple type.
    Value(&'a Value),
    /// An object with one key, which tells what stands in it.
    Keyed(&'a Value),
    /// An object in which one key is a fixed value that tells what the others are.
    Tagged {
        schema: &'a Value,
        keys: &'a Map<String, Value>,
        /// The key with the fixed value.
        tag: &'a str,
        /// That value.
        value: &'a str,
    },
}

impl<'a> Choice<'a> {
    fn new(schema: &'a Value) -> Self {
        let Some(keys) = schema.get("properties").and_then(Value::as_object) else {
            return Self::Value(schema);
        };
        let tag = keys
            .iter()
            .find_map(|(tag, part)| Some((tag, part.get("const")?.as_str()?)));
        match tag {
            Some((tag, value)) => Self::Tagged {
                schema,
                keys,
                tag,
                value,
            },
            None => Self::Keyed(schema),
        }
    }

    pub(super) const fn schema(&self) -> &'a Value {
        match self {
            Self::Value(schema) | Self::Keyed(schema) | Self::Tagged { schema, .. } => schema,
        }
    }

    /// What it may be; `name` is that of its definition.
    pub(super) fn kind(&self, name: &str, kinds: &mut Kinds<'_>) -> String {
        match self {
            Self::Value(schema) | Self::Keyed(schema) => kinds.of(schema),
            Self::Tagged { tag, value, .. } => {
                link(&format!("`{tag}: {value}`"), &self.title(name))
            }
        }
    }

    /// The heading of its own section.
    pub(super) fn title(&self, name: &str) -> String {
        match self {
            Self::Value(_) | Self::Keyed(_) => name.to_owned(),
            Self::Tagged { value, .. } => format!("{name}: {value}"),
        }
    }
}

/// The forms that a definition may take, if it has no keys of its own.
pub(super) fn choices(definition: &Value) -> Vec<Choice<'_>> {
    let alternatives = alternatives(definition).into_iter().flatten();
    alternatives.map(Choice::new).collect()
}

/// The description of a schema.
pub(super) fn text_of(schema: &Value) -> &str {
    let text = schema.get("description").and_then(Value::as_str);
    text.unwrap_or_default()
}

fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    let key = ["anyOf", "oneOf"]
        .into_iter()
        .find_map(|key| schema.get(key));
    key.and_then(Value::as_array)
}

/// Whether there is more to say of a definition than fits into the cell of a table: it has keys,
/// or several forms of which one is told from the others by what stands in it.
fn has_section(definition: &Value) -> bool {
    if definition.get("properties").is_some() {
        return true;
    }
    let choices = choices(definition);
    if choices.is_empty() {
        return definition.get("additionalProperties") == Some(&Value::Bool(false));
    }
    let is_told = |choice: &Choice<'_>| match choice {
        Choice::Value(schema) => schema.get("const").is_some(),
        Choice::Keyed(_) | Choice::Tagged { .. } => true,
    };
    choices.len() > 1 && choices.iter().any(is_told)
}

/// A link to a heading of this page, whose anchor is made as GitHub makes it.
fn link(text: &str, heading: &str) -> String {
    let anchor = heading.to_lowercase().replace(' ', "-");
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
    format!(
        "[{text}](#{})",
        anchor.chars().filter(is_kept).collect::<String>()
    )
}
