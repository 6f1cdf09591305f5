//! A proxy in miniature: it calls both machines as Envoy does, keeps their
//! headers, bodies and properties, retries when told to, and records what the
//! provider and the client got.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use super::super::{Attempt, Gateway};
use crate::headers::Headers;
use crate::host::{CallId, Flow, Host, Side};
use crate::telemetry::Metric;
use crate::worker::{Ended, Of, Waiter, Worker};

/// What a provider does with one request.
#[derive(Debug, Clone)]
pub(super) enum Provider {
    /// Answers.
    Answer {
        status: u16,
        headers: Vec<(&'static str, &'static str)>,
        chunks: Vec<Vec<u8>>,
    },
    /// Refuses the connection.
    Refuse,
    /// Is not reached: Envoy answers 503 with no body, as it does for a filter
    /// whose module cannot run.
    Closed,
}

pub(super) fn json(status: u16, body: &str) -> Provider {
    Provider::Answer {
        status,
        headers: vec![("content-type", "application/json")],
        chunks: vec![body.as_bytes().to_vec()],
    }
}

pub(super) fn sse(body: &str, size: usize) -> Provider {
    Provider::Answer {
        status: 200,
        headers: vec![("content-type", "text/event-stream; charset=utf-8")],
        chunks: body.as_bytes().chunks(size).map(<[u8]>::to_vec).collect(),
    }
}

/// What a provider got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Received {
    pub(super) provider: String,
    pub(super) path: String,
    pub(super) headers: Headers,
    pub(super) body: String,
}

/// What the client got, and what was recorded.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
    pub(super) received: Vec<Received>,
    pub(super) measures: BTreeMap<String, u64>,
    pub(super) log: String,
    /// What services were asked, none of which could be reached.
    pub(super) asked: Vec<String>,
    /// Exchanges still remembered at the end.
    pub(super) left: usize,
}

#[derive(Debug, Default)]
struct Proxy {
    request: Headers,
    response: Headers,
    request_body: Vec<u8>,
    response_body: Vec<u8>,
    properties: BTreeMap<String, Vec<u8>>,
    /// A property that nobody gets to read.
    lost: Option<&'static str>,
    reply: Option<Reply>,
    measures: BTreeMap<String, u64>,
    now: Duration,
    attempt: u32,
    shared: BTreeMap<String, (Vec<u8>, u32)>,
    warnings: Vec<String>,
    asked: Vec<String>,
    /// Providers end their answers with trailers.
    trailers: bool,
    /// Services can be called, and never answer.
    calls: bool,
    /// No body is held: Envoy refuses to write one, which ends the module.
    no_body: bool,
}

/// The number of a call.
const CALL: CallId = 7;

/// Status, headers and body of a local reply.
type Reply = (u16, Vec<(String, String)>, Vec<u8>);

impl Proxy {
    fn map(&mut self, side: Side) -> &mut Headers {
        match side {
            Side::Request => &mut self.request,
            Side::Response => &mut self.response,
        }
    }

    fn buffer(&mut self, side: Side) -> &mut Vec<u8> {
        match side {
            Side::Request => &mut self.request_body,
            Side::Response => &mut self.response_body,
        }
    }
}

impl Host for Proxy {
    fn now(&mut self) -> Duration {
        self.now += Duration::from_millis(10);
        self.now
    }

    fn headers(&mut self, side: Side) -> Headers {
        self.map(side).clone()
    }

    fn set_header(&mut self, side: Side, name: &str, value: Option<&[u8]>) {
        match value {
            Some(value) => self.map(side).set(name, value),
            None => self.map(side).remove(name),
        }
    }

    fn body(&mut self, side: Side, size: usize) -> Vec<u8> {
        let buffer = self.buffer(side);
        buffer[..size.min(buffer.len())].to_vec()
    }

    fn write_body(&mut self, side: Side, remove: usize, with: &[u8]) {
        assert!(!self.no_body, "a body is written that is not held");
        let buffer = self.buffer(side);
        let tail = buffer.split_off(remove.min(buffer.len()));
        *buffer = [with, &tail].concat();
    }

    fn property(&mut self, name: &str) -> Option<Vec<u8>> {
        let is_lost = self.lost == Some(name);
        self.properties.get(name).filter(|_| !is_lost).cloned()
    }

