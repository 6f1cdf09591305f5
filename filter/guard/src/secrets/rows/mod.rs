//! What is known by how it begins, in tables.

mod ai;
mod business;
mod cloud;
mod code;
mod operations;

use super::row::Row;

/// All tables.
pub(super) const ALL: &[&[Row]] = &[
    cloud::ROWS,
    code::ROWS,
    ai::ROWS,
    operations::ROWS,
    business::ROWS,
];

/// All rows.
pub(super) fn all() -> impl Iterator<Item = &'static Row> {
    ALL.iter().flat_map(|rows| rows.iter())
}
