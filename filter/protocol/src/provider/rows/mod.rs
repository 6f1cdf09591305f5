//! The rows, in files of a few letters each, and what many of them have in common.
//!
//! Deliberately absent: what a provider merely passes over without harm, unless its
//! users would be deceived about what they get.

mod a;
mod aws;
mod azure;
mod b;
mod d;
mod g;
mod google;
mod i;
mod m;
mod o;
mod openai;
mod s;
mod v;

use super::{Change, Kind, Quirk};

/// Sorted by name.
pub(super) const ALL: &[&Kind] = &[
    &a::AI21,
    &a::ALIBABA,
    &a::ANTHROPIC,
    &azure::FOUNDRY,
    &azure::OPENAI,
    &azure::OPENAI_DEPLOYMENTS,
    &b::BAIDU,
    &b::BASETEN,
    &aws::CONVERSE,
    &aws::CLAUDE,
    &b::CEREBRAS,
    &b::CLOUDFLARE,
    &b::COHERE,
    &d::DATABRICKS,
    &d::DEEPINFRA,
    &d::DEEPSEEK,
    &d::FEATHERLESS,
    &d::FIREWORKS,
    &d::FRIENDLI,
    &google::GEMINI,
    &g::GITHUB,
    &g::GROQ,
    &g::HUGGING_FACE,
    &g::HYPERBOLIC,
    &i::INCEPTION,
    &i::LAMBDA,
    &i::LLAMA_CPP,
    &i::LM_STUDIO,
    &m::MINIMAX,
    &m::MISTRAL,
    &m::MOONSHOT,
    &m::NEBIUS,
    &m::NOVITA,
    &m::NVIDIA,
    &o::OLLAMA,
    &openai::OPENAI,
    &o::OPENROUTER,
    &o::PARASAIL,
    &o::PERPLEXITY,
    &s::SAMBANOVA,
    &s::SCALEWAY,
    &s::SGLANG,
    &s::SILICONFLOW,
    &s::STEPFUN,
    &s::TENCENT,
    &s::TOGETHER,
    &s::UPSTAGE,
    &v::VERCEL,
    &google::CLAUDE,
    &google::VERTEX_GEMINI,
    &v::VLLM,
    &v::VOLCENGINE,
    &v::XAI,
    &v::ZHIPU,
];

/// What many APIs that came after OpenAI's left out or never took over.
impl Quirk {
    /// The limit's older name only.
    const LIMIT_IS_MAX_TOKENS: Self = Self::new(Change::LimitIs("max_tokens"));
    /// No role `developer`.
    const NO_DEVELOPER: Self = Self::new(Change::NoDeveloper);
    /// No names of speakers.
    const NO_NAMES: Self = Self::new(Change::NoNames);
    /// No reasoning back.
    const NO_REASONING: Self = Self::new(Change::NoReasoning);
    /// No `stream_options`.
    const NO_STREAM_OPTIONS: Self = Self::new(Change::NoStreamOptions);
    /// No `strict`.
    const NO_STRICT: Self = Self::new(Change::NoStrict);
}