    fn set_property(&mut self, name: &str, value: &[u8]) {
        self.properties.insert(name.to_owned(), value.to_vec());
    }

    fn attempt_count(&mut self) -> Option<u32> {
        Some(self.attempt)
    }

    fn reply(&mut self, status: u16, headers: &[(&str, &str)], body: &[u8]) {
        assert!(self.reply.is_none(), "a second reply");
        let headers = headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        self.reply = Some((status, headers, body.to_vec()));
    }

    fn call(&mut self, _: &str, _: &[(&str, &str)], body: &[u8], _: Duration) -> Option<CallId> {
        self.asked.push(String::from_utf8_lossy(body).into_owned());
        self.calls.then_some(CALL)
    }

    fn measure(&mut self, labels: &str, values: &[(Metric, u64)]) {
        for (metric, value) in values {
            *self
                .measures
                .entry(format!("{}{labels}", metric.name()))
                .or_default() += value;
        }
    }

    fn shared(&mut self, key: &str) -> (Vec<u8>, Option<u32>) {
        match self.shared.get(key) {
            Some((value, version)) => (value.clone(), Some(*version)),
            None => (Vec::new(), None),
        }
    }

    fn set_shared(&mut self, key: &str, value: &[u8], version: Option<u32>) -> bool {
        let next = version.unwrap_or_default() + 1;
        self.shared.insert(key.to_owned(), (value.to_vec(), next));
        true
    }

    fn warn(&mut self, message: &str) {
        self.warnings.push(message.to_owned());
    }

    fn debug(&mut self, message: impl FnOnce() -> String) {
        assert!(!message().is_empty());
    }
}

/// A world with one gateway and scripted providers.
pub(super) struct World {
    worker: Rc<Worker>,
    script: VecDeque<Provider>,
    /// Whether both roles share memory.
    shared: bool,
    /// A provider whose role shares no memory with the others.
    apart: Option<&'static str>,
    /// Bytes in which the request body arrives.
    request_chunk: usize,
    /// Whether providers end their answers with trailers.
    trailers: bool,
    /// Whether the router asks another target when it should.
    retries: bool,
    /// A property that nobody gets to read.
    lost: Option<&'static str>,
    /// Whether VMs of their own have an exchange with the number of this one.
    taken: bool,
    /// Whether services can be called, which never answer.
    calls: bool,
    /// Places of requests that wait all the time.
    waiting: Vec<Waiter>,
}

/// SHA-256 of `sk-test`.
pub(super) const KEY_HASH: &str =
    "f3abf2a6cc4f00987743db5f544ba345b4899ae31f326d8ee9c4816de153c9e0";

pub(super) const CONFIG: &str = r#"{
  "version": "v1",
  "listener": {"address": "127.0.0.1", "port": 10000},
  "access": "open",
  "providers": {
    "openai": {"format": "openai-chat", "endpoint": "http://openai.test"},
    "claude": {"format": "anthropic-messages", "endpoint": "http://claude.test"}
  },
  "models": {
    "both": {"targets": [{"provider": "claude", "model": "claude-x"}, {"provider": "openai", "model": "gpt-x"}]},
    "back": {"targets": [{"provider": "openai", "model": "gpt-x"}, {"provider": "claude", "model": "claude-x"}]},
    "openai": {"targets": [{"provider": "openai", "model": "gpt-x"}]},
    "claude": {"targets": [{"provider": "claude", "model": "claude-x"}]},
    "twice": {"targets": [{"provider": "openai", "model": "gpt-x"}, {"provider": "openai", "model": "gpt-y"}]},
    "strict": {"targets": [{"provider": "claude", "model": "claude-x"}], "translation": "strict"},
    "picky": {
      "targets": [{"provider": "openai", "model": "gpt-x"}, {"provider": "claude", "model": "claude-x"}],
      "fallback_on": [429]
    }
  }
}"#;

impl World {
    pub(super) fn new(script: impl IntoIterator<Item = Provider>) -> Self {
        Self::with_config(CONFIG, script)
    }

