//! The common cases, and where a format has no words for one.

use sluice_protocol::WireFormat;
use sluice_protocol::chat::ErrorKind;

/// Every common case: the kind of body, and the names.
pub(crate) const CASES: &[(&str, &[&str])] = &[
    (
        "request",
        &[
            "account",
            "audio",
            "cache",
            "candidates",
            "document",
            "image-data",
            "image-url",
            "one-tool-at-a-time",
            "output-json",
            "output-schema",
            "reasoning",
            "reasoning-history",
            "sampling",
            "stop",
            "stream",
            "system",
            "text",
            "tool-choice-named",
            "tool-choice-none",
            "tool-choice-required",
            "tool-results",
            "tools",
            "turns",
            "unicode",
        ],
    ),
    (
        "response",
        &[
            "candidates",
            "citations",
            "filtered",
            "length",
            "reasoning",
            "refusal",
            "stop-sequence",
            "text",
            "tool-calls",
            "unicode",
            "usage",
        ],
    ),
    (
        "stream",
        &[
            "candidates",
            "error",
            "filtered",
            "length",
            "reasoning",
            "refusal",
            "stop-sequence",
            "text",
            "tool-calls",
            "unicode",
        ],
    ),
    (
        "error",
        &[
            "authentication",
            "content-policy",
            "context-length",
            "invalid-request",
            "not-found",
            "overloaded",
            "permission",
            "rate-limit",
            "server",
            "too-large",
        ],
    ),
];

/// Cases for which a format has no words.
pub(crate) struct Speechless {
    format: WireFormat,
    kinds: &'static [&'static str],
    cases: &'static [&'static str],
    /// Why; shown to whoever reads the table, and nowhere else.
    #[expect(dead_code, reason = "documentation that the compiler keeps in place")]
    why: &'static str,
}

impl Speechless {
    /// Whether this is why a format has no fixture of a case.
    pub(crate) fn is_about(&self, kind: &str, case: &str, format: WireFormat) -> bool {
        self.format == format && self.kinds.contains(&kind) && self.cases.contains(&case)
    }
}

const fn speechless(
    format: WireFormat,
    kinds: &'static [&'static str],
    cases: &'static [&'static str],
    why: &'static str,
) -> Speechless {
    Speechless {
        format,
        kinds,
        cases,
        why,
    }
}

const REQUEST: &[&str] = &["request"];
const ANSWERS: &[&str] = &["response", "stream"];

