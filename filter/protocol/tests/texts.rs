//! Texts of the fixtures: redacted, a body is still one of its format.

#[expect(dead_code, reason = "snapshots are for another test")]
mod support;

use sluice_protocol::any::AnyFormat;
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::texts::{PieceKind, Side, Texts};
use support::{Fixture, fixtures};

/// The body with every text replaced, but for places of media and those without a kind:
/// names of tools are among them.
fn redacted(fixture: &Fixture, side: Side) -> Option<Vec<u8>> {
    let document = Document::parse(&fixture.bytes, Limits::default()).ok()?;
    let root = document.root(&fixture.bytes);
    let mut texts = Texts::of(side, Some(AnyFormat::Chat(fixture.format)), root);
    for number in 0..texts.pieces().len() {
        let piece = &texts.pieces()[number];
        if piece.kind != PieceKind::Other && !piece.text.contains("://") {
            let end = piece.text.len();
            texts.replace(number, 0..end, "[X_1]".to_owned());
        }
    }
    Some(texts.apply())
}

/// Whether a body is read by its format.
fn is_read(fixture: &Fixture, side: Side, bytes: &[u8]) -> bool {
    let Ok(document) = Document::parse(bytes, Limits::default()) else {
        return false;
    };
    let (codec, root) = (fixture.format.codec(), document.root(bytes));
    match side {
        Side::Request => codec.decode_request(root).is_ok(),
        Side::Answer => codec.decode_response(root).is_ok(),
    }
}

#[test]
fn a_body_whose_texts_are_all_redacted_is_still_one_of_its_format() {
    for (folder, side) in [("request", Side::Request), ("response", Side::Answer)] {
        let mut count = 0;
        for fixture in fixtures(folder) {
            let Some(bytes) = redacted(&fixture, side) else {
                continue;
            };
            if is_read(&fixture, side, &fixture.bytes) {
                count += 1;
                let told = String::from_utf8_lossy(&bytes);
                let name = fixture.name(folder);
                assert!(is_read(&fixture, side, &bytes), "{name}: {told}");
            }
        }
        assert!(count > 20, "{folder}: {count}");
    }
}