    pub(super) fn with_config(config: &str, script: impl IntoIterator<Item = Provider>) -> Self {
        let config = sluice_config::from_json(config.as_bytes()).expect("a valid configuration");
        Self {
            worker: Rc::new(Worker::new(config, 7)),
            script: script.into_iter().collect(),
            shared: true,
            apart: None,
            request_chunk: usize::MAX,
            trailers: false,
            retries: true,
            lost: None,
            taken: false,
            calls: false,
            waiting: Vec::new(),
        }
    }

    /// Services never answer, and so the client leaves.
    pub(super) fn with_silent_services(mut self) -> Self {
        self.calls = true;
        self
    }

    /// So many requests wait all the time, with bodies of so many bytes.
    pub(super) fn with_others_waiting(mut self, count: usize, bytes: usize) -> Self {
        self.waiting = (0..count)
            .map(|_| self.worker.place_to_wait(bytes).expect("there is room"))
            .collect();
        self
    }

    /// The router delivers what it gets, even an answer that was given up.
    pub(super) fn without_retries(mut self) -> Self {
        self.retries = false;
        self
    }

    /// The keys of all accounts have been refused.
    pub(super) fn without_keys(self) -> Self {
        let config = self.worker.config();
        let mut ledger = self.worker.ledger().borrow_mut();
        for provider in config.providers() {
            let of = Of {
                account: provider.slot,
                target: 0,
                is_probe: false,
            };
            let limits = config.reliability().cool_down;
            let (begun, _) = ledger.judge(of, Ended::KeyRefused, limits, Duration::ZERO);
            assert!(begun.is_some());
        }
        drop(ledger);
        self
    }

    /// Nobody gets to read this property.
    pub(super) fn without_property(mut self, name: &'static str) -> Self {
        self.lost = Some(name);
        self
    }

    /// VMs of their own have an exchange with the same number, of another client.
    pub(super) fn with_the_same_number_taken(mut self) -> Self {
        self.taken = true;
        self
    }

    pub(super) fn with_trailers(mut self) -> Self {
        self.trailers = true;
        self
    }

    pub(super) fn without_shared_memory(mut self) -> Self {
        self.shared = false;
        self
    }

    /// Only this provider's role shares no memory with the others.
    pub(super) fn with_provider_apart(mut self, provider: &'static str) -> Self {
        self.apart = Some(provider);
        self
    }

    pub(super) fn request_in_chunks(mut self, size: usize) -> Self {
        self.request_chunk = size;
        self
    }

    pub(super) fn chat(self, body: &str) -> Outcome {
        self.post("/v1/chat/completions", &[], body)
    }

    pub(super) fn messages(self, body: &str) -> Outcome {
        self.post("/v1/messages", &[("anthropic-version", "2023-06-01")], body)
    }

