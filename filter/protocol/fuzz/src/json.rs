//! The JSON index judges and reads as an independent parser does.

use sluice_protocol::json::{Document, JsonError, Kind, Limits, Problem, Value};

/// One input.
pub fn run(data: &[u8]) {
    let ours = Document::parse(data, Limits::default());
    // The byte order mark is ours to skip; the other parser refuses it.
    let plain = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    // Read without being kept, so that it does not object to what only a value
    // that is kept must satisfy: the range of numbers, pairs of surrogates.
    let theirs = serde_json::from_slice::<serde::de::IgnoredAny>(plain);
    match (&ours, &theirs) {
        (Err(error), Ok(_)) => assert!(
            is_bound(error) || std::str::from_utf8(plain).is_err(),
            "only we refuse it: {error}"
        ),
        (Ok(_), Err(error)) => assert!(
            error.to_string().starts_with("recursion limit"),
            "only we accept it: {error}"
        ),
        (Ok(_), Ok(_)) | (Err(_), Err(_)) => {}
    }
    let Ok(document) = ours else { return };
    let root = document.root(data);
    if let Ok(value) = serde_json::from_slice(plain) {
        same(root, &value);
    }
    assert!(
        Document::parse(root.raw(), Limits::default()).is_ok(),
        "a value's own bytes must be JSON"
    );
    // Whoever reads the upper levels only sees the same there.
    let outline = Document::outline(data, Limits::default());
    assert!(outline.is_ok(), "only the outline refuses it: {outline:?}");
    let Ok(outline) = outline else { return };
    let outline = outline.root(data);
    assert_eq!(outline.raw(), root.raw());
    assert_eq!(members(outline), members(root));
    for ((_, ours), (_, full)) in outline.members().zip(root.members()) {
        assert!(ours.kind() == full.kind());
        assert!(
            ours.items()
                .map(|item| item.raw())
                .eq(full.items().map(|item| item.raw()))
        );
    }
}

fn members<'a>(value: Value<'a>) -> Vec<(String, &'a [u8])> {
    let members = value.members();
    members
        .map(|(key, value)| (key.to_str().into_owned(), value.raw()))
        .collect()
}

/// Whether we refused for the size of it, which the other parser bounds otherwise.
fn is_bound(error: &JsonError) -> bool {
    matches!(error.problem, Problem::Depth | Problem::Size)
}

fn same(ours: Value<'_>, theirs: &serde_json::Value) {
    match theirs {
        serde_json::Value::Null => assert!(ours.is_null()),
        serde_json::Value::Bool(value) => assert_eq!(ours.bool(), Some(*value)),
        serde_json::Value::Number(number) => {
            // Their fast float reading may differ from the correct one by a unit in the last place.
            let (ours_f64, theirs_f64) =
                (ours.f64().unwrap_or(0.0), number.as_f64().unwrap_or(0.0));
            let apart = (ours_f64 - theirs_f64).abs();
            assert!(
                apart <= theirs_f64.abs() * 1e-14,
                "{ours_f64} is not {theirs_f64}"
            );
            if let Some(whole) = number.as_u64() {
                assert_eq!(ours.u64(), Some(whole));
            }
        }
        serde_json::Value::String(text) => {
            assert!(ours.text().is_some_and(|ours| ours == **text));
        }
        serde_json::Value::Array(items) => {
            assert_eq!(ours.kind(), Kind::Array);
            assert_eq!(ours.items().count(), items.len());
            ours.items()
                .zip(items)
                .for_each(|(ours, theirs)| same(ours, theirs));
        }
        serde_json::Value::Object(members) => {
            assert_eq!(ours.kind(), Kind::Object);
            assert!(ours.members().count() >= members.len());
            for (key, value) in members {
                let found = ours.get(key);
                assert!(found.is_some(), "a key of theirs is missing");
                found.into_iter().for_each(|found| same(found, value));
            }
        }
    }
}
