//! Checks a JSON value against a table that says which keys, types and ranges
//! a provider accepts.
//!
//! It stops at the first problem, as the providers do, and knows no wording:
//! each format renders a [`Problem`] in its own error language. Rules that
//! join several keys stand in the formats, not here.

use serde_json::{Map, Value};

/// What a value has to be.
pub(crate) enum Kind {
    /// Whatever JSON there is.
    Any,
    /// `true` or `false`.
    Bool,
    /// A whole number within both bounds.
    Int { min: i64, max: i64 },
    /// A number within both bounds.
    Num { min: f64, max: f64 },
    /// A string whose length in characters is within both bounds.
    Str { min: usize, max: usize },
    /// Letters, digits, `_` and `-`, at least one and at most `max`.
    Name { max: usize },
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A list whose items are all of one kind.
    List {
        min: usize,
        max: usize,
        item: &'static Self,
    },
    /// An object with these keys and no others.
    Object(&'static [Field]),
    /// An object with any keys.
    Open,
    /// An object used as a map.
    Map {
        entries: usize,
        key: usize,
        value: &'static Self,
    },
    /// An object whose `tag` says which keys it has. The tag itself is not
    /// among the fields.
    Tagged {
        tag: &'static str,
        variants: &'static [Variant],
    },
    /// The first kind that fits the JSON type of the value.
    Either(&'static [Self]),
}

/// A tag and the keys that go with it.
pub(crate) type Variant = (&'static str, &'static [Field]);

/// One key of an object.
pub(crate) struct Field {
    name: &'static str,
    required: bool,
    nullable: bool,
    kind: Kind,
}

/// A key that must be there.
pub(crate) const fn required(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        required: true,
        nullable: false,
        kind,
    }
}

/// A key that may be absent, but not `null`.
pub(crate) const fn optional(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        required: false,
        nullable: false,
        kind,
    }
}

/// A key that may be absent or `null`.
pub(crate) const fn nullable(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        required: false,
        nullable: true,
        kind,
    }
}

/// A string of any length.
pub(crate) const TEXT: Kind = Kind::Str {
    min: 0,
    max: usize::MAX,
};

/// A step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A key of an object.
    Key(String),
    /// An item of a list.
    Index(usize),
    /// The variant chosen by a tag; only some providers name it.
    Tag(&'static str),
}

/// Where in the request a problem is, and what it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    pub(crate) path: Vec<Step>,
    pub(crate) what: What,
}

/// The ways in which a value can be wrong.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// A key that the provider does not know.
    Unknown,
    /// A required key is absent.
    Missing,
    /// Another JSON type; both as the words of [`json_type`].
    Type {
        expected: &'static str,
        got: &'static str,
    },
    /// A number outside its bounds.
    Range {
        whole: bool,
        min: f64,
        max: f64,
        got: Value,
    },
    /// A string or a list with too few or too many parts.
    Length {
        of: &'static str,
        min: usize,
        max: usize,
        got: usize,
    },
    /// A name with a character that is not allowed.
    Pattern { max: usize },
    /// Not one of the values that are known.
    NotOneOf {
        allowed: Vec<&'static str>,
        got: String,
    },
    /// A tag that is not known.
    Tag {
        tag: &'static str,
        allowed: Vec<&'static str>,
        got: String,
    },
}

/// The JSON type of a value in one word.
pub(crate) fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "decimal",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Checks an object against its keys; `path` is where the object stands.
///
/// # Errors
/// The first problem in the order of the table, unknown keys first.
pub(crate) fn check_fields(
    object: &Map<String, Value>,
    fields: &[Field],
    path: &[Step],
) -> Result<(), Problem> {
    check_keys(object, None, fields, &mut path.to_vec())
}

fn check_keys(
    object: &Map<String, Value>,
    tag: Option<&str>,
    fields: &[Field],
    path: &mut Vec<Step>,
) -> Result<(), Problem> {
    for key in object.keys() {
        let known = tag == Some(key) || fields.iter().any(|field| field.name == key);
        if !known {
            path.push(Step::Key(key.clone()));
            return Err(problem(path, What::Unknown));
        }
    }
    for field in fields {
        path.push(Step::Key(field.name.to_owned()));
        match object.get(field.name) {
            None if field.required => return Err(problem(path, What::Missing)),
            None => {}
            Some(Value::Null) if field.nullable => {}
            Some(value) => check(value, &field.kind, path)?,
        }
        path.pop();
    }
    Ok(())
}

fn problem(path: &[Step], what: What) -> Problem {
    Problem {
        path: path.to_vec(),
        what,
    }
}

