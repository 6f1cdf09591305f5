//! Errors, in all formats alike.

use Step::{Into, Word};

use super::super::shape::{Rest, Shape, Step};

/// What a provider says in place of an answer. A code is free text to some of them, and a
/// number to others.
pub(in super::super) static ERROR: Shape = Shape {
    tells: &[],
    rows: &[
        ("error", Into(None, &ERROR)),
        ("type", Word),
        ("status", Word),
    ],
    rest: Rest::Told,
};
