//! Members of parts, calls, tools and counts that are not read, so that they can be
//! listed.

use crate::chat::Extra;
use crate::json::{Text, Value};

/// What is read of entries of one type.
#[derive(Debug)]
pub(crate) struct Known {
    /// The type.
    pub(crate) kind: &'static str,
    /// Members beside `type`.
    pub(crate) members: &'static [&'static str],
    /// Members of the member that is named like the type.
    pub(crate) inner: &'static [&'static str],
}

/// Keeps what is not read of the entries of a list, under its path in `at`. Of types
/// that are not known the whole entry is kept elsewhere.
pub(crate) fn keep_unknown<'a>(
    list: Value<'a>,
    at: &str,
    known: &[Known],
    extra: &mut Vec<Extra<'a>>,
) {
    for (index, entry) in list.items().enumerate() {
        let kind = entry.get_some("type").and_then(|kind| kind.text());
        let kind = kind.unwrap_or(Text::Literal(b"function"));
        let Some(row) = known.iter().find(|row| kind == row.kind) else {
            continue;
        };
        for (name, value) in entry.members().filter(|(_, value)| !value.is_null()) {
            let key = name.to_str();
            if key == row.kind && value.is_object() {
                let at = format!("{at}[{index}].{key}");
                keep_members(value, &at, row.inner, extra);
            } else if key != "type" && key != row.kind && !row.members.contains(&&*key) {
                let name = Text::from(format!("{at}[{index}].{key}"));
                extra.push(Extra { name, value });
            }
        }
    }
}

/// Keeps the members of an object that are not read.
pub(crate) fn keep_members<'a>(
    object: Value<'a>,
    at: &str,
    known: &[&str],
    extra: &mut Vec<Extra<'a>>,
) {
    for (name, value) in object.members().filter(|(_, value)| !value.is_null()) {
        let key = name.to_str();
        if !known.contains(&&*key) {
            let name = Text::from(format!("{at}.{key}"));
            extra.push(Extra { name, value });
        }
    }
}
