//! I to L.

use crate::provider::{Auth, Chat, Kind, Quirk};

/// Inception's diffusion models.
///
/// - The API is OpenAI's: <https://docs.inceptionlabs.ai/get-started/get-started>
pub(super) const INCEPTION: Kind = Kind {
    name: "inception",
    title: "Inception",
    endpoint: "https://api.inceptionlabs.ai",
    auth: Auth::Bearer("INCEPTION_API_KEY"),
    chat: &[Chat::OPENAI.with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_DEVELOPER,
        Quirk::clamp("n", "1", "1"),
    ])],
    ..Kind::USUAL
};

/// Lambda's inference API.
///
/// - The API is OpenAI's: <https://docs.lambda.ai/public-cloud/lambda-inference-api/>
pub(super) const LAMBDA: Kind = Kind {
    name: "lambda",
    title: "Lambda",
    endpoint: "https://api.lambda.ai",
    auth: Auth::Bearer("LAMBDA_API_KEY"),
    chat: &[Chat::OPENAI.with(&[Quirk::LIMIT_IS_MAX_TOKENS, Quirk::NO_DEVELOPER])],
    ..Kind::USUAL
};

/// A llama.cpp server.
///
/// - The API is OpenAI's and Anthropic's; the role is the template's matter, which
///   mostly knows `system` only:
///   <https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md>
pub(super) const LLAMA_CPP: Kind = Kind {
    name: "llama-cpp",
    title: "llama.cpp",
    endpoint: "http://127.0.0.1:8080",
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::LIMIT_IS_MAX_TOKENS,
            Quirk::NO_DEVELOPER,
            Quirk::clamp("n", "1", "1"),
        ]),
        Chat::ANTHROPIC,
    ],
    ..Kind::USUAL
};

/// LM Studio.
///
/// - What the chat API knows: <https://lmstudio.ai/docs/developer/openai-compat/chat-completions>
/// - Messages: <https://lmstudio.ai/docs/developer/anthropic-compat/messages>
/// - Responses: <https://lmstudio.ai/docs/developer/openai-compat/responses>
pub(super) const LM_STUDIO: Kind = Kind {
    name: "lm-studio",
    title: "LM Studio",
    endpoint: "http://127.0.0.1:1234",
    auth: Auth::None,
    chat: &[
        Chat::OPENAI.with(&[
            Quirk::LIMIT_IS_MAX_TOKENS,
            Quirk::NO_DEVELOPER,
            Quirk::clamp("n", "1", "1"),
        ]),
        Chat::ANTHROPIC,
        Chat::RESPONSES,
    ],
    ..Kind::USUAL
};
