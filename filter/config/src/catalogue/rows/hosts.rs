//! Models at those who run what others made. One row a line.

use super::super::row::{I, J, NO, R, S, Section, T, TEXT, UNKNOWN, row};

/// Cerebras. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const CEREBRAS: Section = Section {
    kinds: &["cerebras"],
    rows: &[
        row("gpt-oss-120b", 131_072, 40_960, T | S | R, [350, 750, NO, NO]),
        row("zai-glm-4.7", 131_072, 40_960, T | S | R, [2_250, 2_750, 0, 0]),
    ],
};

/// Fireworks. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const FIREWORKS: Section = Section {
    kinds: &["fireworks"],
    rows: &[
        row("deepseek-v4-flash", 1_000_000, 384_000, T | S | R, [140, 280, 28, NO]),
        row("deepseek-v4-pro", 1_000_000, 384_000, T | S | R, [1_740, 3_480, 145, NO]),
        row("glm-5p1", 202_800, 131_072, T | R, [1_400, 4_400, 260, NO]),
        row("glm-5p1-fast", 202_800, 131_072, T | R, [2_800, 8_800, 520, NO]),
        row("glm-5p2", 1_048_575, 131_072, T | R, [1_400, 4_400, 260, NO]),
        row("glm-5p2-fast", 1_048_575, 131_072, T | R, [2_100, 6_600, 210, NO]),
        row("gpt-oss-120b", 131_072, 32_768, T | R, [150, 600, 15, NO]),
        row("gpt-oss-20b", 131_072, 32_768, T | R, [70, 300, 35, NO]),
        row("kimi-k2p6", 262_000, 262_000, T | I | R, [950, 4_000, 160, NO]),
        row("kimi-k2p6-fast", 262_000, 262_000, T | I | R, [2_000, 8_000, 300, NO]),
        row("kimi-k2p6-turbo", 262_000, 262_000, T | I | R, [2_000, 8_000, 300, NO]),
        row("kimi-k2p7-code", 262_000, 262_000, T | I | R, [950, 4_000, 190, NO]),
        row("kimi-k2p7-code-fast", 262_000, 262_000, T | I | R, [1_900, 8_000, 380, NO]),
        row("minimax-m2p7", 196_608, 196_608, T | R, [300, 1_200, 60, NO]),
        row("minimax-m3", 512_000, 512_000, T | R, [300, 1_200, 60, NO]),
        row("qwen3p7-plus", 262_144, 65_536, T | I | R, [400, 1_600, 80, NO]),
    ],
};

/// Groq. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const GROQ: Section = Section {
    kinds: &["groq"],
    rows: &[
        row("gemma2-9b-it", 8_192, 8_192, T, [200, 200, NO, NO]),
        row("groq/compound", 131_072, 8_192, TEXT, UNKNOWN),
        row("groq/compound-mini", 131_072, 8_192, TEXT, UNKNOWN),
        row("llama-3.1-8b-instant", 131_072, 131_072, T, [50, 80, NO, NO]),
        row("llama-3.3-70b-versatile", 131_072, 32_768, T, [590, 790, NO, NO]),
        row("meta-llama/llama-4-maverick-17b-128e-instruct", 131_072, 8_192, T | I | S, [200, 600, NO, NO]),
        row("meta-llama/llama-4-scout-17b-16e-instruct", 131_072, 8_192, T | I | S, [110, 340, NO, NO]),
        row("moonshotai/kimi-k2-instruct*", 131_072, 16_384, T | J, [1_000, 3_000, NO, NO]),
        row("openai/gpt-oss-120b", 131_072, 65_536, T | S | R, [150, 600, 75, NO]),
        row("openai/gpt-oss-20b", 131_072, 65_536, T | S | R, [75, 300, 38, NO]),
        row("qwen/qwen3-32b", 131_072, 40_960, T | R, [290, 590, NO, NO]),
    ],
};

