//! What every client can say to every provider, found out by sending probes.
//!
//! Nothing in the tables is written by hand: a probe goes through the codecs as a
//! request or an answer would, what arrives is read again, and the losses that were
//! listed are looked at. A feature that is neither there, nor listed as a loss, nor
//! refused, fails the test: nothing is lost in silence.
//!
//! `make gen` writes `docs/reference/compatibility.md` and the summary in `README.md`;
//! without `SLUICE_BLESS=1` the test compares.
#![expect(unreachable_pub, reason = "modules of a test")]

mod answers;
mod errors;
mod judge;
mod page;
mod probe;
mod requests;

use std::path::{Path, PathBuf};

/// Around the summary in the README.
const BEGIN: &str = "<!-- compatibility: made by `make gen` -->\n";
const END: &str = "<!-- /compatibility -->\n";

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// Writes a generated file, or compares it with what is committed.
#[track_caller]
fn generated(path: &str, wanted: &str) {
    let committed = std::fs::read_to_string(file(path)).unwrap_or_default();
    if committed == wanted {
        return;
    }
    let bless = std::env::var_os("SLUICE_BLESS").is_some_and(|value| value == "1");
    assert!(bless, "{path} is out of date; run `make gen`");
    assert!(
        std::fs::write(file(path), wanted).is_ok(),
        "cannot write {path}"
    );
}

#[test]
fn nothing_is_lost_in_silence_and_the_pages_say_what_is() {
    let table = page::Table::measure();
    let silent = table.silent();
    assert!(
        silent.is_empty(),
        "{} lost in silence\n{}",
        silent.len(),
        silent.join("\n")
    );

    generated("docs/reference/compatibility.md", &table.page());
    let readme = std::fs::read_to_string(file("README.md")).unwrap_or_default();
    let parts = readme.split_once(BEGIN);
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    assert!(parts.is_some(), "README.md has no place for the summary");
    let (before, after) = parts.unwrap_or_default();
    let summary = table.summary();
    generated(
        "README.md",
        &format!("{before}{BEGIN}{summary}{END}{after}"),
    );
}
