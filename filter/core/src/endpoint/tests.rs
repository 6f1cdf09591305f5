//! Which paths mean what.

use super::*;

fn headers(list: &[(&str, &str)]) -> Headers {
    let list = list.iter();
    Headers::new(
        list.map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
            .collect(),
    )
}

#[track_caller]
fn found(method: &str, path: &str) -> Endpoint {
    endpoint(method, path, WireFormat::OpenAiChat)
        .unwrap_or_else(|problem| panic!("{method} {path}: {problem:?}"))
}

#[test]
fn paths_are_found_with_and_without_their_version() {
    for (path, format) in [
        ("/v1/chat/completions", WireFormat::OpenAiChat),
        ("/chat/completions", WireFormat::OpenAiChat),
        ("/v1/v1/chat/completions", WireFormat::OpenAiChat),
        ("/v1/chat/completions/", WireFormat::OpenAiChat),
        ("/v1/chat/completions?x=1", WireFormat::OpenAiChat),
        ("/openai/v1/chat/completions", WireFormat::OpenAiChat),
        ("/v1beta/openai/chat/completions", WireFormat::OpenAiChat),
        ("/v1/messages?beta=true", WireFormat::AnthropicMessages),
        ("/messages", WireFormat::AnthropicMessages),
        ("/v1/completions", WireFormat::OpenAiCompletions),
    ] {
        let found = found("POST", path);
        assert_eq!(
            (found.operation, found.format, found.model),
            (Operation::Chat, format, None),
            "{path}"
        );
    }
    let models = endpoint("GET", "/v1/models", WireFormat::AnthropicMessages);
    let models = models.map(|found| (found.operation, found.format));
    assert_eq!(
        models,
        Ok((Operation::ListModels, WireFormat::AnthropicMessages))
    );
}

#[test]
fn other_paths_and_methods_are_told_apart() {
    for path in [
        "/",
        "",
        "/v1",
        "/v1/",
        "/v1chat/completions",
        "/x/v1/chat/completions",
        "/v1/files/",
        "/v1/files/a/b",
        "/deployments/x",
        "/openai/deployments/m/messages/count_tokens",
    ] {
        let found = endpoint("DELETE", path, WireFormat::OpenAiChat);
        let is_files = path == "/v1/files/";
        let expected = if is_files {
            NoEndpoint::Method("POST, GET".into())
        } else {
            NoEndpoint::Path
        };
        assert_eq!(found, Err(expected), "{path}");
    }
    for (method, path, allowed) in [
        ("GET", "/v1/messages", "POST"),
        ("POST", "/v1/models", "GET"),
        ("PUT", "/v1/files/f-1", "GET, DELETE"),
    ] {
        assert_eq!(
            endpoint(method, path, WireFormat::OpenAiChat),
            Err(NoEndpoint::Method(allowed.into())),
            "{method} {path}"
        );
    }
}

#[test]
fn the_model_is_taken_from_the_path_where_it_stands_there() {
    for (method, path, model) in [
        (
            "POST",
            "/openai/deployments/my%2Fmodel/chat/completions?api-version=2024-10-21",
            "my/model",
        ),
        ("POST", "/deployments/m/audio/speech", "m"),
        (
            "POST",
            "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/converse",
            "arn:aws:bedrock:us-east-1:1:inference-profile/x",
        ),
        ("POST", "/model/team/smart/converse-stream", "team/smart"),
        ("GET", "/v1/realtime?model=voice", "voice"),
        ("GET", "/v1/models/a/b:c", "a/b:c"),
    ] {
        assert_eq!(found(method, path).model.as_deref(), Some(model), "{path}");
    }
    // It is in the query of no other operation.
    assert_eq!(found("POST", "/v1/chat/completions?model=x").model, None);
}

#[test]
fn what_is_passed_on_keeps_its_path_below_the_version() {
    let file = found("GET", "/openai/v1/files/file-1/content?x=1");
    assert_eq!(file.below, "/files/file-1/content");
    assert_eq!(file.operation.name(file.format), "files");
}

#[test]
fn a_caller_is_known_by_path_before_header() {
    let anthropic = headers(&[("anthropic-version", "2023-06-01")]);
    let nothing = headers(&[]);
    for (path, headers, expected) in [
        ("/v1/messages?x", &nothing, WireFormat::AnthropicMessages),
        (
            "/v1/messages/count_tokens",
            &nothing,
            WireFormat::AnthropicMessages,
        ),
        ("/v1/models", &anthropic, WireFormat::AnthropicMessages),
        ("/v1/nothing", &anthropic, WireFormat::AnthropicMessages),
        ("/v1/chat/completions", &anthropic, WireFormat::OpenAiChat),
        ("/v1/models", &nothing, WireFormat::OpenAiChat),
    ] {
        assert_eq!(caller_format(path, headers), expected, "{path}");
    }
}

/// A longer path must not be taken for a shorter one with a model behind it.
#[test]
fn every_row_finds_itself() {
    for row in table::ROWS {
        let path = row.path.replace("{model}", "m").replace("{id}", "i");
        let found = found(row.method, &path);
        assert_eq!(found.operation, row.operation, "{path}");
        assert_eq!(found.stream, row.stream, "{path}");
    }
}