/// Together. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const TOGETHER: Section = Section {
    kinds: &["together"],
    rows: &[
        row("deepseek-ai/DeepSeek-V4-Pro", 512_000, 384_000, T | S | R, [1_740, 3_480, 200, NO]),
        row("google/gemma-4-31B-it", 262_144, 131_072, T | I | S | R, [390, 970, NO, NO]),
        row("meta-llama/Llama-3.3-70B-Instruct-Turbo", 131_072, 131_072, T, [880, 880, NO, NO]),
        row("MiniMaxAI/MiniMax-M2.7", 202_752, 131_072, T | S | R, [300, 1_200, 60, NO]),
        row("MiniMaxAI/MiniMax-M3", 524_288, 250_000, T | I | S | R, [300, 1_200, 60, NO]),
        row("moonshotai/Kimi-K2.6", 262_144, 131_000, T | I | S | R, [1_200, 4_500, 200, NO]),
        row("moonshotai/Kimi-K2.7-Code", 262_144, 131_072, T | S | R, [950, 4_000, 190, NO]),
        row("nvidia/nemotron-3-ultra-550b-a55b", 512_300, 512_300, T | S | R, [600, 3_600, 200, NO]),
        row("openai/gpt-oss-120b", 131_072, 131_072, T | R, [150, 600, NO, NO]),
        row("openai/gpt-oss-20b", 131_072, 131_072, T | S | R, [50, 200, NO, NO]),
        row("Qwen/Qwen2.5-7B-Instruct-Turbo", 32_768, 32_768, T | S, [300, 300, NO, NO]),
        row("Qwen/Qwen3-235B-A22B-Instruct-2507-tput", 262_144, 262_144, T, [200, 600, NO, NO]),
        row("Qwen/Qwen3.5-397B-A17B", 262_144, 130_000, T | I | R, [600, 3_600, NO, NO]),
        row("Qwen/Qwen3.5-9B", 262_144, 65_536, T | I | S | R, [170, 250, NO, NO]),
        row("Qwen/Qwen3.6-Plus", 1_000_000, 500_000, T | R, [500, 3_000, NO, NO]),
        row("Qwen/Qwen3.7-Max", 1_000_000, 500_000, T, [1_250, 3_750, NO, NO]),
        row("zai-org/GLM-5", 202_752, 131_072, T | S | R, [1_000, 3_200, NO, NO]),
        row("zai-org/GLM-5.1", 202_752, 131_072, T | S | R, [1_400, 4_400, NO, NO]),
        row("zai-org/GLM-5.2", 262_144, 164_000, T | S | R, [1_400, 4_400, 260, NO]),
    ],
};

/// Models with open weights, wherever they run: no price, as that is up to who runs them. By
/// models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const OPEN: Section = Section {
    kinds: &[],
    rows: &[
        row("DeepSeek-V3*", 163_840, 0, T, UNKNOWN),
        row("GLM-4.5*", 131_072, 0, T | R, UNKNOWN),
        row("GLM-4.6*", 204_800, 0, T | R, UNKNOWN),
        row("GLM-5*", 200_000, 0, T | R, UNKNOWN),
        row("gpt-oss-120b*", 131_072, 0, T | S | R, UNKNOWN),
        row("gpt-oss-20b*", 131_072, 0, T | S | R, UNKNOWN),
        row("Llama-3.1-405B-Instruct*", 131_072, 0, T, UNKNOWN),
        row("Llama-3.1-70B-Instruct*", 131_072, 0, T, UNKNOWN),
        row("Llama-3.1-8B-Instruct*", 131_072, 0, T, UNKNOWN),
        row("Llama-3.3-70B-Instruct*", 131_072, 0, T, UNKNOWN),
        row("Llama-4-Maverick*", 1_048_576, 0, T | I, UNKNOWN),
        row("Llama-4-Scout*", 10_485_760, 0, T | I, UNKNOWN),
        row("Meta-Llama-3.1-405B-Instruct*", 131_072, 0, T, UNKNOWN),
        row("Meta-Llama-3.1-70B-Instruct*", 131_072, 0, T, UNKNOWN),
        row("Meta-Llama-3.1-8B-Instruct*", 131_072, 0, T, UNKNOWN),
        row("Qwen3-235B-A22B*", 262_144, 0, T, UNKNOWN),
        row("Qwen3-Coder*", 262_144, 0, T, UNKNOWN),
        row("Qwen3-VL*", 262_144, 0, T | I, UNKNOWN),
    ],
};
