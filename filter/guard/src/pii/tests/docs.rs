//! The page that tells what is found.

use std::fmt::Write as _;
use std::path::Path;

use crate::pii::rows;

const BEGIN: &str = "<!-- entities: written by a test -->\n";
const END: &str = "<!-- end of entities -->\n";

/// The page's table of entities is the code's; `SLUICE_BLESS=1` writes it anew.
#[test]
fn the_page_lists_every_entity() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guardrails/pii.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (_, tail) = rest.split_once(END).unwrap();
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
    let wanted = format!("{head}{BEGIN}{table}{END}{tail}");
    if std::env::var_os("SLUICE_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert!(
        wanted == page,
        "docs/guardrails/pii.md is not up to date: run this test with SLUICE_BLESS=1"
    );
}
