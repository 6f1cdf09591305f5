//! Models at others who make them. One row a line.

use super::super::row::{A, D, EMBED, I, J, NO, O, R, S, Section, T, row};

/// Alibaba Model Studio, international. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const ALIBABA: Section = Section {
    kinds: &["alibaba"],
    rows: &[
        row("qwen-flash", 1_000_000, 32_768, T | R, [50, 400, NO, NO]),
        row("qwen-max", 32_768, 8_192, T, [1_600, 6_400, NO, NO]),
        row("qwen-plus", 1_000_000, 32_768, T | R, [400, 1_200, NO, NO]),
        row("qwen-turbo", 1_000_000, 16_384, T | R, [50, 200, NO, NO]),
        row("qwen-vl-max", 131_072, 8_192, T | I, [800, 3_200, NO, NO]),
        row("qwen-vl-plus", 131_072, 8_192, T | I, [210, 630, NO, NO]),
        row("qwen3-235b-a22b", 131_072, 16_384, T | R, [700, 2_800, NO, NO]),
        row("qwen3-32b", 131_072, 16_384, T | R, [700, 2_800, NO, NO]),
        row("qwen3-coder-480b-a35b-instruct", 262_144, 65_536, T, [1_500, 7_500, NO, NO]),
        row("qwen3-coder-flash", 1_000_000, 65_536, T, [300, 1_500, NO, NO]),
        row("qwen3-coder-plus", 1_048_576, 65_536, T, [1_000, 5_000, NO, NO]),
        row("qwen3-max", 262_144, 65_536, T, [1_200, 6_000, NO, NO]),
        row("qwen3-next-80b-a3b-instruct", 131_072, 32_768, T, [500, 2_000, NO, NO]),
        row("qwen3-next-80b-a3b-thinking", 131_072, 32_768, T | R, [500, 6_000, NO, NO]),
        row("qwen3-omni-flash", 65_536, 16_384, T | I | A | O | R, [430, 1_660, NO, NO]),
        row("qwen3-vl-plus", 262_144, 32_768, T | I | R, [200, 1_600, NO, NO]),
        row("qwen3.5-397b-a17b", 262_144, 65_536, T | I | A | S | R, [600, 3_600, NO, NO]),
        row("qwen3.5-plus", 1_000_000, 65_536, T | I | R, [400, 2_400, NO, NO]),
        row("qwen3.6-flash", 1_000_000, 65_536, T | I | S | R, [188, 1_125, NO, 234]),
        row("qwen3.6-plus", 1_000_000, 65_536, T | I | R, [500, 3_000, 50, 625]),
        row("qwen3.7-max", 1_000_000, 65_536, T | R, [2_500, 7_500, 500, 3_125]),
        row("qwen3.7-plus", 1_000_000, 65_536, T | I | R, [500, 3_000, 50, 625]),
        row("qwq-plus", 131_072, 8_192, T | R, [800, 2_400, NO, NO]),
    ],
};

/// Cohere. Prices by genai-prices of 2026-08-21, windows and features by models.dev of
/// 2026-07-02.
#[rustfmt::skip]
pub(super) const COHERE: Section = Section {
    kinds: &["cohere"],
    rows: &[
        row("command-a", 256_000, 8_000, T | J, [2_500, 10_000, NO, NO]),
        row("command-a-03-2025", 256_000, 8_000, T | J, [2_500, 10_000, NO, NO]),
        row("command-a-plus-05-2026", 128_000, 64_000, T | I | S | R, [2_500, 10_000, NO, NO]),
        row("command-a-reasoning-08-2025", 256_000, 32_000, T | J | R, [2_500, 10_000, NO, NO]),
        row("command-a-translate-08-2025", 8_000, 8_000, T | J, [2_500, 10_000, NO, NO]),
        row("command-a-vision-07-2025", 128_000, 8_000, I | J, [2_500, 10_000, NO, NO]),
        row("command-r", 128_000, 4_000, T | J, [150, 600, NO, NO]),
        row("command-r-08-2024", 128_000, 4_000, T | J, [150, 600, NO, NO]),
        row("command-r-plus", 128_000, 4_000, T | J, [2_500, 10_000, NO, NO]),
        row("command-r-plus-08-2024", 128_000, 4_000, T | J, [2_500, 10_000, NO, NO]),
        row("command-r7b", 128_000, 4_000, T | J, [38, 150, NO, NO]),
        row("command-r7b-12-2024", 128_000, 4_000, T | J, [38, 150, NO, NO]),
        row("command-r7b-arabic-02-2025", 128_000, 4_000, T | J, [38, 150, NO, NO]),
        row("embed-english-v3.0", 512, 0, EMBED, [100, 0, NO, NO]),
        row("embed-multilingual-v3.0", 512, 0, EMBED, [100, 0, NO, NO]),
        row("embed-v4.0", 128_000, 0, EMBED, [120, 0, NO, NO]),
    ],
};

