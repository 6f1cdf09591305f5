//! How fast an attempt was.

use std::time::Duration;

use crate::routing::TargetState;

/// How fast an answer came.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pace {
    /// Milliseconds to the first token.
    pub first_token_ms: Option<f64>,
    /// Milliseconds from one output token to the next.
    pub token_ms: Option<f64>,
}

impl Pace {
    /// That of a stream that was answered: the first token came after one time, the
    /// others within a further one.
    #[must_use]
    pub fn of_stream(first_token: Duration, further: Duration, tokens: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "an average is taken of it")]
        let others = tokens.saturating_sub(1) as f64;
        Self {
            first_token_ms: Some(milliseconds(first_token)),
            token_ms: (others > 0.0).then(|| milliseconds(further) / others),
        }
    }

    /// That of an attempt that nothing came of. One that fails at once is not fast;
    /// one that lets wait is slow.
    #[must_use]
    pub fn of_silence(waited: Duration, known: &TargetState) -> Self {
        let waited = milliseconds(waited);
        let is_slow = known.first_token_ms.is_none_or(|known| waited > known);
        Self {
            first_token_ms: is_slow.then_some(waited),
            token_ms: None,
        }
    }
}

fn milliseconds(span: Duration) -> f64 {
    span.as_secs_f64() * 1e3
}
