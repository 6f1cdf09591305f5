//! Token counts of a whole answer that passes as it came.

use crate::chat::Usage;
use crate::format::WireFormat;
use crate::json::{Document, Limits};

/// The counts in `body`, a whole answer of `format`; empty if it is not JSON or
/// tells none.
#[must_use]
pub fn usage_of(format: WireFormat, body: &[u8]) -> Usage {
    let Ok(document) = Document::parse(body, Limits::default()) else {
        return Usage::default();
    };
    let codec = format.codec();
    let mut usage = Usage::default();
    codec.usages(document.root(body), &mut |counts| {
        usage.merge(&codec.decode_usage(counts))
    });
    usage
}

/// The counts in `body`, an answer of an operation that is passed on as it is: the
/// names of chat, or the newer `input_tokens` and `output_tokens`.
#[must_use]
pub fn any_usage_of(body: &[u8]) -> Usage {
    let Ok(document) = Document::parse(body, Limits::default()) else {
        return Usage::default();
    };
    let Some(counts) = document.root(body).get_some("usage") else {
        return Usage::default();
    };
    let mut usage = WireFormat::OpenAiChat.codec().decode_usage(counts);
    let count = |name: &str| counts.get_some(name).and_then(|count| count.u64());
    usage.input_tokens = usage.input_tokens.or_else(|| count("input_tokens"));
    usage.output_tokens = usage.output_tokens.or_else(|| count("output_tokens"));
    usage
}
