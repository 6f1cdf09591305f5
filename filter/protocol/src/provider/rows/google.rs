//! Google Cloud.

use crate::envelope::Envelope;
use crate::provider::{Auth, Chat, Kind};

/// The variable that Google's tools for machines read an access token from.
const TOKEN: &str = "GOOGLE_OAUTH_ACCESS_TOKEN";

/// Google AI Studio.
///
/// - <https://ai.google.dev/api>
pub(super) const GEMINI: Kind = Kind {
    name: "gemini",
    title: "Google AI Studio",
    endpoint: "https://generativelanguage.googleapis.com",
    base: "/v1beta",
    auth: Auth::Header("x-goog-api-key", "GEMINI_API_KEY"),
    chat: &[Chat::GEMINI],
    ..Kind::USUAL
};

/// Gemini on Vertex AI. A token lasts an hour, so that it is best read from a file.
///
/// - <https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference>
pub(super) const VERTEX_GEMINI: Kind = Kind {
    name: "vertex-gemini",
    title: "Gemini on Vertex AI",
    endpoint: "https://{region_prefix}aiplatform.googleapis.com",
    base: "/v1/projects/{project}/locations/{region}/publishers/google",
    defaults: &[("region", "global")],
    auth: Auth::Bearer(TOKEN),
    chat: &[Chat::GEMINI],
};

/// Claude on Vertex AI, by the model's own format. A token lasts an hour, so that it
/// is best read from a file.
///
/// - <https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude>
pub(super) const CLAUDE: Kind = Kind {
    name: "vertex-claude",
    title: "Claude on Vertex AI",
    endpoint: "https://{region_prefix}aiplatform.googleapis.com",
    base: "/v1/projects/{project}/locations/{region}/publishers/anthropic/models",
    defaults: &[("region", "global")],
    auth: Auth::Bearer(TOKEN),
    chat: &[Chat::enveloped(
        Envelope::ClaudeOnVertex,
        "{base}/{model}:rawPredict",
        "{base}/{model}:streamRawPredict",
    )],
};
