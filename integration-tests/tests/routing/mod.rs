//! Which target gets a request, and how failures are absorbed, on a real Envoy.

mod cool_down;
mod hedge;
mod queue;
mod shadow;
mod strategies;

use serde_json::Value;
use sluice_harness::client::Answer;
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};
use sluice_simulator::{Options, Simulator};

use super::world::{Format, fault, say, text_of};

/// A gateway in front of providers `a`, `b` and `c`, of which `b` speaks Anthropic's format and the
/// others OpenAI's.
struct Trio {
    gateway: Gateway,
    simulators: [Simulator; 3],
}

const FORMATS: [Format; 3] = [
    Format::OpenAiChat,
    Format::AnthropicMessages,
    Format::OpenAiChat,
];

/// The key of a caller whose data must stay in Europe, where only `b` computes.
const EUROPEAN_KEY: &str = "sk-sluice-european-caller";

/// How each format is sent its key.
const AUTH: [&str; 2] = [
    "{bearer: {env: TEST_KEY}}",
    "{header: x-api-key, env: TEST_KEY}",
];

impl Trio {
    /// `rest` is what stands in the file beside providers and consumers. `extra` is
    /// added to each provider.
    fn start(rest: &str, extra: &str, workers: u32) -> Self {
        let simulators =
            FORMATS.map(|format| Simulator::start(Options::new(format.into())).unwrap());
        let mut yaml = "providers:\n".to_owned();
        let extra = |name: &str| {
            if name == "b" {
                format!("{extra}, residency: eu")
            } else {
                extra.to_owned()
            }
        };
        for ((name, format), simulator) in ["a", "b", "c"].iter().zip(FORMATS).zip(&simulators) {
            let format = match format {
                Format::OpenAiChat => "openai-chat",
                Format::AnthropicMessages => "anthropic-messages",
            };
            let (url, auth) = (
                simulator.url(),
                AUTH[usize::from(format == "anthropic-messages")],
            );
            let more = extra(name);
            yaml += &format!(
                "  {name}: {{format: {format}, endpoint: \"{url}\", auth: {auth}{more}}}\n"
            );
        }
        yaml += rest;
        yaml += &format!(
            "consumers:\n  - {{name: app, team: search, key_sha256: \"{}\"}}\n  - {{name: european, regions: [eu], key_sha256: \"{}\"}}\n",
            key_sha256(CLIENT_KEY),
            key_sha256(EUROPEAN_KEY)
        );
        let settings = Settings {
            workers,
            ..Settings::default()
        };
        let settings = settings.variable("TEST_KEY", "sk-provider-trio-0001");
        Self {
            gateway: Gateway::start_with(&yaml, settings),
            simulators,
        }
    }

    fn say(&self, model: &str, stream: bool) -> Answer {
        let request = say(Format::OpenAiChat, model, "hello", stream);
        self.gateway.send(&request)
    }

    /// Asks, and says which provider answered.
    #[track_caller]
    fn answered_by(&self, model: &str, stream: bool) -> char {
        let answer = self.say(model, stream);
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(text_of(Format::OpenAiChat, &answer), "You wrote: hello");
        provider(&answer)
    }

    fn set_fault(&self, at: usize, text: &str) {
        self.simulators[at].set_faults([fault(text)]);
    }

    /// How many of so many requests each provider answered.
    #[track_caller]
    fn shares(&self, model: &str, requests: usize) -> [usize; 3] {
        let mut shares = [0; 3];
        for _ in 0..requests {
            shares[usize::from(self.answered_by(model, false) as u8 - b'a')] += 1;
        }
        shares
    }

    fn last_log(&self, lines: usize) -> Value {
        self.gateway.access_log(lines).pop().unwrap()
    }
}

/// Who answered, as the header says.
#[track_caller]
fn provider(answer: &Answer) -> char {
    let target = answer.header("x-sluice-target").unwrap_or_default();
    target
        .chars()
        .next()
        .unwrap_or_else(|| panic!("no target: {}", answer.text()))
}