/// Where a format has no words for a case, and why.
pub(crate) const SPEECHLESS: &[Speechless] = &[
    speechless(
        WireFormat::OpenAiResponses,
        REQUEST,
        &["candidates"],
        "there is no `n`: one answer a request",
    ),
    speechless(
        WireFormat::OpenAiResponses,
        REQUEST,
        &["stop"],
        "there are no stop sequences",
    ),
    speechless(
        WireFormat::OpenAiResponses,
        ANSWERS,
        &["candidates", "stop-sequence"],
        "neither can be asked for",
    ),
    speechless(
        WireFormat::OpenAiChat,
        ANSWERS,
        &["stop-sequence"],
        "`finish_reason` is `stop` for both ends",
    ),
    speechless(
        WireFormat::AnthropicMessages,
        REQUEST,
        &["audio"],
        "there is no block for sound",
    ),
    speechless(
        WireFormat::AnthropicMessages,
        REQUEST,
        &["output-json"],
        "structured output takes a schema",
    ),
    speechless(
        WireFormat::AnthropicMessages,
        &["request", "response", "stream"],
        &["candidates"],
        "one answer a request",
    ),
    speechless(
        WireFormat::AnthropicMessages,
        ANSWERS,
        &["filtered"],
        "a classifier that stops an answer makes it a `refusal`",
    ),
    speechless(
        WireFormat::BedrockConverse,
        REQUEST,
        &["image-url"],
        "an image is bytes or an object in S3",
    ),
    speechless(
        WireFormat::BedrockConverse,
        REQUEST,
        &["tool-choice-none"],
        "`toolChoice` is auto, any or tool",
    ),
    speechless(
        WireFormat::BedrockConverse,
        REQUEST,
        &["one-tool-at-a-time"],
        "there is no field for it",
    ),
    speechless(
        WireFormat::BedrockConverse,
        REQUEST,
        &["output-json"],
        "structured output takes a schema",
    ),
    speechless(
        WireFormat::BedrockConverse,
        REQUEST,
        &["stream"],
        "the path says so, not the body",
    ),
    speechless(
        WireFormat::BedrockConverse,
        &["request", "response", "stream"],
        &["candidates"],
        "one answer a request",
    ),
    speechless(
        WireFormat::BedrockConverse,
        ANSWERS,
        &["refusal"],
        "a model that declines says so in text",
    ),
    speechless(
        WireFormat::GeminiGenerate,
        REQUEST,
        &["one-tool-at-a-time"],
        "there is no field for it",
    ),
    speechless(
        WireFormat::GeminiGenerate,
        REQUEST,
        &["cache"],
        "a cache is an object made beforehand, and no marker",
    ),
    speechless(
        WireFormat::GeminiGenerate,
        REQUEST,
        &["stream"],
        "the path says so, not the body",
    ),
    speechless(
        WireFormat::GeminiGenerate,
        ANSWERS,
        &["refusal"],
        "a model that declines says so in text",
    ),
    speechless(
        WireFormat::GeminiGenerate,
        ANSWERS,
        &["stop-sequence"],
        "`finishReason` is `STOP` for both ends",
    ),
    speechless(
        WireFormat::GeminiGenerate,
        &["error"],
        &["content-policy"],
        "a blocked prompt is an answer with `promptFeedback`",
    ),
    speechless(
        WireFormat::GeminiGenerate,
        &["error"],
        &["too-large"],
        "`INVALID_ARGUMENT` says it",
    ),
    speechless(
        WireFormat::CohereChat,
        REQUEST,
        &["document"],
        "documents are text to be cited, no files",
    ),
    speechless(
        WireFormat::CohereChat,
        REQUEST,
        &["audio"],
        "there is no content of sound",
    ),
    speechless(
        WireFormat::CohereChat,
        REQUEST,
        &["tool-choice-named"],
        "`tool_choice` is REQUIRED or NONE",
    ),
    speechless(
        WireFormat::CohereChat,
        REQUEST,
        &["one-tool-at-a-time"],
        "there is no field for it",
    ),
    speechless(
        WireFormat::CohereChat,
        REQUEST,
        &["cache"],
        "caching takes no markers",
    ),
    speechless(
        WireFormat::CohereChat,
        REQUEST,
        &["account"],
        "there are no fields for it",
    ),
    speechless(
        WireFormat::CohereChat,
        &["request", "response", "stream"],
        &["candidates"],
        "one answer a request",
    ),
    speechless(
        WireFormat::CohereChat,
        ANSWERS,
        &["refusal"],
        "a model that declines says so in text",
    ),
    speechless(
        WireFormat::CohereChat,
        &["error"],
        &["too-large"],
        "no such status is documented",
    ),
    speechless(
        WireFormat::OpenAiCompletions,
        REQUEST,
        &[
            "audio",
            "cache",
            "document",
            "image-data",
            "image-url",
            "one-tool-at-a-time",
            "output-json",
            "output-schema",
            "reasoning",
            "reasoning-history",
            "system",
            "tool-choice-named",
            "tool-choice-none",
            "tool-choice-required",
            "tool-results",
            "tools",
            "turns",
        ],
        "a prompt is a text, and the answer goes on with it",
    ),
    speechless(
        WireFormat::OpenAiCompletions,
        ANSWERS,
        &[
            "citations",
            "reasoning",
            "refusal",
            "stop-sequence",
            "tool-calls",
            "usage",
        ],
        "an answer is a text; its usage has no details",
    ),
];

