//! Guardrails that ask services, each at a simulator of its API.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use sluice_harness::client::{Answer, Connection};
use sluice_harness::{CLIENT_KEY, Gateway, Settings, free_port, key_sha256};
use sluice_simulator::{Options, Recorded, Simulator};

use crate::world::{CLIENTS, Format, OPENAI_KEY, error_of, fault, say, text_of};

const PATIENCE: Duration = Duration::from_secs(10);

/// What the simulator of the services takes for a key.
const GUARD_KEY: &str = "guard-key-0003";

/// Text that each service finds fault with, and text that it finds something in.
const BAD: &str = "trip the guard";
const SECRET: &str = "open sesame now";

/// Name, check, and what becomes of [`SECRET`] where it can be redacted.
const KINDS: &[(&str, &str, Option<&str>)] = &[
    (
        "webhook",
        "{kind: webhook, service: hook}",
        Some("open [HIDDEN] now"),
    ),
    (
        "moderation",
        "{kind: openai_moderation, service: moderation}",
        None,
    ),
    (
        "safety",
        "{kind: azure_content_safety, service: azure}",
        None,
    ),
    (
        "shields",
        "{kind: azure_prompt_shields, service: azure}",
        None,
    ),
    (
        "bedrock",
        r#"{kind: bedrock_guardrail, service: aws, guardrail: "arn:aws:bedrock:us-east-1:111122223333:guardrail/g1", version: "1"}"#,
        Some("open [HIDDEN] now"),
    ),
    (
        "armor",
        "{kind: model_armor, service: gcp, template: projects/p/locations/us-central1/templates/t}",
        Some("open [HIDDEN] now"),
    ),
    (
        "presidio",
        "{kind: presidio, service: presidio}",
        Some("open [PERSON_1] now"),
    ),
];

/// A text that a kind of service does not let pass.
fn bad(kind: &str) -> &'static str {
    // It finds places only.
    if kind == "presidio" { SECRET } else { BAD }
}

struct World {
    gateway: Gateway,
    openai: Simulator,
    guards: Simulator,
}

impl World {
    /// A gateway in which each guardrail is for the model of its own name. `guardrails`
    /// has names, checks and other options.
    fn start(guardrails: &[(&str, &str, &str)]) -> Self {
        let options = Options::new(Format::OpenAiChat.into()).key(OPENAI_KEY);
        let openai = Simulator::start(options).unwrap();
        let options = Options::new(sluice_simulator::Format::Guards).key(GUARD_KEY);
        let guards = Simulator::start(options).unwrap();
        let key = "{bearer: {env: TEST_GUARD_KEY}}";
        let mut yaml = format!(
            r#"timeouts: {{connect: 1s}}
providers:
  openai: {{format: openai-chat, endpoint: "{openai}", auth: {{bearer: {{env: TEST_OPENAI_KEY}}}}}}
services:
  hook: {{endpoint: "{guards}/hook", auth: {key}}}
  moderation: {{endpoint: "{guards}/v1", auth: {key}, timeout: 300ms}}
  azure: {{endpoint: "{guards}", auth: {{header: Ocp-Apim-Subscription-Key, env: TEST_GUARD_KEY}}}}
  aws: {{endpoint: "{guards}", auth: {{sigv4: {{region: us-east-1, service: bedrock, credentials: environment}}}}}}
  gcp: {{endpoint: "{guards}", auth: {key}}}
  presidio: {{endpoint: "{guards}", auth: {key}}}
  closed: {{endpoint: "http://127.0.0.1:{closed}"}}
  nowhere: {{endpoint: "http://no.such.host.invalid"}}
  model: {{provider: openai, model: gpt-4o}}
consumers:
  - {{name: tester, key_sha256: "{client}"}}
guardrails:
"#,
            openai = openai.url(),
            guards = guards.url(),
            closed = free_port(),
            client = key_sha256(CLIENT_KEY),
        );
        for (name, check, more) in guardrails {
            let model = name.split('-').next().unwrap();
            writeln!(
                yaml,
                "  {name}: {{check: {{service: {check}}}, models: [{model}]{more}}}"
            )
            .unwrap();
        }
        yaml.push_str("models:\n");
        let mut models: Vec<&str> = Vec::new();
        for (name, ..) in guardrails {
            let model = name.split('-').next().unwrap();
            if !models.contains(&model) {
                models.push(model);
                writeln!(
                    yaml,
                    "  {model}: {{targets: [{{provider: openai, model: gpt-4o}}]}}"
                )
                .unwrap();
            }
        }
        let settings = Settings::default()
            .variable("TEST_OPENAI_KEY", OPENAI_KEY)
            .variable("TEST_GUARD_KEY", GUARD_KEY)
            .variable("AWS_ACCESS_KEY_ID", GUARD_KEY)
            .variable("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-test");
        Self {
            gateway: Gateway::start_with(&yaml, settings),
            openai,
            guards,
        }
    }

    #[track_caller]
    fn say(&self, client: Format, model: &str, text: &str) -> Answer {
        self.gateway.send(&say(client, model, text, false))
    }

