//! A body or a stream of this format that goes to a provider of this format.

use crate::json::{Edits, Value};
use crate::native::model_edit;
use crate::search::search;

pub(super) fn edits(root: Value<'_>, model: &str) -> Edits {
    let mut edits = Edits::default();
    model_edit(root, model, &mut edits);
    edits
}

/// The counts of a whole answer, and those that the end of a stream tells.
pub(super) fn usages<'a>(root: Value<'a>, each: &mut dyn FnMut(Value<'a>)) {
    let delta = root
        .get_some("delta")
        .and_then(|delta| delta.get_some("usage"));
    delta
        .into_iter()
        .chain(root.get_some("usage"))
        .for_each(each);
}

pub(super) fn has_content(events: &[u8]) -> bool {
    search!(b"content-delta", |finder| finder.find(events)).is_some()
        || search!(b"tool-plan-delta", |finder| finder.find(events)).is_some()
        || search!(b"tool-call-start", |finder| finder.find(events)).is_some()
}
