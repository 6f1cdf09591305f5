//! Errors of providers, of Envoy and of the gateway reach the client in its own
//! format, with the right status.

use serde_json::json;

use super::world::{CLIENTS, Format, World, ask, error_of, fault, model_of, say};
use crate::shared::share;

/// A provider's status, and the types under which clients know it.
const STATUSES: &[(u16, &str, &str)] = &[
    (400, "invalid_request_error", "invalid_request_error"),
    (404, "invalid_request_error", "not_found_error"),
    (413, "invalid_request_error", "request_too_large"),
    (429, "", "rate_limit_error"),
    (500, "server_error", "api_error"),
];

share!(
    errors_reach_every_client_in_its_own_format: World::start(),
    [
        an_error_of_the_provider_has_the_client_s_shape_and_type,
        a_provider_s_error_that_is_not_json_still_has_the_client_s_shape,
        envoy_s_own_replies_have_the_client_s_shape,
        an_answer_that_makes_no_sense_is_an_error_of_the_provider,
        what_a_strict_model_would_lose_is_refused_by_name,
        when_to_ask_again_is_told_in_seconds_however_the_provider_says_it,
        what_envoy_refuses_before_the_filter_is_an_error_for_either_client,
    ]
);

fn an_error_of_the_provider_has_the_client_s_shape_and_type(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            for (status, openai_type, anthropic_type) in STATUSES {
                for stream in [false, true] {
                    world.forget();
                    let simulator = world.simulator(provider);
                    simulator.set_faults([fault(&format!("status={status},retry-after=3"))]);
                    let answer = world.send(&say(client, model_of(provider), "hello", stream));
                    let case = format!("{client:?} -> {provider:?} {status}");
                    assert_eq!(answer.status, *status, "{case}: {}", answer.text());
                    let (kind, message) = error_of(client, &answer);
                    match client {
                        Format::OpenAiChat if openai_type.is_empty() => {}
                        Format::OpenAiChat => assert_eq!(kind, *openai_type, "{case}"),
                        Format::AnthropicMessages => assert_eq!(kind, *anthropic_type, "{case}"),
                    }
                    assert!(!message.is_empty(), "{case}");
                    assert_eq!(answer.header("retry-after"), Some("3"), "{case}");
                }
            }
        }
    }
}

fn a_provider_s_error_that_is_not_json_still_has_the_client_s_shape(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            for (text, status) in [
                ("html-error-page=502", 502),
                ("status=500,body=", 500),
                ("status=500,body=oops", 500),
                ("status=500,body=[1,2]", 500),
                ("status=500,body={\"error\":\"a string\"}", 500),
                (
                    "status=500,body={\"error\":{\"code\":500,\"message\":null}}",
                    500,
                ),
            ] {
                world.forget();
                world.simulator(provider).set_faults([fault(text)]);
                let answer = world.send(&say(client, model_of(provider), "hello", false));
                assert_eq!(answer.status, status, "{text}: {}", answer.text());
                let (_, message) = error_of(client, &answer);
                assert!(!message.contains("<html>"), "{message}");
            }
        }
    }
}

fn envoy_s_own_replies_have_the_client_s_shape(world: &World) {
    for client in CLIENTS {
        for stream in [false, true] {
            world.forget();
            let answer = world.send(&say(client, "down", "hello", stream));
            assert_eq!(answer.status, 503, "{}", answer.text());
            error_of(client, &answer);

            world.openai.set_faults([fault("delay,headers=20s")]);
            let answer = world.send(&say(client, "gpt", "hello", stream));
            assert_eq!(answer.status, 504, "{}", answer.text());
            error_of(client, &answer);

            world.forget();
            world.openai.set_faults([fault("reset")]);
            let answer = world.send(&say(client, "gpt", "hello", stream));
            assert!(matches!(answer.status, 502 | 503), "{}", answer.text());
            error_of(client, &answer);
        }
    }
}

fn an_answer_that_makes_no_sense_is_an_error_of_the_provider(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            if client == provider {
                // The native path hands on what the provider says.
                continue;
            }
            for text in [
                "empty-body",
                "html-error-page=200",
                "status=200,body={\"a\":",
                "status=200,body=[]",
            ] {
                world.forget();
                world.simulator(provider).set_faults([fault(text)]);
                let answer = world.send(&say(client, model_of(provider), "hello", false));
                assert_eq!(answer.status, 502, "{text}: {}", answer.text());
                error_of(client, &answer);
            }
        }
    }
}

fn what_a_strict_model_would_lose_is_refused_by_name(world: &World) {
    let lossy = json!({"seed": 5, "logprobs": true});
    let answer = world.send(&ask(Format::OpenAiChat, "strict", "hello", &lossy));
    assert_eq!(answer.status, 400, "{}", answer.text());
    let (kind, message) = error_of(Format::OpenAiChat, &answer);
    assert_eq!(kind, "invalid_request_error");
    for field in ["seed", "logprobs"] {
        assert!(message.contains(field), "{message}");
    }
    assert!(world.claude.requests().is_empty());

    let lenient = world.success(&ask(
        Format::OpenAiChat,
        "sonnet",
        "hello",
        &json!({"seed": 5}),
    ));
    let losses = lenient.header("x-sluice-losses").unwrap_or_default();
    assert!(losses.contains("seed"), "{losses}");
}

fn when_to_ask_again_is_told_in_seconds_however_the_provider_says_it(world: &World) {
    for client in CLIENTS {
        for provider in CLIENTS {
            for (headers, seconds) in [
                ("retry-after=3", "3"),
                ("retry-after-ms=2500", "3"),
                (
                    "header=x-ratelimit-remaining-tokens:0,header=x-ratelimit-reset-tokens:6m0s",
                    "360",
                ),
                ("retry-after=Wed, 21 Oct 2015 07:28:00 GMT", "0"),
            ] {
                world.forget();
                let simulator = world.simulator(provider);
                simulator.set_faults([fault(&format!("status=429,{headers}"))]);
                let answer = world.send(&say(client, model_of(provider), "hello", false));
                assert_eq!(answer.status, 429);
                let case = format!("{client:?} -> {provider:?} {headers}");
                assert_eq!(answer.header("retry-after"), Some(seconds), "{case}");
            }
        }
    }
}

fn what_envoy_refuses_before_the_filter_is_an_error_for_either_client(world: &World) {
    let large = "a".repeat(70_000);
    for client in CLIENTS {
        let good = say(client, model_of(client), "hello", false);
        for (request, status) in [
            (good.clone().header("x_under", "1"), 400),
            (good.clone().header("x-large", &large), 431),
        ] {
            let answer = world.send(&request);
            assert_eq!(answer.status, status, "{client:?}: {}", answer.text());
            assert_eq!(answer.header("content-type"), Some("application/json"));
            let body = answer.json();
            assert_eq!(body["type"], "error");
            assert_eq!(body["error"]["type"], "invalid_request_error");
            assert!(body["error"]["message"].is_string() && body["error"].get("param").is_some());
        }
    }
}
