//! Pages of the documentation that a test keeps as the code is.

use std::path::Path;

/// Checks that a page below `docs/guardrails` has this table between its marks, `<!-- name:
/// written by a test -->` and `<!-- end of name -->`; `SLUICE_BLESS=1` writes it anew.
///
/// # Panics
/// If it has another one, or no marks.
pub(crate) fn assert_table(page: &str, name: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guardrails");
    let path = path.join(page);
    let begin = format!("<!-- {name}: written by a test -->\n");
    let end = format!("<!-- end of {name} -->\n");
    let written = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = written.split_once(&begin).unwrap();
    let (_, tail) = rest.split_once(&end).unwrap();
    let wanted = format!("{head}{begin}{table}{end}{tail}");
    if std::env::var_os("SLUICE_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert!(
        wanted == written,
        "docs/guardrails/{page} is not up to date: run this test with SLUICE_BLESS=1"
    );
}
