//! JSON Schema within what the API reads of it.
//!
//! Source: `responseJsonSchema` and `parametersJsonSchema` in the API reference,
//! which name the keywords that are read, and `Schema` for those on single values.
//! What is not named there is ignored by the API, so it is left out here and told.
//! References are put in where they stand, one that leads back to itself is opened.

use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::schema_parts::{self as parts, Members, merged, one_of, unique};

/// Keywords that are taken as they are.
pub(super) const PLAIN: &[&str] = &[
    "title",
    "description",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "pattern",
    "minLength",
    "maxLength",
    "minProperties",
    "maxProperties",
    "default",
    "nullable",
    "example",
    "propertyOrdering",
];

/// Formats of strings and numbers that are read.
const FORMATS: &[&str] = &[
    "enum",
    "date-time",
    "date",
    "time",
    "email",
    "byte",
    "password",
    "float",
    "double",
    "int32",
    "int64",
];

/// Keywords that say nothing about values, or that are dealt with where they are
/// pointed to.
const SILENT: &[&str] = &[
    "$schema",
    "$id",
    "$comment",
    "$anchor",
    "$defs",
    "definitions",
];

/// Most schemas that one is written as: references may multiply.
const MOST: usize = 4096;

/// Writes a schema. `is_arguments` makes it one of an object.
pub(super) fn write(
    writer: &mut Writer<'_>,
    schema: Value<'_>,
    is_arguments: bool,
    field: String,
    losses: &mut Losses,
) {
    if fits(schema) && (!is_arguments || schema.get("type").is_some()) {
        writer.value(schema);
        return;
    }
    let mut fit = Fit {
        writer,
        losses,
        root: schema,
        open: Vec::new(),
        room: MOST,
        path: field,
    };
    fit.schema(schema, is_arguments);
}

fn is_format(value: Value<'_>) -> bool {
    value.text().is_some_and(|format| one_of(FORMATS, &format))
}

/// Whether a list of values is of strings or numbers only.
fn is_enum(value: Value<'_>) -> bool {
    value
        .items()
        .all(|item| item.text().is_some() || item.number().is_some())
}

/// Whether a type is one word, or one word and `null`.
fn is_simple_type(value: Value<'_>) -> bool {
    value.text().is_some()
        || value
            .items()
            .filter(|kind| !parts::is_null_type(*kind))
            .count()
            < 2
}

/// Whether a schema can be sent as it stands.
fn fits(schema: Value<'_>) -> bool {
    schema.is_object()
        && schema.members().all(|(key, value)| match &*key.to_str() {
            "type" => is_simple_type(value),
            "format" => is_format(value),
            "enum" => is_enum(value),
            "required" => parts::all_declared(schema, value),
            "items" => fits(value),
            "anyOf" | "prefixItems" => value.is_array() && value.items().all(fits),
            "additionalProperties" => value.bool().is_some() || fits(value),
            "properties" => value.is_object() && value.members().all(|(_, value)| fits(value)),
            other => PLAIN.contains(&other),
        })
}

/// Writes one schema, and what it points to.
struct Fit<'w, 'o, 'v> {
    writer: &'w mut Writer<'o>,
    losses: &'w mut Losses,
    root: Value<'v>,
    /// Where the schemas stand that are being written by reference.
    open: Vec<usize>,
    room: usize,
    path: String,
}

impl<'v> Fit<'_, '_, 'v> {
    fn dropped(&mut self, key: &str, reason: &'static str) {
        self.losses.dropped(format!("{}.{key}", self.path), reason);
    }

    /// Does `write` with `key` at the end of the path.
    fn below(&mut self, key: &str, write: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push('.');
        self.path.push_str(key);
        write(self);
        self.path.truncate(length);
    }

    fn schema(&mut self, schema: Value<'v>, is_arguments: bool) {
        let Some(room) = self.room.checked_sub(1) else {
            self.losses
                .dropped(self.path.clone(), "the schema is too large");
            return self.writer.raw(b"{}");
        };
        self.room = room;
        if schema.bool() == Some(false) {
            self.losses
                .dropped(self.path.clone(), "no schema here allows nothing");
        }
        let before = self.open.len();
        let mut members = Members::default();
        self.flatten(schema, &mut members);
        self.writer.begin_object();
        if is_arguments && !members.has("type") {
            self.writer.key("type");
            self.writer.str("object");
        }
        self.values(&members);
        let mut seen = Vec::new();
        for (key, value) in &members.list {
            if unique(key, &mut seen) {
                self.keyword(&key.to_str(), *value, &members);
            }
        }
        self.writer.end_object();
        self.open.truncate(before);
    }

