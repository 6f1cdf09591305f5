//! Cells that are not as they should be, each with the reason. A gap that has closed
//! fails the test, so that this list only shrinks.

use super::matrix::Cell;

/// Some cells.
pub(crate) struct Gap {
    why: &'static str,
    rows: &'static [&'static str],
    is: fn(&Cell) -> bool,
}

const GAPS: &[Gap] = &[Gap {
    why: "the events of a stream in the client's format pass on as they come",
    rows: &["event-broken"],
    is: |cell| cell.pair.is_native() && cell.stream,
}];

impl Gap {
    fn holds(&self, cell: &Cell) -> bool {
        self.rows.contains(&cell.row.name) && (self.is)(cell)
    }
}

/// The gap that a cell is in.
pub(crate) fn of(cell: &Cell) -> Option<&'static Gap> {
    GAPS.iter().find(|gap| gap.holds(cell))
}

/// Gaps in which there are no longer any of these cells, which are wrong.
pub(crate) fn closed<'c>(wrong: impl Iterator<Item = &'c Cell>) -> Vec<String> {
    let wrong: Vec<&Cell> = wrong.collect();
    let rows = GAPS
        .iter()
        .flat_map(|gap| gap.rows.iter().map(move |row| (gap, *row)));
    rows.filter(|(gap, row)| {
        !wrong
            .iter()
            .any(|cell| cell.row.name == *row && gap.holds(cell))
    })
    .map(|(gap, row)| format!("{row}: a gap that has closed ({})", gap.why))
    .collect()
}
