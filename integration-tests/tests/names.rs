//! The names by which clients ask for models: other names, names with a `*`, and
//! `provider/model`.

use serde_json::Value;
use sluice_harness::client::Request;
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};
use sluice_simulator::{Options, Simulator};

use super::world::{CLAUDE_KEY, CLIENTS, Format, OPENAI_KEY, World, fault, say, text_of};
use crate::shared::share;

/// A world whose models have other names too.
fn world() -> World {
    let simulator = |format: Format, key| Simulator::start(Options::new(format.into()).key(key));
    let openai = simulator(Format::OpenAiChat, OPENAI_KEY).unwrap();
    let claude = simulator(Format::AnthropicMessages, CLAUDE_KEY).unwrap();
    let yaml = format!(
        r#"direct_models: true
timeouts: {{idle: 5s, answer: 5s}}
providers:
  openai: {{format: openai-chat, endpoint: "{openai}", auth: {{bearer: {{env: TEST_OPENAI_KEY}}}}}}
  claude: {{format: anthropic-messages, endpoint: "{claude}", auth: {{header: x-api-key, env: TEST_CLAUDE_KEY}}}}
models:
  smart:
    aliases: [gpt-4o, "claude-*"]
    targets: [{{provider: openai, model: gpt-5.2}}]
  "any/*":
    targets:
      - {{provider: openai, model: "gpt-*"}}
      - {{provider: claude, model: claude-sonnet-4-5}}
consumers:
  - {{name: checkout, key_sha256: "{key}"}}
"#,
        openai = openai.url(),
        claude = claude.url(),
        key = key_sha256(CLIENT_KEY),
    );
    let settings = Settings::default()
        .variable("TEST_OPENAI_KEY", OPENAI_KEY)
        .variable("TEST_CLAUDE_KEY", CLAUDE_KEY);
    World {
        gateway: Gateway::start_with(&yaml, settings),
        openai,
        claude,
    }
}

share!(
    models_are_found_by_all_their_names: world(),
    [
        a_name_leads_to_the_model_that_the_provider_has_by_its_own,
        a_name_with_a_star_falls_back_too,
        an_unknown_name_is_answered_with_those_like_it,
    ]
);

fn a_name_leads_to_the_model_that_the_provider_has_by_its_own(world: &World) {
    for client in CLIENTS {
        for (name, target) in [
            ("smart", "openai/gpt-5.2"),
            ("gpt-4o", "openai/gpt-5.2"),
            ("claude-3-opus", "openai/gpt-5.2"),
            ("any/5-mini", "openai/gpt-5-mini"),
            ("openai/gpt-4o-mini", "openai/gpt-4o-mini"),
            ("claude/claude-sonnet-4-5", "claude/claude-sonnet-4-5"),
        ] {
            for stream in [false, true] {
                let answer = world.success(&say(client, name, "hello", stream));
                assert_eq!(answer.header("x-sluice-target"), Some(target), "{name}");
                assert_eq!(text_of(client, &answer), "You wrote: hello", "{name}");
            }
        }
    }
}

fn a_name_with_a_star_falls_back_too(world: &World) {
    world.openai.set_faults([fault("status=503")]);
    for client in CLIENTS {
        for stream in [false, true] {
            let answer = world.success(&say(client, "any/5-mini", "hello", stream));
            let target = answer.header("x-sluice-target");
            assert_eq!(target, Some("claude/claude-sonnet-4-5"));
            assert_eq!(text_of(client, &answer), "You wrote: hello");
        }
    }
}

fn an_unknown_name_is_answered_with_those_like_it(world: &World) {
    let answer = world.send(&say(Format::OpenAiChat, "smrt", "hello", false));
    assert_eq!(answer.status, 404);
    let body = answer.json();
    assert_eq!(body["error"]["code"], "model_not_found");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("did you mean 'smart'?"), "{message}");
    for name in ["any/*", "openai/*", "nobody/gpt-4o", "any/"] {
        let answer = world.send(&say(Format::OpenAiChat, name, "hello", false));
        assert_eq!(answer.status, 404, "{name}");
    }
    assert!(world.openai.requests().is_empty());
}

#[test]
fn names_with_a_star_are_not_listed_and_are_one_label_of_the_metrics() {
    let world = world();
    let list =
        Request::new("GET", "/v1/models").header("authorization", &format!("Bearer {CLIENT_KEY}"));
    let body = world.success(&list).json();
    let models = body["data"].as_array().unwrap().iter();
    let ids: Vec<&str> = models.filter_map(|model| model["id"].as_str()).collect();
    assert_eq!(ids, ["gpt-4o", "smart"]);

    for name in ["any/5-mini", "any/4o-mini"] {
        world.success(&say(Format::OpenAiChat, name, "hello", false));
    }
    let requests = |label: &str| {
        let labels = [("model", label)];
        world.gateway.metric("sluice_attempts_total", &labels)
    };
    world.gateway.wait_until("both are counted", || {
        (requests("any/*") - 2.0).abs() < f64::EPSILON
    });
    let lines = world.gateway.access_log(3);
    let chats: Vec<&Value> = lines
        .iter()
        .filter(|line| line["operation"] == "chat")
        .collect();
    assert!(
        chats.iter().all(|line| line["model"] == "any/*"),
        "{chats:?}"
    );
}
