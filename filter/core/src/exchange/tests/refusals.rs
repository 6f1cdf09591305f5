//! What never reaches a provider.

use super::world::{KEY_HASH, World};

const BODY: &str = r#"{"model":"openai","messages":[{"role":"user","content":"hi"}]}"#;

fn guarded() -> String {
    let consumers = format!(
        r#""consumers": [{{"name": "a", "team": "t", "key_sha256": "{KEY_HASH}", "models": ["openai"]}}]"#
    );
    super::world::CONFIG.replace(r#""access": "open""#, &consumers)
}

#[track_caller]
fn refused(
    world: World,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
    status: u16,
    code: &str,
) {
    let outcome = world.post(path, headers, body);
    assert_eq!(outcome.status, status, "{}", outcome.body);
    assert!(outcome.received.is_empty());
    assert!(
        outcome.log.contains(&format!("\"error\":\"{code}\"")),
        "{}",
        outcome.log
    );
    let total = format!("status={status}");
    assert!(
        outcome
            .measures
            .keys()
            .any(|key| key.contains("requests_total") && key.ends_with(&total))
    );
    if path.ends_with("/messages") {
        assert_eq!(outcome.json()["type"], "error");
    } else {
        assert_eq!(outcome.json()["error"]["code"], code);
    }
}

#[test]
fn a_request_without_a_known_key_is_refused() {
    for path in ["/v1/chat/completions", "/v1/messages"] {
        let world = || World::with_config(&guarded(), []);
        refused(world(), path, &[], BODY, 401, "missing_api_key");
        refused(
            world(),
            path,
            &[("authorization", "Bearer ")],
            BODY,
            401,
            "missing_api_key",
        );
        refused(
            world(),
            path,
            &[("authorization", "Bearer sk-other")],
            BODY,
            401,
            "invalid_api_key",
        );
        refused(
            world(),
            path,
            &[("x-api-key", "sk-other")],
            BODY,
            401,
            "invalid_api_key",
        );
        let both = [
            ("authorization", "Bearer sk-test"),
            ("x-api-key", "sk-other"),
        ];
        refused(world(), path, &both, BODY, 401, "invalid_api_key");
    }
}

#[test]
fn a_known_key_is_taken_in_either_header_with_or_without_its_scheme() {
    for header in [
        ("authorization", "Bearer sk-test"),
        ("authorization", "bearer  sk-test "),
        ("authorization", "sk-test"),
        ("x-api-key", "sk-test"),
    ] {
        let answer = super::world::json(200, "{}");
        let outcome =
            World::with_config(&guarded(), [answer]).post("/v1/chat/completions", &[header], BODY);
        assert_eq!(outcome.status, 200, "{header:?}");
        assert!(
            outcome.log.contains(r#""consumer":"a","team":"t""#),
            "{}",
            outcome.log
        );
    }
}

#[test]
fn a_model_that_is_not_allowed_does_not_exist() {
    let key = [("authorization", "Bearer sk-test")];
    let body = BODY.replace("openai", "both");
    refused(
        World::with_config(&guarded(), []),
        "/v1/chat/completions",
        &key,
        &body,
        404,
        "model_not_found",
    );
    let body = BODY.replace("openai", "nope");
    refused(
        World::with_config(&guarded(), []),
        "/v1/chat/completions",
        &key,
        &body,
        404,
        "model_not_found",
    );
}

#[test]
fn an_unknown_model_is_answered_with_the_names_like_it_that_are_allowed() {
    let key = [("authorization", "Bearer sk-test")];
    let told = |model: &str| {
        let body = BODY.replace("openai", model);
        let outcome = World::with_config(&guarded(), []).post("/v1/chat/completions", &key, &body);
        outcome.json()["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(
        told("opnai").contains("did you mean 'openai'?"),
        "{}",
        told("opnai")
    );
    assert!(!told("bothh").contains("did you mean"), "{}", told("bothh"));
}

#[test]
fn models_are_listed_in_both_shapes_as_far_as_allowed() {
    let headers = [
        (":method", "GET"),
        (":path", "/v1/models"),
        ("x-api-key", "sk-test"),
    ];
    let outcome = World::with_config(&guarded(), []).run(&headers, "");
    assert_eq!(outcome.status, 200);
    assert_eq!(outcome.json()["data"].as_array().unwrap().len(), 1);
    assert_eq!(outcome.json()["data"][0]["object"], "model");

    let headers = [&headers[..], &[("anthropic-version", "2023-06-01")]].concat();
    let outcome = World::with_config(&guarded(), []).run(&headers, "");
    assert_eq!(outcome.json()["data"][0]["type"], "model");
    assert_eq!(outcome.json()["first_id"], "openai");
}

#[test]
fn bodies_that_cannot_be_served_are_refused() {
    let chat = "/v1/chat/completions";
    let world = || World::new([]);
    refused(world(), chat, &[], "{", 400, "invalid_body");
    refused(world(), chat, &[], "[]", 400, "invalid_body");
    refused(
        world(),
        chat,
        &[],
        r#"{"messages":[]}"#,
        400,
        "invalid_body",
    );
    refused(world(), chat, &[], "", 400, "empty_body");
    refused(
        world(),
        chat,
        &[("content-type", "text/plain")],
        BODY,
        415,
        "unsupported_content_type",
    );
    refused(
        world(),
        chat,
        &[("content-encoding", "gzip")],
        BODY,
        415,
        "unsupported_content_encoding",
    );
    refused(world(), "/v1/messages", &[], "{", 400, "invalid_body");
    refused(world(), "/v1/other", &[], BODY, 404, "unknown_url");
}

#[test]
fn a_key_given_twice_is_refused_since_two_readers_could_differ() {
    let body = r#"{"model":"openai","model":"both","messages":[{"role":"user","content":"hi"}]}"#;
    refused(
        World::new([]),
        "/v1/chat/completions",
        &[],
        body,
        400,
        "invalid_body",
    );
}

#[test]
fn a_body_over_the_limit_is_refused_however_it_arrives() {
    let config = super::world::CONFIG.replace(
        "\"access\"",
        "\"limits\": {\"request_body\": \"1KiB\"}, \"access\"",
    );
    let body = BODY.replace("hi", &"x".repeat(2000));
    refused(
        World::with_config(&config, []),
        "/v1/chat/completions",
        &[],
        &body,
        413,
        "request_too_large",
    );
    let world = World::with_config(&config, []).request_in_chunks(100);
    // A content-length that says less than what comes.
    let outcome = world.run(
        &[
            (":method", "POST"),
            (":path", "/v1/chat/completions"),
            ("content-type", "application/json"),
        ],
        &body,
    );
    assert_eq!(outcome.status, 413);
}

#[test]
fn strict_translation_refuses_what_would_be_lost() {
    let body =
        r#"{"model":"strict","max_tokens":5,"seed":1,"messages":[{"role":"user","content":"hi"}]}"#;
    refused(
        World::new([]),
        "/v1/chat/completions",
        &[],
        body,
        400,
        "translation_loss",
    );
}

#[test]
fn strict_translation_allows_defaults_that_the_target_demands() {
    let answer = super::world::json(200, "{}");
    let outcome = World::new([answer]).chat(&BODY.replace("openai", "strict"));
    assert_eq!(outcome.received.len(), 1, "{}", outcome.body);
}

#[test]
fn a_wrong_method_names_the_right_one() {
    let outcome = World::new([]).run(&[(":method", "GET"), (":path", "/v1/messages")], "");
    assert_eq!(
        (outcome.status, outcome.headers["allow"].as_str()),
        (405, "POST")
    );
}

#[test]
fn a_header_that_is_not_text_does_no_harm() {
    let headers = [
        (":method", "POST"),
        (":path", "/v1/chat/completions"),
        ("authorization", "\u{80}"),
    ];
    let outcome = World::with_config(&guarded(), []).run(&headers, BODY);
    assert_eq!(outcome.status, 401);
}

#[test]
fn headers_that_steer_the_router_are_taken_off() {
    let headers = [
        ("x-envoy-retry-on", "5xx"),
        ("x-sluice-retry", "1"),
        ("x-envoy-attempt-count", "3"),
        ("x-kept", "1"),
    ];
    let outcome =
        World::new([super::world::json(200, "{}")]).post("/v1/chat/completions", &headers, BODY);
    let received = &outcome.received[0].headers;
    assert_eq!(received.get("x-sluice-retry"), None);
    assert_eq!(received.get("x-envoy-retry-on"), None);
    assert_eq!(received.get("x-envoy-attempt-count"), None);
    assert_eq!(received.text("x-kept"), Some("1"));
}

#[test]
fn a_request_that_never_came_to_the_filter_is_not_measured() {
    let outcome = World::new([]).refused_unseen();
    assert_eq!(outcome.measures, std::collections::BTreeMap::new());
}
