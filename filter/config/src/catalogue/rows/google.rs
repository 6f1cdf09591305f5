//! Google's models. One row a line.

use super::super::row::{A, D, EMBED, I, NO, R, S, Section, T, UNKNOWN, row};

/// Google, by Gemini API and Vertex AI. Prices by genai-prices of 2026-08-21, windows and
/// features by models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const GOOGLE: Section = Section {
    kinds: &["gemini", "vertex-gemini", "openrouter", "vercel-ai-gateway"],
    rows: &[
        row("gemini-1.5-flash*", 1_048_576, 8_192, T | I | D | A | S, [75, 300, 19, NO]),
        row("gemini-1.5-pro*", 2_097_152, 8_192, T | I | D | A | S, [1_250, 5_000, 313, NO]),
        row("gemini-2.0-flash", 1_048_576, 8_192, T | I | D | A | S, [100, 400, 25, NO]),
        row("gemini-2.0-flash-lite", 1_048_576, 8_192, T | I | D | A | S, [75, 300, NO, NO]),
        row("gemini-2.5-flash", 1_048_576, 65_536, T | I | D | A | S | R, [300, 2_500, 30, NO]),
        row("gemini-2.5-flash-lite", 1_048_576, 65_536, T | I | D | A | S | R, [100, 400, 10, NO]),
        row("gemini-2.5-flash-lite-preview*", 1_048_576, 65_536, T | I | D | A | S | R, [100, 400, 10, NO]),
        row("gemini-2.5-flash-preview*", 1_048_576, 65_536, T | I | D | A | S | R, [300, 2_500, 30, NO]),
        row("gemini-2.5-pro", 1_048_576, 65_536, T | I | D | A | S | R, [1_250, 10_000, 125, NO]),
        row("gemini-2.5-pro-preview*", 1_048_576, 65_536, T | I | D | A | S | R, [1_250, 10_000, 125, NO]),
        row("gemini-3-flash-preview", 1_048_576, 65_536, T | I | D | A | S | R, [500, 3_000, 50, NO]),
        row("gemini-3-pro-preview", 1_048_576, 65_536, T | I | D | A | S | R, [2_000, 12_000, 200, NO]),
        row("gemini-3.1-flash-lite*", 1_048_576, 65_536, T | I | D | A | S | R, [250, 1_500, 25, NO]),
        row("gemini-3.1-pro-preview*", 1_048_576, 65_536, T | I | D | A | S | R, [2_000, 12_000, 200, NO]),
        row("gemini-3.5-flash", 1_048_576, 65_536, T | I | D | A | S | R, [1_500, 9_000, 150, NO]),
        row("gemini-3.5-flash-lite", 1_048_576, 65_536, T | I | D | A | S | R, [300, 2_500, 30, NO]),
        row("gemini-3.6-flash", 1_048_576, 65_536, T | I | D | A | S | R, [1_500, 7_500, 150, NO]),
        row("gemini-embedding-001", 2_048, 0, EMBED, [150, 0, NO, NO]),
        row("gemini-flash", 1_048_576, 65_536, T | I | D | A | S | R, [300, 2_500, 75, NO]),
        row("gemini-flash-lite", 1_048_576, 65_536, T | I | D | A | S | R, [100, 400, 25, NO]),
        row("gemma-4-26b-a4b-it", 262_144, 32_768, T | I | S | R, [60, 330, NO, NO]),
        row("gemma-4-31b-it", 262_144, 32_768, T | I | S | R, [120, 360, 90, NO]),
        row("text-embedding-005", 2_048, 0, EMBED, UNKNOWN),
        row("text-multilingual-embedding-002", 2_048, 0, EMBED, UNKNOWN),
    ],
};
