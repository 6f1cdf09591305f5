//! Frames of AWS are the same however the bytes are cut, and what is written is read.

use sluice_protocol::FrameError;
use sluice_protocol::eventstream::{Framer, HeaderValue, LARGEST, write_message};

use super::chunks::cuts;

/// One input: as it is, as the headers and the payload of a frame whose checksums
/// are right, and as a script of headers to be written.
pub fn run(data: &[u8]) {
    any_cut(data);
    if let Some((first, rest)) = data.split_first() {
        let (headers, payload) = rest.split_at(usize::from(*first).min(rest.len()));
        any_cut(&checked(headers, payload));
    }
    written(data);
}

/// What a stream is made of, and how it ended.
type Seen = (Vec<Message>, Result<(), FrameError>);
/// Headers as text, and the payload.
type Message = (Vec<String>, Vec<u8>);

fn any_cut(data: &[u8]) {
    for limit in [64, LARGEST] {
        let [whole, cut @ ..] = cuts(data);
        let expected = read(&whole, limit);
        for chunks in &cut {
            assert_eq!(read(chunks, limit), expected, "{data:?}");
        }
    }
}

fn read(chunks: &[&[u8]], limit: usize) -> Seen {
    let mut framer = Framer::new(limit);
    let mut seen = Vec::new();
    for chunk in chunks {
        let fed = framer.feed(chunk, |message| {
            let headers = message.headers.iter();
            let headers = headers.map(|(name, value)| format!("{name}: {value:?}"));
            seen.push((headers.collect(), message.payload.to_vec()));
        });
        if fed.is_err() {
            assert!(!framer.has_pending(), "something is left after the error");
            return (seen, fed);
        }
    }
    (seen, framer.finish())
}

/// A frame with these very bytes as its headers.
fn checked(headers: &[u8], payload: &[u8]) -> Vec<u8> {
    let size = |length: usize| u32::try_from(length).unwrap_or(0).to_be_bytes();
    let mut out = Vec::new();
    out.extend(size(headers.len() + payload.len() + 16));
    out.extend(size(headers.len()));
    out.extend(crc32fast::hash(&out).to_be_bytes());
    out.extend_from_slice(headers);
    out.extend_from_slice(payload);
    out.extend(crc32fast::hash(&out).to_be_bytes());
    out
}

fn written(data: &[u8]) {
    let mut rest = data;
    let mut take = |most: usize| {
        let length = rest
            .first()
            .map_or(0, |byte| usize::from(*byte) % (most + 1));
        let (taken, tail) = rest.split_at(length.min(rest.len()));
        rest = tail;
        taken
    };
    let mut headers = Vec::new();
    for _ in 0..4 {
        let (name, value) = (take(12), take(30));
        let number = value
            .iter()
            .fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
        let value = match name.len() % 10 {
            0 => HeaderValue::Bool(number & 1 == 0),
            1 => HeaderValue::Byte(number as i8),
            2 => HeaderValue::Short(number as i16),
            3 => HeaderValue::Integer(number as i32),
            4 => HeaderValue::Long(number),
            5 => HeaderValue::Timestamp(number),
            6 => HeaderValue::Uuid([number as u8; 16]),
            7 => HeaderValue::Text(std::str::from_utf8(value).unwrap_or_default()),
            _ => HeaderValue::Bytes(value),
        };
        headers.push((std::str::from_utf8(name).unwrap_or_default(), value));
    }
    let payload = take(255);
    let mut out = Vec::new();
    write_message(&mut out, &headers, |out| out.extend_from_slice(payload));
    headers.retain(|(name, _)| !name.is_empty());
    let headers = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value:?}"));
    let expected = (vec![(headers.collect(), payload.to_vec())], Ok(()));
    assert_eq!(read(&[&out], LARGEST), expected);
}
