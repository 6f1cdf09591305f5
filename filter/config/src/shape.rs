//! From a JSON value to the raw types, with every fault of shape told at once.
//!
//! serde stops at the first fault. Here the faulty value is taken out and the
//! rest is read again, so that one run names them all. A document with more than
//! [`MAX_FAULTS`] of them is not worth reading further.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_path_to_error::Segment as SerdeSegment;

use crate::checks;
use crate::error::Segment;
use crate::resolve::{Known, Options, resolve_partial, resolve_with};
use crate::{Config, ConfigError, Path, raw};

const MAX_FAULTS: usize = 100;
const UNKNOWN_KEY: &str = "unknown key";
const NOT_ONE_KEY: &str = "expected a map with one key";
/// Deeper documents are refused; a tree of groups with nested conditions needs 30.
const MAX_DEPTH: usize = 32;

/// Reads and checks a configuration that is written as JSON.
///
/// # Errors
///
/// Every problem found, in the order of the document.
pub fn from_json(json: &[u8]) -> Result<Config, Vec<ConfigError>> {
    from_value(
        &value_from_json(json).map_err(|error| vec![error])?,
        Options::default(),
    )
}

/// Checks a configuration that was parsed already.
///
/// # Errors
///
/// Every problem found: those of shape first, then those of meaning.
pub fn from_value(value: &Value, options: Options) -> Result<Config, Vec<ConfigError>> {
    let (gateway, taken, mut errors) = read(value);
    match gateway {
        Some(gateway) if errors.is_empty() => resolve_with(&gateway, options),
        Some(gateway) => {
            // What was taken out above is not missed a second time.
            let more = resolve_partial(&gateway, options, &Known::of(value, &taken));
            errors.extend(more.into_iter().map(|error| ConfigError {
                path: taken.original(&error.path),
                ..error
            }));
            Err(errors)
        }
        None => Err(errors),
    }
}

/// The raw types, without checking what they mean.
///
/// # Errors
///
/// Every fault of shape.
pub fn raw_from_value(value: &Value) -> Result<raw::Gateway, Vec<ConfigError>> {
    match read(value) {
        (Some(gateway), _, errors) if errors.is_empty() => Ok(gateway),
        (_, _, errors) => Err(errors),
    }
}

/// Reads JSON, refusing duplicate keys.
pub(crate) fn value_from_json(json: &[u8]) -> Result<Value, ConfigError> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = Strict { depth: 0 }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| ConfigError {
        line: u32::try_from(error.line()).ok(),
        ..ConfigError::new(Path::root(), format!("not valid JSON: {error}"), "")
    })
}

/// What could be read, and the faults. None if the document itself is no gateway.
fn read(value: &Value) -> (Option<raw::Gateway>, Taken, Vec<ConfigError>) {
    let mut pruned = value.clone();
    let mut taken = Taken::default();
    let mut errors = Vec::new();
    take_misplaced_lists(&mut pruned, &Path::root(), Place::Other, &mut errors);
    checks::write_out(&mut pruned, &mut errors);
    let mut seen: BTreeSet<Path> = errors.iter().map(|error| error.path.clone()).collect();
    while errors.len() < MAX_FAULTS {
        let error = match serde_path_to_error::deserialize::<_, raw::Gateway>(&pruned) {
            Ok(gateway) => return (Some(gateway), taken, errors),
            Err(error) => error,
        };
        let (path, mut fault) = describe(&error);
        fault.path = taken.original(&fault.path);
        // A required field that was taken out as faulty is not missing.
        if seen.insert(fault.path.clone()) {
            // What was taken out of it has left it empty.
            let is_left = fault.problem == NOT_ONE_KEY
                && (errors.iter())
                    .any(|error| error.path.segments().starts_with(fault.path.segments()));
            if !is_left {
                errors.push(fault);
            }
        } else if fault.problem == UNKNOWN_KEY {
            // That a list stands there is the lesser fault.
            let told = errors.iter_mut().find(|error| error.path == fault.path);
            told.into_iter().for_each(|error| *error = fault.clone());
        }
        if !remove(&mut pruned, path.segments()) {
            break;
        }
        taken.note(&path);
    }
    (None, taken, errors)
}

/// The keys whose values may be lists.
const LISTS: &[&str] = &[
    "targets",
    "fallback_on",
    "consumers",
    "key_sha256",
    "models",
    "aliases",
    "regions",
    "consumer",
    "team",
    "path",
    "days",
    "parts",
    "all",
    "any",
];

/// The key whose value may have lists anywhere: checks have keys of their own.
const FREE: &str = "check";

/// The keys whose values may be maps of lists.
const MAPS_OF_LISTS: &[&str] = &["header"];

/// Where lists may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    List,
    MapOfLists,
    Other,
}

