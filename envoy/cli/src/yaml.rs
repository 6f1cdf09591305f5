//! YAML to a JSON value, remembering on which line everything was written, and
//! back.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use serde_saphyr::Spanned;
use sluice_config::{ConfigError, Path};

/// A document and its lines.
#[derive(Debug)]
pub(crate) struct Document {
    /// What was written.
    pub(crate) value: Value,
    lines: HashMap<Path, u32>,
}

impl Document {
    /// Reads YAML, of which JSON is a part. Keys must not be repeated.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, ConfigError> {
        let options = serde_saphyr::options! {
            emit_comments: false,
            // As YAML 1.2 has it: `y` and `off` are texts.
            strict_booleans: true,
            merge_keys: serde_saphyr::options::MergeKeyPolicy::Error,
        };
        let tree: Spanned<Tree> =
            serde_saphyr::from_slice_with_options(bytes, options).map_err(|error| {
                let error = error.without_snippet();
                let line = error
                    .location()
                    .and_then(|at| u32::try_from(at.line()).ok());
                let problem = format!("not valid YAML: {}", error.render());
                let mut refusal = ConfigError::new(Path::root(), problem, "");
                refusal.line = line;
                refusal
            })?;
        let mut lines = HashMap::new();
        let value = flatten(tree, &Path::root(), &mut lines);
        Ok(Self { value, lines })
    }

    /// Adds to an error the line of what it speaks of, or of what holds it.
    pub(crate) fn locate(&self, mut error: ConfigError) -> ConfigError {
        let mut path = Some(error.path.clone());
        while let Some(at) = path {
            if let Some(line) = self.lines.get(&at) {
                error.line = Some(*line);
                break;
            }
            path = at.parent();
        }
        error
    }
}

/// Writes YAML that Envoy's parser reads, without folding long lines.
pub(crate) fn write(value: &impl Serialize) -> Result<String, serde_saphyr::SerializeError> {
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    serde_saphyr::to_string_with_options(value, options)
}

/// A YAML node with places.
enum Tree {
    Scalar(Value),
    Seq(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<String>, Spanned<Self>)>),
}

/// Takes the places out. The line of an entry is that of its key.
fn flatten(node: Spanned<Tree>, path: &Path, lines: &mut HashMap<Path, u32>) -> Value {
    if let Ok(line) = u32::try_from(node.referenced.line()) {
        lines.entry(path.clone()).or_insert(line);
    }
    match node.value {
        Tree::Scalar(value) => value,
        Tree::Seq(items) => {
            let items = items.into_iter().enumerate();
            Value::Array(
                items
                    .map(|(at, item)| flatten(item, &path.index(at), lines))
                    .collect(),
            )
        }
        Tree::Map(entries) => {
            let mut map = Map::new();
            for (key, item) in entries {
                let path = path.key(key.value.clone());
                if let Ok(line) = u32::try_from(key.referenced.line()) {
                    lines.insert(path.clone(), line);
                }
                map.insert(key.value, flatten(item, &path, lines));
            }
            Value::Object(map)
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Scalar(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Scalar(Value::Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Scalar(Value::Number(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Scalar(
            Number::from_f64(value).map_or(Value::Null, Value::Number),
        ))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Scalar(Value::String(value.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Tree::Seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Tree::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn line_of(document: &Document, path: Path) -> Option<u32> {
        document.locate(ConfigError::new(path, "", "")).line
    }

    #[test]
    fn every_value_has_the_line_of_its_key() {
        let document = Document::parse(b"a:\n  b: [1,\n    2]\n  'c d': {e: x}\n").unwrap();
        assert_eq!(
            document.value.to_string(),
            r#"{"a":{"b":[1,2],"c d":{"e":"x"}}}"#
        );
        let a = Path::root().key("a");
        assert_eq!(line_of(&document, a.clone()), Some(1));
        assert_eq!(line_of(&document, a.key("b")), Some(2));
        assert_eq!(line_of(&document, a.key("b").index(1)), Some(3));
        assert_eq!(line_of(&document, a.key("c d").key("e")), Some(4));
    }

    #[test]
    fn only_true_and_false_are_booleans() {
        let document = Document::parse(b"[y, no, on, Off, true, false]").unwrap();
        assert_eq!(
            document.value.to_string(),
            r#"["y","no","on","Off",true,false]"#
        );
    }

    #[test]
    fn what_is_missing_has_the_line_of_what_should_hold_it() {
        let document = Document::parse(b"a: 1\nb:\n  c: 2\n").unwrap();
        let path = Path::root().key("b").key("d").key("e");
        assert_eq!(line_of(&document, path), Some(2));
    }

    #[test]
    fn a_repeated_key_is_refused_with_its_line() {
        let error = Document::parse(b"a: 1\nb: 2\na: 3\n").unwrap_err();
        assert_eq!(error.line, Some(3), "{error}");
        assert!(error.problem.contains("duplicate"), "{error}");
    }

    #[test]
    fn bad_yaml_is_refused_with_its_line() {
        let error = Document::parse(b"a: 1\nb: [1\n").unwrap_err();
        assert!(error.line.is_some(), "{error}");
        assert!(Document::parse(&[0xff, 0xfe, 0x00]).is_err());
    }

    #[test]
    fn what_is_written_is_read_the_same() {
        let value = serde_json::json!({
            "text": ["0s", "true", "10", "~", "", "*", "a: b", "# c", "x\ny", "é", "{\"a\": \"b\"}"],
            "long": "word ".repeat(100),
            "other": [1, 2.5, true, null, [], {}],
        });
        let text = write(&value).unwrap();
        assert_eq!(
            Document::parse(text.as_bytes()).unwrap().value,
            value,
            "{text}"
        );
    }
}
