//! The matrix as a page of the documentation, which is compared with what was seen.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use super::clients::Outcome;
use super::dead_worker;
use super::matrix::{COLUMNS, Cell, Seen};
use super::rows::Row;

/// The page without the table.
const HEAD: &str = "# What a failing provider costs the client

Made by the test `every_fault_leads_to_one_well_formed_answer_in_bounded_time`, which compares
this page with what it sees. To write it anew: `SLUICE_BLESS=1 make chaos`.

Every row is a way in which a provider fails, on a real Envoy and real sockets. The four columns
are what its client gets: with no other target, and with a next target that is well. What most
clients get comes first; behind it, which get something else, as `client → provider`, or all whose
provider speaks the same format, or all whose answers are translated.

- **next**: the whole answer of the next target.
- answer: the whole answer of the failing provider; the fault does no harm.
- A number is the status of an error in the client's own format, perhaps with its `retry-after`.
- error event: a stream that ends with an error in the client's own format.
- cut: the connection to the client is broken off. Envoy gives a filter no callback when a
  provider breaks off an answer whose first byte has gone to the client, so nothing can be said
  any more; a cut is how HTTP says that an answer is not whole, and clients report it.
- The last rows are of a worker of Envoy whose WebAssembly machine traps. That costs the requests
  it has under way; the next one finds a new machine.
- broken, hangs: not as it should be, and listed with the reason in
  `integration-tests/tests/chaos/gaps.rs`.

";

/// The whole page.
pub(crate) fn page(seen: &[Seen], traps: &[dead_worker::Row]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str(
        "| stage | the provider | whole | whole, next target | stream | stream, next target |\n",
    );
    page.push_str("|---|---|---|---|---|---|\n");
    for row in Row::all() {
        page.push_str(&format!("| {} | {} |", row.stage, row.about));
        for (stream, with_next) in COLUMNS {
            let is_mine = |cell: &Cell| {
                cell.row.name == row.name && cell.stream == stream && cell.with_next == with_next
            };
            let mine: Vec<&Seen> = seen.iter().filter(|one| is_mine(&one.cell)).collect();
            page.push_str(&format!(" {} |", column(&mine)));
        }
        page.push('\n');
    }
    for (stage, about, outcomes) in traps {
        let labels = outcomes.each_ref().map(Outcome::label).join(" | ");
        page.push_str(&format!("| {stage} | {about} | {labels} |\n"));
    }
    page
}

/// The outcomes of one column: first what most clients get, then what others do.
fn column(seen: &[&Seen]) -> String {
    let mut labels: BTreeMap<String, Vec<Cell>> = BTreeMap::new();
    for one in seen {
        let label = one.outcome.label();
        labels.entry(label).or_default().push(one.cell);
    }
    let mut groups: Vec<(String, Vec<Cell>)> = labels.into_iter().collect();
    groups.sort_by_key(|(_, cells)| Reverse(cells.len()));
    let natives = seen.iter().filter(|one| one.cell.pair.is_native()).count();
    let parts = groups.iter().enumerate().map(|(at, (label, cells))| {
        let native = cells.iter().filter(|cell| cell.pair.is_native()).count();
        let owners = if native == cells.len() && native == natives {
            "same format".to_owned()
        } else if native == 0 && cells.len() == seen.len() - natives {
            "translated".to_owned()
        } else {
            let mut names: Vec<String> = cells.iter().map(|cell| cell.pair.name()).collect();
            names.sort();
            names.join(", ")
        };
        // What most get needs no names.
        match at {
            0 => label.clone(),
            _ => format!("{label} ({owners})"),
        }
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// Writes to the output of the test, past the runner's capture.
pub(crate) fn print(text: &str) {
    // A test whose output nobody reads goes on.
    let _closed = io::stdout().write_all(text.as_bytes());
}

fn path() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../../docs/reference/chaos.md")
}

/// Compares the page with the committed one; with `SLUICE_BLESS` set, writes it.
#[track_caller]
pub(crate) fn compare(page: &str) {
    let path = path();
    if env::var_os("SLUICE_BLESS").is_some() {
        fs::write(&path, page).unwrap();
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let differences: Vec<&str> = page
        .lines()
        .filter(|line| !committed.lines().any(|known| known == *line))
        .collect();
    assert!(
        committed == page,
        "docs/reference/chaos.md is not what was seen; these lines are new:\n{}\n`SLUICE_BLESS=1` writes it anew",
        differences.join("\n")
    );
}
