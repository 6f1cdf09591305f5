//! What guardrails do to requests and answers on their way.

use serde_json::{Value, json};

use super::world::{CONFIG, Outcome, Provider, World, json as answer, sse};
use crate::telemetry::Metric;

/// The usual configuration with these guardrails.
pub(super) fn guarded(guardrails: &Value, script: impl IntoIterator<Item = Provider>) -> World {
    let mut config: Value = serde_json::from_str(CONFIG).unwrap();
    config["guardrails"] = guardrails.clone();
    World::with_config(&config.to_string(), script)
}

pub(super) fn emails(more: &Value) -> Value {
    let mut guardrail = json!({"check": {"pii": {"entities": ["EMAIL_ADDRESS"]}}});
    for (key, value) in more.as_object().unwrap() {
        guardrail[key] = value.clone();
    }
    json!({"mail": guardrail})
}

pub(super) fn chat(model: &str, text: &str) -> String {
    json!({"model": model, "messages": [{"role": "user", "content": text}]}).to_string()
}

pub(super) fn said(text: &str) -> Provider {
    let body = json!({
        "id": "c1", "object": "chat.completion", "created": 1, "model": "gpt-x",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    });
    answer(200, &body.to_string())
}

pub(super) fn says(text: &str) -> Provider {
    let body = json!({
        "id": "m1", "type": "message", "role": "assistant", "model": "claude-x",
        "content": [{"type": "text", "text": text}], "stop_reason": "end_turn", "stop_sequence": null,
        "usage": {"input_tokens": 5, "output_tokens": 2}
    });
    answer(200, &body.to_string())
}

