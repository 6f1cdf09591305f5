//! Token counts. Not reported is not zero.

use crate::loss::Losses;

/// Counts that not every format has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Written to a prompt cache.
    CacheWrite,
    /// Of these: kept for one hour.
    HourCacheWrite,
    /// Reasoning.
    Reasoning,
    /// Audio, in and out.
    Audio,
    /// Predicted tokens, right and wrong.
    Prediction,
}

/// What a request cost in tokens, as far as the provider said.
///
/// `input_tokens` counts all input, what was read from or written to a cache
/// included (OpenTelemetry's reading; Anthropic's own `input_tokens` leaves both
/// out). `output_tokens` counts all output, reasoning included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// All input tokens.
    pub input_tokens: Option<u64>,
    /// All output tokens.
    pub output_tokens: Option<u64>,
    /// Of the input: read from a prompt cache.
    pub cache_read_input_tokens: Option<u64>,
    /// Of the input: written to a prompt cache.
    pub cache_creation_input_tokens: Option<u64>,
    /// Of the cache writes: kept for five minutes.
    pub cache_creation_5m_input_tokens: Option<u64>,
    /// Of the cache writes: kept for one hour.
    pub cache_creation_1h_input_tokens: Option<u64>,
    /// Of the output: reasoning.
    pub reasoning_output_tokens: Option<u64>,
    /// Of the input: audio.
    pub audio_input_tokens: Option<u64>,
    /// Of the output: audio.
    pub audio_output_tokens: Option<u64>,
    /// Of the output: predicted tokens that were right.
    pub accepted_prediction_tokens: Option<u64>,
    /// Of the output: predicted tokens that were wrong.
    pub rejected_prediction_tokens: Option<u64>,
}

impl Usage {
    /// Takes over every count that `later` reports: a later report corrects an
    /// earlier one, and never adds to it.
    pub fn merge(&mut self, later: &Self) {
        let Self {
            input_tokens,
            output_tokens,
            cache_read_input_tokens,
            cache_creation_input_tokens,
            cache_creation_5m_input_tokens,
            cache_creation_1h_input_tokens,
            reasoning_output_tokens,
            audio_input_tokens,
            audio_output_tokens,
            accepted_prediction_tokens,
            rejected_prediction_tokens,
        } = later;
        for (mine, theirs) in [
            (&mut self.input_tokens, input_tokens),
            (&mut self.output_tokens, output_tokens),
            (&mut self.cache_read_input_tokens, cache_read_input_tokens),
            (
                &mut self.cache_creation_input_tokens,
                cache_creation_input_tokens,
            ),
            (
                &mut self.cache_creation_5m_input_tokens,
                cache_creation_5m_input_tokens,
            ),
            (
                &mut self.cache_creation_1h_input_tokens,
                cache_creation_1h_input_tokens,
            ),
            (&mut self.reasoning_output_tokens, reasoning_output_tokens),
            (&mut self.audio_input_tokens, audio_input_tokens),
            (&mut self.audio_output_tokens, audio_output_tokens),
            (
                &mut self.accepted_prediction_tokens,
                accepted_prediction_tokens,
            ),
            (
                &mut self.rejected_prediction_tokens,
                rejected_prediction_tokens,
            ),
        ] {
            *mine = theirs.or(*mine);
        }
    }

    /// Lists the counts of these kinds, for a format that has no place for them. A
    /// count of nothing is no loss.
    pub(crate) fn list_uncounted(&self, kinds: &[Detail], losses: &mut Losses) {
        let named = |kind: &Detail| match kind {
            Detail::CacheWrite => [
                (
                    "cache_creation_input_tokens",
                    self.cache_creation_input_tokens,
                ),
                ("", None),
            ],
            Detail::HourCacheWrite => [
                (
                    "cache_creation_1h_input_tokens",
                    self.cache_creation_1h_input_tokens,
                ),
                ("", None),
            ],
            Detail::Reasoning => [
                ("reasoning_output_tokens", self.reasoning_output_tokens),
                ("", None),
            ],
            Detail::Audio => [
                ("audio_input_tokens", self.audio_input_tokens),
                ("audio_output_tokens", self.audio_output_tokens),
            ],
            Detail::Prediction => [
                (
                    "accepted_prediction_tokens",
                    self.accepted_prediction_tokens,
                ),
                (
                    "rejected_prediction_tokens",
                    self.rejected_prediction_tokens,
                ),
            ],
        };
        for (name, count) in kinds.iter().flat_map(named) {
            if count.is_some_and(|count| count > 0) {
                losses.dropped(format!("usage.{name}"), "this format has no such count");
            }
        }
    }

    /// Whether nothing was reported.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Input and output together, if either was reported.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        match (self.input_tokens, self.output_tokens) {
            (None, None) => None,
            (input, output) => Some(input.unwrap_or(0).saturating_add(output.unwrap_or(0))),
        }
    }
}
