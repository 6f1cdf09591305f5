//! Every text of a body can be read and replaced, and nothing else changes.

use sluice_protocol::any::AnyFormat;
use sluice_protocol::embed::EmbedFormat;
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::rerank::RerankFormat;
use sluice_protocol::texts::{Side, Texts};

use super::DEEP;

/// What is put in place of every text.
const WITH: &str = "[\"\u{e9}\\1]";

/// One input, as a body of every format that is read in its own way.
pub fn run(data: &[u8]) {
    let Ok(document) = Document::parse(data, Limits::default()) else {
        return;
    };
    let root = document.root(data);
    let chats = AnyFormat::all().filter(|format| matches!(format, AnyFormat::Chat(_)));
    let lists = EmbedFormat::ALL
        .iter()
        .take(1)
        .copied()
        .map(AnyFormat::Embed);
    let ranks = RerankFormat::ALL
        .iter()
        .take(1)
        .copied()
        .map(AnyFormat::Rerank);
    let formats = chats.chain(lists).chain(ranks);
    for format in formats.map(Some).chain([None]) {
        for side in [Side::Request, Side::Answer] {
            check(data, || Texts::of(side, format, root));
        }
    }
}

fn check<'d>(data: &'d [u8], read: impl Fn() -> Texts<'d>) {
    let mut texts = read();
    assert!(texts.apply() == data, "changed without a change");
    let lengths: Vec<usize> = texts
        .pieces()
        .iter()
        .map(|piece| piece.text.len())
        .collect();
    assert!(!lengths.contains(&0), "an empty text");
    let names = texts.pieces().iter().filter_map(|piece| piece.name);
    assert!(names.max().is_none_or(|name| name < lengths.len()));
    for (number, length) in lengths.iter().enumerate() {
        // The middle of a text, on whatever boundaries.
        texts.replace(number, length / 3..length - length / 3, WITH.to_owned());
    }
    shown(&texts.apply());
    let mut texts = read();
    for run in texts.runs() {
        let length: usize = run.iter().filter_map(|number| lengths.get(*number)).sum();
        let middle = 1..length.saturating_sub(1);
        texts.replace_in_run(&run, [(middle, WITH.to_owned())]);
    }
    shown(&texts.apply());
}

fn shown(told: &[u8]) {
    let again = Document::parse(told, DEEP);
    assert!(again.is_ok(), "not JSON: {}", String::from_utf8_lossy(told));
}
