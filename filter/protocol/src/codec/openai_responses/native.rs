//! A body or a stream of this format that goes to a provider of this format.

use crate::json::{Edits, Value};
use crate::native::model_edit;
use crate::search::search;

pub(super) fn edits(root: Value<'_>, model: &str) -> Edits {
    let mut edits = Edits::default();
    model_edit(root, model, &mut edits);
    edits
}

/// A delta of anything, or an item that came whole. In JSON a quote inside of a
/// string is escaped, so that these are never output themselves.
pub(super) fn has_content(events: &[u8]) -> bool {
    search!(br#".delta""#, |finder| finder.find(events)).is_some()
        || search!(br#"response.output_item.done""#, |finder| finder
            .find(events))
        .is_some()
}

/// The usage objects of a whole answer or an event: its own, and that of the
/// response it tells of.
pub(super) fn usages<'a>(root: Value<'a>, each: &mut dyn FnMut(Value<'a>)) {
    let response = root.get_some("response");
    let of_response = response.and_then(|response| response.get_some("usage"));
    let own = root.get_some("usage");
    own.into_iter().chain(of_response).for_each(each);
}
