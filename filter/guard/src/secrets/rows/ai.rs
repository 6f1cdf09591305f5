//! Providers of models, and what is used with them.

use crate::secrets::charset::Charset::{Alnum, Hex, LowerAlnum, LowerHex, Url};
use crate::secrets::check;
use crate::secrets::row::Part::{Is, Of};
use crate::secrets::row::{Row, row};

pub(super) const ROWS: &[Row] = &[
    row("ANTHROPIC_KEY", "sk-ant-", &[Of(Url, 24, 200)]),
    row("OPENROUTER_KEY", "sk-or-v1-", &[Of(LowerHex, 64, 64)]),
    row("OPENROUTER_KEY", "sk-or-", &[Of(Url, 32, 100)]),
    row("LANGFUSE_KEY", "sk-lf-", &[Of(Url, 32, 40)]),
    row("OPENAI_KEY", "sk-proj-", &[Of(Url, 20, 220)]),
    row("OPENAI_KEY", "sk-svcacct-", &[Of(Url, 20, 220)]),
    row("OPENAI_KEY", "sk-admin-", &[Of(Url, 20, 220)]),
    row("OPENAI_KEY", "sk-None-", &[Of(Url, 20, 220)]),
    row("OPENAI_KEY", "sk-", &[Of(Alnum, 20, 100)]).check(check::mixed),
    row("OPENAI_KEY", "sk-", &[Of(Url, 40, 220)]).check(check::digits),
    row("OPENAI_KEY", "sess-", &[Of(Alnum, 40, 48)]),
    row("HUGGINGFACE_TOKEN", "hf_", &[Of(Alnum, 30, 40)]),
    row("HUGGINGFACE_TOKEN", "api_org_", &[Of(Alnum, 30, 40)]),
    row("GROQ_KEY", "gsk_", &[Of(Alnum, 40, 64)]),
    row("REPLICATE_TOKEN", "r8_", &[Of(Alnum, 37, 37)]),
    row("PERPLEXITY_KEY", "pplx-", &[Of(Alnum, 40, 64)]),
    row("XAI_KEY", "xai-", &[Of(Alnum, 70, 90)]),
    row("FIREWORKS_KEY", "fw_", &[Of(Alnum, 20, 30)]).check(check::mixed),
    row("TOGETHER_KEY", "tgp_v1_", &[Of(Url, 40, 50)]),
    row("NVIDIA_KEY", "nvapi-", &[Of(Url, 60, 70)]),
    row("CEREBRAS_KEY", "csk-", &[Of(LowerAlnum, 40, 56)]),
    row("VOYAGE_KEY", "pa-", &[Of(Url, 43, 43)]).check(check::digits),
    row("ELEVENLABS_KEY", "sk_", &[Of(LowerHex, 48, 48)]),
    row(
        "LANGSMITH_KEY",
        "lsv2_pt_",
        &[Of(Hex, 32, 32), Is("_"), Of(Hex, 10, 10)],
    ),
    row(
        "LANGSMITH_KEY",
        "lsv2_sk_",
        &[Of(Hex, 32, 32), Is("_"), Of(Hex, 10, 10)],
    ),
    row("LANGSMITH_KEY", "ls__", &[Of(Hex, 32, 32)]),
    row("TAVILY_KEY", "tvly-", &[Of(Url, 32, 60)]),
    row("WANDB_KEY", "wandb_v1_", &[Of(Url, 40, 100)]),
    row("POSTHOG_KEY", "phx_", &[Of(Alnum, 40, 60)]),
    row("FIRECRAWL_KEY", "fc-", &[Of(LowerHex, 32, 32)]),
    row("JINA_KEY", "jina_", &[Of(Url, 40, 70)]),
    row("PORTKEY_KEY", "pk-portkey-", &[Of(Url, 20, 60)]),
];