    /// Collects the members of a schema, of what it refers to, and of all that it
    /// must match too.
    fn flatten(&mut self, schema: Value<'v>, members: &mut Members<'v>) {
        let own = schema
            .members()
            .filter(|(key, _)| *key != "$ref" && *key != "allOf");
        members.list.extend(own);
        if let Some(target) = schema.get_some("$ref") {
            self.refer(target, members);
        }
        for item in schema.get_some("allOf").iter().flat_map(Value::items) {
            if self.room == 0 {
                return;
            }
            self.room -= 1;
            self.flatten(item, members);
        }
    }

    fn refer(&mut self, target: Value<'v>, members: &mut Members<'v>) {
        let found = target
            .text()
            .and_then(|pointer| parts::resolve(self.root, &pointer.to_str()));
        let Some(found) = found else {
            return self.dropped("$ref", "leads out of the schema");
        };
        let place = found.span().start;
        if self.open.contains(&place) {
            // What it is stays, what is in it is open.
            let told = found.members().filter(|(key, value)| {
                (*key == "type" && is_simple_type(*value)) || *key == "description"
            });
            members.list.extend(told);
            return self.dropped("$ref", "leads back to itself, so its end is left open");
        }
        self.open.push(place);
        self.flatten(found, members);
    }

    /// Writes the type and the values that are allowed, which bear on each other.
    fn values(&mut self, members: &Members<'v>) {
        let kinds = parts::types(members);
        let (nulls, others): (Vec<_>, Vec<_>) =
            kinds.iter().partition(|kind| kind.as_str() == "null");
        let listed = members.get("enum").filter(Value::is_array);
        let constant = members.get("const");
        let mut is_nullable = !nulls.is_empty();
        if let Some(listed) = listed {
            is_nullable |= others.is_empty() && listed.items().any(|item| item.is_null());
        }
        if constant.is_some_and(|value| value.is_null()) {
            self.writer.key("type");
            return self.writer.str("null");
        }
        match (others.as_slice(), is_nullable) {
            ([], false) => {}
            ([], true) if listed.is_none() => {
                self.writer.key("type");
                self.writer.str("null");
            }
            ([], true) => {
                self.writer.key("nullable");
                self.writer.bool(true);
            }
            ([kind], false) => {
                self.writer.key("type");
                self.writer.str(kind);
            }
            ([kind], true) => {
                self.writer.key("type");
                self.writer.begin_array();
                self.writer.str(kind);
                self.writer.str("null");
                self.writer.end_array();
            }
            (several, _) if !members.has("anyOf") && !members.has("oneOf") => {
                self.writer.key("anyOf");
                self.writer.begin_array();
                for kind in several.iter().chain(&nulls) {
                    self.writer.begin_object();
                    self.writer.key("type");
                    self.writer.str(kind);
                    self.writer.end_object();
                }
                self.writer.end_array();
            }
            _ => self.dropped("type", "one type, or a union, at a time"),
        }
        let allowed: Vec<_> = match (constant, listed) {
            (Some(constant), _) => vec![constant],
            (None, Some(listed)) => listed.items().collect(),
            (None, None) => return,
        };
        self.listed(&allowed, others.is_empty());
    }

