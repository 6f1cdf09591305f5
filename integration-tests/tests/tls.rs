//! Providers over TLS that have a name, as all of the great ones do.

use sluice_harness::client::End;
use sluice_harness::faulty::{Identity, TlsProvider};
use sluice_harness::{Gateway, Settings};
use sluice_simulator::{Options, Simulator};

use super::world::{CLIENTS, Format, OPENAI_KEY, error_of, say, text_of};

/// Two servers for whom the same authority vouches, both called `localhost` by the
/// gateway; only one has a certificate for that name.
struct Pair {
    right: TlsProvider,
    wrong: TlsProvider,
    gateway: Gateway,
    openai: Simulator,
}

fn start() -> Pair {
    let openai = Simulator::start(Options::new(Format::OpenAiChat.into()).key(OPENAI_KEY)).unwrap();
    let behind = openai.url();
    let behind = behind.strip_prefix("http://").unwrap_or_default().parse();
    let behind = Some(behind.unwrap());
    let right = TlsProvider::start(Identity::Localhost, behind);
    let wrong = TlsProvider::start(Identity::Elsewhere, behind);
    let provider = |name: &str, server: &TlsProvider| {
        format!(
            "  {name}: {{format: openai-chat, endpoint: \"{}\", auth: {{bearer: {{env: TEST_OPENAI_KEY}}}}}}\n",
            server.named_url()
        )
    };
    let yaml = format!(
        "access: open
routing: {{cool_down: {{max: 0s}}, retry_budget: {{min: 1000}}}}
timeouts: {{connect: 2s, idle: 5s, answer: 5s}}
providers:
{}{}models:
  named: {{targets: [{{provider: right, model: gpt-4o}}]}}
  covered: {{targets: [{{provider: wrong, model: gpt-4o}}, {{provider: right, model: gpt-4o}}]}}
  alone: {{targets: [{{provider: wrong, model: gpt-4o}}]}}
",
        provider("right", &right),
        provider("wrong", &wrong),
    );
    let settings = Settings {
        ca_file: Some(right.ca_file()),
        ..Settings::default()
    };
    let settings = settings.variable("TEST_OPENAI_KEY", OPENAI_KEY);
    Pair {
        gateway: Gateway::start_with(&yaml, settings),
        right,
        wrong,
        openai,
    }
}

#[test]
fn a_provider_that_shows_its_name_answers() {
    let pair = start();
    for client in CLIENTS {
        for stream in [false, true] {
            let answer = pair.gateway.send(&say(client, "named", "hello", stream));
            assert_eq!(answer.status, 200, "{client:?}: {}", answer.text());
            assert_eq!(answer.end, End::Complete);
            assert_eq!(text_of(client, &answer), "You wrote: hello");
            assert_eq!(answer.header("x-sluice-attempts"), Some("1"));
        }
    }
    assert_eq!(pair.right.requests(), 2 * CLIENTS.len() as u64);
    for seen in pair.openai.requests() {
        let host = seen.headers.iter().find(|(name, _)| name == "host");
        let host = host.map(|(_, value)| value.as_str()).unwrap_or_default();
        assert!(host.starts_with("localhost:"), "{host}");
    }
}

#[test]
fn a_certificate_of_another_name_leads_to_the_next_target_and_gets_nothing() {
    let pair = start();
    for client in CLIENTS {
        for stream in [false, true] {
            let answer = pair.gateway.send(&say(client, "covered", "hello", stream));
            assert_eq!(answer.status, 200, "{client:?}: {}", answer.text());
            assert_eq!(text_of(client, &answer), "You wrote: hello");
            assert_eq!(answer.header("x-sluice-attempts"), Some("2"));

            let answer = pair.gateway.send(&say(client, "alone", "hello", stream));
            assert_eq!(answer.status, 503, "{client:?}: {}", answer.text());
            let (_, message) = error_of(client, &answer);
            assert!(!message.contains("localhost"), "{message}");
        }
    }
    assert_eq!(pair.wrong.requests(), 0);
}
