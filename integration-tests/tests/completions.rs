//! The older completions, on a real Envoy: translated to providers of chat.

use serde_json::{Value, json};
use sluice_harness::CLIENT_KEY;
use sluice_harness::client::{Answer, Request};

use super::world::{CLIENTS, World, model_of};
use crate::shared::share;

fn complete(world: &World, body: &Value) -> Answer {
    let request = Request::post("/v1/completions", body)
        .header("authorization", &format!("Bearer {CLIENT_KEY}"));
    world.send(&request)
}

share!(
    completions_are_translated: World::start(),
    [
        a_prompt_is_answered_by_providers_of_every_format,
        what_only_completions_know_is_refused_or_listed,
    ]
);

fn a_prompt_is_answered_by_providers_of_every_format(world: &World) {
    for provider in CLIENTS {
        let body = json!({"model": model_of(provider), "prompt": "hello", "max_tokens": 50});
        let whole = complete(world, &body);
        assert_eq!(whole.status, 200, "{}", whole.text());
        let answer = whole.json();
        assert_eq!(answer["object"], "text_completion");
        let text = answer["choices"][0]["text"].as_str().unwrap();
        assert!(!text.is_empty());
        assert!(
            answer["usage"]["total_tokens"]
                .as_u64()
                .is_some_and(|count| count > 0)
        );

        let mut streamed = body.clone();
        streamed["stream"] = json!(true);
        streamed["stream_options"] = json!({"include_usage": true});
        let stream = complete(world, &streamed);
        let media = stream.header("content-type").unwrap();
        assert!(media.starts_with("text/event-stream"), "{media}");
        let events = stream.events();
        assert_eq!(events.last().unwrap().data, "[DONE]");
        let chunks: Vec<Value> = events.iter().map(|event| event.json()).collect();
        let pieces: String = chunks
            .iter()
            .filter_map(|chunk| chunk["choices"][0]["text"].as_str())
            .collect();
        assert_eq!(pieces, text);
        assert!(
            chunks
                .iter()
                .any(|chunk| chunk["usage"]["completion_tokens"].is_u64())
        );
    }
}

fn what_only_completions_know_is_refused_or_listed(world: &World) {
    let ids = complete(world, &json!({"model": "gpt", "prompt": [1, 2]}));
    assert_eq!(ids.status, 400);
    assert_eq!(ids.json()["error"]["param"], "prompt");
    let echo = complete(
        world,
        &json!({"model": "gpt", "prompt": "hello", "echo": true}),
    );
    let losses = echo.header("x-sluice-losses").unwrap();
    assert!(losses.starts_with("echo;dropped"), "{losses}");
}
