//! IBAN (ISO 13616): a country with its length, and mod 97 over everything.

use crate::pii::checksum::alphanumeric;
use crate::pii::entity::{Found, Place};
use crate::pii::run::{byte, may_begin, may_end};

/// The countries of the IBAN registry and how long theirs are.
const LENGTHS: &[(&[u8; 2], usize)] = &[
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HN", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SC", 31),
    (b"SD", 18),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SO", 23),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VA", 22),
    (b"VG", 24),
    (b"XK", 20),
    (b"YE", 30),
];

/// The longest there may be.
const LONGEST: usize = 34;

pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    let start = place.at;
    let head = text.get(start..start + 4)?;
    // Most runs with a digit fail here, and need no look at the countries.
    let has_code = head.first().is_some_and(u8::is_ascii_alphabetic);
    if !has_code || !head.iter().skip(2).all(u8::is_ascii_digit) {
        return None;
    }
    let country = head
        .first_chunk::<2>()?
        .map(|byte| byte.to_ascii_uppercase());
    let &(_, length) = LENGTHS.iter().find(|(code, _)| **code == country)?;
    if !may_begin(text, start) {
        return None;
    }
    let mut bytes = [0; LONGEST];
    let mut end = start;
    let separator = match (place.run.len(), byte(text, start + 4)) {
        (4, separator @ (b' ' | b'-')) => Some(separator),
        _ => None,
    };
    for (at, slot) in bytes.iter_mut().take(length).enumerate() {
        if let Some(separator) = separator
            && at > 0
            && at % 4 == 0
        {
            if byte(text, end) != separator {
                return None;
            }
            end += 1;
        }
        *slot = byte(text, end).to_ascii_uppercase();
        if !slot.is_ascii_alphanumeric() {
            return None;
        }
        end += 1;
    }
    let is_one = may_end(text, end) && remainder(bytes.get(..length)?) == Some(1);
    is_one.then_some(Found {
        start,
        end,
        score: 95,
    })
}

/// What is left of it modulo 97, the first four characters behind the others and each
/// letter as two digits.
fn remainder(bytes: &[u8]) -> Option<u32> {
    let (head, tail) = bytes.split_at_checked(4)?;
    tail.iter().chain(head).try_fold(0, |rest, &byte| {
        let worth = alphanumeric(byte)?;
        let shift = if worth > 9 { 100 } else { 10 };
        Some((rest * shift + worth) % 97)
    })
}

/// Whether two letters are a country that has IBANs, or one of the larger that have none:
/// good enough to tell a BIC from a word.
pub(in crate::pii) fn is_country(code: &[u8]) -> bool {
    const OTHERS: &[&[u8; 2]] = &[
        b"AR", b"AU", b"CA", b"CL", b"CN", b"CO", b"HK", b"ID", b"IN", b"JP", b"KE", b"KR", b"MA",
        b"MX", b"MY", b"NG", b"NZ", b"PE", b"PH", b"SG", b"TH", b"TW", b"US", b"UY", b"VE", b"VN",
        b"ZA",
    ];
    LENGTHS.iter().any(|(known, _)| *known == code) || OTHERS.iter().any(|known| *known == code)
}