    /// The answer to a text that passes.
    #[track_caller]
    fn passes(&self, client: Format, model: &str, text: &str) -> String {
        let answer = self.say(client, model, text);
        assert_eq!(answer.status, 200, "{model}: {}", answer.text());
        text_of(client, &answer)
    }

    /// The message of the refusal of one that does not.
    #[track_caller]
    fn refused(&self, client: Format, model: &str, text: &str, status: u16) -> String {
        let answer = self.say(client, model, text);
        assert_eq!(answer.status, status, "{model}: {}", answer.text());
        error_of(client, &answer).1
    }

    /// How many requests the provider has got.
    fn asked(&self) -> usize {
        self.openai.requests().len()
    }
}

/// The kinds with these options.
fn all_kinds(more: &'static str) -> Vec<(&'static str, &'static str, &'static str)> {
    let kinds = KINDS.iter();
    kinds
        .map(|(name, check, _)| (*name, *check, more))
        .collect()
}

/// Those that tell what to take out.
fn masking_kinds(more: &'static str) -> Vec<(&'static str, &'static str, &'static str)> {
    let kinds = KINDS.iter().filter(|(.., masked)| masked.is_some());
    kinds
        .map(|(name, check, _)| (*name, *check, more))
        .collect()
}

#[test]
fn each_service_lets_pass_or_refuses_what_goes_in() {
    let world = World::start(&all_kinds(", on: input"));
    for (kind, ..) in KINDS {
        for client in CLIENTS {
            let text = world.passes(client, kind, "hello");
            assert!(text.contains("hello"), "{kind}: {text}");
            let before = world.asked();
            let message = world.refused(client, kind, bad(kind), 400);
            assert!(
                message.contains(kind) && !message.contains(BAD),
                "{message}"
            );
            assert_eq!(world.asked(), before, "{kind}: the provider got it");
        }
    }
    for request in world.guards.requests() {
        let shown = format!("{:?}", request.headers);
        assert!(!shown.contains(CLIENT_KEY) && !shown.contains(OPENAI_KEY));
        assert!(
            !shown.contains("x-envoy") && !shown.contains("x-sluice"),
            "{shown}"
        );
    }
    let log = world.gateway.everything_written();
    assert!(!log.contains(BAD) && !log.contains(GUARD_KEY));
}

#[test]
fn each_service_lets_pass_or_refuses_what_comes_out() {
    let world = World::start(&all_kinds(", on: output"));
    for (kind, ..) in KINDS {
        for client in CLIENTS {
            world.passes(client, kind, "hello");
            let before = world.asked();
            let message = world.refused(client, kind, bad(kind), 400);
            assert!(message.contains(kind), "{message}");
            assert_eq!(world.asked(), before + 1, "{kind}: the provider was asked");
        }
    }
}

#[test]
fn what_a_service_finds_or_masks_is_taken_out() {
    let world = World::start(&masking_kinds(", action: redact"));
    for (kind, _, masked) in KINDS {
        let Some(masked) = masked else {
            continue;
        };
        for client in CLIENTS {
            world.passes(client, kind, SECRET);
            let requests = world.openai.requests();
            let got = requests.last().unwrap().json();
            assert_eq!(got["messages"][0]["content"], *masked, "{kind}");
        }
    }
}

#[test]
fn what_a_service_finds_in_an_answer_is_taken_out() {
    let world = World::start(&masking_kinds(", on: output, action: redact"));
    for (kind, _, masked) in KINDS {
        let Some(masked) = masked else {
            continue;
        };
        for client in CLIENTS {
            let text = world.passes(client, kind, &format!("repeat exactly: {SECRET}"));
            assert_eq!(text, *masked, "{kind}");
        }
    }
}

#[test]
fn a_service_that_refuses_is_heeded_where_it_should_redact() {
    let world = World::start(&masking_kinds(", on: input, action: redact"));
    for kind in ["webhook", "bedrock", "armor"] {
        world.refused(Format::OpenAiChat, kind, BAD, 400);
    }
}

/// A text that spoils the service's answer, or a fault that does.
const SPOILT: &[(&str, &str)] = &[
    ("talk nonsense", ""),
    ("hello", "status=500"),
    ("hello", "status=429"),
    ("hello", "html-error-page=502"),
    ("hello", "status=200,body=ok"),
    ("hello", "empty-body"),
    ("hello", "cut-body"),
    ("hello", "reset"),
    ("hello", "gzip"),
];

#[test]
fn a_service_that_fails_refuses_or_passes_as_the_file_says() {
    let mut all = Vec::new();
    let open: Vec<String> = KINDS
        .iter()
        .map(|(name, ..)| format!("open{name}"))
        .collect();
    for ((name, check, _), open) in KINDS.iter().zip(&open) {
        all.push((*name, *check, ", on: input"));
        all.push((open.as_str(), *check, ", on: input, on_error: pass"));
    }
    let world = World::start(&all);
    for ((kind, ..), open) in KINDS.iter().zip(&open) {
        for (text, spoilt) in SPOILT {
            let faults = [*spoilt].into_iter().filter(|text| !text.is_empty());
            world.guards.set_faults(faults.map(fault));
            let before = world.asked();
            let message = world.refused(Format::OpenAiChat, kind, text, 503);
            assert!(
                message.contains("cannot be asked"),
                "{kind} {spoilt}: {message}"
            );
            assert_eq!(world.asked(), before, "{kind} {spoilt}");
            world.passes(Format::OpenAiChat, open, text);
        }
        world.guards.clear_faults();
    }
}

