//! A body or a stream of this format that goes to a provider of this format.

use crate::json::{Edits, Value};
use crate::native::model_edit;
use crate::search::search;

pub(super) fn edits(root: Value<'_>, model: &str) -> Edits {
    let mut edits = Edits::default();
    model_edit(root, model, &mut edits);
    edits
}

/// An event's own counts, and those of a message it starts.
pub(super) fn usages<'a>(root: Value<'a>, each: &mut dyn FnMut(Value<'a>)) {
    let message = root
        .get_some("message")
        .and_then(|message| message.get_some("usage"));
    message
        .into_iter()
        .chain(root.get_some("usage"))
        .for_each(each);
}

pub(super) fn has_content(events: &[u8]) -> bool {
    search!(b"content_block_delta", |finder| finder.find(events)).is_some()
}
