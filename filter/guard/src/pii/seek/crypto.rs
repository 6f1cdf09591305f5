//! Addresses of cryptocurrencies.

use super::{base58, bech32, keccak};
use crate::pii::entity::{Found, Place};
use crate::pii::run::{may_begin, may_end};

/// How long Base58Check makes 25 bytes.
const BASE58: std::ops::RangeInclusive<usize> = 26..=35;

/// The first bytes of addresses: Bitcoin, Dogecoin, Litecoin, Tron, Dash.
const VERSIONS: &[u8] = &[0x00, 0x05, 0x1E, 0x30, 0x32, 0x41, 0x4C];

/// What Bech32 addresses of Bitcoin and Litecoin begin with, before the `1`.
const NAMES: &[&[u8]] = &[b"bc", b"tb", b"ltc"];

pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    let (start, end) = (place.run.start, place.run.end);
    if end - start < *BASE58.start() || !may_begin(text, start) || !may_end(text, end) {
        return None;
    }
    let run = text.get(start..end)?;
    let score = match run {
        [b'0', b'x' | b'X', hex @ ..] if hex.len() == 40 => ethereum(hex)?,
        _ if is_segwit(run) => 95,
        _ if BASE58.contains(&run.len()) && is_base58(run) => 95,
        _ => return None,
    };
    Some(Found { start, end, score })
}

fn is_base58(run: &[u8]) -> bool {
    matches!(
        run.first(),
        Some(b'1' | b'3' | b'L' | b'M' | b'D' | b'T' | b'X')
    ) && base58::version(run).is_some_and(|version| VERSIONS.contains(&version))
}

fn is_segwit(run: &[u8]) -> bool {
    NAMES.iter().any(|name| {
        let head = run.get(..name.len()).unwrap_or_default();
        head.eq_ignore_ascii_case(name) && run.len() <= 90 && bech32::is_address(run, name.len())
    })
}

/// Letters of both cases are a checksum (EIP-55).
fn ethereum(hex: &[u8]) -> Option<u8> {
    if !hex.iter().all(u8::is_ascii_hexdigit) || !hex.iter().any(|byte| *byte != b'0') {
        return None;
    }
    let has = |is: fn(&u8) -> bool| hex.iter().any(is);
    if !(has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase)) {
        return Some(70);
    }
    let hash = keccak::hash(&hex.to_ascii_lowercase())?;
    let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    hex.iter()
        .zip(nibbles)
        .all(|(byte, nibble)| {
            !byte.is_ascii_alphabetic() || byte.is_ascii_uppercase() == (nibble >= 8)
        })
        .then_some(95)
}