#[test]
fn other_counts_and_empty_texts_are_no_pass() {
    let world = World::start(&masking_kinds(", on: input, action: redact"));
    for (kind, ..) in masking_kinds("") {
        let text = format!("{SECRET}, lose a text");
        world.refused(Format::OpenAiChat, kind, &text, 503);
        if kind != "presidio" {
            world.refused(Format::OpenAiChat, kind, "empty the text", 503);
        }
    }
}

#[test]
fn a_service_that_is_slow_or_not_there_is_not_waited_for() {
    let world = World::start(&[
        (
            "slow",
            "{kind: openai_moderation, service: moderation}",
            ", on: input",
        ),
        ("closed", "{kind: webhook, service: closed}", ", on: input"),
        (
            "nowhere",
            "{kind: webhook, service: nowhere}",
            ", on: input",
        ),
        (
            "open",
            "{kind: webhook, service: nowhere}",
            ", on_error: pass",
        ),
        (
            "monitor",
            "{kind: webhook, service: closed}",
            ", mode: monitor",
        ),
    ]);
    world.guards.set_faults([fault("delay,headers=5s")]);
    for model in ["slow", "closed", "nowhere"] {
        let started = Instant::now();
        let message = world.refused(Format::AnthropicMessages, model, "hello", 503);
        assert!(message.contains("cannot be asked"), "{message}");
        assert!(started.elapsed() < Duration::from_secs(3), "{model}");
        assert_eq!(world.asked(), 0, "{model}");
    }
    world.passes(Format::AnthropicMessages, "open", "hello");
    world.passes(Format::AnthropicMessages, "monitor", "hello");
}

#[test]
fn several_services_take_as_long_as_the_slowest() {
    let check = "{kind: webhook, service: hook}";
    let other = "{kind: presidio, service: presidio}";
    let third = "{kind: azure_content_safety, service: azure}";
    let fourth = "{kind: model_armor, service: gcp, template: projects/p/locations/l/templates/t}";
    let world = World::start(&[
        ("m-1", check, ", on: input"),
        ("m-2", other, ", on: input"),
        ("m-3", third, ", on: input"),
        ("m-4", fourth, ", on: input"),
    ]);
    world.guards.set_faults([fault("delay,headers=600ms")]);
    let started = Instant::now();
    world.passes(Format::OpenAiChat, "m", "hello");
    let elapsed = started.elapsed();
    assert_eq!(world.guards.requests().len(), 4);
    assert!(elapsed >= Duration::from_millis(600), "{elapsed:?}");
    assert!(elapsed < Duration::from_millis(1200), "{elapsed:?}");
}

#[test]
fn a_model_judges_through_its_provider() {
    let judge = "{kind: judge, service: model, prompt: Is it rude?}";
    let world = World::start(&[
        (
            "llama",
            "{kind: llama_guard, service: model}",
            ", on: input",
        ),
        ("judge", judge, ", on: input"),
    ]);
    let says = |word: &str| format!("repeat exactly: {word}");
    world.passes(Format::OpenAiChat, "llama", &says("safe"));
    let message = world.refused(Format::OpenAiChat, "llama", &says("unsafe\nS1"), 400);
    assert!(message.contains("S1 violent crimes"), "{message}");
    world.refused(Format::OpenAiChat, "llama", "hello", 503);
    world.passes(Format::OpenAiChat, "judge", &says("no"));
    world.refused(Format::OpenAiChat, "judge", &says("yes"), 400);
    world.refused(Format::OpenAiChat, "judge", "hello", 503);
    let asks = |request: &Recorded| {
        let system = &request.json()["messages"][0]["content"];
        system
            .as_str()
            .is_some_and(|text| text.contains("Is it rude?"))
    };
    assert!(world.openai.requests().iter().any(asks));
}

#[test]
fn a_client_that_leaves_while_a_service_is_asked_is_no_trouble() {
    let world = World::start(&[("m", "{kind: webhook, service: hook}", "")]);
    world.guards.set_faults([fault("delay,headers=500ms")]);
    for _ in 0..3 {
        let request = say(Format::OpenAiChat, "m", "hello", false);
        let mut connection = Connection::open(world.gateway.address()).unwrap();
        let count = world.guards.requests().len();
        connection
            .write(&request.bytes(world.gateway.address()))
            .unwrap();
        let arrived = world
            .guards
            .wait_for(PATIENCE, |requests| requests.len() > count);
        assert!(arrived.is_some());
        connection.hang_up();
    }
    world.guards.clear_faults();
    world.passes(Format::OpenAiChat, "m", "hello");
}