/// What a format says otherwise than the others.
pub(crate) struct Difference {
    kinds: &'static [&'static str],
    cases: &'static [&'static str],
    format: WireFormat,
    what: &'static [&'static str],
    /// Why.
    #[expect(dead_code, reason = "documentation that the compiler keeps in place")]
    why: &'static str,
}

impl Difference {
    /// Whether this is why `what` is not the same in a format.
    pub(crate) fn is_about(&self, kind: &str, case: &str, format: WireFormat, what: &str) -> bool {
        self.format == format
            && self.kinds.contains(&kind)
            && self.cases.contains(&case)
            && self.what.contains(&what)
    }
}

const fn differs(
    format: WireFormat,
    kinds: &'static [&'static str],
    cases: &'static [&'static str],
    what: &'static [&'static str],
    why: &'static str,
) -> Difference {
    Difference {
        kinds,
        cases,
        format,
        what,
        why,
    }
}

/// Where a case means a little more or less in one format.
pub(crate) const DIFFERENCES: &[Difference] = &[
    differs(
        WireFormat::AnthropicMessages,
        REQUEST,
        &["account"],
        &["metadata", "service tier"],
        "`metadata` has the user and nothing else; tiers have words of their own",
    ),
    differs(
        WireFormat::BedrockConverse,
        REQUEST,
        &["account"],
        &["user"],
        "there is no user",
    ),
    differs(
        WireFormat::GeminiGenerate,
        REQUEST,
        &["account"],
        &["user", "metadata", "service tier"],
        "`labels` are for the bill and stay the format's own, as the tier does",
    ),
    differs(
        WireFormat::OpenAiCompletions,
        REQUEST,
        &["account"],
        &["metadata", "service tier"],
        "a user is all there is",
    ),
    differs(
        WireFormat::AnthropicMessages,
        ANSWERS,
        &["refusal"],
        &["answer", "finish"],
        "the stop reason tells a refusal, not the part",
    ),
    differs(
        WireFormat::CohereChat,
        ANSWERS,
        &["stop-sequence"],
        &["finish"],
        "which sequence it was is not said",
    ),
    differs(
        WireFormat::AnthropicMessages,
        ANSWERS,
        &["reasoning", "usage"],
        &["reasoning tokens"],
        UNCOUNTED,
    ),
    differs(
        WireFormat::BedrockConverse,
        ANSWERS,
        &["reasoning", "usage"],
        &["reasoning tokens"],
        UNCOUNTED,
    ),
    differs(
        WireFormat::CohereChat,
        ANSWERS,
        &["reasoning", "usage"],
        &["reasoning tokens"],
        UNCOUNTED,
    ),
];

const UNCOUNTED: &str = "reasoning is output, and not counted apart";

/// Kinds of errors that a format has no words for, so that its clients see a wrong
/// request or what the status says, and why.
pub(crate) const WORDLESS: &[(WireFormat, ErrorKind, &str)] = &[
    (
        WireFormat::AnthropicMessages,
        ErrorKind::ContentPolicy,
        "`invalid_request_error` with a message",
    ),
    (
        WireFormat::BedrockConverse,
        ErrorKind::ContentPolicy,
        "`ValidationException` with a message",
    ),
    (
        WireFormat::BedrockConverse,
        ErrorKind::TooLarge,
        "`ValidationException` with a message",
    ),
    (
        WireFormat::GeminiGenerate,
        ErrorKind::TooLarge,
        "`INVALID_ARGUMENT` with a message",
    ),
    (
        WireFormat::CohereChat,
        ErrorKind::Authentication,
        "the status is all there is, and AWS has 403 for a wrong key",
    ),
    (
        WireFormat::CohereChat,
        ErrorKind::ContentPolicy,
        "the status and the message are all there is",
    ),
    (
        WireFormat::CohereChat,
        ErrorKind::ContextLength,
        "the status and the message are all there is",
    ),
];
