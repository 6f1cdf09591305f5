//! What a row of the table is made of.

use crate::{Capabilities, Card, Feature, Price};

/// Models for which the same providers ask the same price.
#[derive(Debug)]
pub(super) struct Section {
    /// Kinds of providers whose prices these are.
    pub(super) kinds: &'static [&'static str],
    /// By name.
    pub(super) rows: &'static [Row],
}

/// What is known of a model.
#[derive(Debug)]
pub(super) struct Row {
    /// Its name, or with a `*` at the end the beginning of several.
    pub(super) name: &'static str,
    /// Tokens of input and output together; 0 if not known.
    window: u32,
    /// Tokens of output; 0 if not known.
    output: u32,
    /// The constants below, together.
    traits: u16,
    /// Input, output, read from the cache, written to it, in thousandths of a US
    /// dollar a million tokens; [`NO`] for what has no price of its own.
    prices: [u32; 4],
}

/// It calls tools.
pub(super) const T: u16 = bit(Feature::Tools);
/// It reads images.
pub(super) const I: u16 = bit(Feature::Image);
/// It reads documents.
pub(super) const D: u16 = bit(Feature::Document);
/// It listens.
pub(super) const A: u16 = bit(Feature::AudioInput);
/// It speaks.
pub(super) const O: u16 = bit(Feature::AudioOutput);
/// It can be held to JSON.
pub(super) const J: u16 = bit(Feature::JsonMode);
/// It can be held to a JSON Schema, and so to JSON.
pub(super) const S: u16 = bit(Feature::JsonSchema) | J;
/// It reasons.
pub(super) const R: u16 = bit(Feature::Reasoning);
/// It cannot be held to a JSON Schema.
pub(super) const X: u16 = bit(Feature::Stream);
/// It reads and writes text.
pub(super) const TEXT: u16 = 0;
/// It makes vectors of text.
pub(super) const EMBED: u16 = X;

/// No price of its own.
pub(super) const NO: u32 = u32::MAX;
/// Prices that are not known.
pub(super) const UNKNOWN: [u32; 4] = [NO; 4];

/// What a model lacks if its row does not say that it has it. A document may be
/// text, which all read, and reasoning is a wish that a model may leave unfulfilled.
const LACKED: &[Feature] = &[
    Feature::Tools,
    Feature::Image,
    Feature::AudioInput,
    Feature::AudioOutput,
];

const HAD: &[Feature] = &[
    Feature::Tools,
    Feature::Image,
    Feature::Document,
    Feature::AudioInput,
    Feature::AudioOutput,
    Feature::JsonMode,
    Feature::JsonSchema,
    Feature::Reasoning,
];

const fn bit(feature: Feature) -> u16 {
    1 << feature as u16
}

/// One row.
pub(super) const fn row(
    name: &'static str,
    window: u32,
    output: u32,
    traits: u16,
    prices: [u32; 4],
) -> Row {
    Row {
        name,
        window,
        output,
        traits,
        prices,
    }
}

impl Row {
    /// Whether a model of this name is meant, in whatever case; what is `4.5` to one
    /// is `4-5` to another.
    pub(super) fn matches(&self, model: &str) -> bool {
        let (name, model) = (self.name.as_bytes(), model.as_bytes());
        match name.strip_suffix(b"*") {
            Some(start) => model
                .get(..start.len())
                .is_some_and(|model| same(start, model)),
            None => same(name, model),
        }
    }

    /// What it says, as the rest of the code has it.
    pub(super) fn card(&self) -> Card {
        let mut capabilities = Capabilities::default();
        for feature in LACKED {
            capabilities.set(*feature, false);
        }
        if self.traits & X != 0 {
            capabilities.set(Feature::JsonSchema, false);
        }
        for feature in HAD {
            if self.traits & bit(*feature) != 0 {
                capabilities.set(*feature, true);
            }
        }
        let tokens = |tokens: u32| (tokens != 0).then_some(u64::from(tokens));
        Card {
            context_window: tokens(self.window),
            max_output: tokens(self.output),
            capabilities,
            price: self.price(),
        }
    }

    fn price(&self) -> Option<Price> {
        let [input, output, cache_read, cache_write] = self.prices;
        let own = |price: u32| (price != NO).then_some(u64::from(price));
        Some(Price {
            input: own(input)?,
            output: own(output)?,
            cache_read: own(cache_read),
            cache_write: own(cache_write),
        })
    }
}

fn same(a: &[u8], b: &[u8]) -> bool {
    let plain = |byte: u8| match byte {
        b'.' => b'-',
        other => other.to_ascii_lowercase(),
    };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| plain(*a) == plain(*b))
}