    fn listed(&mut self, allowed: &[Value<'v>], is_typeless: bool) {
        let is_said = |value: &&Value<'_>| value.text().is_some() || value.number().is_some();
        if allowed
            .iter()
            .any(|value| !is_said(&value) && !value.is_null())
        {
            let is_flag = allowed.iter().all(|value| value.bool().is_some());
            if is_flag && is_typeless {
                self.writer.key("type");
                self.writer.str("boolean");
            }
            if !is_flag || allowed.len() < 2 {
                self.dropped("enum", "only strings and numbers can be listed");
            }
            return;
        }
        if is_typeless && allowed.iter().all(|value| value.text().is_some()) {
            self.writer.key("type");
            self.writer.str("string");
        }
        self.writer.key("enum");
        self.writer.begin_array();
        let said = allowed.iter().filter(is_said);
        said.for_each(|value| self.writer.value(*value));
        self.writer.end_array();
    }

    fn keyword(&mut self, key: &str, value: Value<'v>, members: &Members<'v>) {
        match key {
            "type" | "enum" | "const" => {}
            "format" if is_format(value) => {
                self.writer.key("format");
                self.writer.value(value);
            }
            "format" => self.dropped("format", "a format that the provider does not know"),
            "minimum" | "maximum" if value.number().is_some() => {
                if !members.has(parts::exclusive(key)) {
                    self.writer.key(key);
                    self.writer.value(value);
                }
            }
            "exclusiveMinimum" | "exclusiveMaximum" => self.bound(key, value, members),
            "properties" => self.properties(members),
            "required" => self.required(members),
            "items" if value.is_array() => self.many("prefixItems", value),
            "items" | "additionalProperties" if value.is_object() => self.one(key, value),
            "additionalProperties" if value.bool().is_some() => {
                self.writer.key(key);
                self.writer.value(value);
            }
            "items" => {}
            "anyOf" | "prefixItems" if value.is_array() => self.many(key, value),
            "oneOf" if value.is_array() && !members.has("anyOf") => {
                self.losses.push(
                    LossAction::Renamed,
                    format!("{}.oneOf", self.path),
                    "read as anyOf",
                );
                self.many("anyOf", value);
            }
            "patternProperties" => self.pattern_properties(value, members),
            key if PLAIN.contains(&key) => {
                self.writer.key(key);
                self.writer.value(value);
            }
            key if SILENT.contains(&key) => {}
            key => self.dropped(key, "a keyword that the provider does not read"),
        }
    }

    fn one(&mut self, key: &str, value: Value<'v>) {
        self.writer.key_text(&Text::from(key));
        self.below(key, |fit| fit.schema(value, false));
    }

    fn many(&mut self, key: &str, list: Value<'v>) {
        self.writer.key_text(&Text::from(key));
        self.writer.begin_array();
        self.below(key, |fit| {
            list.items().for_each(|item| fit.schema(item, false));
        });
        self.writer.end_array();
    }

    fn properties(&mut self, members: &Members<'v>) {
        self.writer.key("properties");
        self.writer.begin_object();
        for (name, schema) in merged(members, "properties") {
            self.writer.key_text(&name);
            self.below("properties", |fit| {
                fit.below(&name.to_str(), |fit| fit.schema(schema, false));
            });
        }
        self.writer.end_object();
    }

    fn required(&mut self, members: &Members<'v>) {
        let declared: Vec<_> = merged(members, "properties")
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let mut names = Vec::new();
        let lists = members.all("required");
        for name in lists
            .flat_map(|list| list.items())
            .filter_map(|name| name.text())
        {
            if !declared.contains(&name) {
                self.dropped("required", "names a member that is not declared");
            } else if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() {
            return;
        }
        self.writer.key("required");
        self.writer.begin_array();
        names.iter().for_each(|name| self.writer.text(name));
        self.writer.end_array();
    }

    /// A bound that is not itself allowed, as the nearest one that is.
    fn bound(&mut self, key: &str, value: Value<'v>, members: &Members<'v>) {
        let (name, step) = match key {
            "exclusiveMinimum" => ("minimum", 1.0),
            _ => ("maximum", -1.0),
        };
        // In older drafts a flag on the bound beside it.
        let bound = match value.bool() {
            Some(true) => members.get(name),
            Some(false) => {
                if let Some(bound) = members.get(name) {
                    self.writer.key(name);
                    self.writer.value(bound);
                }
                return;
            }
            None => Some(value),
        };
        let Some((bound, number)) = bound.and_then(|bound| Some((bound, bound.f64()?))) else {
            return self.dropped(key, "not a number");
        };
        self.writer.key(name);
        let is_whole = parts::types(members).iter().any(|kind| kind == "integer");
        if is_whole && number.fract() == 0.0 {
            self.writer.f64(number + step);
        } else {
            self.losses.push(
                LossAction::Clamped,
                format!("{}.{key}", self.path),
                "the bound itself is allowed too",
            );
            self.writer.value(bound);
        }
    }

    fn pattern_properties(&mut self, value: Value<'v>, members: &Members<'v>) {
        let mut patterns = value.members();
        match (patterns.next(), patterns.next()) {
            (Some((_, schema)), None) if !members.has("additionalProperties") => {
                self.losses.push(
                    LossAction::Renamed,
                    format!("{}.patternProperties", self.path),
                    "names of members cannot be bound to a pattern",
                );
                self.one("additionalProperties", schema);
            }
            _ => self.dropped(
                "patternProperties",
                "names of members cannot be bound to a pattern",
            ),
        }
    }
}