/// DeepSeek. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const DEEPSEEK: Section = Section {
    kinds: &["deepseek"],
    rows: &[
        row("deepseek-chat", 1_000_000, 384_000, T | J, [140, 280, 3, NO]),
        row("deepseek-reasoner", 1_000_000, 384_000, T | J | R, [140, 280, 3, NO]),
        row("deepseek-v4-flash", 1_000_000, 384_000, T | S | R, [140, 280, 3, NO]),
        row("deepseek-v4-pro", 1_000_000, 384_000, T | S | R, [435, 870, 4, NO]),
    ],
};

/// MiniMax. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const MINIMAX: Section = Section {
    kinds: &["minimax"],
    rows: &[
        row("MiniMax-M2", 196_608, 128_000, T | R, [300, 1_200, NO, NO]),
        row("MiniMax-M2.1", 204_800, 131_072, T | R, [300, 1_200, NO, NO]),
        row("MiniMax-M2.5", 204_800, 131_072, T | R, [300, 1_200, 30, 375]),
        row("MiniMax-M2.5-highspeed", 204_800, 131_072, T | R, [600, 2_400, 60, 375]),
        row("MiniMax-M2.7", 204_800, 131_072, T | R, [300, 1_200, 60, 375]),
        row("MiniMax-M2.7-highspeed", 204_800, 131_072, T | R, [600, 2_400, 60, 375]),
        row("MiniMax-M3", 1_000_000, 128_000, T | I | R, [300, 1_200, 60, NO]),
    ],
};

/// Mistral. Prices by genai-prices of 2026-08-21, windows and features by models.dev of
/// 2026-07-02.
#[rustfmt::skip]
pub(super) const MISTRAL: Section = Section {
    kinds: &["mistral"],
    rows: &[
        row("codestral", 256_000, 4_096, T | J, [300, 900, NO, NO]),
        row("codestral-embed", 8_192, 0, EMBED, [150, 0, NO, NO]),
        row("devstral", 262_144, 262_144, T | J, [400, 2_000, NO, NO]),
        row("devstral-medium", 262_144, 262_144, T | J, [400, 2_000, NO, NO]),
        row("magistral-medium", 128_000, 16_384, T | I | J | R, [2_000, 5_000, NO, NO]),
        row("magistral-small", 128_000, 128_000, T | I | J | R, [500, 1_500, NO, NO]),
        row("ministral-3b", 128_000, 128_000, T | J, [40, 40, NO, NO]),
        row("ministral-8b", 128_000, 128_000, T | J, [100, 100, NO, NO]),
        row("mistral-embed", 8_000, 0, EMBED, [100, 100, NO, NO]),
        row("mistral-large", 262_144, 262_144, T | I | J, [500, 1_500, NO, NO]),
        row("mistral-large-2411", 131_072, 16_384, T | J, [2_000, 6_000, NO, NO]),
        row("mistral-large-2512", 262_144, 262_144, T | I | J, [500, 1_500, 50, NO]),
        row("mistral-medium", 262_144, 262_144, T | I | J, [400, 2_000, NO, NO]),
        row("mistral-medium-2505", 131_072, 131_072, T | I | J, [400, 2_000, NO, NO]),
        row("mistral-medium-2508", 262_144, 262_144, T | I | J, [400, 2_000, NO, NO]),
        row("mistral-medium-2604", 262_144, 262_144, T | I | S | R, [1_500, 7_500, NO, NO]),
        row("mistral-nemo", 128_000, 128_000, T | J, [150, 150, NO, NO]),
        row("mistral-saba*", 32_768, 0, T | J, [200, 600, NO, NO]),
        row("mistral-small", 256_000, 256_000, T | I | J | R, [100, 300, NO, NO]),
        row("mistral-small-2506", 128_000, 16_384, T | I | J, [100, 300, NO, NO]),
        row("mistral-small-2603", 256_000, 256_000, T | I | J | R, [150, 600, 15, NO]),
        row("open-mixtral-8x22b", 64_000, 64_000, T | J, [2_000, 6_000, NO, NO]),
        row("pixtral-12b", 128_000, 128_000, T | I | J, [150, 150, NO, NO]),
        row("pixtral-large", 128_000, 128_000, T | I | J, [2_000, 6_000, NO, NO]),
    ],
};

/// Moonshot. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const MOONSHOT: Section = Section {
    kinds: &["moonshot"],
    rows: &[
        row("kimi-k2-0711-preview", 131_072, 16_384, T | J, [600, 2_500, 150, NO]),
        row("kimi-k2-0905-preview", 262_144, 262_144, T | J, [600, 2_500, 150, NO]),
        row("kimi-k2-thinking", 262_144, 262_144, T | J | R, [600, 2_500, 150, NO]),
        row("kimi-k2-thinking-turbo", 262_144, 262_144, T | J | R, [1_150, 8_000, 150, NO]),
        row("kimi-k2-turbo-preview", 262_144, 262_144, T | J, [2_400, 10_000, 600, NO]),
        row("kimi-k2.5", 262_144, 262_144, T | I | S | R, [600, 3_000, 100, NO]),
        row("kimi-k2.6", 262_144, 262_144, T | I | S | R, [950, 4_000, 160, NO]),
        row("kimi-k2.7-code", 262_144, 262_144, T | I | S | R, [950, 4_000, 190, NO]),
        row("kimi-k2.7-code-highspeed", 262_144, 262_144, T | I | S | R, [1_900, 8_000, 380, NO]),
    ],
};

