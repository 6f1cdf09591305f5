//! Any stream gives the same events however it is cut, in the promised order and
//! with one end, and says the same in every format.

use sluice_protocol::WireFormat;
use sluice_protocol::chat::{Event, Fold};

use super::CONTEXT;
use super::chunks::cuts;
use super::client;
use super::frames;
use super::order::Order;
use super::pairs::Pairs;

/// One input, as every pair of formats.
pub fn run(data: &[u8]) {
    check(Pairs::ALL, Pairs::named_by(data).1);
}

/// One input, as the pair of formats that it names.
pub fn run_pair(data: &[u8]) {
    let (pairs, data) = Pairs::named_by(data);
    check(pairs, data);
}

/// The input as it is, and with its lines put into frames of AWS, whose checksums no
/// mutation would ever get right.
fn check(pairs: Pairs, data: &[u8]) {
    bytes(pairs, data);
    if data.starts_with(b"{\"") {
        bytes(pairs, &frames::framed(data));
    }
}

fn bytes(pairs: Pairs, data: &[u8]) {
    for provider in pairs.sources {
        let [whole, cut @ ..] = cuts(data);
        let expected = events(*provider, &whole);
        for chunks in &cut {
            assert_eq!(
                events(*provider, chunks),
                expected,
                "{provider}: other events in other chunks"
            );
        }
        for client in pairs.targets {
            let mut encoder = client.codec().stream_encoder(&CONTEXT);
            let mut fold = Fold::new(usize::MAX);
            let mut order = Order::default();
            let mut out = Vec::new();
            read(*provider, &whole, &mut |event| {
                order.see(event);
                encoder.event(event, &mut out);
                fold.push(event);
            });
            if !order.has_mixed_texts() {
                client::check(*client, &out, &fold);
            }
        }
    }
}

/// The events as text, checked for order.
fn events(format: WireFormat, chunks: &[&[u8]]) -> Vec<String> {
    let mut order = Order::default();
    let mut seen = Vec::new();
    read(format, chunks, &mut |event| {
        order.see(event);
        seen.push(format!("{event:?}"));
    });
    order.done();
    seen
}

fn read(format: WireFormat, chunks: &[&[u8]], each: &mut dyn FnMut(&Event<'_>)) {
    let mut decoder = format.codec().stream_decoder();
    for chunk in chunks {
        decoder.feed(chunk, each);
    }
    decoder.finish(each);
}
