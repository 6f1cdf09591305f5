use std::fmt::Write as _;
use std::path::Path;

use super::KINDS;

const BEGIN: &str = "<!-- kinds: written by a test -->\n";
const END: &str = "<!-- end of kinds -->\n";

/// The page's table of kinds is the code's; `SLUICE_BLESS=1` writes it anew.
#[test]
fn the_page_lists_every_kind() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guardrails/secrets.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (_, tail) = rest.split_once(END).unwrap();
    let mut table = "| kind | what |\n| --- | --- |\n".to_owned();
    for kind in KINDS {
        let noisy = if kind.is_noisy {
            "; only if asked for"
        } else {
            ""
        };
        writeln!(table, "| `{}` | {}{noisy} |", kind.label, kind.about).unwrap();
    }
    let wanted = format!("{head}{BEGIN}{table}{END}{tail}");
    if std::env::var_os("SLUICE_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert!(
        wanted == page,
        "docs/guardrails/secrets.md is not up to date: run this test with SLUICE_BLESS=1"
    );
}
