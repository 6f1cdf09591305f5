use std::collections::BTreeSet;

use serde_json::json;

use super::page;

/// Headings as the anchors that GitHub makes of them.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter_map(|line| line.strip_prefix("##"));
    let names = headings.map(|line| line.trim_start_matches('#').trim().to_lowercase());
    names
        .map(|name| name.replace([':', '.', '`'], "").replace(' ', "-"))
        .collect()
}

#[test]
fn every_link_of_the_page_leads_to_a_heading_of_it() {
    let page = page(&schemars::schema_for!(sluice_config::raw::Gateway).to_value());
    let anchors = anchors(&page);
    let links = page.split("](#").skip(1);
    let mut count = 0;
    for link in links.filter_map(|rest| rest.split(')').next()) {
        assert!(anchors.contains(link), "{link}");
        count += 1;
    }
    assert!(count > 50, "{count}");
}

#[test]
fn no_cell_holds_more_than_a_person_reads() {
    let page = page(&schemars::schema_for!(sluice_config::raw::Gateway).to_value());
    let lines = page.lines().filter(|line| line.starts_with('|'));
    for kind in lines.filter_map(|line| line.split(" | ").nth(1)) {
        let links = kind.matches("](#").count();
        assert!(links <= 2, "{kind}");
    }
}

#[test]
fn each_form_of_an_object_has_a_table_and_a_link_to_it() {
    let schema = json!({
        "properties": {"check": {"$ref": "#/$defs/Check"}},
        "$defs": {
            "Check": {"oneOf": [
                {"type": "object", "description": "Asks.", "required": ["kind", "at"], "properties": {
                    "kind": {"const": "by_web"}, "at": {"type": "string", "description": "Where."},
                }},
                {"type": "object", "properties": {"words": {"$ref": "#/$defs/Words"}}},
                {"const": "none", "description": "Nothing."},
            ]},
            "Words": {"properties": {"mode": {"$ref": "#/$defs/Mode"}, "off": {"$ref": "#/$defs/Off"}}},
            "Mode": {"oneOf": [{"const": "a"}, {"const": "b", "description": "Both."}]},
            "Off": {"type": "object", "additionalProperties": false},
        },
    });
    let page = page(&schema);
    for line in [
        "| `check` | [Check](#check) |  |  |",
        "| [`kind: by_web`](#check-by_web) | Asks. |",
        "| `words`: [Words](#words) |  |",
        "| `\"none\"` | Nothing. |",
        "### Check: by_web",
        "| `at` | text | required | Where. |",
        "## Words",
        "| `mode` | [`\"a\"` or `\"b\"`](#mode) |  |  |",
        "| `\"b\"` | Both. |",
        "There is nothing to set: `{}`.",
    ] {
        assert!(page.lines().any(|found| found == line), "{line} in\n{page}");
    }
}
