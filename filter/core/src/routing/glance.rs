//! What is seen of a request without reading all of it, if that is enough.
//!
//! A body that passes as it is need not be read for rules that cannot concern it. One
//! pass over it looks for the words that a request needs to ask for something; only
//! where one is found that a target lacks must the body be read.

use sluice_config::{Capabilities, Feature, Model};
use sluice_protocol::json::Value;

use super::facts::{self, Facts};

/// The output limit, where a format has it among its upper members.
const LIMITS: &[&str] = &["max_completion_tokens", "max_tokens", "max_output_tokens"];

/// How strings begin without which no format asks for a feature. That the same words
/// stand elsewhere too costs a reading, no more.
const WORDS: &[(&[u8], &[Feature])] = &[
    (b"tool", &[Feature::Tools]),
    (b"function", &[Feature::Tools]),
    (b"image", &[Feature::Image]),
    (b"input_image", &[Feature::Image]),
    (b"document", &[Feature::Document]),
    (b"file", &[Feature::Document]),
    (b"input_file", &[Feature::Document]),
    (b"inline", INLINE),
    (b"audio", SOUND),
    (b"input_audio", &[Feature::AudioInput]),
    (b"modalities", &[Feature::AudioOutput]),
    (b"respon", RESPONSE),
    (b"json", &[Feature::JsonMode, Feature::JsonSchema]),
    (b"format", &[Feature::JsonMode, Feature::JsonSchema]),
    (b"output_", &[Feature::JsonSchema, Feature::Reasoning]),
    (b"outputConfig", &[Feature::JsonSchema]),
    (b"reasoning", &[Feature::Reasoning]),
    (b"thinking", &[Feature::Reasoning]),
    (b"effort", &[Feature::Reasoning]),
];

const INLINE: &[Feature] = &[Feature::Image, Feature::Document, Feature::AudioInput];
const SOUND: &[Feature] = &[Feature::AudioInput, Feature::AudioOutput];
const RESPONSE: &[Feature] = &[Feature::JsonMode, Feature::JsonSchema, Feature::AudioOutput];

impl Facts {
    /// What is known of a chat request of which only the upper members have been
    /// read. None if that is not enough to decide for `model`, and all of it must be.
    #[must_use]
    pub fn at_a_glance(model: &Model, stream: bool, root: Value<'_>, body: &[u8]) -> Option<Self> {
        if model.needs.body {
            return None;
        }
        let mut facts = Self::outline(stream, body.len());
        let limits = LIMITS.iter().filter_map(|name| root.get_some(name));
        facts.max_tokens = limits.filter_map(|value| value.u64()).next();
        facts.user = user(root);
        let most = facts
            .input_tokens
            .saturating_add(facts.max_tokens.unwrap_or(0));
        let mut cards = model.targets.iter().map(|target| &target.card);
        if cards.any(|card| card.context_window.is_some_and(|window| most > window)) {
            return None;
        }
        let lacking = model.needs.lacking;
        let is_clear = !lacking.lacks_any() || !may_ask(body, lacking);
        is_clear.then_some(facts)
    }
}

/// The end user, wherever a format names one.
fn user(root: Value<'_>) -> Option<String> {
    let text = |value: Option<Value<'_>>| Some(value?.text()?.to_str().into_owned());
    text(root.get_some("user"))
        .or_else(|| text(root.get_some(facts::SAFETY_IDENTIFIER)))
        .or_else(|| text(root.get_some("metadata")?.get_some("user_id")))
}

/// Whether a body may ask for something that is lacking. False is sure, unless it spells its words
/// with escapes, which nobody's client does; then its provider judges it.
pub(super) fn may_ask(body: &[u8], lacking: Capabilities) -> bool {
    memchr::memchr_iter(b'"', body).any(|quote| {
        let text = body.get(quote + 1..).unwrap_or_default();
        // Few strings begin with the letters of the words.
        matches!(
            text.first(),
            Some(b't' | b'f' | b'i' | b'd' | b'a' | b'm' | b'r' | b'j' | b'o' | b'e')
        ) && WORDS.iter().any(|(word, features)| {
            text.starts_with(word)
                && features
                    .iter()
                    .any(|feature| lacking.get(*feature) == Some(false))
        })
    })
}
