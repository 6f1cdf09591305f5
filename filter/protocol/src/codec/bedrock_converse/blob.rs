//! Blobs: bytes that stand in the JSON as base64.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::chat::{Origin, Signature};
use crate::json::Text;

/// Reads base64 with and without its padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes as base64.
pub(super) fn encoded(bytes: &[u8]) -> String {
    LENIENT.encode(bytes)
}

/// The bytes behind base64, if it is that.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    LENIENT.decode(text.as_bytes()).ok()
}

/// What stands in the place of a blob for data that only its maker can read. What
/// is no base64 as it is, as with a tag in front, is made so.
pub(super) fn to_blob<'a>(data: &Signature<'a>) -> Text<'a> {
    let text = data.to_wire(Origin::Anthropic);
    if decoded(&text.to_str()).is_some() {
        return text;
    }
    Text::from(encoded(text.to_str().as_bytes()))
}

/// The data that a blob holds.
pub(super) fn from_blob(blob: Text<'_>) -> Signature<'_> {
    let plain = decoded(&blob.to_str()).and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(plain) = plain {
        let tagged = Signature::from_wire(Origin::Anthropic, Text::from(plain));
        if tagged.origin != Origin::Anthropic {
            return tagged;
        }
    }
    Signature::from_wire(Origin::Anthropic, blob)
}
