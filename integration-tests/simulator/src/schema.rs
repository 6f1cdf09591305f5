//! Makes a JSON value that a JSON Schema accepts, always the same one.
//!
//! It knows the keywords that function schemas use. It does not try to satisfy
//! `pattern` or `not`, and follows local `$ref`s only as far as [`DEPTH`].

use serde_json::{Map, Value, json};

/// How deep a value may nest; recursive schemas end here.
const DEPTH: usize = 8;

/// Strings for the formats that a schema may name.
const FORMATS: &[(&str, &str)] = &[
    ("date-time", "2026-01-02T03:04:05Z"),
    ("date", "2026-01-02"),
    ("time", "03:04:05Z"),
    ("email", "someone@example.com"),
    ("hostname", "example.com"),
    ("uri", "https://example.com/"),
    ("uuid", "00000000-0000-4000-8000-000000000000"),
    ("ipv4", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
];

/// Most values in an instance; beyond them everything is `null`.
const VALUES: usize = 10_000;

/// An instance of the schema.
pub(crate) fn instance(schema: &Value) -> Value {
    let mut builder = Builder {
        root: schema,
        left: VALUES,
    };
    builder.build(schema, "value", DEPTH)
}

struct Builder<'a> {
    /// Where `$ref`s are looked up.
    root: &'a Value,
    /// How many values may still be made.
    left: usize,
}

impl Builder<'_> {
    /// An instance of a part of the schema, for the property `name`.
    fn build(&mut self, schema: &Value, name: &str, depth: usize) -> Value {
        let Some(left) = self.left.checked_sub(1) else {
            return Value::Null;
        };
        self.left = left;
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let root = self.root;
            let found = target.strip_prefix('#').and_then(|to| root.pointer(to));
            return match found {
                Some(found) if depth > 0 => self.build(found, name, depth - 1),
                _ => Value::Null,
            };
        }
        if let Some(value) = schema.get("const").or_else(|| schema.get("default")) {
            return value.clone();
        }
        if let Some(value) = schema.get("enum").and_then(|values| values.get(0)) {
            return value.clone();
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(branches) = schema.get(key).and_then(Value::as_array) {
                // A branch that may end is taken once the value nests too deep.
                let branch = if depth > 0 {
                    branches.first()
                } else {
                    branches.last()
                };
                return branch.map_or(Value::Null, |branch| {
                    self.build(branch, name, depth.saturating_sub(1))
                });
            }
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            let mut merged = Map::new();
            for part in parts.iter().filter(|_| depth > 0) {
                if let Value::Object(part) = self.build(part, name, depth - 1) {
                    merged.extend(part);
                }
            }
            return Value::Object(merged);
        }
        match type_of(schema) {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, name, depth),
            "integer" => json!(number(schema).ceil() as i64),
            "number" => json!(number(schema)),
            "boolean" => json!(true),
            "null" => Value::Null,
            _ => json!(string(schema, name)),
        }
    }

    /// Required properties always; the others as long as the value is shallow.
    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let mut object = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let wanted = required.contains(&name.as_str()) || depth * 2 > DEPTH;
            if wanted && depth > 0 {
                object.insert(name.clone(), self.build(property, name, depth - 1));
            }
        }
        Value::Object(object)
    }

    fn array(&mut self, schema: &Value, name: &str, depth: usize) -> Value {
        let bound = |key| schema.get(key).and_then(Value::as_u64);
        let fewest = bound("minItems").unwrap_or(1);
        let most = bound("maxItems").unwrap_or(64).min(64);
        let length = if depth > 0 { fewest.min(most) } else { 0 };
        let empty = json!({"type": "string"});
        let item = schema.get("items").unwrap_or(&empty);
        (0..length)
            .map(|_| self.build(item, name, depth.saturating_sub(1)))
            .collect()
    }
}

fn type_of(schema: &Value) -> &str {
    let named = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).next(),
        Some(named) => named.as_str(),
        None => None,
    };
    match named {
        Some(named) => named,
        None if schema.get("items").is_some() => "array",
        None if schema.get("properties").is_some() => "object",
        None if schema.as_object().is_none_or(Map::is_empty) => "object",
        None => "string",
    }
}

fn number(schema: &Value) -> f64 {
    let bound = |key| schema.get(key).and_then(Value::as_f64);
    let low = bound("minimum").or_else(|| bound("exclusiveMinimum").map(|low| low + 1.0));
    let high = bound("maximum").or_else(|| bound("exclusiveMaximum").map(|high| high - 1.0));
    let value = low.unwrap_or(7.0);
    high.map_or(value, |high| value.min(high))
}

/// A string that tells which property it stands for.
fn string(schema: &Value, name: &str) -> String {
    let format = schema.get("format").and_then(Value::as_str);
    if let Some((_, text)) = FORMATS.iter().find(|(known, _)| Some(*known) == format) {
        return (*text).to_owned();
    }
    let length = |key| schema.get(key).and_then(Value::as_u64);
    let fewest = length("minLength").unwrap_or(0).min(10_000) as usize;
    let most = length("maxLength").map_or(usize::MAX, |most| most as usize);
    let text = format!("some {name}");
    let padded = text.chars().chain(std::iter::repeat('x'));
    let wanted = text.chars().count().max(fewest).min(most);
    padded.take(wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_has_the_required_properties_with_their_types() {
        let schema = json!({
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "unit": {"enum": ["celsius", "fahrenheit"]},
                "days": {"type": "integer", "minimum": 3},
                "tags": {"type": "array", "items": {"type": "string"}},
                "where": {"$ref": "#/$defs/place"},
                "limit": {"type": ["number", "null"]},
            },
            "required": ["city", "unit", "days", "tags", "where", "limit"],
            "$defs": {"place": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}}}},
        });
        assert_eq!(
            instance(&schema),
            json!({
                "city": "some city",
                "unit": "celsius",
                "days": 3,
                "tags": ["some tags"],
                "where": {"id": "00000000-0000-4000-8000-000000000000"},
                "limit": 7.0,
            })
        );
    }

    #[test]
    fn a_recursive_schema_ends() {
        let schema = json!({
            "type": "object",
            "properties": {"next": {"$ref": "#"}},
            "required": ["next"],
        });
        assert!(instance(&schema).is_object());
    }

    #[test]
    fn a_schema_that_would_explode_stays_small() {
        let list = json!({"type": "array", "minItems": 64, "items": {"$ref": "#"}});
        assert!(instance(&list).to_string().len() < 200_000);
    }

    #[test]
    fn a_tool_without_parameters_is_called_with_an_empty_object() {
        assert_eq!(instance(&json!({})), json!({}));
        assert_eq!(instance(&json!({"type": "object"})), json!({}));
        assert_eq!(instance(&Value::Null), json!({}));
    }
}
