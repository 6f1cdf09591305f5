//! Azure: two forms of one API, and the other models.

use crate::format::WireFormat;
use crate::provider::rows::openai::{QUIRKS, RESPONSES_QUIRKS};
use crate::provider::{Auth, Chat, Kind, Quirk};

/// Azure OpenAI, version 1: the model is in the body, the version of the API is not
/// dated. Another `api_version` than `v1` may be asked for, such as `preview`.
///
/// - The API is OpenAI's own:
///   <https://learn.microsoft.com/en-us/azure/ai-foundry/openai/api-version-lifecycle>
pub(super) const OPENAI: Kind = Kind {
    name: "azure-openai",
    title: "Azure OpenAI",
    endpoint: "https://{resource}.openai.azure.com",
    base: "/openai/v1",
    defaults: &[("api_version", "v1")],
    auth: Auth::Header("api-key", "AZURE_OPENAI_API_KEY"),
    chat: &[
        Chat::of(
            WireFormat::OpenAiChat,
            "{base}/chat/completions?api-version={api_version}",
        )
        .with(QUIRKS),
        Chat::of(
            WireFormat::OpenAiResponses,
            "{base}/responses?api-version={api_version}",
        )
        .with(RESPONSES_QUIRKS),
    ],
};

/// Azure OpenAI by deployments: the deployment stands in the path and the version of
/// the API, a date, in the query.
///
/// - Which versions there are:
///   <https://learn.microsoft.com/en-us/azure/ai-foundry/openai/api-version-lifecycle>
pub(super) const OPENAI_DEPLOYMENTS: Kind = Kind {
    name: "azure-openai-deployments",
    title: "Azure OpenAI deployments",
    endpoint: "https://{resource}.openai.azure.com",
    base: "/openai",
    defaults: &[("api_version", "2024-10-21")],
    auth: Auth::Header("api-key", "AZURE_OPENAI_API_KEY"),
    chat: &[Chat::of(
        WireFormat::OpenAiChat,
        "{base}/deployments/{deployment}/chat/completions?api-version={api_version}",
    )
    .with(QUIRKS)],
};

/// Azure AI Foundry's models of other makers.
///
/// - Parameters that the model does not know are refused unless a header says
///   otherwise, so the ones that OpenAI alone has are not sent:
///   <https://learn.microsoft.com/en-us/rest/api/aifoundry/model-inference/get-chat-completions>
pub(super) const FOUNDRY: Kind = Kind {
    name: "azure-foundry",
    title: "Azure AI Foundry",
    endpoint: "https://{resource}.services.ai.azure.com",
    base: "/models",
    defaults: &[("api_version", "2024-05-01-preview")],
    auth: Auth::Header("api-key", "AZURE_AI_API_KEY"),
    chat: &[Chat::of(
        WireFormat::OpenAiChat,
        "{base}/chat/completions?api-version={api_version}",
    )
    .with(&[
        Quirk::LIMIT_IS_MAX_TOKENS,
        Quirk::NO_REASONING,
        Quirk::drop("service_tier"),
        Quirk::drop("store"),
        Quirk::drop("metadata"),
    ])],
};
