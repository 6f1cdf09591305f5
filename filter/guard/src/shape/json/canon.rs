//! JSON values in one form, so that equal ones are equal.

use std::collections::BTreeMap;

use sluice_protocol::json::{Kind, Value};

/// A value without white space, members in order of their names, numbers by their value.
pub(super) fn canon(value: Value<'_>) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: Value<'_>, out: &mut String) {
    match value.kind() {
        Kind::Null => out.push_str("null"),
        Kind::True => out.push_str("true"),
        Kind::False => out.push_str("false"),
        Kind::Number => number(value.number().unwrap_or_default(), out),
        Kind::String | Kind::EscapedString => {
            let text = value.text().map(|text| text.to_str().into_owned());
            string(&text.unwrap_or_default(), out);
        }
        Kind::Array => {
            out.push('[');
            for item in value.items() {
                write(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Kind::Object => {
            let members: BTreeMap<_, _> = value
                .members()
                .map(|(key, value)| (key.to_str(), value))
                .collect();
            out.push('{');
            for (key, value) in members {
                string(&key, out);
                write(value, out);
                out.push(',');
            }
            out.push('}');
        }
    }
}

/// The same of a value of the configuration.
pub(super) fn canon_of_config(value: &serde_json::Value) -> String {
    let mut out = String::new();
    write_config(value, &mut out);
    out
}

fn write_config(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::Null => out.push_str("null"),
        serde_json::Value::Bool(true) => out.push_str("true"),
        serde_json::Value::Bool(false) => out.push_str("false"),
        serde_json::Value::Number(written) => number(&written.to_string(), out),
        serde_json::Value::String(text) => string(text, out),
        serde_json::Value::Array(items) => {
            out.push('[');
            for item in items {
                write_config(item, out);
                out.push(',');
            }
            out.push(']');
        }
        serde_json::Value::Object(members) => {
            let members: BTreeMap<_, _> = members.iter().collect();
            out.push('{');
            for (key, value) in members {
                string(key, out);
                write_config(value, out);
                out.push(',');
            }
            out.push('}');
        }
    }
}

/// A whole number as it is written, as a float would round it.
fn number(written: &str, out: &mut String) {
    if let Ok(whole) = written.parse::<i128>() {
        out.push_str(&whole.to_string());
        return;
    }
    let float: f64 = written.parse().unwrap_or(f64::NAN);
    // `1.0` is `1`, and minus nothing is nothing.
    out.push_str(&(float + 0.0).to_string());
}

/// With its length before it, which is as good as quotes and escapes.
fn string(text: &str, out: &mut String) {
    out.push('"');
    out.push_str(&text.len().to_string());
    out.push(':');
    out.push_str(text);
}
