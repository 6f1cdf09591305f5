//! JSON Schemas within the limits that the provider sets.
//!
//! Source: "Structured outputs", section on JSON Schema limitations. A schema that
//! answers must match may only have closed objects, and no bounds on numbers or
//! lengths; a schema of tool arguments need only be of type object.

use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

const CLOSED: &str = "objects take no other members and values no bounds";

/// Any object.
pub(crate) const ANY_OBJECT: &[u8] = br#"{"type":"object","properties":{}}"#;

/// The object without members.
const NO_MEMBERS: &[u8] = br#"{"type":"object","properties":{},"additionalProperties":false}"#;

/// Keywords that bound values, which are not taken.
const BOUNDS: &[&str] = &[
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "uniqueItems",
];

/// Keywords whose value is a schema, a list of schemas, or an object of them.
const ONE: &[&str] = &["items"];
const LISTS: &[&str] = &["allOf", "anyOf", "oneOf"];
const MAPS: &[&str] = &["$defs", "definitions", "properties"];

fn is_in(words: &[&str], key: &Text<'_>) -> bool {
    words.iter().any(|word| *key == **word)
}

fn is_object_type(schema: Value<'_>) -> bool {
    schema.get("type").is_some_and(|kind| {
        let is_object = |kind: Value<'_>| kind.text().is_some_and(|kind| kind == "object");
        is_object(kind) || kind.items().any(is_object)
    })
}

/// Whether a keyword of a schema cannot be sent as it is.
fn is_foreign(key: &Text<'_>, value: Value<'_>) -> bool {
    is_in(BOUNDS, key) || (*key == "minItems" && value.u64().is_some_and(|least| least > 1))
}

fn is_closed(schema: Value<'_>) -> bool {
    let open = schema.get("additionalProperties");
    open.and_then(|open| open.bool()) == Some(false)
}

/// Whether a schema is within the limits as it stands.
fn fits(schema: Value<'_>) -> bool {
    (is_closed(schema) || !is_object_type(schema))
        && schema.members().all(|(key, value)| {
            if is_in(ONE, &key) {
                fits(value)
            } else if is_in(LISTS, &key) {
                value.items().all(fits)
            } else if is_in(MAPS, &key) {
                value.members().all(|(_, schema)| fits(schema))
            } else {
                !is_foreign(&key, value)
            }
        })
}

/// Writes a schema that an answer or a call must match, brought within the
/// limits: objects are closed, bounds are left out.
pub(crate) fn write_strict(
    writer: &mut Writer<'_>,
    schema: Value<'_>,
    field: impl FnOnce() -> String,
    losses: &mut Losses,
) {
    if fits(schema) {
        writer.value(schema);
        return;
    }
    losses.push(LossAction::Renamed, field(), CLOSED);
    write_fitting(writer, schema);
}

fn write_fitting(writer: &mut Writer<'_>, schema: Value<'_>) {
    if !schema.is_object() {
        writer.value(schema);
        return;
    }
    writer.begin_object();
    write_members(writer, schema, is_object_type(schema));
    writer.end_object();
}

fn write_members(writer: &mut Writer<'_>, schema: Value<'_>, is_object: bool) {
    for (key, value) in schema.members() {
        if is_foreign(&key, value) || (is_object && key == "additionalProperties") {
            continue;
        }
        writer.key_text(&key);
        if is_in(ONE, &key) {
            write_fitting(writer, value);
        } else if is_in(LISTS, &key) && value.is_array() {
            writer.begin_array();
            value.items().for_each(|item| write_fitting(writer, item));
            writer.end_array();
        } else if is_in(MAPS, &key) && value.is_object() {
            writer.begin_object();
            for (name, schema) in value.members() {
                writer.key_text(&name);
                write_fitting(writer, schema);
            }
            writer.end_object();
        } else {
            writer.value(value);
        }
    }
    if is_object {
        writer.key("additionalProperties");
        writer.bool(false);
    }
}

/// Writes the schema of a tool's arguments, which must say that it is an object.
///
/// # Errors
/// It says that it is something else.
pub(crate) fn write_input(
    writer: &mut Writer<'_>,
    schema: Option<Value<'_>>,
    strict: bool,
    field: impl FnOnce() -> String,
    losses: &mut Losses,
) -> Result<(), &'static str> {
    let Some(schema) = schema else {
        writer.raw(if strict { NO_MEMBERS } else { ANY_OBJECT });
        return Ok(());
    };
    match schema.get("type") {
        Some(kind) if kind.text().is_some_and(|kind| kind == "object") => {
            if strict {
                write_strict(writer, schema, field, losses);
            } else {
                writer.value(schema);
            }
            Ok(())
        }
        None if schema.is_object() => {
            writer.begin_object();
            writer.key("type");
            writer.str("object");
            if strict {
                if !is_closed(schema) || !fits(schema) {
                    losses.push(LossAction::Renamed, field(), CLOSED);
                }
                write_members(writer, schema, true);
            } else {
                for (name, value) in schema.members() {
                    writer.key_text(&name);
                    writer.value(value);
                }
            }
            writer.end_object();
            Ok(())
        }
        _ => Err("the schema of a tool's arguments must be of type object"),
    }
}
