//! The API's own `Schema`, a subset of OpenAPI's, as JSON Schema.
//!
//! Types are words of an enum (`STRING`), `nullable` is a flag, counts are 64-bit
//! numbers and so may be strings, the order of members is a list of its own, and
//! references have no `$`.

use crate::at::At;
use crate::error::DecodeError;
use crate::json::{Json, Text, Value, Writer};

use super::key::{count, is, list, member, word};

/// Members that hold one schema, a list of schemas, or an object of them.
const ONE: &[(&str, &str)] = &[("items", "items")];
const LISTS: &[(&str, &str)] = &[("anyOf", "anyOf"), ("prefixItems", "prefixItems")];
const MAPS: &[(&str, &str)] = &[("defs", "$defs"), ("$defs", "$defs")];

/// Members that are counts.
const COUNTS: &[&str] = &[
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minLength",
    "maxLength",
];

/// Members that mean the same in JSON Schema.
const SAME: &[&str] = &[
    "title",
    "description",
    "required",
    "minimum",
    "maximum",
    "pattern",
    "default",
    "enum",
];

/// A schema of the API as JSON Schema.
///
/// # Errors
/// It is no object, or names a type that there is not.
pub(super) fn json_schema<'a>(schema: Value<'a>, at: &At<'_>) -> Result<Json<'a>, DecodeError> {
    let mut out = Vec::with_capacity(schema.raw().len() + 16);
    write(schema, at, &mut Writer::new(&mut out))?;
    Ok(Json::made(out)?)
}

fn write(schema: Value<'_>, at: &At<'_>, writer: &mut Writer<'_>) -> Result<(), DecodeError> {
    at.object(schema)?;
    let is_nullable = member(schema, "nullable").and_then(|flag| flag.bool()) == Some(true);
    let kind = member(schema, "type");
    // A union says itself that it may be null.
    let is_union = kind.is_none() && member(schema, "anyOf").is_some();
    writer.begin_object();
    if let Some(kind) = kind {
        write_type(kind, is_nullable, &at.key("type"), writer)?;
    }
    for (key, value) in schema.members().filter(|(_, value)| !value.is_null()) {
        let name = |names: &[(&str, &'static str)]| {
            let found = names.iter().find(|(theirs, _)| is(&key, theirs));
            found.map(|(_, ours)| *ours)
        };
        if is(&key, "type") || is(&key, "nullable") || is(&key, "propertyOrdering") {
            continue;
        }
        if is(&key, "properties") {
            let order = member(schema, "propertyOrdering");
            properties(value, order, &at.key("properties"), writer)?;
        } else if let Some(name) = name(ONE) {
            writer.key(name);
            write(value, &at.key(name), writer)?;
        } else if let Some(name) = name(LISTS) {
            let place = at.key(name);
            writer.key(name);
            writer.begin_array();
            for (index, item) in list(value).enumerate() {
                write(item, &place.item(index), writer)?;
            }
            if is_nullable && is_union && name == "anyOf" {
                writer.raw(br#"{"type":"null"}"#);
            }
            writer.end_array();
        } else if let Some(name) = name(MAPS) {
            let place = at.key(name);
            writer.key(name);
            writer.begin_object();
            for (name, value) in place.object(value)?.members() {
                writer.key_text(&name);
                write(value, &place.key(&name.to_str()), writer)?;
            }
            writer.end_object();
        } else {
            other(&key, value, at, writer)?;
        }
    }
    writer.end_object();
    Ok(())
}

fn write_type(
    kind: Value<'_>,
    is_nullable: bool,
    at: &At<'_>,
    writer: &mut Writer<'_>,
) -> Result<(), DecodeError> {
    let mut kinds = Vec::new();
    for kind in list(kind) {
        let kind = word(&at.text(kind)?);
        let known = [
            "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL",
        ];
        if known.contains(&kind.as_str()) {
            kinds.push(kind.to_ascii_lowercase());
        } else if kind != "TYPE_UNSPECIFIED" {
            return Err(
                at.problem("must be STRING, NUMBER, INTEGER, BOOLEAN, ARRAY, OBJECT or NULL")
            );
        }
    }
    if is_nullable && !kinds.is_empty() && !kinds.iter().any(|kind| kind == "null") {
        kinds.push("null".to_owned());
    }
    match kinds.as_slice() {
        [] => {}
        [kind] => {
            writer.key("type");
            writer.str(kind);
        }
        kinds => {
            writer.key("type");
            writer.begin_array();
            kinds.iter().for_each(|kind| writer.str(kind));
            writer.end_array();
        }
    }
    Ok(())
}

/// Writes `properties` in their order.
fn properties(
    properties: Value<'_>,
    order: Option<Value<'_>>,
    at: &At<'_>,
    writer: &mut Writer<'_>,
) -> Result<(), DecodeError> {
    at.object(properties)?;
    let order: Vec<Text<'_>> = order
        .into_iter()
        .flat_map(list)
        .filter_map(|name| name.text())
        .collect();
    let rank = |name: &Text<'_>| {
        let found = order.iter().position(|known| known == name);
        found.unwrap_or(order.len())
    };
    let mut members: Vec<_> = properties.members().collect();
    if !order.is_empty() {
        members.sort_by_key(|(name, _)| rank(name));
    }
    writer.key("properties");
    writer.begin_object();
    for (name, value) in members {
        writer.key_text(&name);
        write(value, &at.key(&name.to_str()), writer)?;
    }
    writer.end_object();
    Ok(())
}

fn other(
    key: &Text<'_>,
    value: Value<'_>,
    at: &At<'_>,
    writer: &mut Writer<'_>,
) -> Result<(), DecodeError> {
    if is(key, "additionalProperties") {
        writer.key("additionalProperties");
        if value.is_object() {
            return write(value, &at.key("additionalProperties"), writer);
        }
        writer.value(value);
    } else if is(key, "format") {
        // `enum` only says that there is a list of words.
        if value.text().is_none_or(|format| format != "enum") {
            writer.key("format");
            writer.value(value);
        }
    } else if is(key, "example") {
        writer.key("examples");
        writer.begin_array();
        writer.value(value);
        writer.end_array();
    } else if is(key, "ref") {
        let target = at.key("ref").text(value)?.to_str().into_owned();
        writer.key("$ref");
        writer.str(&target.replacen("#/defs/", "#/$defs/", 1));
    } else if let Some(name) = COUNTS.iter().find(|name| is(key, name)) {
        writer.key(name);
        match count(value) {
            Some(count) => writer.u64(count),
            None => return Err(at.key(name).expected("a whole number")),
        }
    } else if let Some(name) = SAME.iter().find(|name| is(key, name)) {
        writer.key(name);
        writer.value(value);
    } else {
        // JSON Schema that the API does not name: who wrote it meant it.
        writer.key_text(key);
        writer.value(value);
    }
    Ok(())
}