fn content(outcome: &Outcome) -> String {
    let body = outcome.json();
    body["choices"][0]["message"]["content"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn guardrail_counts(outcome: &Outcome) -> u64 {
    outcome.measured(Metric::Guardrails)
}

#[test]
fn a_request_that_is_denied_goes_nowhere_and_is_told_by_name() {
    let world = guarded(&emails(&json!({"on": "input"})), [said("hi")]);
    let outcome = world.chat(&chat("openai", "I am jo@example.org"));
    assert_eq!(outcome.status, 400);
    assert_eq!(outcome.json()["error"]["code"], "guardrail_denied");
    assert!(outcome.received.is_empty());
    assert_eq!(
        outcome.headers["x-sluice-guardrails"],
        "mail;on=input;action=deny;count=1"
    );
    assert!(!outcome.body.contains("jo@"), "{}", outcome.body);
    assert!(
        outcome.log.contains("mail;on=input;action=deny"),
        "{}",
        outcome.log
    );
    assert_eq!(guardrail_counts(&outcome), 1);
}

#[test]
fn the_status_and_the_words_of_a_refusal_are_the_files() {
    let deny = json!({"on": "input", "deny": {"status": 446, "message": "No addresses, please."}});
    let outcome = guarded(&emails(&deny), []).chat(&chat("openai", "I am jo@example.org"));
    assert_eq!(outcome.status, 446);
    assert_eq!(outcome.json()["error"]["message"], "No addresses, please.");
}

#[test]
fn a_clean_request_passes_byte_for_byte() {
    let body = chat("openai", "nothing to see");
    let outcome = guarded(&emails(&json!({})), [said("hi")]).chat(&body);
    assert_eq!(outcome.status, 200);
    assert_eq!(
        outcome.received[0].body,
        body.replace("\"openai\"", "\"gpt-x\"")
    );
    assert!(!outcome.headers.contains_key("x-sluice-guardrails"));
    assert_eq!(guardrail_counts(&outcome), 2);
}

#[test]
fn what_is_redacted_reaches_no_target_and_is_restored_in_the_answer() {
    let redact = json!({"on": "input", "action": "redact", "redact": {"restore": true}});
    for (model, provider) in [
        ("openai", said("Dear [EMAIL_ADDRESS_1], hello")),
        ("claude", says("Dear [EMAIL_ADDRESS_1], hello")),
    ] {
        let world = guarded(&emails(&redact), [provider]);
        let outcome = world.chat(&chat(model, "I am jo@example.org, jo@example.org!"));
        assert_eq!(outcome.status, 200, "{}", outcome.body);
        let sent = &outcome.received[0];
        assert!(
            sent.body
                .contains("I am [EMAIL_ADDRESS_1], [EMAIL_ADDRESS_1]!"),
            "{}",
            sent.body
        );
        assert_eq!(
            sent.headers.text("content-length"),
            Some(sent.body.len().to_string().as_str())
        );
        assert_eq!(content(&outcome), "Dear jo@example.org, hello");
        assert_eq!(
            outcome.headers["content-length"],
            outcome.body.len().to_string(),
        );
        assert_eq!(
            outcome.headers["x-sluice-guardrails"],
            "mail;on=input;action=redact;count=2"
        );
    }
}

#[test]
fn later_targets_get_what_is_redacted_too_also_without_shared_memory() {
    let redact = json!({"on": "input", "action": "redact"});
    for is_shared in [true, false] {
        let script = [answer(529, "{}"), said("hi")];
        let mut world = guarded(&emails(&redact), script);
        if !is_shared {
            world = world.without_shared_memory();
        }
        let outcome = world.chat(&chat("both", "I am jo@example.org"));
        assert_eq!(outcome.status, 200, "{}", outcome.body);
        assert_eq!(outcome.received.len(), 2);
        for sent in &outcome.received {
            assert!(!sent.body.contains("jo@"), "{}", sent.body);
        }
    }
}

#[test]
fn an_answer_that_was_let_pass_may_have_a_status_that_says_so() {
    let flag = |on: &str| emails(&json!({"on": on, "action": "flag", "flag": {"status": 246}}));
    let hit = "ask jo@example.org";
    for (on, prompt, answer, status) in [
        ("input", hit, "hi", 246),
        ("output", "hi", hit, 246),
        ("both", "hi", "hi", 200),
        ("input", "hi", hit, 200),
    ] {
        for is_shared in [true, false] {
            for (model, provider) in [("openai", said(answer)), ("claude", says(answer))] {
                let mut world = guarded(&flag(on), [provider]);
                if !is_shared {
                    world = world.without_shared_memory();
                }
                let outcome = world.chat(&chat(model, prompt));
                assert_eq!(outcome.status, status, "{on} {model} {is_shared}");
                assert_eq!(content(&outcome), answer);
                let header = outcome.headers.get("x-sluice-guardrails");
                assert_eq!(header.is_some(), status == 246, "{on} {model} {is_shared}");
            }
        }
    }
    // What a stream has begun with is all that its headers can tell of.
    let streams = [
        (
            json!("window"),
            vec!["well, ", "and so on, ", hit, "."],
            200,
        ),
        (json!("full"), vec!["well, ", "and so on, ", hit, "."], 246),
    ];
    for (hold, pieces, status) in streams {
        let mut guardrails = flag("output");
        guardrails["mail"]["hold"] = hold;
        let outcome = guarded(&guardrails, [streamed(&pieces)]).chat(&chat_stream("openai", "x"));
        assert_eq!(outcome.status, status, "{}", outcome.body);
    }
    let outcome = guarded(&flag("input"), [streamed(&["hi"])]).chat(&chat_stream("openai", hit));
    assert_eq!(outcome.status, 246);
    let outcome = guarded(&flag("input"), [answer(404, "{}")]).chat(&chat("openai", hit));
    assert_eq!(outcome.status, 404);
    let mut watched = flag("input");
    watched["mail"]["mode"] = json!("monitor");
    let outcome = guarded(&watched, [said("hi")]).chat(&chat("openai", hit));
    assert_eq!(outcome.status, 200);
}

#[test]
fn what_was_taken_out_comes_back_from_another_vm() {
    let redact = emails(&json!({"action": "redact", "redact": {"restore": true}}));
    let prompt = "I am jo@example.org";
    let script = || [said("Dear [EMAIL_ADDRESS_1], ask al@example.org")];
    let world = guarded(&redact, script()).without_shared_memory();
    let outcome = world.chat(&chat("openai", prompt));
    assert_eq!(outcome.status, 200, "{}", outcome.body);
    assert!(!outcome.received[0].body.contains("jo@"));
    let told = content(&outcome);
    assert_eq!(told, "Dear jo@example.org, ask [EMAIL_ADDRESS_2]");
    let world = guarded(&redact, [streamed(&["Dear [EMAIL_ADD", "RESS_1]!"])]);
    let world = world.without_shared_memory();
    let outcome = world.chat(&chat_stream("openai", prompt));
    assert_eq!(read_stream(&outcome.body).0, "Dear jo@example.org!");
    let world = guarded(&redact, script()).without_shared_memory();
    let outcome = world
        .without_property("sluice.taken")
        .chat(&chat("openai", prompt));
    assert_eq!((outcome.status, outcome.received.len()), (500, 0));
    assert_eq!(outcome.json()["error"]["code"], "internal_error");
}

#[test]
fn an_answer_is_denied_redacted_or_flagged() {
    let cases = [
        (json!({"on": "output"}), 400, ""),
        (
            json!({"on": "output", "action": "redact"}),
            200,
            "ask [EMAIL_ADDRESS_1]",
        ),
        (
            json!({"on": "output", "action": "redact", "redact": {"with": "mask"}}),
            200,
            "ask **************",
        ),
        (
            json!({"on": "output", "action": "flag"}),
            200,
            "ask jo@example.org",
        ),
        (
            json!({"on": "output", "mode": "monitor"}),
            200,
            "ask jo@example.org",
        ),
    ];
    for (more, status, text) in cases {
        for (model, provider) in [
            ("openai", said("ask jo@example.org")),
            ("claude", says("ask jo@example.org")),
        ] {
            let outcome = guarded(&emails(&more), [provider]).chat(&chat(model, "hi"));
            assert_eq!(outcome.status, status, "{more} {}", outcome.body);
            let told = &outcome.headers["x-sluice-guardrails"];
            assert!(told.starts_with("mail;on=output;action="), "{told}");
            if status == 200 {
                assert_eq!(content(&outcome), text, "{more}");
            } else {
                assert_eq!(outcome.json()["error"]["code"], "guardrail_denied");
                assert!(!outcome.body.contains("jo@"));
            }
        }
    }
}

#[test]
fn an_answer_without_shared_memory_is_checked_all_the_same() {
    let world = guarded(
        &emails(&json!({"on": "output"})),
        [said("ask jo@example.org")],
    );
    let outcome = world.without_shared_memory().chat(&chat("openai", "hi"));
    assert_eq!(outcome.status, 400, "{}", outcome.body);
}

#[test]
fn a_fallback_asks_the_next_target_and_denies_at_the_last() {
    let fallback = json!({"on": "output", "action": "fallback"});
    let script = [says("ask jo@example.org"), said("ask nobody")];
    let outcome = guarded(&emails(&fallback), script).chat(&chat("both", "hi"));
    assert_eq!((outcome.status, outcome.received.len()), (200, 2));
    assert_eq!(content(&outcome), "ask nobody");
    let script = [says("ask jo@example.org"), said("ask jo@example.org")];
    let outcome = guarded(&emails(&fallback), script).chat(&chat("both", "hi"));
    assert_eq!((outcome.status, outcome.received.len()), (400, 2));
}

#[test]
fn a_retry_asks_the_same_target_and_says_what_was_wrong() {
    let retry = json!({"on": "output", "action": "retry", "retry": {"attempts": 2}});
    let script = [says("a@example.org"), says("b@example.org"), says("nobody")];
    let outcome = guarded(&emails(&retry), script).chat(&chat("claude", "hi"));
    assert_eq!(
        (outcome.status, outcome.received.len()),
        (200, 3),
        "{}",
        outcome.body
    );
    assert_eq!(content(&outcome), "nobody");
    let last: Value = serde_json::from_str(&outcome.received[2].body).unwrap();
    let turns = last["messages"].as_array().unwrap();
    assert!(
        turns.len() >= 2 || turns[0]["content"].as_array().is_some(),
        "{last}"
    );
    assert!(last.to_string().contains("not accepted"), "{last}");
    let script = [
        said("a@example.org"),
        said("b@example.org"),
        said("c@example.org"),
    ];
    let outcome = guarded(&emails(&retry), script).chat(&chat("openai", "hi"));
    assert_eq!((outcome.status, outcome.received.len()), (400, 3));
}

#[test]
fn a_retry_stays_bounded_and_says_what_was_wrong_where_every_attempt_is_in_another_vm() {
    let retry = emails(&json!({"on": "output", "action": "retry", "retry": {"attempts": 1}}));
    for (model, script) in [
        (
            "back",
            [said("a@example.org"), said("b@example.org"), said("c")],
        ),
        (
            "both",
            [says("a@example.org"), says("b@example.org"), says("c")],
        ),
    ] {
        let world = guarded(&retry, script).without_shared_memory();
        let outcome = world.chat(&chat(model, "hi"));
        let asked: Vec<_> = { outcome.received.iter() }
            .map(|sent| (&*sent.provider, sent.body.contains("not accepted")))
            .collect();
        let provider = asked[0].0;
        assert_eq!(asked, [(provider, false), (provider, true)], "{model}");
        assert_eq!(outcome.status, 400, "{}", outcome.body);
    }
}

#[test]
fn targets_behind_one_that_is_asked_again_keep_their_turn_in_other_vms() {
    let retry = emails(&json!({"on": "output", "action": "retry", "retry": {"attempts": 1}}));
    for apart in ["openai", "claude"] {
        let script = [said("a@example.org"), answer(529, "{}"), says("fine")];
        let world = guarded(&retry, script).with_provider_apart(apart);
        let outcome = world.chat(&chat("back", "hi"));
        let asked: Vec<_> = { outcome.received.iter() }
            .map(|sent| (&*sent.provider, sent.body.contains("not accepted")))
            .collect();
        let wanted = [("openai", false), ("openai", true), ("claude", true)];
        assert_eq!(asked, wanted, "{apart}");
        assert_eq!(outcome.status, 200, "{apart} {}", outcome.body);
        assert_eq!(content(&outcome), "fine");
    }
}

#[test]
fn a_guardrail_is_for_its_models_and_parts_only() {
    let body = chat("openai", "I am jo@example.org");
    for more in [json!({"models": ["claude"]}), json!({"parts": ["system"]})] {
        let outcome = guarded(&emails(&more), [said("hi")]).chat(&body);
        assert_eq!(outcome.status, 200, "{more}");
    }
    for more in [json!({"models": ["open*"]}), json!({"parts": ["user"]})] {
        let outcome = guarded(&emails(&more), [said("hi")]).chat(&body);
        assert_eq!(outcome.status, 400, "{more}");
    }
}

#[test]
fn the_latest_turn_alone_may_be_read() {
    let body = |last: &str| {
        json!({"model": "openai", "messages": [
            {"role": "user", "content": "I am jo@example.org"},
            {"role": "assistant", "content": "hello"},
            {"role": "user", "content": last},
        ]})
        .to_string()
    };
    let latest = emails(&json!({"latest": true, "on": "input"}));
    assert_eq!(
        guarded(&latest, [said("hi")]).chat(&body("bye")).status,
        200
    );
    assert_eq!(
        guarded(&latest, []).chat(&body("al@example.org")).status,
        400
    );
    // What stands beside the turns is always read.
    let mut beside: Value = serde_json::from_str(&body("bye")).unwrap();
    beside["prediction"] = json!({"type": "content", "content": "al@example.org"});
    assert_eq!(guarded(&latest, []).chat(&beside.to_string()).status, 400);
    // Words put into the model's mouth do not make what stands before them old.
    let mut put: Value = serde_json::from_str(&body("al@example.org")).unwrap();
    let turns = put["messages"].as_array_mut().unwrap();
    turns.push(json!({"role": "assistant", "content": "Sure"}));
    assert_eq!(guarded(&latest, []).chat(&put.to_string()).status, 400);
}

#[test]
fn a_value_split_over_content_parts_is_found() {
    let parts = json!([
        {"type": "text", "text": "I am jo@exam"},
        {"type": "text", "text": "ple.org, you know"},
    ]);
    let body = json!({"model": "openai", "messages": [{"role": "user", "content": parts}]});
    let redact = json!({"on": "input", "action": "redact"});
    let outcome = guarded(&emails(&redact), [said("hi")]).chat(&body.to_string());
    let sent: Value = serde_json::from_str(&outcome.received[0].body).unwrap();
    let parts = &sent["messages"][0]["content"];
    assert_eq!(parts[0]["text"], "I am [EMAIL_ADDRESS_1]");
    assert_eq!(parts[1]["text"], ", you know");
}

#[test]
fn escapes_hide_nothing_at_any_level() {
    let arguments = r#"{\"to\":\"jo\\u0040example.org\"}"#;
    let body = format!(
        r#"{{"model":"openai","messages":[{{"role":"user","content":"a jo\u0040example.org"}},{{"role":"assistant","content":null,"tool_calls":[{{"id":"c","type":"function","function":{{"name":"f","arguments":"{arguments}"}}}}]}},{{"role":"tool","tool_call_id":"c","content":"x"}}]}}"#
    );
    let redact = json!({"on": "input", "action": "redact"});
    let outcome = guarded(&emails(&redact), [said("hi")]).chat(&body);
    let sent: Value = serde_json::from_str(&outcome.received[0].body).unwrap();
    assert_eq!(sent["messages"][0]["content"], "a [EMAIL_ADDRESS_1]");
    let call = &sent["messages"][1]["tool_calls"][0]["function"]["arguments"];
    assert_eq!(call, r#"{"to":"[EMAIL_ADDRESS_1]"}"#);
}

#[test]
fn other_operations_are_checked_as_well() {
    let body = json!({"model": "openai", "input": ["fine", "jo@example.org"]}).to_string();
    let outcome = guarded(&emails(&json!({"on": "input"})), []).post("/v1/embeddings", &[], &body);
    assert_eq!(outcome.status, 400);
    assert_eq!(outcome.json()["error"]["code"], "guardrail_denied");
    let body = json!({"model": "openai", "prompt": "draw jo@example.org"}).to_string();
    let world = guarded(&emails(&json!({"on": "input"})), []);
    assert_eq!(world.post("/v1/images/generations", &[], &body).status, 400);
}

#[test]
fn what_cannot_be_read_is_refused_unless_the_file_lets_it_pass() {
    let form = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nopenai\r\n--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\ncontent-transfer-encoding: base64\r\n\r\naGk=\r\n--b--\r\n";
    let kind = [("content-type", "multipart/form-data; boundary=b")];
    let path = "/v1/audio/transcriptions";
    let closed = guarded(&emails(&json!({"on": "input"})), []);
    let outcome = closed.post(path, &kind, form);
    assert_eq!(outcome.status, 400);
    assert_eq!(outcome.json()["error"]["code"], "guardrail_unreadable");
    let open = guarded(
        &emails(&json!({"on": "input", "on_error": "pass"})),
        [answer(200, r#"{"text":"hi"}"#)],
    );
    assert_eq!(open.post(path, &kind, form).status, 200);
}

#[test]
fn an_answer_of_another_operation_is_checked_where_it_is_json() {
    let form = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nopenai\r\n--b--\r\n";
    let kind = [("content-type", "multipart/form-data; boundary=b")];
    let redact = json!({"on": "output", "action": "redact"});
    let script = [answer(200, r#"{"text":"I am jo@example.org"}"#)];
    let outcome = guarded(&emails(&redact), script).post("/v1/audio/transcriptions", &kind, form);
    assert_eq!(outcome.body, r#"{"text":"I am [EMAIL_ADDRESS_1]"}"#);
}

/// A stream in the format of OpenAI, one event a piece.
pub(super) fn streamed(pieces: &[&str]) -> Provider {
    let event = |delta: Value, finish: Value| {
        let chunk = json!({
            "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-x",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        });
        format!("data: {chunk}\n\n")
    };
    let mut body = event(json!({"role": "assistant", "content": ""}), Value::Null);
    for piece in pieces {
        body.push_str(&event(json!({"content": piece}), Value::Null));
    }
    body.push_str(&event(json!({}), json!("stop")));
    body.push_str("data: [DONE]\n\n");
    sse(&body, 7)
}

/// What the client reads of a stream: its text, and the last finish reason.
fn read_stream(body: &str) -> (String, String) {
    let mut text = String::new();
    let mut finish = String::new();
    for data in body.lines().filter_map(|line| line.strip_prefix("data: ")) {
        let Ok(event) = serde_json::from_str::<Value>(data) else {
            continue;
        };
        let choice = &event["choices"][0];
        text.push_str(choice["delta"]["content"].as_str().unwrap_or_default());
        if let Some(reason) = choice["finish_reason"].as_str() {
            reason.clone_into(&mut finish);
        }
    }
    assert!(body.ends_with("data: [DONE]\n\n"), "{body}");
    (text, finish)
}

pub(super) fn chat_stream(model: &str, text: &str) -> String {
    let messages = json!([{"role": "user", "content": text}]);
    json!({"model": model, "stream": true, "messages": messages}).to_string()
}

#[test]
fn a_stream_is_redacted_across_its_events() {
    let redact = emails(&json!({"on": "output", "action": "redact"}));
    let pieces = ["ask j", "o@exa", "mple", ".org now", ", please"];
    let world = guarded(&redact, [streamed(&pieces)]);
    let outcome = world.chat(&chat_stream("openai", "hi"));
    let read = read_stream(&outcome.body);
    assert_eq!(
        read,
        ("ask [EMAIL_ADDRESS_1] now, please".into(), "stop".into())
    );
    assert!(
        outcome.log.contains("mail;on=output;action=redact;count=1"),
        "{}",
        outcome.log
    );
}

#[test]
fn a_stream_that_is_denied_ends_in_good_form() {
    let deny = emails(&json!({"on": "output"}));
    let world = guarded(&deny, [streamed(&["ask j", "o@example.org", " now"])]);
    let outcome = world.chat(&chat_stream("openai", "hi"));
    assert_eq!(outcome.status, 200);
    let read = read_stream(&outcome.body);
    assert_eq!(read, ("ask ".into(), "content_filter".into()));
    assert!(
        outcome.log.contains(r#""error":"guardrail_denied""#),
        "{}",
        outcome.log
    );
}

#[test]
fn a_stream_that_is_held_whole_becomes_an_error_or_another_answer() {
    let pieces = ["ask jo@example.org", " now"];
    let hold = emails(&json!({"on": "output", "hold": "full"}));
    let outcome = guarded(&hold, [streamed(&pieces)]).chat(&chat_stream("openai", "hi"));
    assert_eq!(outcome.status, 400, "{}", outcome.body);
    assert_eq!(outcome.json()["error"]["code"], "guardrail_denied");
    let fallback = emails(&json!({"on": "output", "action": "fallback"}));
    let script = [streamed(&pieces), says("nobody")];
    let outcome = guarded(&fallback, script).chat(&chat_stream("back", "hi"));
    assert_eq!(outcome.received.len(), 2);
    assert_eq!(read_stream(&outcome.body), ("nobody".into(), "stop".into()));
    let outcome = guarded(&hold, [streamed(&["fine"])]).chat(&chat_stream("openai", "hi"));
    assert_eq!(read_stream(&outcome.body), ("fine".into(), "stop".into()));
}

#[test]
fn what_was_taken_out_comes_back_in_a_stream() {
    let restore = emails(&json!({"on": "input", "action": "redact", "redact": {"restore": true}}));
    let pieces = ["Dear [EMA", "IL_ADDRESS_1", "], [EMAIL_ADDRESS_2]"];
    let world = guarded(&restore, [streamed(&pieces)]);
    let outcome = world.chat(&chat_stream("openai", "I am jo@example.org"));
    let read = read_stream(&outcome.body);
    assert_eq!(read.0, "Dear jo@example.org, [EMAIL_ADDRESS_2]");
}

#[test]
fn an_answer_that_cannot_be_read_is_refused_unless_the_file_lets_it_pass() {
    let form = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nopenai\r\n--b--\r\n";
    let kind = [("content-type", "multipart/form-data; boundary=b")];
    let path = "/v1/audio/transcriptions";
    let text = || Provider::Answer {
        status: 200,
        headers: vec![("content-type", "text/vtt")],
        chunks: vec![b"WEBVTT jo@example.org".to_vec()],
    };
    let closed = emails(&json!({"on": "output"}));
    let outcome = guarded(&closed, [text()]).post(path, &kind, form);
    assert_eq!(outcome.status, 400, "{}", outcome.body);
    assert_eq!(outcome.json()["error"]["code"], "guardrail_unreadable");
    let open = emails(&json!({"on": "output", "on_error": "pass"}));
    let outcome = guarded(&open, [text()]).post(path, &kind, form);
    assert_eq!(outcome.status, 200);
}

/// The usual configuration with a service that is asked about requests, behind a check of
/// the module's own.
fn with_service(more: &Value, script: impl IntoIterator<Item = Provider>) -> World {
    let mut config: Value = serde_json::from_str(CONFIG).unwrap();
    config["services"] = json!({"desk": {"endpoint": "http://desk.test"}});
    let mut guardrails = emails(&json!({"on": "input", "action": "flag"}));
    guardrails["asked"] = json!({"check": {"service": {"kind": "webhook", "service": "desk"}}});
    for (key, value) in more.as_object().unwrap() {
        guardrails["asked"][key] = value.clone();
    }
    config["guardrails"] = guardrails;
    World::with_config(&config.to_string(), script)
}

#[test]
fn what_guardrails_have_come_to_is_counted_although_the_client_leaves() {
    let world = with_service(&json!({"on": "input"}), []).with_silent_services();
    let outcome = world.chat(&chat("openai", "I am jo@example.org"));
    assert_eq!(outcome.status, 0);
    assert_eq!(guardrail_counts(&outcome), 1);
    assert!(
        outcome.log.contains("mail;on=input;action=flag;count=1"),
        "{}",
        outcome.log
    );
}

#[test]
fn a_service_is_not_asked_while_too_much_waits() {
    for (count, bytes) in [(1, 32 << 20), (2, 16 << 20), (1024, 0)] {
        for (on_error, status) in [("deny", 503), ("pass", 200)] {
            let more = json!({"on": "input", "on_error": on_error});
            let world = with_service(&more, [said("hi")]).with_silent_services();
            let outcome = world
                .with_others_waiting(count, bytes)
                .chat(&chat("openai", "hello"));
            assert_eq!(outcome.status, status, "{count} {on_error}");
            if status == 503 {
                let error = &outcome.json()["error"];
                assert_eq!(error["code"], "guardrail_unavailable");
                assert!(outcome.received.is_empty());
            }
            let told = &outcome.headers["x-sluice-guardrails"];
            assert_eq!(told, "asked;on=input;action=error");
        }
        let more = json!({"on": "output"});
        let world = with_service(&more, [said("hi")]).with_silent_services();
        let outcome = world
            .with_others_waiting(count, bytes)
            .chat(&chat("openai", "hello"));
        assert_eq!((outcome.status, outcome.received.len()), (503, 1));
    }
}

#[test]
fn a_stream_that_is_held_has_the_time_of_a_whole_answer_also_where_targets_are_asked_together() {
    let mut config: Value = serde_json::from_str(CONFIG).unwrap();
    config["models"]["both"]["timeouts"] = json!({"first_token": "3s", "answer": "40s"});
    for (hedge_after, header) in [
        (None, "x-envoy-upstream-rq-per-try-timeout-ms"),
        (Some("200ms"), "x-sluice-first-token-ms"),
    ] {
        if let Some(after) = hedge_after {
            config["models"]["both"]["hedge_after"] = json!(after);
        }
        for (hold, wait) in [("window", "3000"), ("full", "40000")] {
            config["guardrails"] = emails(&json!({"on": "output", "hold": hold}));
            let world = World::with_config(&config.to_string(), [answer(400, "{}")]);
            let outcome = world.chat(&chat_stream("both", "hi"));
            let sent = &outcome.received[0].headers;
            assert_eq!(sent.text(header), Some(wait), "{hedge_after:?} {hold}");
        }
    }
}
