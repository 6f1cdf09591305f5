//! A form is read or refused, a field that was set is read as it was set, and every text of
//! a form can be replaced without making it another.

use sluice_protocol::multipart::{Field, boundary};
use sluice_protocol::texts::Texts;

/// One input: a line with the content type, then the form; and the same bytes
/// between boundaries that are right.
pub fn run(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n');
    let (header, body) = data.split_at(end.unwrap_or(data.len()));
    let body = body.get(1..).unwrap_or_default();
    if let Ok(boundary) = boundary(&String::from_utf8_lossy(header)) {
        check(body, &boundary);
    }
    check(data, "xyz");
    check(&[b"--xyz\r\n", data, b"\r\n--xyz--\r\n"].concat(), "xyz");
}

fn check(form: &[u8], boundary: &str) {
    let find = |form: &[u8]| Field::find(form, boundary.to_owned(), "model");
    let Ok(field) = find(form) else { return };
    if let Some(span) = field.value() {
        assert!(span.start <= span.end && span.end <= form.len());
    }
    let set = field.set("a model").apply(form);
    let shown = || String::from_utf8_lossy(&set);
    let again = find(&set).map(|field| field.value());
    let value = again.as_ref().ok().cloned().flatten();
    assert_eq!(
        value.and_then(|span| set.get(span)),
        Some(&b"a model"[..]),
        "{again:?}: {}",
        shown()
    );
    replace(form, &field);
    // Every other byte stays.
    let kept = match field.value() {
        Some(span) => form.len() - span.len() + "a model".len() == set.len(),
        None => set.len() > form.len(),
    };
    assert!(kept, "{}", shown());
}

fn replace(form: &[u8], field: &Field) {
    const WITH: &str = "[\"1]";
    let mut texts = Texts::of_form(form, field.parts());
    assert!(texts.apply() == form, "changed without a change");
    let lengths: Vec<usize> = texts
        .pieces()
        .iter()
        .map(|piece| piece.text.len())
        .collect();
    assert!(!lengths.contains(&0), "an empty text");
    for (number, length) in lengths.iter().enumerate() {
        texts.replace(number, length / 3..length - length / 3, WITH.to_owned());
    }
    // What is left of a text may make a boundary with what was put in: that is refused.
    let changed = texts.apply();
    if let Ok(again) = field.find_again(&changed) {
        drop(Texts::of_form(&changed, again.parts()));
    }
}
