//! Embeddings and rerank beside the chat of a provider.
//!
//! Their paths differ from that of chat in its end only, so a provider that is moved
//! to another path takes them along.

use crate::embed::EmbedFormat;
use crate::format::WireFormat;
use crate::rerank::RerankFormat;

/// A format of one of the two APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// Of embeddings.
    Embed(EmbedFormat),
    /// Of rerank.
    Rerank(RerankFormat),
}

impl ListFormat {
    /// The name used in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Embed(format) => format.name(),
            Self::Rerank(format) => format.name(),
        }
    }

    /// Whether both are of the same API.
    #[must_use]
    pub const fn is_kin_of(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Embed(_), Self::Embed(_)) | (Self::Rerank(_), Self::Rerank(_))
        )
    }
}

/// One of the two APIs as a provider serves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// What is spoken.
    pub format: ListFormat,
    /// How the path of chat ends.
    chat: &'static str,
    /// How this API's path ends in its place.
    path: &'static str,
    /// What the names of its models hold; empty if any model may be asked for.
    models: &'static str,
    /// What the path of chat holds where this is served.
    place: &'static str,
}

const fn embed(format: EmbedFormat, chat: &'static str, path: &'static str) -> List {
    List {
        format: ListFormat::Embed(format),
        chat,
        path,
        models: "",
        place: "",
    }
}

const fn rerank(format: RerankFormat, chat: &'static str, path: &'static str) -> List {
    List {
        format: ListFormat::Rerank(format),
        ..embed(EmbedFormat::OpenAi, chat, path)
    }
}

/// <https://platform.openai.com/docs/api-reference/embeddings>; rerank as vLLM,
/// Together, SiliconFlow, Jina and others serve it beside it.
const OPENAI: &[List] = &[
    embed(EmbedFormat::OpenAi, "/chat/completions", "/embeddings"),
    rerank(RerankFormat::Jina, "/chat/completions", "/rerank"),
];

const RESPONSES: &[List] = &[embed(EmbedFormat::OpenAi, "/responses", "/embeddings")];

/// <https://docs.cohere.com/reference/embed>, <https://docs.cohere.com/reference/rerank>
const COHERE: &[List] = &[
    embed(EmbedFormat::Cohere, "/chat", "/embed"),
    rerank(RerankFormat::Cohere, "/chat", "/rerank"),
];

/// <https://ai.google.dev/api/embeddings>, and Vertex AI's "Text embeddings API".
const GOOGLE: &[List] = &[
    List {
        place: "/publishers/google/",
        ..embed(EmbedFormat::Vertex, ":generateContent", ":predict")
    },
    embed(
        EmbedFormat::Gemini,
        ":generateContent",
        ":batchEmbedContents",
    ),
];

/// Amazon Bedrock's user guide, "Inference request parameters and response fields".
const BEDROCK: &[List] = &[
    List {
        models: "cohere.embed",
        ..embed(EmbedFormat::BedrockCohere, "/converse", "/invoke")
    },
    List {
        models: "titan-embed",
        ..embed(EmbedFormat::BedrockTitan, "/converse", "/invoke")
    },
    List {
        models: "rerank",
        ..rerank(RerankFormat::BedrockInvoke, "/converse", "/invoke")
    },
];

impl List {
    /// What stands beside chat of this format.
    #[must_use]
    pub const fn beside(chat: WireFormat) -> &'static [Self] {
        match chat {
            WireFormat::OpenAiChat => OPENAI,
            WireFormat::OpenAiResponses => RESPONSES,
            WireFormat::CohereChat => COHERE,
            WireFormat::GeminiGenerate => GOOGLE,
            WireFormat::BedrockConverse => BEDROCK,
            WireFormat::AnthropicMessages | WireFormat::OpenAiCompletions => &[],
        }
    }

    /// What is called for `model`, where chat is called at `chat`; `None` if this
    /// model or this place has no such API.
    #[must_use]
    pub fn path(&self, chat: &str, model: &str) -> Option<String> {
        let (path, query) = chat.split_once('?').unwrap_or((chat, ""));
        let base = path.strip_suffix(self.chat)?;
        if !model.contains(self.models) || !path.contains(self.place) {
            return None;
        }
        let mark = if query.is_empty() { "" } else { "?" };
        Some([base, self.path, mark, query].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: WireFormat, chat: &str, model: &str, expected: &[(&str, &str)]) {
        let found: Vec<_> = List::beside(format)
            .iter()
            .filter_map(|list| Some((list.format.name(), list.path(chat, model)?)))
            .collect();
        let found: Vec<_> = found.iter().map(|(name, path)| (*name, &**path)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn both_stand_where_chat_does() {
        check(
            WireFormat::OpenAiChat,
            "/openai/deployments/e/chat/completions?api-version=1",
            "e",
            &[
                (
                    "openai-embeddings",
                    "/openai/deployments/e/embeddings?api-version=1",
                ),
                ("jina-rerank", "/openai/deployments/e/rerank?api-version=1"),
            ],
        );
        check(
            WireFormat::CohereChat,
            "/v2/chat",
            "embed-v4.0",
            &[
                ("cohere-embed", "/v2/embed"),
                ("cohere-rerank", "/v2/rerank"),
            ],
        );
        check(
            WireFormat::BedrockConverse,
            "/model/amazon.titan-embed-text-v2%3A0/converse",
            "amazon.titan-embed-text-v2:0",
            &[(
                "bedrock-titan-embed",
                "/model/amazon.titan-embed-text-v2%3A0/invoke",
            )],
        );
    }

    #[test]
    fn vertex_is_told_from_the_gemini_api_by_its_path() {
        check(
            WireFormat::GeminiGenerate,
            "/v1beta/models/g:generateContent",
            "g",
            &[("gemini-embed", "/v1beta/models/g:batchEmbedContents")],
        );
        let vertex = "/v1/projects/p/locations/l/publishers/google/models/g:generateContent";
        let first = List::beside(WireFormat::GeminiGenerate)
            .iter()
            .find_map(|list| Some((list.format.name(), list.path(vertex, "g")?)));
        assert_eq!(
            first,
            Some((
                "vertex-embed",
                "/v1/projects/p/locations/l/publishers/google/models/g:predict".to_owned()
            ))
        );
    }

    #[test]
    fn nothing_stands_beside_a_path_that_does_not_end_as_chat_does() {
        check(WireFormat::OpenAiChat, "/v1/custom", "m", &[]);
    }
}
