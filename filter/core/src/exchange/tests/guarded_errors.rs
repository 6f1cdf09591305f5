//! What guardrails do to errors of providers.

use serde_json::{Value, json};

use super::guardrails::{chat, chat_stream, emails, guarded};
use super::world::{CONFIG, Outcome, Provider, World, json as answer, sse};

const MAIL: &str = "jo@example.org";

/// What a provider's error looks like, by the model that leads to it.
fn error(model: &str, message: &str) -> String {
    let error = match model {
        "claude" => {
            json!({"type": "error", "error": {"type": "invalid_request_error", "message": message}})
        }
        _ => {
            json!({"error": {"message": message, "type": "invalid_request_error", "param": null, "code": "odd"}})
        }
    };
    error.to_string()
}

fn message(outcome: &Outcome) -> String {
    let body = outcome.json();
    body["error"]["message"].as_str().unwrap().to_owned()
}

/// Sends a prompt in both formats of clients to both providers, which answer with an
/// error that says something.
fn each(guardrails: &Value, prompt: &str, says: &str, check: impl Fn(&str, Outcome)) {
    for model in ["openai", "claude"] {
        let script = || [answer(422, &error(model, says))];
        let body = chat(model, prompt);
        check(model, guarded(guardrails, script()).chat(&body));
        let mut body: Value = serde_json::from_str(&body).unwrap();
        body["max_tokens"] = json!(10);
        let outcome = guarded(guardrails, script()).messages(&body.to_string());
        check(model, outcome);
    }
}

#[test]
fn what_was_taken_out_of_a_prompt_comes_back_in_an_error_that_quotes_it() {
    let restore = emails(&json!({"on": "input", "action": "redact", "redact": {"restore": true}}));
    let says = "'I am [EMAIL_ADDRESS_1]' is not allowed";
    each(&restore, "I am jo@example.org", says, |model, outcome| {
        assert_eq!(outcome.status, 422, "{model}: {}", outcome.body);
        assert_eq!(message(&outcome), "'I am jo@example.org' is not allowed");
        let length = outcome.body.len().to_string();
        assert_eq!(outcome.headers["content-length"], length);
    });
}

#[test]
fn an_error_is_redacted_like_an_answer() {
    let redact = emails(&json!({"on": "output", "action": "redact"}));
    each(&redact, "hi", "ask jo@example.org", |model, outcome| {
        assert_eq!(outcome.status, 422, "{model}");
        assert_eq!(message(&outcome), "ask [EMAIL_ADDRESS_1]");
        let told = &outcome.headers["x-sluice-guardrails"];
        assert_eq!(told, "mail;on=output;action=redact;count=1");
    });
}

#[test]
fn an_error_that_is_denied_stays_one_and_loses_its_words() {
    for action in ["deny", "fallback", "retry"] {
        let deny = emails(&json!({"on": "output", "action": action}));
        each(&deny, "hi", "ask jo@example.org", |model, outcome| {
            assert_eq!(outcome.status, 422, "{model}");
            assert_eq!(message(&outcome), "refused by the guardrail 'mail'");
            assert!(!outcome.body.contains(MAIL) && !outcome.log.contains(MAIL));
            let told = format!("mail;on=output;action={action};count=1");
            assert_eq!(outcome.headers["x-sluice-guardrails"], told);
        });
    }
    let deny = emails(&json!({"on": "output"}));
    let outcome = guarded(&deny, [answer(422, &error("openai", MAIL))]).chat(&chat("openai", "hi"));
    assert_eq!(outcome.json()["error"]["code"], "guardrail_denied");
}

#[test]
fn an_error_passes_as_it_came_if_nothing_is_found() {
    let redact = emails(&json!({"action": "redact", "redact": {"restore": true}}));
    let body = error("openai", "no such thing");
    let world = guarded(&redact, [answer(404, &body)]);
    let outcome = world.chat(&chat("openai", "hi"));
    assert_eq!((outcome.status, outcome.body), (404, body));
}

#[test]
fn guardrails_that_only_watch_or_flag_or_read_other_parts_change_no_error() {
    for more in [
        json!({"mode": "monitor"}),
        json!({"action": "flag"}),
        json!({"parts": ["user"]}),
    ] {
        let mut rule = json!({"on": "output"});
        for (name, value) in more.as_object().unwrap() {
            rule[name] = value.clone();
        }
        each(&emails(&rule), "hi", "ask jo@example.org", |_, outcome| {
            assert_eq!(message(&outcome), "ask jo@example.org", "{more}");
        });
    }
}

