//! Who asks, and how it is billed and filed.

use crate::chat::Request;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

/// Most pairs of metadata, and the most characters of a key and of a value.
const MOST_METADATA: (usize, usize, usize) = (16, 64, 512);

/// Service tiers of OpenAI, and what those of other formats are called there.
const REQUEST_TIERS: &[(&str, &str)] = &[
    ("auto", "auto"),
    ("default", "default"),
    ("flex", "flex"),
    ("scale", "scale"),
    ("priority", "priority"),
    ("fast", "fast"),
    ("standard_only", "default"),
    ("standard", "default"),
];

/// Who asks, and how it is billed and filed.
pub(crate) fn write_account(request: &Request<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    if let Some(tier) = &request.service_tier {
        match REQUEST_TIERS.iter().find(|(name, _)| *tier == *name) {
            Some((name, word)) => {
                writer.key("service_tier");
                writer.str(word);
                if name != word {
                    losses.push(LossAction::Renamed, "service_tier", "called default here");
                }
            }
            None => losses.dropped("service_tier", "no such tier in this format"),
        }
    }
    if let Some(user) = &request.user {
        writer.key("user");
        writer.text(user);
    }
    if let Some(metadata) = request.metadata {
        encode_metadata(metadata, writer, losses);
    }
}

/// Writes the pairs that OpenAI takes; the rest is listed.
fn encode_metadata(metadata: Value<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
    let (pairs, key_length, value_length) = MOST_METADATA;
    let mut kept = Vec::new();
    let mut all = 0;
    for (key, value) in metadata.members() {
        all += 1;
        let Some(text) = value.text() else { continue };
        let fits = key.to_str().chars().count() <= key_length
            && text.to_str().chars().count() <= value_length;
        if fits && kept.len() < pairs {
            kept.push((key, text));
        }
    }
    if kept.len() < all {
        losses.dropped("metadata", "only 16 pairs of short strings are taken");
    }
    if kept.is_empty() {
        return;
    }
    writer.key("metadata");
    writer.begin_object();
    for (key, value) in &kept {
        writer.key_text(key);
        writer.text(value);
    }
    writer.end_object();
}

/// Service tiers that OpenAI's libraries know, and the words of other formats for them.
const RESPONSE_TIERS: &[(&str, &str)] = &[
    ("auto", "auto"),
    ("default", "default"),
    ("flex", "flex"),
    ("scale", "scale"),
    ("priority", "priority"),
    ("standard", "default"),
];

/// The word for a service tier, if OpenAI's libraries know one.
pub(crate) fn service_tier(tier: &Text<'_>) -> Option<&'static str> {
    RESPONSE_TIERS
        .iter()
        .find(|(name, _)| *tier == *name)
        .map(|(_, word)| *word)
}
