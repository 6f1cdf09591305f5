//! Frames are read whole however they are cut, and never when they are damaged.

use proptest::prelude::*;

use super::*;
use crate::error::FrameError;

/// A message with a header of every type.
fn rich() -> Vec<u8> {
    let headers = [
        (":event-type", HeaderValue::Text("é")),
        ("yes", HeaderValue::Bool(true)),
        ("no", HeaderValue::Bool(false)),
        ("byte", HeaderValue::Byte(-3)),
        ("short", HeaderValue::Short(-300)),
        ("integer", HeaderValue::Integer(-70_000)),
        ("long", HeaderValue::Long(-5_000_000_000)),
        ("bytes", HeaderValue::Bytes(&[0, 255])),
        ("time", HeaderValue::Timestamp(1_790_000_000_000)),
        ("uuid", HeaderValue::Uuid(*b"0123456789abcdef")),
    ];
    let mut out = Vec::new();
    write_message(&mut out, &headers, |out| {
        out.extend_from_slice(br#"{"a":1}"#)
    });
    out
}

fn plain(payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write_message(&mut out, &[], |out| out.extend_from_slice(payload));
    out
}

fn read(bytes: &[u8], size: usize) -> Result<Vec<(String, Vec<u8>)>, FrameError> {
    let mut framer = Framer::new(LARGEST);
    let mut seen = Vec::new();
    for chunk in bytes.chunks(size.max(1)) {
        framer.feed(chunk, |message| {
            let headers: Vec<_> = message.headers.iter().collect();
            seen.push((format!("{headers:?}"), message.payload.to_vec()));
        })?;
    }
    framer.finish()?;
    Ok(seen)
}

/// The example of the specification: no headers, no payload.
#[test]
fn the_empty_message_has_the_bytes_of_the_specification() {
    let expected = [
        0, 0, 0, 0x10, 0, 0, 0, 0, 0x05, 0xc2, 0x48, 0xeb, 0x7d, 0x98, 0xc8, 0xff,
    ];
    assert_eq!(plain(b""), expected);
}

#[test]
fn headers_of_every_type_come_back() {
    let seen = read(&rich(), usize::MAX).unwrap();
    let (headers, payload) = &seen[0];
    for part in [
        r#"(":event-type", Text("é"))"#,
        r#"("yes", Bool(true))"#,
        r#"("no", Bool(false))"#,
        r#"("byte", Byte(-3))"#,
        r#"("short", Short(-300))"#,
        r#"("integer", Integer(-70000))"#,
        r#"("long", Long(-5000000000))"#,
        r#"("bytes", Bytes([0, 255]))"#,
        r#"("time", Timestamp(1790000000000))"#,
        r#"("uuid", Uuid([48, 49,"#,
    ] {
        assert!(headers.contains(part), "{part} is not in {headers}");
    }
    assert_eq!(payload, br#"{"a":1}"#);
}

#[test]
fn several_messages_in_one_chunk_and_one_in_many_are_the_same() {
    let stream = [rich(), plain(b"x"), plain(b""), rich()].concat();
    let whole = read(&stream, usize::MAX).unwrap();
    assert_eq!(whole.len(), 4);
    for size in 1..stream.len() {
        assert_eq!(read(&stream, size).unwrap(), whole, "chunks of {size}");
    }
}

#[test]
fn every_changed_byte_is_noticed() {
    let message = rich();
    for place in 0..message.len() {
        let mut damaged = message.clone();
        damaged[place] ^= 1;
        let expected = FrameError::Checksum;
        assert_eq!(
            read(&damaged, usize::MAX).unwrap_err(),
            expected,
            "byte {place}"
        );
    }
}

#[test]
fn a_stream_that_ends_within_a_message_is_truncated() {
    let stream = [plain(b"x"), rich()].concat();
    let first = plain(b"x").len();
    for end in 1..stream.len() {
        let expected = if end == first {
            Ok(())
        } else {
            Err(FrameError::Truncated)
        };
        assert_eq!(read(&stream[..end], 5).map(|_| ()), expected, "{end}");
    }
}

/// A message with these lengths and right checksums.
fn forged(total: u32, headers: u32, rest: &[u8]) -> Vec<u8> {
    let mut out = [total.to_be_bytes(), headers.to_be_bytes()].concat();
    out.extend(crc32fast::hash(&out).to_be_bytes());
    out.extend_from_slice(rest);
    out.extend(crc32fast::hash(&out).to_be_bytes());
    out
}

#[test]
fn lengths_that_cannot_be_are_refused_before_anything_is_kept() {
    let mut framer = Framer::new(1000);
    let feed = |framer: &mut Framer, bytes: &[u8]| framer.feed(bytes, |_| {}).unwrap_err();
    assert_eq!(
        feed(&mut framer, &forged(1001, 0, b"")),
        FrameError::TooLarge(1000)
    );
    assert_eq!(feed(&mut framer, &forged(15, 0, b"")), FrameError::Length);
    assert_eq!(feed(&mut framer, &forged(20, 5, b"")), FrameError::Length);
    let headers = u32::try_from(LARGEST_HEADERS).unwrap() + 1;
    assert_eq!(
        feed(&mut framer, &forged(900, headers, b"")),
        FrameError::TooLarge(LARGEST_HEADERS)
    );
    assert!(!framer.has_pending());
}

#[test]
fn headers_that_do_not_fit_their_place_are_refused() {
    let bad: [&[u8]; 6] = [
        b"\x05abc",
        b"\x00\x00",
        b"\x01a",
        b"\x01a\x0a",
        b"\x01a\x07\x00\x05abc",
        b"\x01a\x07\x00\x01\xff",
    ];
    for headers in bad {
        let length = u32::try_from(headers.len()).unwrap();
        let message = forged(16 + length, length, headers);
        assert_eq!(
            read(&message, 3).unwrap_err(),
            FrameError::Headers,
            "{headers:?}"
        );
    }
}

#[test]
fn a_header_that_the_format_cannot_say_is_left_out() {
    let long = "x".repeat(70_000);
    let mut out = Vec::new();
    let headers = [
        ("", HeaderValue::Bool(true)),
        (&long[..256], HeaderValue::Bool(true)),
        ("long", HeaderValue::Text(&long)),
        ("kept", HeaderValue::Text("a")),
    ];
    write_message(&mut out, &headers, |_| {});
    let seen = read(&out, usize::MAX).unwrap();
    assert_eq!(seen[0].0, r#"[("kept", Text("a"))]"#);
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1usize..40) {
        let _ = read(&bytes, size);
    }

    #[test]
    fn any_headers_with_right_checksums_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let length = u32::try_from(bytes.len()).unwrap_or_default();
        let _ = read(&forged(16 + length, length, &bytes), 7);
    }

    #[test]
    fn any_payload_comes_back(payload in prop::collection::vec(any::<u8>(), 0..500), size in 1usize..90) {
        let seen = read(&plain(&payload), size);
        prop_assert_eq!(seen, Ok(vec![("[]".to_owned(), payload)]));
    }
}
