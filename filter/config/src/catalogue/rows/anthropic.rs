//! Anthropic's models. One row a line.

use super::super::row::{D, I, NO, R, S, Section, T, X, row};

/// Anthropic, which Vertex AI and the worldwide profiles of Bedrock have for the same price.
/// Prices by genai-prices of 2026-08-21, windows and features by models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const ANTHROPIC: Section = Section {
    kinds: &[
        "anthropic", "vertex-claude", "bedrock", "bedrock-claude",
        "azure-foundry", "openrouter", "vercel-ai-gateway",
    ],
    rows: &[
        row("claude-2*", 200_000, 4_096, X, [8_000, 24_000, NO, NO]),
        row("claude-3-5-haiku", 200_000, 8_192, T | I | D | X, [800, 4_000, 80, 1_000]),
        row("claude-3-5-sonnet", 200_000, 8_192, T | I | D | X, [3_000, 15_000, 300, 3_750]),
        row("claude-3-7-sonnet", 200_000, 64_000, T | I | D | X | R, [3_000, 15_000, 300, 3_750]),
        row("claude-3-haiku", 200_000, 4_096, T | I | D | X, [250, 1_250, 30, 300]),
        row("claude-3-opus", 200_000, 4_096, T | I | D | X, [15_000, 75_000, 1_500, 18_750]),
        row("claude-3-sonnet", 200_000, 4_096, T | I | D | X, [3_000, 15_000, 300, 3_750]),
        row("claude-fable-5", 1_000_000, 128_000, T | I | D | S | R, [10_000, 50_000, 1_000, 12_500]),
        row("claude-haiku-4-5", 200_000, 64_000, T | I | D | S | R, [1_000, 5_000, 100, 1_250]),
        row("claude-opus-4", 200_000, 32_000, T | I | D | X | R, [15_000, 75_000, 1_500, 18_750]),
        row("claude-opus-4-0", 200_000, 32_000, T | I | D | X | R, [15_000, 75_000, 1_500, 18_750]),
        row("claude-opus-4-1", 200_000, 32_000, T | I | D | S | R, [15_000, 75_000, 1_500, 18_750]),
        row("claude-opus-4-5", 200_000, 64_000, T | I | D | S | R, [5_000, 25_000, 500, 6_250]),
        row("claude-opus-4-6", 1_000_000, 128_000, T | I | D | S | R, [5_000, 25_000, 500, 6_250]),
        row("claude-opus-4-7", 1_000_000, 128_000, T | I | D | S | R, [5_000, 25_000, 500, 6_250]),
        row("claude-opus-4-8", 1_000_000, 128_000, T | I | D | S | R, [5_000, 25_000, 500, 6_250]),
        row("claude-opus-5", 1_000_000, 128_000, T | I | D | S | R, [5_000, 25_000, 500, 6_250]),
        row("claude-sonnet-4", 200_000, 64_000, T | I | D | X | R, [3_000, 15_000, 300, 3_750]),
        row("claude-sonnet-4-0", 200_000, 64_000, T | I | D | X | R, [3_000, 15_000, 300, 3_750]),
        row("claude-sonnet-4-5", 200_000, 64_000, T | I | D | S | R, [3_000, 15_000, 300, 3_750]),
        row("claude-sonnet-4-6", 1_000_000, 64_000, T | I | D | S | R, [3_000, 15_000, 300, 3_750]),
        row("claude-sonnet-5", 1_000_000, 128_000, T | I | D | S | R, [3_000, 15_000, 300, 3_750]),
    ],
};