    pub(super) fn post(self, path: &str, headers: &[(&str, &str)], body: &str) -> Outcome {
        let length = body.len().to_string();
        let mut all = vec![
            (":method", "POST"),
            (":path", path),
            ("content-length", &length),
        ];
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            all.push(("content-type", "application/json"));
        }
        all.extend_from_slice(headers);
        self.run(&all, body)
    }

    /// What is recorded of a request that the proxy refused before any filter saw
    /// it: it has a context all the same, whose end is told.
    pub(super) fn refused_unseen(self) -> Outcome {
        let mut proxy = Proxy {
            now: Duration::from_secs(1_700_000_000),
            ..Proxy::default()
        };
        Gateway::new(Rc::clone(&self.worker), 7).log(&mut proxy);
        Outcome {
            measures: proxy.measures,
            ..Outcome::default()
        }
    }

    /// Plays one request through both machines.
    pub(super) fn run(mut self, headers: &[(&str, &str)], body: &str) -> Outcome {
        let request = Headers::new(
            headers
                .iter()
                .map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec()))
                .collect(),
        );
        let mut proxy = Proxy {
            request,
            trailers: self.trailers,
            lost: self.lost,
            calls: self.calls,
            ..Proxy::default()
        };
        let asked = proxy.request.clone();
        let mut gateway = Gateway::new(Rc::clone(&self.worker), 7);
        let mut outcome = Outcome::default();
        let forwarded = receive(&mut gateway, &mut proxy, body, self.request_chunk);
        if forwarded && proxy.reply.is_none() {
            self.route(&mut gateway, &mut proxy, &mut outcome, &asked);
        }
        if let Some((status, headers, body)) = proxy.reply.take() {
            // Envoy plays a local reply through the listener's own filters.
            proxy.response = Headers::new(vec![(
                ":status".to_owned(),
                status.to_string().into_bytes(),
            )]);
            assert_eq!(
                gateway.response_headers(&mut proxy, body.is_empty()),
                Flow::Continue
            );
            proxy.response_body.clone_from(&body);
            gateway.response_body(&mut proxy, body.len());
            outcome.status = status;
            outcome.headers.extend(headers);
            outcome.body = String::from_utf8(proxy.response_body.clone()).unwrap();
        }
        gateway.log(&mut proxy);
        outcome.measures = proxy.measures;
        outcome.log =
            String::from_utf8(proxy.properties.remove("sluice.log").unwrap_or_default()).unwrap();
        outcome.asked = proxy.asked;
        outcome.left = self.worker.exchanges().borrow().len();
        outcome
    }

    /// Attempts until one is let through, as the router does.
    fn route(
        &mut self,
        gateway: &mut Gateway,
        proxy: &mut Proxy,
        outcome: &mut Outcome,
        asked: &Headers,
    ) {
        let original = proxy.request_body.clone();
        let mut retries: u32 = proxy
            .request
            .text("x-envoy-max-retries")
            .unwrap()
            .parse()
            .unwrap();
        proxy.request.remove("x-envoy-max-retries");
        if !self.retries {
            retries = 0;
        }
        for attempt in 1..=retries + 1 {
            proxy.attempt = attempt;
            proxy.request_body.clone_from(&original);
            let name = String::from_utf8(proxy.properties["sluice.target"].clone()).unwrap();
            let config = self.worker.config();
            let provider = Arc::clone(config.provider(&name).expect("a known target"));
            let worker = if self.shared && self.apart != Some(&name) {
                Rc::clone(&self.worker)
            } else {
                Rc::new(Worker::new(config.clone(), 8))
            };
            let mut other = Gateway::new(Rc::clone(&worker), 7);
            if self.taken {
                let mut proxy = Proxy {
                    request: asked.clone(),
                    ..Proxy::default()
                };
                let body = r#"{"model":"openai","messages":[{"role":"user","content":"another client's"}]}"#;
                assert!(receive(&mut other, &mut proxy, body, usize::MAX));
            }
            let mut machine = Attempt::new(worker, provider);
            let is_last = attempt == retries + 1;
            let done = self.attempt(&mut machine, gateway, proxy, outcome, is_last, &name);
            machine.done(proxy);
            if done {
                return;
            }
        }
    }

    /// One attempt; `true` if the client has its answer.
    fn attempt(
        &mut self,
        machine: &mut Attempt,
        gateway: &mut Gateway,
        proxy: &mut Proxy,
        outcome: &mut Outcome,
        is_last: bool,
        name: &str,
    ) -> bool {
        let has_body = !proxy.request_body.is_empty();
        let is_whole = !has_body && proxy.request.get("upgrade").is_none();
        let paused = machine.request_headers(proxy, is_whole) == Flow::Pause;
        if proxy.reply.is_none() && has_body {
            let size = proxy.request_body.len();
            let flow = machine.request_body(proxy, size, true);
            assert!(
                proxy.reply.is_some() || flow == Flow::Continue,
                "held for ever (paused {paused})"
            );
        }
        if proxy.reply.is_some() {
            // Envoy plays a local reply through the filter that made it.
            assert_eq!(machine.response_headers(proxy, false), Flow::Continue);
            assert_eq!(machine.response_body(proxy, 1, true), Flow::Continue);
            return true;
        }
        outcome.received.push(Received {
            provider: name.to_owned(),
            path: proxy.request.text(":path").unwrap().to_owned(),
            headers: proxy.request.clone(),
            body: String::from_utf8(proxy.request_body.clone()).unwrap(),
        });
        let (status, headers, chunks) = match self.script.pop_front() {
            Some(Provider::Answer {
                status,
                headers,
                chunks,
            }) => (status, headers, chunks),
            Some(Provider::Closed) => {
                local_reply(gateway, proxy, outcome, 503, "");
                return true;
            }
            Some(Provider::Refuse) | None => {
                if is_last {
                    local_reply(gateway, proxy, outcome, 503, "upstream connect error");
                }
                return is_last;
            }
        };
        let mut list = vec![(":status".to_owned(), status.to_string().into_bytes())];
        list.extend(
            headers
                .iter()
                .map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec())),
        );
        proxy.response = Headers::new(list);
        respond(machine, gateway, proxy, outcome, &chunks, is_last)
    }
}

