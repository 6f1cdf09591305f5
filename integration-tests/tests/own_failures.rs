//! What Envoy refuses or gives up by itself reaches the client in its own format.

use sluice_harness::client::Connection;
use sluice_harness::{Gateway, Settings, Upstream, upstream::Behaviour};
use sluice_simulator::{Options, Simulator};

use super::world::{CLIENTS, Format, OPENAI_KEY, error_of, fault, say, text_of};

fn openai() -> Simulator {
    Simulator::start(Options::new(Format::OpenAiChat.into()).key(OPENAI_KEY)).unwrap()
}

fn start(providers: &str, models: &str) -> Gateway {
    let yaml = format!(
        "access: open
routing: {{cool_down: {{max: 0s}}, retry_budget: {{min: 1000}}}}
timeouts: {{connect: 2s, idle: 20s, answer: 20s}}
providers:
{providers}models:
{models}"
    );
    let settings = Settings::default().variable("TEST_OPENAI_KEY", OPENAI_KEY);
    Gateway::start_with(&yaml, settings)
}

/// A provider with a name instead of an address.
fn named(name: &str, openai: &Simulator, more: &str) -> String {
    let url = openai.url().replace("127.0.0.1", "localhost");
    format!(
        "  {name}: {{format: openai-chat, endpoint: \"{url}\", auth: {{bearer: {{env: TEST_OPENAI_KEY}}}}, {more}}}\n"
    )
}

#[test]
fn what_a_breaker_stops_is_an_error_in_the_client_s_format() {
    let openai = openai();
    let gateway = start(
        &named("narrow", &openai, "circuit_breaker: {max_requests: 1}"),
        "  m: {targets: [{provider: narrow, model: gpt-4o}]}\n",
    );
    openai.set_faults([fault("delay,events=100ms")]);
    let mut first = Connection::open(gateway.address()).unwrap();
    let long = say(Format::OpenAiChat, "m", "write 60 words", true);
    first.write(&long.bytes(gateway.address())).unwrap();
    first.read_until("word1").unwrap();
    for client in CLIENTS {
        for stream in [false, true] {
            let answer = gateway.send(&say(client, "m", "hello", stream));
            assert_eq!(answer.status, 503, "{}", answer.text());
            error_of(client, &answer);
        }
    }
    // The one that was first is not concerned.
    let answer = first.answer().unwrap();
    assert!(answer.text().contains("word60"), "{}", answer.text());
    let overflows = "cluster.host-provider-narrow.upstream_rq_active_overflow";
    assert_eq!(gateway.envoy().stat(overflows), 4);
}

#[test]
fn a_provider_that_speaks_no_http_is_an_error_in_the_client_s_format() {
    let garbage = Upstream::start(Behaviour::Answer(
        b"220 mail.example ESMTP\r\n\r\n".to_vec(),
    ));
    let gateway = start(
        &format!(
            "  garbage: {{format: openai-chat, endpoint: \"{}\"}}\n",
            garbage.url()
        ),
        "  m: {targets: [{provider: garbage, model: x}]}\n",
    );
    for client in CLIENTS {
        for stream in [false, true] {
            let answer = gateway.send(&say(client, "m", "hello", stream));
            assert!(matches!(answer.status, 502 | 503), "{}", answer.text());
            let (_, message) = error_of(client, &answer);
            assert!(!message.contains("ESMTP"), "{message}");
        }
    }
}

#[test]
fn the_only_address_of_a_name_is_never_left_alone() {
    let openai = openai();
    let detection = "outlier_detection: {consecutive_5xx: 2, interval: 100ms, ejection: 60s}";
    let gateway = start(
        &named("only", &openai, detection),
        "  m: {targets: [{provider: only, model: gpt-4o}]}\n",
    );
    openai.set_faults([fault("status=500")]);
    for _ in 0..6 {
        let answer = gateway.send(&say(Format::OpenAiChat, "m", "hello", false));
        assert_eq!(answer.status, 500, "{}", answer.text());
    }
    assert_eq!(openai.requests().len(), 6);
    let stat = |name: &str| {
        let name = format!("cluster.provider-only.outlier_detection.{name}");
        gateway.envoy().stat(&name)
    };
    assert_eq!(stat("ejections_active"), 0);
    assert!(stat("ejections_overflow") > 0);

    openai.clear_faults();
    let answer = gateway.send(&say(Format::OpenAiChat, "m", "hello", false));
    assert_eq!(text_of(Format::OpenAiChat, &answer), "You wrote: hello");
}

#[test]
fn a_name_for_several_hosts_that_has_none_leads_to_the_next_target() {
    let openai = openai();
    let unknown = "  unknown: {format: openai-chat, endpoint: \"http://no-such-host.invalid\", outlier_detection: {}}\n";
    let gateway = start(
        &(unknown.to_owned() + &named("known", &openai, "outlier_detection: {}")),
        "  m: {targets: [{provider: unknown, model: x}, {provider: known, model: gpt-4o}]}\n",
    );
    for client in CLIENTS {
        for stream in [false, true] {
            let answer = gateway.send(&say(client, "m", "hello", stream));
            assert_eq!(text_of(client, &answer), "You wrote: hello");
            assert_eq!(answer.header("x-sluice-attempts"), Some("2"));
        }
    }
}
