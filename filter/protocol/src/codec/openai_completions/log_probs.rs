//! Log-probabilities: four lists side by side here, a list of tokens in chat.
//!
//! Source: OpenAI API reference, "The completion object" (`logprobs`) and "The chat
//! completion object" (`logprobs.content`).

use crate::chat::log_probs;
use crate::json::{Text, Value, Writer};

/// Writes log-probabilities of any form in the older one, and `null` if there are
/// none; `offset` is the number of characters before the first token.
pub(super) fn write(value: Value<'_>, offset: &mut usize, writer: &mut Writer<'_>) {
    if is_own(value) {
        writer.raw(&one_line(value.raw()));
    } else if let Some(entries) = log_probs::entries(value) {
        convert(entries.value(), offset, writer);
    } else {
        writer.null();
    }
}

/// Whether these have tokens, in the form of this format.
pub(super) fn is_own(value: Value<'_>) -> bool {
    value
        .get_some("tokens")
        .is_some_and(|tokens| tokens.items().next().is_some())
}

/// Whether there is anything to write.
pub(super) fn has_tokens(value: Value<'_>) -> bool {
    is_own(value) || log_probs::entries(value).is_some()
}

fn convert(tokens: Value<'_>, offset: &mut usize, writer: &mut Writer<'_>) {
    writer.begin_object();
    writer.key("tokens");
    writer.begin_array();
    for token in tokens.items() {
        writer.text(&token_text(token));
    }
    writer.end_array();
    writer.key("token_logprobs");
    writer.begin_array();
    for token in tokens.items() {
        probability(token, writer);
    }
    writer.end_array();
    writer.key("top_logprobs");
    writer.begin_array();
    for token in tokens.items() {
        writer.begin_object();
        for other in token.get_some("top_logprobs").iter().flat_map(Value::items) {
            writer.key_text(&token_text(other));
            probability(other, writer);
        }
        writer.end_object();
    }
    writer.end_array();
    writer.key("text_offset");
    writer.begin_array();
    for token in tokens.items() {
        writer.u64(*offset as u64);
        *offset = offset.saturating_add(token_text(token).to_str().chars().count());
    }
    writer.end_array();
    writer.end_object();
}

fn token_text(token: Value<'_>) -> Text<'_> {
    let text = token.get_some("token").and_then(|token| token.text());
    text.unwrap_or(Text::Literal(b""))
}

fn probability(token: Value<'_>, writer: &mut Writer<'_>) {
    match token
        .get_some("logprob")
        .filter(|value| value.number().is_some())
    {
        Some(value) => writer.value(value),
        None => writer.null(),
    }
}

/// JSON without line ends, which would end an event of a stream. None stands inside
/// a string, where they are escaped.
fn one_line(json: &[u8]) -> Vec<u8> {
    let is_line_end = |byte: &&u8| matches!(**byte, b'\n' | b'\r');
    json.iter()
        .filter(|byte| !is_line_end(byte))
        .copied()
        .collect()
}
