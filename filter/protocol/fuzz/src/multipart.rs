//! A form is read or refused, and a field that was set is read as it was set.

use sluice_protocol::multipart::{Field, boundary};

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
    // Every other byte stays.
    let kept = match field.value() {
        Some(span) => form.len() - span.len() + "a model".len() == set.len(),
        None => set.len() > form.len(),
    };
    assert!(kept, "{}", shown());
}