/// Delivers the request to the gateway role; `true` if it lets it through.
fn receive(gateway: &mut Gateway, proxy: &mut Proxy, body: &str, chunk: usize) -> bool {
    let is_upgrade = proxy.request.get("upgrade").is_some();
    let mut flow = gateway.request_headers(proxy, body.is_empty() && !is_upgrade);
    let pieces: Vec<&[u8]> = body
        .as_bytes()
        .chunks(chunk.min(body.len()).max(1))
        .collect();
    for (index, piece) in pieces.iter().enumerate() {
        if proxy.reply.is_some() {
            return false;
        }
        proxy.request_body.extend_from_slice(piece);
        let size = proxy.request_body.len();
        flow = gateway.request_body(proxy, size, index + 1 == pieces.len());
    }
    flow == Flow::Continue
}

/// An answer of the proxy itself.
fn local_reply(
    gateway: &mut Gateway,
    proxy: &mut Proxy,
    outcome: &mut Outcome,
    status: u16,
    text: &str,
) {
    proxy.response = Headers::new(vec![
        (":status".to_owned(), status.to_string().into_bytes()),
        ("content-type".to_owned(), b"text/plain".to_vec()),
    ]);
    gateway.response_headers(proxy, text.is_empty());
    if text.is_empty() {
        // Either a reply takes its place, or nothing may be announced.
        assert!(proxy.reply.is_some() || proxy.response.get("content-length").is_none());
        return;
    }
    proxy.response_body = text.as_bytes().to_vec();
    gateway.response_body(proxy, text.len());
    finish(proxy, outcome);
}

/// Plays a provider's answer; `false` if it is given up and another attempt follows.
fn respond(
    machine: &mut Attempt,
    gateway: &mut Gateway,
    proxy: &mut Proxy,
    outcome: &mut Outcome,
    chunks: &[Vec<u8>],
    is_last: bool,
) -> bool {
    proxy.response_body.clear();
    let ends_at = (!proxy.trailers).then_some(chunks.len());
    let mut held = machine.response_headers(proxy, ends_at == Some(0)) == Flow::Pause;
    let mut sent: Vec<u8> = Vec::new();
    let mut released = false;
    for step in 0..=chunks.len() + usize::from(proxy.trailers) {
        if proxy.reply.is_some() {
            return true;
        }
        if !held && !released {
            if proxy.response.get("x-sluice-retry").is_some() && !is_last {
                return false;
            }
            gateway.response_headers(proxy, ends_at == Some(0));
            released = true;
        }
        if !held {
            let size = proxy.response_body.len();
            gateway.response_body(proxy, size);
            sent.append(&mut proxy.response_body);
        }
        if let Some(chunk) = chunks.get(step) {
            proxy.response_body.extend_from_slice(chunk);
            let size = proxy.response_body.len();
            held = machine.response_body(proxy, size, ends_at == Some(step + 1)) == Flow::Pause;
        } else if proxy.trailers && step == chunks.len() {
            proxy.no_body = !held || chunks.is_empty();
            held = machine.response_trailers(proxy) == Flow::Pause;
            proxy.no_body = false;
        }
    }
    assert!(released, "the answer was held for ever");
    proxy.response_body = sent;
    finish(proxy, outcome);
    true
}

fn finish(proxy: &mut Proxy, outcome: &mut Outcome) {
    outcome.status = proxy.response.text(":status").unwrap().parse().unwrap();
    outcome.headers = proxy
        .response
        .iter()
        .map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned()))
        .collect();
    outcome.body = String::from_utf8_lossy(&std::mem::take(&mut proxy.response_body)).into_owned();
}

impl Outcome {
    /// The body as JSON.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(super) fn measured(&self, metric: Metric) -> u64 {
        self.measures
            .iter()
            .filter(|(name, _)| name.starts_with(metric.name()))
            .map(|(_, value)| value)
            .sum()
    }
}
