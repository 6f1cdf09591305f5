//! What a JSON Schema is made of, once it is flat.

use crate::json::{Text, Value};

/// The members of a schema and of those that it must match too, in order. A keyword
/// may be there more than once: its first value counts, lists and maps are joined.
#[derive(Debug, Default)]
pub(super) struct Members<'v> {
    /// Keywords and their values.
    pub(super) list: Vec<(Text<'v>, Value<'v>)>,
}

impl<'v> Members<'v> {
    /// The first value of a keyword.
    pub(super) fn get(&self, key: &str) -> Option<Value<'v>> {
        self.all(key).next()
    }

    /// Whether a keyword is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// All values of a keyword.
    pub(super) fn all(&self, key: &str) -> impl Iterator<Item = Value<'v>> {
        let found = self.list.iter().filter(move |(name, _)| *name == *key);
        found.map(|(_, value)| *value)
    }
}

/// Whether a text is one of these words.
pub(super) fn one_of(words: &[&str], text: &Text<'_>) -> bool {
    words.iter().any(|word| *text == **word)
}

/// Whether `key` comes for the first time.
pub(super) fn unique<'v>(key: &Text<'v>, seen: &mut Vec<Text<'v>>) -> bool {
    let is_new = !seen.contains(key);
    if is_new {
        seen.push(key.clone());
    }
    is_new
}

/// The members of all objects that a keyword has, each name once.
pub(super) fn merged<'v>(members: &Members<'v>, key: &str) -> Vec<(Text<'v>, Value<'v>)> {
    let mut lists = members.all(key);
    let mut found: Vec<(Text<'v>, Value<'v>)> =
        lists.next().iter().flat_map(Value::members).collect();
    for (name, value) in lists.flat_map(|list| list.members()) {
        if !found.iter().any(|(known, _)| *known == name) {
            found.push((name, value));
        }
    }
    found
}

/// Whether a type is `null`.
pub(super) fn is_null_type(kind: Value<'_>) -> bool {
    kind.text().is_some_and(|kind| kind == "null")
}

/// The types that a schema allows.
pub(super) fn types(members: &Members<'_>) -> Vec<String> {
    let Some(kind) = members.get("type") else {
        return Vec::new();
    };
    let single = kind.text();
    let listed = kind.items().filter_map(|kind| kind.text());
    listed
        .chain(single)
        .map(|kind| kind.to_str().into_owned())
        .collect()
}

/// The other keyword of a bound.
pub(super) fn exclusive(key: &str) -> &'static str {
    if key == "minimum" {
        "exclusiveMinimum"
    } else {
        "exclusiveMaximum"
    }
}

/// Whether all names that are required are declared.
pub(super) fn all_declared(schema: Value<'_>, required: Value<'_>) -> bool {
    let mut names = required.items();
    let properties = schema.get("properties");
    names.all(|name| {
        let name = name.text();
        properties.is_some_and(|all| all.members().any(|(known, _)| Some(known) == name))
    })
}

/// What a reference within a schema points to: `#`, or a pointer (RFC 6901).
pub(super) fn resolve<'v>(root: Value<'v>, reference: &str) -> Option<Value<'v>> {
    let pointer = reference.strip_prefix('#')?;
    if pointer.is_empty() {
        return Some(root);
    }
    let mut place = root;
    for step in pointer.strip_prefix('/')?.split('/') {
        let name = step.replace("~1", "/").replace("~0", "~");
        place = match place.get(&name) {
            Some(found) => found,
            None => place.items().nth(name.parse().ok()?)?,
        };
    }
    Some(place)
}
