//! A gateway whose models are each guarded in one way, before a provider of each format.

use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};
use sluice_simulator::{Format, Options, Simulator};

use super::matrix::ROWS;
use crate::world::fault;

/// Providers: name, format, model, and how they are sent their key.
#[rustfmt::skip]
const PROVIDERS: &[(&str, Format, &str, &str)] = &[
    ("openai",    Format::OpenAiChat,        "gpt-4o",            BEARER),
    ("responses", Format::OpenAiResponses,   "gpt-4o",            BEARER),
    ("claude",    Format::AnthropicMessages, "claude-sonnet-4-5", "{header: x-api-key, env: TEST_KEY}"),
    ("gemini",    Format::GeminiGenerate,    "gemini-2.5-flash",  "{header: x-goog-api-key, env: TEST_KEY}"),
    (NEXT,        Format::OpenAiChat,        "gpt-4o",            BEARER),
];

const BEARER: &str = "{bearer: {env: TEST_KEY}}";

/// The provider that is asked next. It says [`NEXT_SAYS`] to everything.
const NEXT: &str = "next";

/// What the next provider says.
pub(super) const NEXT_SAYS: &str = "All work and no play.";

/// What the guardrails look for unless they say otherwise.
pub(super) const MAIL: &str = "jo@example.org";

/// Guardrails beside those of the matrix, for models of the same name.
#[rustfmt::skip]
const MORE: &[(&str, &str)] = &[
    ("hold-full", "on: output, hold: full"),
];

/// A gateway and its providers.
pub(super) struct Desk {
    pub(super) gateway: Gateway,
    simulators: Vec<Simulator>,
}

impl Desk {
    /// Every row of the matrix has a guardrail of its name, and models `ROW.PROVIDER`;
    /// those of rows in which the next target is asked have one.
    pub(super) fn start() -> Self {
        let simulators: Vec<Simulator> = PROVIDERS
            .iter()
            .map(|(_, format, ..)| Simulator::start(Options::new(*format)).unwrap())
            .collect();
        let yaml = yaml(&simulators, true);
        let settings = Settings::default().variable("TEST_KEY", "sk-provider-desk-0001");
        let desk = Self {
            gateway: Gateway::start_with(&yaml, settings),
            simulators,
        };
        desk.forget();
        desk
    }

    /// The same without guardrails, from now on.
    pub(super) fn disarm(&self) {
        self.gateway.reload(&yaml(&self.simulators, false)).unwrap();
    }

    pub(super) fn simulator(&self, provider: &str) -> &Simulator {
        let mut all = PROVIDERS.iter().zip(&self.simulators);
        let found = all.find(|((name, ..), _)| *name == provider);
        found.map(|(_, simulator)| simulator).unwrap()
    }

    /// The bodies that a provider has got.
    pub(super) fn received(&self, provider: &str) -> Vec<String> {
        let requests = self.simulator(provider).requests();
        let body = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
        requests.iter().map(|request| body(&request.body)).collect()
    }

    /// No requests seen, and no faults but what the next provider says.
    pub(super) fn forget(&self) {
        for ((name, ..), simulator) in PROVIDERS.iter().zip(&self.simulators) {
            simulator.forget_requests();
            simulator.clear_faults();
            if *name == NEXT {
                simulator.set_faults([fault(&format!("large-answer={}", NEXT_SAYS.len()))]);
            }
        }
    }
}

fn yaml(simulators: &[Simulator], is_guarded: bool) -> String {
    let mut providers = String::new();
    let mut models = String::new();
    let mut guardrails = String::new();
    let rows = ROWS.iter().map(|row| (row.name, row.guardrail));
    let all: Vec<(&str, &str)> = rows.chain(MORE.iter().copied()).collect();
    for (name, guardrail) in &all {
        let check = if guardrail.contains("check:") {
            String::new()
        } else {
            "check: {pii: {entities: [EMAIL_ADDRESS]}}, ".to_owned()
        };
        guardrails += &format!("  {name}: {{{check}{guardrail}, models: [\"{name}.*\"]}}\n");
    }
    for ((provider, format, model, auth), simulator) in PROVIDERS.iter().zip(simulators) {
        let (format, url) = (format.name(), simulator.url());
        providers +=
            &format!("  {provider}: {{format: {format}, endpoint: \"{url}\", auth: {auth}}}\n");
        for (name, _) in all.iter().filter(|_| *provider != NEXT) {
            let next = if name.ends_with("fallback") {
                format!(", {{provider: {NEXT}, model: gpt-4o}}")
            } else {
                String::new()
            };
            models += &format!(
                "  {name}.{provider}: {{targets: [{{provider: {provider}, model: {model}}}{next}]}}\n"
            );
        }
    }
    let guardrails = if is_guarded {
        format!("guardrails:\n{guardrails}")
    } else {
        String::new()
    };
    format!(
        "catalogue: {{\"*\": {{context_window: 100000000}}}}\n\
         limits: {{request_body: 8MiB, response_body: 8MiB}}\n\
         routing: {{cool_down: {{max: 0s}}, retry_budget: {{percent: 100, min: 100000}}}}\n\
         providers:\n{providers}models:\n{models}{guardrails}\
         consumers: [{{name: checkout, key_sha256: \"{}\"}}]\n",
        key_sha256(CLIENT_KEY)
    )
}