#[test]
fn a_check_of_the_form_of_answers_is_not_for_errors() {
    let short = json!({"short": {"check": {"length": {"words": {"max": 1}}}, "on": "output"}});
    each(&short, "hi", "this has four words", |_, outcome| {
        assert_eq!(message(&outcome), "this has four words");
        assert!(!outcome.headers.contains_key("x-sluice-guardrails"));
    });
}

#[test]
fn the_words_of_an_error_that_a_service_cannot_be_asked_about_are_withheld() {
    for (on_error, says) in [
        (
            "deny",
            "the guardrail 'asked' cannot be asked now, and nothing passes it unchecked; try again in a few seconds",
        ),
        ("pass", "ask jo@example.org"),
    ] {
        let mut config: Value = serde_json::from_str(CONFIG).unwrap();
        config["services"] = json!({"hook": {"endpoint": "http://guard.test"}});
        config["guardrails"] = json!({"asked": {
            "check": {"service": {"kind": "webhook", "service": "hook"}},
            "on": "output", "on_error": on_error,
        }});
        for model in ["openai", "claude"] {
            let script = [answer(422, &error(model, "ask jo@example.org"))];
            let outcome = World::with_config(&config.to_string(), script).chat(&chat(model, "hi"));
            assert_eq!(outcome.status, 422, "{}", outcome.body);
            assert_eq!(message(&outcome), says, "{model}");
        }
    }
}

#[test]
fn errors_of_other_operations_are_looked_at_too() {
    let redact = emails(&json!({"on": "output", "action": "redact"}));
    let body = json!({"model": "openai", "input": "hi"}).to_string();
    let script = || [answer(422, &error("openai", "ask jo@example.org"))];
    for path in ["/v1/embeddings", "/v1/moderations"] {
        let outcome = guarded(&redact, script()).post(path, &[], &body);
        assert_eq!(message(&outcome), "ask [EMAIL_ADDRESS_1]", "{path}");
    }
}

#[test]
fn an_error_in_place_of_an_answer_is_looked_at() {
    let redact = emails(&json!({"on": "output", "action": "redact"}));
    for model in ["openai", "claude"] {
        let script = [answer(200, &error(model, "ask jo@example.org"))];
        let outcome = guarded(&redact, script).chat(&chat(model, "hi"));
        assert_eq!(outcome.status, 502, "{}", outcome.body);
        assert_eq!(message(&outcome), "ask [EMAIL_ADDRESS_1]", "{model}");
    }
}

#[test]
fn an_error_that_was_given_up_keeps_its_words_to_itself() {
    let deny = emails(&json!({"on": "output"}));
    let script = [answer(503, &error("claude", "ask jo@example.org"))];
    let outcome = guarded(&deny, script)
        .without_retries()
        .chat(&chat("both", "hi"));
    assert_eq!(outcome.status, 503, "{}", outcome.body);
    assert_eq!(message(&outcome), "the provider answered with status 503");
}

/// A stream of these events.
fn events(events: &[Value]) -> Provider {
    let lines = events.iter().map(|event| format!("data: {event}\n\n"));
    sse(&lines.collect::<String>(), 9)
}

#[test]
fn errors_in_streams_are_looked_at() {
    let told =
        json!({"error": {"message": "ask jo@example.org", "type": "server_error", "code": null}});
    let begin = json!({
        "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-x",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": "well "}, "finish_reason": null}],
    });
    let redact = emails(&json!({"on": "output", "action": "redact"}));
    let deny = emails(&json!({"on": "output"}));
    let full = emails(&json!({"on": "output", "action": "redact", "hold": "full"}));
    let streams = [vec![told.clone()], vec![begin, told]];
    for script in &streams {
        for guardrails in [&redact, &deny, &full] {
            let world = guarded(guardrails, [events(script)]);
            let outcome = world.chat(&chat_stream("openai", "hi"));
            let is_denied = guardrails == &deny;
            assert!(!outcome.body.contains(MAIL), "{}", outcome.body);
            assert!(!outcome.log.contains(MAIL), "{}", outcome.log);
            assert_eq!(
                outcome.body.contains("ask [EMAIL_ADDRESS_1]"),
                !is_denied,
                "{}",
                outcome.body
            );
            assert!(outcome.log.contains("count=1"), "{}", outcome.log);
        }
    }
    let restore = emails(&json!({"on": "input", "action": "redact", "redact": {"restore": true}}));
    let quoted =
        json!({"error": {"message": "no [EMAIL_ADDRESS_1]", "type": "server_error", "code": null}});
    let world = guarded(&restore, [events(&[quoted])]);
    let outcome = world.chat(&chat_stream("openai", "I am jo@example.org"));
    assert_eq!(message(&outcome), "no jo@example.org");
}
