//! The tables: a file a family, an entry a sort of personal data.

mod us;

use super::entity::Entity;

/// Every sort of personal data there is, a table a family.
pub(crate) const ALL: &[&[Entity]] = &[us::ENTITIES];

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Entity> {
    ALL.iter().flat_map(|table| table.iter())
}
