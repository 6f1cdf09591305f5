//! Conditions as they are written.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::{Named, OneOrMore};

/// What is asked of a request. Of several keys all have to hold. Texts match as a
/// whole, or by their beginning with a `*` at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The caller is one of these consumers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<OneOrMore>,
    /// The caller belongs to one of these teams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<OneOrMore>,
    /// By name of a header: its value is one of these; `"*"` is any.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub header: Named<OneOrMore>,
    /// The path, without its query, is one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<OneOrMore>,
    /// It offers tools, or does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<bool>,
    /// It holds an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<bool>,
    /// It holds a document, such as a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<bool>,
    /// It holds sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_input: Option<bool>,
    /// It asks for an answer in sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_output: Option<bool>,
    /// It asks for JSON of any shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_mode: Option<bool>,
    /// It asks for JSON of a given schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_schema: Option<bool>,
    /// It asks for reasoning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<bool>,
    /// It asks for a stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<bool>,
    /// Its text holds code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<bool>,
    /// The output limit that the client gave, in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<Bounds>,
    /// Estimated input tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<Bounds>,
    /// Characters of all text in the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_chars: Option<Bounds>,
    /// Messages in the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Bounds>,
    /// Tools on offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_count: Option<Bounds>,
    /// The clock is within these hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeWindow>,
    /// All of these hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<Vec<Self>>,
    /// One of these holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<Self>>,
    /// This does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Self>>,
}

/// What a number has to be within, both ends included; at least one of them. What
/// the request does not say is within none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// At least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// At most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
}

impl<'de> Deserialize<'de> for Bounds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Fields {
            #[serde(default)]
            min: Option<u64>,
            #[serde(default)]
            max: Option<u64>,
        }

        struct BoundsVisitor;

        impl<'de> Visitor<'de> for BoundsVisitor {
            type Value = Bounds;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bounds such as {min: 1000} or {min: 1, max: 8}")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Bounds, A::Error> {
                let Fields { min, max } = Fields::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Bounds { min, max })
            }
        }

        deserializer.deserialize_any(BoundsVisitor)
    }
}

/// Hours of some days of the week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TimeWindow {
    /// Days on which it begins; every day if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<Day>>,
    /// When it begins, as `"08:30"`; `"00:00"` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// When it ends; `"24:00"` if left out. Before `from` it is that of the next day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// How far local time is ahead of UTC, as `"+02:00"`; not at all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset: Option<String>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "days of the week")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}
