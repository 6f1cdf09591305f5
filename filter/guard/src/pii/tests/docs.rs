//! The page that tells what is found.

use std::fmt::Write as _;

use crate::page::assert_table;
use crate::pii::rows;

#[test]
fn the_page_lists_every_entity() {
    let mut table =
        "| entity | family | default | what | what is checked |\n| --- | --- | --- | --- | --- |\n"
            .to_owned();
    for entity in rows::all() {
        let default = if entity.is_default { "yes" } else { "" };
        writeln!(
            table,
            "| `{}` | `{}` | {default} | {} | {} |",
            entity.name, entity.family, entity.title, entity.proof
        )
        .unwrap();
    }
    assert_table("pii.md", "entities", &table);
}