/// Checks one value.
///
/// # Errors
/// The first problem found.
pub(crate) fn check(value: &Value, kind: &Kind, path: &mut Vec<Step>) -> Result<(), Problem> {
    if !fits(value, kind) {
        return Err(problem(
            path,
            What::Type {
                expected: expected(kind),
                got: json_type(value),
            },
        ));
    }
    match (kind, value) {
        (Kind::Int { min, max }, value) => {
            let within = value
                .as_i64()
                .is_some_and(|number| (*min..=*max).contains(&number));
            if within {
                return Ok(());
            }
            Err(range(path, true, *min as f64, *max as f64, value))
        }
        (Kind::Num { min, max }, value) => {
            let within = value
                .as_f64()
                .is_some_and(|number| (*min..=*max).contains(&number));
            if within {
                return Ok(());
            }
            Err(range(path, false, *min, *max, value))
        }
        (Kind::Str { min, max }, Value::String(text)) => {
            check_length(path, "string", text.chars().count(), *min, *max)
        }
        (Kind::Name { max }, Value::String(text)) => {
            let fine = text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
            if !fine || text.is_empty() {
                return Err(problem(path, What::Pattern { max: *max }));
            }
            check_length(path, "string", text.len(), 1, *max)
        }
        (Kind::OneOf(allowed), Value::String(text)) => {
            if allowed.contains(&text.as_str()) {
                return Ok(());
            }
            Err(problem(
                path,
                What::NotOneOf {
                    allowed: allowed.to_vec(),
                    got: text.clone(),
                },
            ))
        }
        (Kind::List { min, max, item }, Value::Array(items)) => {
            check_length(path, "array", items.len(), *min, *max)?;
            for (index, value) in items.iter().enumerate() {
                path.push(Step::Index(index));
                check(value, item, path)?;
                path.pop();
            }
            Ok(())
        }
        (Kind::Object(fields), Value::Object(object)) => check_keys(object, None, fields, path),
        (
            Kind::Map {
                entries,
                key,
                value: kind,
            },
            Value::Object(object),
        ) => {
            check_length(path, "object", object.len(), 0, *entries)?;
            for (name, value) in object {
                path.push(Step::Key(name.clone()));
                check_length(path, "key", name.chars().count(), 0, *key)?;
                check(value, kind, path)?;
                path.pop();
            }
            Ok(())
        }
        (Kind::Tagged { tag, variants }, Value::Object(object)) => {
            check_tagged(object, tag, variants, path)
        }
        (Kind::Either(kinds), value) => kinds
            .iter()
            .find(|kind| fits(value, kind))
            .map_or(Ok(()), |kind| check(value, kind, path)),
        _ => Ok(()),
    }
}

fn check_tagged(
    object: &Map<String, Value>,
    tag: &'static str,
    variants: &'static [Variant],
    path: &mut Vec<Step>,
) -> Result<(), Problem> {
    let Some(value) = object.get(tag) else {
        path.push(Step::Key(tag.to_owned()));
        return Err(problem(path, What::Missing));
    };
    let got = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let Some((name, fields)) = variants.iter().find(|(name, _)| *name == got) else {
        let allowed = variants.iter().map(|(name, _)| *name).collect();
        return Err(problem(path, What::Tag { tag, allowed, got }));
    };
    // A role decides about keys too, but no provider names it in a path.
    let named = tag == "type";
    if named {
        path.push(Step::Tag(name));
    }
    check_keys(object, Some(tag), fields, path)?;
    if named {
        path.pop();
    }
    Ok(())
}

fn range(path: &[Step], whole: bool, min: f64, max: f64, got: &Value) -> Problem {
    problem(
        path,
        What::Range {
            whole,
            min,
            max,
            got: got.clone(),
        },
    )
}

fn check_length(
    path: &[Step],
    of: &'static str,
    got: usize,
    min: usize,
    max: usize,
) -> Result<(), Problem> {
    if (min..=max).contains(&got) {
        return Ok(());
    }
    Err(problem(path, What::Length { of, min, max, got }))
}

/// Whether the JSON type is the one the kind speaks about.
fn fits(value: &Value, kind: &Kind) -> bool {
    match kind {
        Kind::Any => true,
        Kind::Bool => value.is_boolean(),
        Kind::Int { .. } => value.is_i64() || value.is_u64(),
        Kind::Num { .. } => value.is_number(),
        Kind::Str { .. } | Kind::Name { .. } | Kind::OneOf(_) => value.is_string(),
        Kind::List { .. } => value.is_array(),
        Kind::Object(_) | Kind::Open | Kind::Map { .. } | Kind::Tagged { .. } => value.is_object(),
        Kind::Either(kinds) => kinds.iter().any(|kind| fits(value, kind)),
    }
}

/// The JSON type that a kind speaks about, in the words of [`json_type`].
fn expected(kind: &Kind) -> &'static str {
    match kind {
        Kind::Any => "any",
        Kind::Bool => "boolean",
        Kind::Int { .. } => "integer",
        Kind::Num { .. } => "decimal",
        Kind::Str { .. } | Kind::Name { .. } | Kind::OneOf(_) => "string",
        Kind::List { .. } => "array",
        Kind::Object(_) | Kind::Open | Kind::Map { .. } | Kind::Tagged { .. } => "object",
        Kind::Either(kinds) => kinds.first().map_or("any", expected),
    }
}
