use std::fmt::Write as _;

use super::KINDS;
use crate::page::assert_table;

#[test]
fn the_page_lists_every_kind() {
    let mut table = "| kind | what |\n| --- | --- |\n".to_owned();
    for kind in KINDS {
        let noisy = if kind.is_noisy {
            "; only if asked for"
        } else {
            ""
        };
        writeln!(table, "| `{}` | {}{noisy} |", kind.label, kind.about).unwrap();
    }
    assert_table("secrets.md", "kinds", &table);
}
