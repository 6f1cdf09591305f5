//! A body or a stream of this format that goes to a provider of this format. The
//! model stands in the path, so nothing in a body is Sluice's.

use crate::search::search;

/// Whether the bytes of stream frames carry output of the model: the name of the
/// event stands in their headers as it is.
pub(super) fn has_content(frames: &[u8]) -> bool {
    search!(b"contentBlockDelta", |finder| finder.find(frames)).is_some()
}