/// Perplexity. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const PERPLEXITY: Section = Section {
    kinds: &["perplexity"],
    rows: &[
        row("sonar", 128_000, 4_096, I, [1_000, 1_000, NO, NO]),
        row("sonar-deep-research", 128_000, 32_768, R, [2_000, 8_000, NO, NO]),
        row("sonar-pro", 200_000, 8_192, I, [3_000, 15_000, NO, NO]),
        row("sonar-reasoning-pro", 128_000, 4_096, I | R, [2_000, 8_000, NO, NO]),
    ],
};

/// xAI. Prices by genai-prices of 2026-08-21, windows and features by models.dev of
/// 2026-07-02.
#[rustfmt::skip]
pub(super) const XAI: Section = Section {
    kinds: &["xai"],
    rows: &[
        row("grok-2*", 131_072, 0, T, [2_000, 10_000, NO, NO]),
        row("grok-2-vision*", 32_768, 0, T | I, [2_000, 10_000, NO, NO]),
        row("grok-3", 131_072, 0, T | S, [3_000, 15_000, 750, NO]),
        row("grok-3-fast", 131_072, 0, T | S, [5_000, 25_000, 1_250, NO]),
        row("grok-3-mini", 131_072, 0, T | S | R, [300, 500, 75, NO]),
        row("grok-3-mini-fast", 131_072, 0, T | S | R, [600, 4_000, 150, NO]),
        row("grok-4", 256_000, 0, T | I | S | R, [3_000, 15_000, 750, NO]),
        row("grok-4-0709", 256_000, 0, T | I | S | R, [3_000, 15_000, 750, NO]),
        row("grok-4-1-fast-non-reasoning", 2_000_000, 0, T | I | S, [200, 500, 50, NO]),
        row("grok-4-1-fast-reasoning", 2_000_000, 0, T | I | S | R, [200, 500, 50, NO]),
        row("grok-4-fast-non-reasoning", 2_000_000, 0, T | I | S, [200, 500, 50, NO]),
        row("grok-4-fast-reasoning", 2_000_000, 0, T | I | S | R, [200, 500, 50, NO]),
        row("grok-4.20-0309-non-reasoning", 1_000_000, 30_000, T | I | D | S, [1_250, 2_500, 200, NO]),
        row("grok-4.20-0309-reasoning", 1_000_000, 30_000, T | I | D | S | R, [1_250, 2_500, 200, NO]),
        row("grok-4.3", 1_000_000, 30_000, T | I | D | S | R, [1_250, 2_500, 200, NO]),
        row("grok-4.5", 500_000, 0, T | I | S | R, [2_000, 6_000, 500, NO]),
        row("grok-build-0.1", 256_000, 256_000, T | I | D | S | R, [1_000, 2_000, 200, NO]),
        row("grok-code-fast-1", 256_000, 0, T | S | R, [200, 1_500, 20, NO]),
    ],
};

/// Zhipu, as Z.ai. By models.dev of 2026-07-02.
#[rustfmt::skip]
pub(super) const ZHIPU: Section = Section {
    kinds: &["zhipu"],
    rows: &[
        row("glm-4.5", 131_072, 98_304, T | J | R, [600, 2_200, 110, 0]),
        row("glm-4.5-air", 131_072, 98_304, T | J | R, [200, 1_100, 30, 0]),
        row("glm-4.5-flash", 131_072, 98_304, T | J | R, [0, 0, 0, 0]),
        row("glm-4.5v", 64_000, 16_384, T | I | J | R, [600, 1_800, NO, NO]),
        row("glm-4.6", 204_800, 131_072, T | J | R, [600, 2_200, 110, 0]),
        row("glm-4.6v", 128_000, 32_768, T | I | J | R, [300, 900, NO, NO]),
        row("glm-4.7", 204_800, 131_072, T | J | R, [600, 2_200, 110, 0]),
        row("glm-4.7-flash", 200_000, 131_072, T | J | R, [0, 0, 0, 0]),
        row("glm-4.7-flashx", 200_000, 131_072, T | J | R, [70, 400, 10, 0]),
        row("glm-5", 204_800, 131_072, T | J | R, [1_000, 3_200, 200, 0]),
        row("glm-5-turbo", 200_000, 131_072, T | S | R, [1_200, 4_000, 240, 0]),
        row("glm-5.1", 200_000, 131_072, T | S | R, [1_400, 4_400, 260, 0]),
        row("glm-5.2", 1_000_000, 131_072, T | S | R, [1_400, 4_400, 260, 0]),
        row("glm-5v-turbo", 200_000, 131_072, T | I | D | J | R, [1_200, 4_000, 240, 0]),
    ],
};
