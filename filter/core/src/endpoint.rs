//! What a path and a method ask for.

use sluice_protocol::WireFormat;

/// What a client wants, as far as its path says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// A chat request in this format.
    Chat(WireFormat),
    /// The list of models, in the shape of this format.
    Models(WireFormat),
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEndpoint {
    /// No such path.
    Path,
    /// The path is right, the method is not; this one would be.
    Method(&'static str),
}

/// A path, the method it takes, and what it means for a caller of a format.
type Route = (&'static str, &'static str, fn(WireFormat) -> Endpoint);

/// What stands behind a path, with and without the `/v1` that some clients put
/// in their base URL and others in the path.
const PATHS: &[Route] = &[
    ("/chat/completions", "POST", |_| {
        Endpoint::Chat(WireFormat::OpenAiChat)
    }),
    ("/messages", "POST", |_| {
        Endpoint::Chat(WireFormat::AnthropicMessages)
    }),
    ("/models", "GET", Endpoint::Models),
];

/// Reads a path. `caller` is the format that the caller's headers suggest; it
/// decides the shape of answers that belong to no one format.
///
/// # Errors
/// A path or a method that Sluice does not serve.
pub fn endpoint(method: &str, path: &str, caller: WireFormat) -> Result<Endpoint, NoEndpoint> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut rest = path.strip_suffix('/').unwrap_or(path);
    // Twice: a base URL that ends in /v1 before a client that adds its own.
    for _ in 0..2 {
        rest = rest
            .strip_prefix("/v1")
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(rest);
    }
    let (_, served, make) = PATHS
        .iter()
        .find(|(known, ..)| *known == rest)
        .ok_or(NoEndpoint::Path)?;
    if *served == method {
        Ok(make(caller))
    } else {
        Err(NoEndpoint::Method(served))
    }
}

/// The format of a caller, judged before its body is there: by path, then by
/// the header that every Anthropic client sends.
#[must_use]
pub fn caller_format(path: &str, has_anthropic_version: bool) -> WireFormat {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.ends_with("/messages")
        || (has_anthropic_version && !path.ends_with("/chat/completions"))
    {
        WireFormat::AnthropicMessages
    } else {
        WireFormat::OpenAiChat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAT: Endpoint = Endpoint::Chat(WireFormat::OpenAiChat);
    const MESSAGES: Endpoint = Endpoint::Chat(WireFormat::AnthropicMessages);

    #[test]
    fn paths_are_found_with_and_without_their_version() {
        for (path, expected) in [
            ("/v1/chat/completions", CHAT),
            ("/chat/completions", CHAT),
            ("/v1/v1/chat/completions", CHAT),
            ("/v1/chat/completions/", CHAT),
            ("/v1/chat/completions?x=1", CHAT),
            ("/v1/messages?beta=true", MESSAGES),
            ("/messages", MESSAGES),
        ] {
            assert_eq!(
                endpoint("POST", path, WireFormat::OpenAiChat),
                Ok(expected),
                "{path}"
            );
        }
        let models = endpoint("GET", "/v1/models", WireFormat::AnthropicMessages);
        assert_eq!(models, Ok(Endpoint::Models(WireFormat::AnthropicMessages)));
    }

    #[test]
    fn other_paths_and_methods_are_told_apart() {
        for path in [
            "/",
            "",
            "/v1",
            "/v1/completions",
            "/v1chat/completions",
            "/x/v1/chat/completions",
        ] {
            assert_eq!(
                endpoint("POST", path, WireFormat::OpenAiChat),
                Err(NoEndpoint::Path),
                "{path}"
            );
        }
        assert_eq!(
            endpoint("GET", "/v1/messages", WireFormat::OpenAiChat),
            Err(NoEndpoint::Method("POST"))
        );
        assert_eq!(
            endpoint("POST", "/v1/models", WireFormat::OpenAiChat),
            Err(NoEndpoint::Method("GET"))
        );
    }

    #[test]
    fn a_caller_is_known_by_path_before_header() {
        assert_eq!(
            caller_format("/v1/messages?x", false),
            WireFormat::AnthropicMessages
        );
        assert_eq!(
            caller_format("/v1/models", true),
            WireFormat::AnthropicMessages
        );
        assert_eq!(
            caller_format("/v1/chat/completions", true),
            WireFormat::OpenAiChat
        );
        assert_eq!(caller_format("/v1/models", false), WireFormat::OpenAiChat);
    }
}