/// Makes nulls of lists in other places, where serde would take them for maps
/// whose keys were left out.
fn take_misplaced_lists(
    value: &mut Value,
    path: &Path,
    place: Place,
    errors: &mut Vec<ConfigError>,
) {
    match value {
        Value::Array(items) if place == Place::List => {
            for (index, item) in items.iter_mut().enumerate() {
                take_misplaced_lists(item, &path.index(index), Place::Other, errors);
            }
        }
        Value::Array(_) => {
            errors.push(ConfigError::new(path.clone(), "a list is not expected", ""));
            *value = Value::Null;
        }
        Value::Object(map) => {
            for (key, item) in map.iter_mut().filter(|(key, _)| *key != FREE) {
                let inner = if place == Place::MapOfLists || LISTS.contains(&key.as_str()) {
                    Place::List
                } else if MAPS_OF_LISTS.contains(&key.as_str()) {
                    Place::MapOfLists
                } else {
                    Place::Other
                };
                take_misplaced_lists(item, &path.key(key.clone()), inner, errors);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The list items that were taken out, by their place in the original document.
/// Items after them moved up, so paths have to be read back.
#[derive(Clone, Default)]
pub(crate) struct Taken(Vec<Path>);

impl Taken {
    fn note(&mut self, path: &Path) {
        if let Some(Segment::Index(_)) = path.segments().last() {
            let original = self.original(path);
            self.0.push(original);
            self.0.sort();
        }
    }

    /// Where the value at this path of the shortened document originally was.
    pub(crate) fn original(&self, path: &Path) -> Path {
        let mut original = Path::root();
        for segment in path.segments() {
            original = match segment {
                Segment::Key(key) => original.key(key.clone()),
                Segment::Index(index) => {
                    let mut at = original.index(*index);
                    let mut index = *index;
                    for taken in &self.0 {
                        if taken.parent().as_ref() == Some(&original) && *taken <= at {
                            index += 1;
                            at = original.index(index);
                        }
                    }
                    at
                }
            };
        }
        original
    }
}

/// The value to take out, and what to say about it.
fn describe(error: &serde_path_to_error::Error<serde_json::Error>) -> (Path, ConfigError) {
    let mut path = Path::root();
    for segment in error.path() {
        path = match segment {
            SerdeSegment::Seq { index } => path.index(*index),
            SerdeSegment::Map { key } => path.key(key.clone()),
            SerdeSegment::Enum { variant } => path.key(variant.clone()),
            SerdeSegment::Unknown => path,
        };
    }
    let message = error.inner().to_string();
    if let Some(field) = quoted(&message, "missing field `") {
        let fault = ConfigError::new(
            path.key(field),
            "required and missing",
            format!("add `{field}`"),
        );
        return (path, fault);
    }
    if let Some(field) = quoted(&message, "unknown field `") {
        let at = if path.segments().last() == Some(&Segment::Key(field.to_owned())) {
            path
        } else {
            path.key(field)
        };
        let fault = ConfigError::new(at.clone(), UNKNOWN_KEY, known_keys(&message, field));
        return (at, fault);
    }
    if let Some(variant) = quoted(&message, "unknown variant `") {
        let fault = ConfigError::new(
            path.clone(),
            format!("unknown value {variant:?}"),
            known_keys(&message, variant),
        );
        return (path, fault);
    }
    let hint = if message.contains("expected a string") {
        "put it in quotes"
    } else {
        ""
    };
    let fault = ConfigError::new(path.clone(), without_value(&message), hint);
    (path, fault)
}

/// serde's message without what was written, which may be a key.
fn without_value(message: &str) -> String {
    if message.contains("map with a single key") {
        return NOT_ONE_KEY.to_owned();
    }
    let found = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "));
    let Some((found, expected)) = found.and_then(|found| found.rsplit_once(", expected ")) else {
        return message.to_owned();
    };
    let kind = found.split([' ', '`', '"']).next().unwrap_or_default();
    let expected = match expected {
        "u16" => "a whole number from 0 to 65535",
        "u64" => "a whole number",
        "a sequence" => "a list",
        _ if expected.starts_with("struct ") => "a map",
        _ => expected,
    };
    let kind = match kind {
        "sequence" => "list",
        "unit" => "nothing",
        _ => kind,
    };
    format!("expected {expected}, found {kind}")
}

/// The word between `start` and the next backquote.
fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').next()
}

/// Turns serde's "expected one of .." into a hint, naming a near miss if there is one.
fn known_keys(message: &str, written: &str) -> String {
    let Some((_, expected)) = message.split_once("expected ") else {
        return String::new();
    };
    let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    match names.iter().find(|name| distance(name, written) <= 2) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", names.join(", ")),
    }
}

/// Levenshtein distance in bytes.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (slot, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let above = *slot;
            let best = (corner + usize::from(x != y)).min(above + 1).min(left + 1);
            corner = above;
            left = best;
            *slot = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// Takes the value at `path` out; false for the document itself.
fn remove(value: &mut Value, path: &[Segment]) -> bool {
    let Some((last, holders)) = path.split_last() else {
        return false;
    };
    let mut at = value;
    for segment in holders {
        let next = match segment {
            Segment::Key(key) => at.get_mut(key),
            Segment::Index(index) => at.get_mut(index),
        };
        let Some(next) = next else { return false };
        at = next;
    }
    match (last, at) {
        (Segment::Key(key), Value::Object(map)) => map.shift_remove(key).is_some(),
        (Segment::Index(index), Value::Array(items)) if *index < items.len() => {
            items.remove(*index);
            true
        }
        _ => false,
    }
}

/// Builds a [`Value`] whose objects have no key twice.
struct Strict {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(serde::de::Error::custom("nested too deeply"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Self {
            depth: self.depth + 1,
        })? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(Self {
                depth: self.depth + 1,
            })?;
            if entries.contains_key(&key) {
                return Err(serde::de::Error::custom(format_args!(
                    "duplicate key {key:?}"
                )));
            }
            entries.insert(key, value);
        }
        Ok(Value::Object(entries))
    }
}
