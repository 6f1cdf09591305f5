//! Ids of calls: 1 to 64 letters, digits, underscores and hyphens.

use crate::json::{Text, Writer};

/// Most characters.
const LONGEST: usize = 64;

/// Writes an id with the characters that are taken. Calls and results are changed
/// alike, so they still fit; `suffix` tells an id from the same one of another turn.
pub(super) fn write_id(writer: &mut Writer<'_>, id: &Text<'_>, suffix: Option<usize>) {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let original = id.to_str();
    let is_short = !original.is_empty() && original.len() <= LONGEST;
    if suffix.is_none() && is_short && original.bytes().all(fits) {
        writer.text(id);
        return;
    }
    let mut mended: String = original
        .chars()
        .map(|c| match u8::try_from(c) {
            Ok(byte) if fits(byte) => c,
            _ => '_',
        })
        .collect();
    if mended.is_empty() {
        mended.push('_');
    }
    if let Some(suffix) = suffix {
        mended.push_str(&format!("_{suffix}"));
    }
    if mended.len() > LONGEST {
        let mark = format!("_{:016x}", hash(&format!("{original}{suffix:?}")));
        mended.truncate(LONGEST - mark.len());
        mended.push_str(&mark);
    }
    writer.str(&mended);
}

/// FNV-1a, for a mark that is the same each time and everywhere.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
