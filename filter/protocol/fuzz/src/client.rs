//! What a client must be able to rely on in the stream it gets.

use sluice_protocol::WireFormat;
use sluice_protocol::chat::{Event, Fold};
use sluice_protocol::eventstream;
use sluice_protocol::json::Document;
use sluice_protocol::sse::{Frame, Framer};

use super::DEEP;
use super::order::Order;
use super::said::{agree, said};

/// Panics unless `out` is a whole, readable stream of this format that says what
/// `source` does, and ends as it did.
pub fn check(client: WireFormat, out: &[u8], source: &Fold) {
    let shown = || format!("{client}: {}", String::from_utf8_lossy(out));
    if client.codec().stream_type() == eventstream::MEDIA_TYPE {
        check_frames(out);
    } else {
        check_events(client, out);
    }

    let mut order = Order::default();
    let mut fold = Fold::new(usize::MAX);
    let mut decoder = client.codec().stream_decoder();
    let mut each = |event: &Event<'_>| {
        assert!(!matches!(event, Event::Malformed), "{}", shown());
        order.see(event);
        fold.push(event);
    };
    decoder.feed(out, &mut each);
    decoder.finish(&mut each);
    order.done();
    let (source, seen) = (source.response(), fold.response());
    assert_eq!(
        source.is_ok(),
        seen.is_ok(),
        "{source:?} became {seen:?}: {}",
        shown()
    );
    if let (Ok(source), Ok(seen)) = (&source, &seen) {
        let (source, seen) = (said(client, source), said(client, seen));
        assert!(
            agree(&source, &seen),
            "{source:?} became {seen:?}: {}",
            shown()
        );
    }
    if let (Err(source), Err(seen)) = (&source, &seen) {
        assert!(
            seen.message.ends_with(&*source.message),
            "{source:?} became {seen:?}: {}",
            shown()
        );
    }
}

/// Whole frames of AWS with JSON in each.
fn check_frames(out: &[u8]) {
    let mut framer = eventstream::Framer::new(usize::MAX);
    let fed = framer.feed(out, |message| {
        assert!(
            Document::parse(message.payload, DEEP).is_ok(),
            "a frame that is not JSON"
        );
    });
    assert_eq!((fed, framer.finish()), (Ok(()), Ok(())));
}

/// Whole server-sent events with JSON in each.
fn check_events(client: WireFormat, out: &[u8]) {
    let shown = || format!("{client}: {}", String::from_utf8_lossy(out));
    let mut framer = Framer::new(usize::MAX);
    let mut frame = |frame: Frame<'_>| {
        let Some(data) = frame.data else {
            assert!(frame.comment, "an empty frame: {}", shown());
            return;
        };
        let is_done = client.name().starts_with("openai-") && data == b"[DONE]";
        assert!(
            is_done || Document::parse(data, DEEP).is_ok(),
            "a frame that is not JSON: {}",
            shown()
        );
    };
    assert!(framer.feed(out, &mut frame).is_ok(), "{}", shown());
    assert!(
        !framer.has_pending(),
        "a frame without its end: {}",
        shown()
    );
}
