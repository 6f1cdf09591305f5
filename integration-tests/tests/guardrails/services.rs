//! Guardrails that ask services, each at a simulator of its API.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sluice_harness::client::{Answer, Connection};
use sluice_harness::{CLIENT_KEY, Gateway, Settings, free_port, key_sha256};
use sluice_simulator::{Options, Recorded, Simulator};

use super::service_streams::*;
use crate::shared::share;
use crate::world::{CLIENTS, Format, OPENAI_KEY, error_of, fault, say, text_of};

const PATIENCE: Duration = Duration::from_secs(10);

/// What the simulator of the services takes for a key.
const GUARD_KEY: &str = "guard-key-0003";

/// Text that each service finds fault with, and text that it finds something in.
pub(super) const BAD: &str = "trip the guard";
pub(super) const SECRET: &str = "open sesame now";

/// Name, check, and what becomes of [`SECRET`] where it can be redacted.
pub(super) type Kind = (&'static str, &'static str, Option<&'static str>);

pub(super) const KINDS: &[Kind] = &[
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
pub(super) fn bad(kind: &str) -> &'static str {
    // It finds places only.
    if kind == "presidio" { SECRET } else { BAD }
}

pub(super) struct World {
    pub(super) gateway: Gateway,
    openai: Simulator,
    pub(super) guards: Simulator,
}

/// What each kind is made to do: the beginning of the guardrails' names, their other options, and
/// whether they are for those only that tell what to take out.
const DEEDS: &[(&str, &str, bool)] = &[
    ("in", ", on: input", false),
    ("out", ", on: output", false),
    ("lax", ", on: input, on_error: pass", false),
    ("lax-out", ", on: output, on_error: pass", false),
    ("hide", ", action: redact", true),
    ("hide-in", ", on: input, action: redact", true),
    ("hide-out", ", on: output, action: redact", true),
];

/// Model, check, and other options of the guardrails that are no deed of all kinds. Several may
/// be for one model.
#[rustfmt::skip]
const OTHERS: &[(&str, &str, &str)] = &[
    ("slow", "{kind: openai_moderation, service: moderation}", ", on: input"),
    ("closed", "{kind: webhook, service: closed}", ", on: input"),
    ("nowhere", "{kind: webhook, service: nowhere}", ", on: input"),
    ("open", "{kind: webhook, service: nowhere}", ", on_error: pass"),
    ("monitor", "{kind: webhook, service: closed}", ", mode: monitor"),
    ("several", "{kind: webhook, service: hook}", ", on: input"),
    ("several", "{kind: presidio, service: presidio}", ", on: input"),
    ("several", "{kind: azure_content_safety, service: azure}", ", on: input"),
    ("several", "{kind: model_armor, service: gcp, template: projects/p/locations/l/templates/t}", ", on: input"),
    ("llama", "{kind: llama_guard, service: model}", ", on: input"),
    ("judge", "{kind: judge, service: model, prompt: Is it rude?}", ", on: input"),
    ("left", "{kind: webhook, service: hook}", ""),
    ("slow-out", "{kind: openai_moderation, service: moderation}", ", on: output"),
    ("closed-out", "{kind: webhook, service: closed}", ", on: output"),
    ("nowhere-out", "{kind: webhook, service: nowhere}", ", on: output"),
    ("open-out", "{kind: openai_moderation, service: moderation}", ", on: output, on_error: pass"),
    ("monitor-out", "{kind: webhook, service: closed}", ", on: output, mode: monitor, hold: full"),
    ("grounded", r#"{kind: bedrock_guardrail, service: aws, guardrail: g1, version: "1", grounding: true}"#, ", on: output, action: redact"),
    ("grounded", "{kind: webhook, service: hook}", ", on: output, action: redact, parts: [answer]"),
    ("judge-both", "{kind: judge, service: model, prompt: Is it rude?, with_request: true}", ", on: output, mode: monitor, hold: full"),
    ("judge-out", "{kind: judge, service: model, prompt: Is it rude?}", ", on: output"),
];

/// The kinds that a deed is for.
pub(super) fn kinds_for(is_for_masking: bool) -> impl Iterator<Item = &'static Kind> {
    KINDS
        .iter()
        .filter(move |(.., masked)| !is_for_masking || masked.is_some())
}

impl World {
    /// A gateway in which each guardrail is for a model, which has the guardrail's name where it
    /// has only one: that of a deed, a dash and that of a kind.
    fn start() -> Self {
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
        let mut models = BTreeSet::new();
        let mut guard = |name: &str, model: &str, check: &str, more: &str| {
            writeln!(
                yaml,
                "  {name}: {{check: {{service: {check}}}, models: [{model}]{more}}}"
            )
            .unwrap();
            models.insert(model.to_owned());
        };
        for (deed, more, is_for_masking) in DEEDS {
            for (kind, check, _) in kinds_for(*is_for_masking) {
                let name = format!("{deed}-{kind}");
                guard(&name, &name, check, more);
            }
        }
        for (number, (model, check, more)) in OTHERS.iter().enumerate() {
            guard(&format!("{model}-{number}"), model, check, more);
        }
        yaml.push_str("models:\n");
        for model in models {
            writeln!(
                yaml,
                "  {model}: {{targets: [{{provider: openai, model: gpt-4o}}]}}"
            )
            .unwrap();
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
    pub(super) fn asked(&self) -> usize {
        self.openai.requests().len()
    }

    /// Leaves a few times while a service is asked about what is said to a model.
    pub(super) fn leave_while_asked(&self, model: &str, stream: bool) {
        self.guards.set_faults([fault("delay,headers=500ms")]);
        for _ in 0..3 {
            let request = say(Format::OpenAiChat, model, "hello", stream);
            let mut connection = Connection::open(self.gateway.address()).unwrap();
            let count = self.guards.requests().len();
            let bytes = request.bytes(self.gateway.address());
            connection.write(&bytes).unwrap();
            let arrived = self
                .guards
                .wait_for(PATIENCE, |requests| requests.len() > count);
            assert!(arrived.is_some());
            connection.hang_up();
        }
        self.guards.clear_faults();
    }

    /// No faults, and no requests seen.
    fn forget(&self) {
        for simulator in [&self.openai, &self.guards] {
            simulator.clear_faults();
            simulator.forget_requests();
        }
    }
}

share!(
    services_are_heeded_and_never_waited_for_too_long: World::start(),
    [
        each_service_lets_pass_or_refuses_what_goes_in,
        each_service_lets_pass_or_refuses_what_comes_out,
        what_a_service_finds_or_masks_is_taken_out,
        what_a_service_finds_in_an_answer_is_taken_out,
        a_service_that_refuses_is_heeded_where_it_should_redact,
        a_service_that_fails_refuses_or_passes_as_the_file_says,
        other_counts_and_empty_texts_are_no_pass,
        a_service_that_is_slow_or_not_there_is_not_waited_for,
        several_services_take_as_long_as_the_slowest,
        a_model_judges_through_its_provider,
        a_client_that_leaves_while_a_service_is_asked_is_no_trouble,
        services_are_told_of_an_answer_with_its_request,
        a_stream_waits_for_what_a_service_says_of_the_request,
        a_service_judges_all_of_a_stream_before_any_of_it_is_seen,
        what_a_service_masks_is_gone_from_a_stream,
        a_service_that_fails_refuses_or_passes_a_stream_as_the_file_says,
        a_stream_does_not_wait_for_a_service_that_is_slow_or_not_there,
        a_model_judges_a_stream,
        a_client_that_leaves_while_its_stream_is_held_is_no_trouble,
    ]
);

fn each_service_lets_pass_or_refuses_what_goes_in(world: &World) {
    for (kind, ..) in KINDS {
        let model = &format!("in-{kind}");
        for client in CLIENTS {
            let text = world.passes(client, model, "hello");
            assert!(text.contains("hello"), "{kind}: {text}");
            let before = world.asked();
            let message = world.refused(client, model, bad(kind), 400);
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

fn each_service_lets_pass_or_refuses_what_comes_out(world: &World) {
    for (kind, ..) in KINDS {
        let model = &format!("out-{kind}");
        for client in CLIENTS {
            world.passes(client, model, "hello");
            let before = world.asked();
            let message = world.refused(client, model, bad(kind), 400);
            assert!(message.contains(kind), "{message}");
            assert_eq!(world.asked(), before + 1, "{kind}: the provider was asked");
        }
    }
}

fn what_a_service_finds_or_masks_is_taken_out(world: &World) {
    for (kind, _, masked) in kinds_for(true) {
        let model = &format!("hide-{kind}");
        for client in CLIENTS {
            world.passes(client, model, SECRET);
            let requests = world.openai.requests();
            let got = requests.last().unwrap().json();
            assert_eq!(got["messages"][0]["content"].as_str(), *masked, "{kind}");
        }
    }
}

fn what_a_service_finds_in_an_answer_is_taken_out(world: &World) {
    for (kind, _, masked) in kinds_for(true) {
        let model = &format!("hide-out-{kind}");
        for client in CLIENTS {
            let text = world.passes(client, model, &format!("repeat exactly: {SECRET}"));
            assert_eq!(Some(&*text), *masked, "{kind}");
        }
    }
}

fn a_service_that_refuses_is_heeded_where_it_should_redact(world: &World) {
    for model in ["hide-in-webhook", "hide-in-bedrock", "hide-in-armor"] {
        world.refused(Format::OpenAiChat, model, BAD, 400);
    }
}

/// A text that spoils the service's answer, or a fault that does.
pub(super) const SPOILT: &[(&str, &str)] = &[
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

fn a_service_that_fails_refuses_or_passes_as_the_file_says(world: &World) {
    for (kind, ..) in KINDS {
        let (closed, open) = (&format!("in-{kind}"), &format!("lax-{kind}"));
        for (text, spoilt) in SPOILT {
            let faults = [*spoilt].into_iter().filter(|text| !text.is_empty());
            world.guards.set_faults(faults.map(fault));
            let before = world.asked();
            let message = world.refused(Format::OpenAiChat, closed, text, 503);
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

fn other_counts_and_empty_texts_are_no_pass(world: &World) {
    for (kind, ..) in kinds_for(true) {
        let model = &format!("hide-in-{kind}");
        let text = format!("{SECRET}, lose a text");
        world.refused(Format::OpenAiChat, model, &text, 503);
        if *kind != "presidio" {
            world.refused(Format::OpenAiChat, model, "empty the text", 503);
        }
    }
}

fn a_service_that_is_slow_or_not_there_is_not_waited_for(world: &World) {
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

fn several_services_take_as_long_as_the_slowest(world: &World) {
    world.guards.set_faults([fault("delay,headers=600ms")]);
    let started = Instant::now();
    world.passes(Format::OpenAiChat, "several", "hello");
    let elapsed = started.elapsed();
    assert_eq!(world.guards.requests().len(), 4);
    assert!(elapsed >= Duration::from_millis(600), "{elapsed:?}");
    assert!(elapsed < Duration::from_millis(1200), "{elapsed:?}");
}

fn a_model_judges_through_its_provider(world: &World) {
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

fn services_are_told_of_an_answer_with_its_request(world: &World) {
    for client in CLIENTS {
        for stream in [false, true] {
            world.forget();
            let asked = format!("repeat exactly: {SECRET}");
            let answer = world.gateway.send(&say(client, "grounded", &asked, stream));
            assert_eq!(answer.status, 200, "{}", answer.text());
            // The request holds it as well, and comes back as it is.
            assert_eq!(text_of(client, &answer), "open [HIDDEN] now");
            let told: Vec<_> = world.guards.requests().iter().map(Recorded::json).collect();
            let hook = told
                .iter()
                .find(|body| body["eventType"] == "afterRequestHook");
            let hook = hook.unwrap();
            assert_eq!(hook["request"]["text"], *asked);
            assert_eq!(hook["request"]["isStreamingRequest"], stream);
            assert_eq!(hook["response"]["text"], SECRET);
            assert_eq!(hook["response"]["statusCode"], 200);
            assert_eq!(hook["provider"], "openai");
            let grounding = told.iter().find_map(|body| body["content"].as_array());
            let qualified: Vec<_> = grounding
                .unwrap()
                .iter()
                .map(|block| &block["text"])
                .collect();
            for (text, qualifier) in [(&*asked, "query"), (SECRET, "guard_content")] {
                let block = json!({"text": text, "qualifiers": [qualifier]});
                assert!(qualified.contains(&&block), "{qualified:?}");
            }
        }
    }
    world.passes(Format::OpenAiChat, "judge-both", "hello");
    let is_both = |request: &Recorded| {
        let shown = &request.json()["messages"][1]["content"];
        let shown = shown.as_str().unwrap_or_default();
        let shown: Value = serde_json::from_str(shown).unwrap_or_default();
        shown["request"][0]["content"] == "hello" && shown["answer"].is_string()
    };
    assert!(world.openai.requests().iter().any(is_both));
}

fn a_client_that_leaves_while_a_service_is_asked_is_no_trouble(world: &World) {
    world.leave_while_asked("left", false);
    world.passes(Format::OpenAiChat, "left", "hello");
}
