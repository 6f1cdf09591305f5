//! Who may call what, and how a refusal looks in the client's format.

use serde_json::json;
use sluice_harness::CLIENT_KEY;
use sluice_harness::client::Request;

use super::world::{
    CLIENTS, Format, LIMITED_KEY, World, error_in, error_of, request, say, text_of,
};
use crate::shared::share;

share!(
    callers_get_what_is_theirs_and_no_more: World::start(),
    [
        a_key_is_taken_from_either_header,
        a_missing_or_wrong_key_is_refused_before_any_provider_hears_of_it,
        a_caller_reaches_only_its_own_models,
        models_are_listed_in_the_shape_of_the_caller,
        what_cannot_be_served_is_refused_in_the_caller_s_format,
        paths_may_carry_a_query_a_slash_or_a_second_version,
    ]
);

fn a_key_is_taken_from_either_header(world: &World) {
    for client in CLIENTS {
        let bare = say(client, "gpt", "hello", false)
            .without("authorization")
            .without("x-api-key");
        for (name, value) in [
            ("authorization", format!("Bearer {CLIENT_KEY}")),
            ("authorization", format!("bearer {CLIENT_KEY}")),
            ("x-api-key", CLIENT_KEY.to_owned()),
        ] {
            let answer = world.success(&bare.clone().header(name, &value));
            assert_eq!(text_of(client, &answer), "You wrote: hello");
        }
    }
}

fn a_missing_or_wrong_key_is_refused_before_any_provider_hears_of_it(world: &World) {
    for client in CLIENTS {
        let bare = say(client, "gpt", "hello", false)
            .without("authorization")
            .without("x-api-key");
        for (request, code) in [
            (bare.clone(), "missing_api_key"),
            (bare.clone().header("authorization", ""), "missing_api_key"),
            (bare.clone().header("x-api-key", ""), "missing_api_key"),
            (
                bare.clone().header("authorization", "Bearer sk-wrong"),
                "invalid_api_key",
            ),
            (
                bare.clone().header("x-api-key", "sk-wrong"),
                "invalid_api_key",
            ),
            (
                bare.clone().raw_header("x-api-key", b"\xff\xfe"),
                "invalid_api_key",
            ),
        ] {
            let answer = world.send(&request);
            assert_eq!(answer.status, 401, "{}", answer.text());
            let (kind, message) = error_of(client, &answer);
            if client == Format::AnthropicMessages {
                assert_eq!(kind, "authentication_error");
            } else {
                assert_eq!(answer.json()["error"]["code"], code);
            }
            assert!(!message.contains("sk-wrong"), "{message}");
        }
    }
    assert!(world.openai.requests().is_empty());
}

fn a_caller_reaches_only_its_own_models(world: &World) {
    for client in CLIENTS {
        let limited = |model: &str| {
            say(client, model, "hello", false)
                .without("authorization")
                .without("x-api-key")
                .header("x-api-key", LIMITED_KEY)
        };
        world.success(&limited("gpt"));
        // A model that exists but is not for this caller looks like one that does not.
        let forbidden = world.send(&limited("sonnet"));
        let unknown = world.send(&limited("nonsense"));
        assert_eq!(forbidden.status, 404);
        assert_eq!(unknown.status, 404);
        let (kind, message) = error_of(client, &forbidden);
        let (same_kind, same_message) = error_of(client, &unknown);
        assert_eq!(kind, same_kind);
        assert_eq!(
            message.replace("sonnet", "X"),
            same_message.replace("nonsense", "X")
        );
    }
    assert!(world.claude.requests().is_empty());
}

