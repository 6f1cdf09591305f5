//! A stream of this format that goes to a client of this format.

use crate::search::search;

pub(super) fn has_content(events: &[u8]) -> bool {
    const TEXT: &[u8] = br#"content":""#;
    let text = search!(TEXT, |finder| finder.find_iter(events).any(|at| {
        events
            .get(at + TEXT.len())
            .is_some_and(|next| *next != b'"')
    }));
    text || search!(br#""tool_calls":["#, |finder| finder.find(events)).is_some()
}
