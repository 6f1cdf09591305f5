//! C.

use crate::provider::{Auth, Chat, Kind};

/// Cohere.
///
/// - Chat, embeddings and rerank of version 2: <https://docs.cohere.com/reference/chat>
/// - An OpenAI-like API stands beside it:
///   <https://docs.cohere.com/docs/compatibility-api>
pub(super) const COHERE: Kind = Kind {
    name: "cohere",
    title: "Cohere",
    endpoint: "https://api.cohere.com",
    base: "/v2",
    auth: Auth::Bearer("CO_API_KEY"),
    chat: &[Chat::COHERE],
    ..Kind::USUAL
};