fn models_are_listed_in_the_shape_of_the_caller(world: &World) {
    let list = |key: &str| {
        Request::new("GET", "/v1/models").header("authorization", &format!("Bearer {key}"))
    };

    let body = world.success(&list(CLIENT_KEY)).json();
    assert_eq!(body["object"], "list");
    let ids: Vec<&str> = body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| model["id"].as_str().unwrap())
        .collect();
    for model in ["smart", "reverse", "gpt", "sonnet"] {
        assert!(ids.contains(&model), "{ids:?}");
    }
    assert_eq!(body["data"][0]["object"], "model");

    let body = world.success(&list(LIMITED_KEY)).json();
    assert_eq!(body["data"].as_array().unwrap().len(), 1);
    assert_eq!(body["data"][0]["id"], "gpt");

    let anthropic = Request::new("GET", "/v1/models")
        .header("x-api-key", LIMITED_KEY)
        .header("anthropic-version", "2023-06-01");
    let body = world.success(&anthropic).json();
    assert_eq!(body["data"][0]["type"], "model");
    assert_eq!(body["data"][0]["id"], "gpt");
    assert_eq!(body["has_more"], json!(false));

    assert_eq!(world.send(&Request::new("GET", "/v1/models")).status, 401);
}

fn what_cannot_be_served_is_refused_in_the_caller_s_format(world: &World) {
    for client in CLIENTS {
        let good = json!({"model": "gpt", "max_tokens": 10, "messages": [{"role": "user", "content": "x"}]});
        let base = request(client, &good);
        let body = |text: &str| base.clone().body(text);
        let path = match client {
            Format::OpenAiChat => "/v1/chat/completions",
            Format::AnthropicMessages => "/v1/messages",
        };
        let get = Request::new("GET", path).header("x-api-key", CLIENT_KEY);
        for (request, status) in [
            (body("{\"model\": \"gpt\", "), 400),
            (body("[]"), 400),
            (body("null"), 400),
            (body("\u{feff}"), 400),
            (body("{\"messages\": []}"), 400),
            (body("{\"model\": 5, \"messages\": []}"), 400),
            (
                body("{\"model\": \"gpt\", \"messages\": \"x\", \"max_tokens\": 5}"),
                400,
            ),
            (base.clone().body(&b"\xff\xfe{}"[..]), 400),
            (base.clone().body(""), 400),
            (
                base.clone()
                    .without("content-type")
                    .header("content-type", "text/plain"),
                415,
            ),
            (base.clone().header("content-encoding", "gzip"), 415),
            (get, 405),
        ] {
            let answer = world.send(&request);
            assert_eq!(answer.status, status, "{}", answer.text());
            error_of(client, &answer);
        }
    }
    let nowhere = Request::post("/v1/vector_stores", &json!({}))
        .header("authorization", &format!("Bearer {CLIENT_KEY}"));
    let answer = world.send(&nowhere);
    assert_eq!(answer.status, 404);
    error_in(Format::OpenAiChat, &answer.json());
    let answer = world.send(&nowhere.header("anthropic-version", "2023-06-01"));
    assert_eq!(answer.status, 404);
    error_in(Format::AnthropicMessages, &answer.json());
    assert!(world.openai.requests().is_empty());
}

fn paths_may_carry_a_query_a_slash_or_a_second_version(world: &World) {
    let body = json!({"model": "gpt", "max_tokens": 10, "messages": [{"role": "user", "content": "hello"}]});
    for (client, path) in [
        (Format::OpenAiChat, "/v1/chat/completions?api-version=1"),
        (Format::OpenAiChat, "/v1/chat/completions/"),
        (Format::OpenAiChat, "/v1/v1/chat/completions"),
        (Format::OpenAiChat, "/chat/completions"),
        (Format::AnthropicMessages, "/v1/messages?beta=true"),
        (Format::AnthropicMessages, "/v1/v1/messages"),
    ] {
        world.forget();
        let request = Request::post(path, &body).header("x-api-key", CLIENT_KEY);
        let answer = world.success(&request);
        assert_eq!(text_of(client, &answer), "You wrote: hello", "{path}");
        let path = world.openai.requests().remove(0).path;
        assert_eq!(path.split('?').next(), Some("/v1/chat/completions"));
    }
}
