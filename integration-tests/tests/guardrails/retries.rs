//! A target that is asked again because of its answer: a client and a provider of every
//! format, whole and streamed, with what the user says as a text and as a list of blocks.

use serde_json::{Value, json};
use sluice_harness::client::{Answer, Request, ServerSentEvent};
use sluice_harness::{CLIENT_KEY, Gateway, Settings, key_sha256};
use sluice_simulator::{Format, Options, Simulator};

use crate::world::fault;

/// A format, as client and as provider.
struct Side {
    format: Format,
    model: &'static str,
    /// How the provider is sent its key.
    auth: &'static str,
    /// Where a chat is asked for, whole and streamed.
    paths: [&'static str; 2],
    /// Where the messages stand, and what each says.
    messages: [&'static str; 2],
    /// A block of text.
    block: fn(&str) -> Value,
    /// Whether a message may be a text alone.
    has_texts: bool,
    /// Where text stands in a whole answer, and in an event.
    says: [&'static str; 2],
}

const BEARER: &str = "{bearer: {env: TEST_KEY}}";

const fn text_block() -> fn(&str) -> Value {
    |text| json!({"type": "text", "text": text})
}

#[rustfmt::skip]
const SIDES: &[Side] = &[
    Side { format: Format::OpenAiChat, model: "gpt-4o", auth: BEARER, paths: ["/v1/chat/completions"; 2], messages: ["messages", "content"],
        block: text_block(), has_texts: true, says: ["/choices/0/message/content", "/choices/0/delta/content"] },
    Side { format: Format::OpenAiResponses, model: "gpt-4o", auth: BEARER, paths: ["/v1/responses"; 2], messages: ["input", "content"],
        block: |text| json!({"type": "input_text", "text": text}), has_texts: true, says: ["/output/0/content/0/text", "/delta"] },
    Side { format: Format::AnthropicMessages, model: "claude-sonnet-4-5", auth: "{header: x-api-key, env: TEST_KEY}", paths: ["/v1/messages"; 2],
        messages: ["messages", "content"], block: text_block(), has_texts: true, says: ["/content/0/text", "/delta/text"] },
    Side { format: Format::GeminiGenerate, model: "gemini-2.5-flash", auth: "{header: x-goog-api-key, env: TEST_KEY}",
        paths: ["/v1beta/models/MODEL:generateContent", "/v1beta/models/MODEL:streamGenerateContent?alt=sse"], messages: ["contents", "parts"],
        block: |text| json!({"text": text}), has_texts: false, says: ["/candidates/0/content/parts/0/text"; 2] },
    Side { format: Format::BedrockConverse, model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0", auth: BEARER,
        paths: ["/model/MODEL/converse", "/model/MODEL/converse-stream"], messages: ["messages", "content"],
        block: |text| json!({"text": text}), has_texts: false, says: ["/output/message/content/0/text", "/delta/text"] },
    Side { format: Format::CohereChat, model: "command-a-03-2025", auth: BEARER, paths: ["/v2/chat"; 2], messages: ["messages", "content"],
        block: text_block(), has_texts: true, says: ["/message/content/0/text", "/delta/message/content/text"] },
];

/// What the guardrail looks for stands in the simulator's longer answers.
const REFUSED: &str = "All work and no play.";
const AGAIN: &str =
    "not accepted: it breaks a rule of this service. Answer the same request again, so that it is.";

impl Side {
    fn ask(&self, model: &str, said: &Value, stream: bool) -> Request {
        let [list, says] = self.messages;
        let mut body = json!({list: [{"role": "user", says: said}]});
        let path = self.paths[usize::from(stream)].replace("MODEL", model);
        if !self.paths[0].contains("MODEL") {
            body["model"] = json!(model);
            body["stream"] = json!(stream);
        }
        if matches!(self.format, Format::AnthropicMessages) {
            body["max_tokens"] = json!(500);
        }
        Request::post(&path, &body)
            .header("authorization", &format!("Bearer {CLIENT_KEY}"))
            .header("anthropic-version", "2023-06-01")
    }

    /// What an answer says.
    fn read(&self, answer: &Answer, stream: bool) -> String {
        let values = match (&self.format, stream) {
            (_, false) => vec![answer.json()],
            (Format::BedrockConverse, true) => payloads(&answer.body),
            (_, true) => {
                let mut events = answer.events();
                events.retain(|event| event.data != "[DONE]");
                events.iter().map(ServerSentEvent::json).collect()
            }
        };
        let said = values
            .iter()
            .filter_map(|value| value.pointer(self.says[usize::from(stream)])?.as_str());
        said.collect()
    }
}

/// What the messages of AWS's event stream hold.
fn payloads(mut bytes: &[u8]) -> Vec<Value> {
    let mut all = Vec::new();
    let length = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap()) as usize;
    while !bytes.is_empty() {
        let (message, rest) = bytes.split_at(length(&bytes[..4]));
        let headers = length(&message[4..8]);
        let payload = &message[12 + headers..message.len() - 4];
        all.push(serde_json::from_slice(payload).unwrap());
        bytes = rest;
    }
    all
}

fn yaml(simulators: &[Simulator]) -> String {
    let (mut providers, mut models) = (String::new(), String::new());
    for (side, simulator) in SIDES.iter().zip(simulators) {
        let (name, url, auth) = (side.format.name(), simulator.url(), side.auth);
        providers += &format!("  {name}: {{format: {name}, endpoint: \"{url}\", auth: {auth}}}\n");
        models += &format!(
            "  to-{name}: {{targets: [{{provider: {name}, model: \"{}\"}}]}}\n",
            side.model
        );
    }
    format!(
        "routing: {{retry_budget: {{percent: 100, min: 100000}}}}\n\
         providers:\n{providers}models:\n{models}\
         guardrails: {{no-play: {{check: {{words: {{words: [play]}}}}, on: output, action: retry}}}}\n\
         consumers: [{{name: checkout, key_sha256: \"{}\"}}]\n",
        key_sha256(CLIENT_KEY)
    )
}

#[test]
fn every_provider_takes_it_to_be_told_what_was_wrong() {
    let start = |side: &Side| Simulator::start(Options::new(side.format)).unwrap();
    let simulators: Vec<Simulator> = SIDES.iter().map(start).collect();
    let settings = Settings::default().variable("TEST_KEY", "sk-provider-retries-0001");
    let gateway = Gateway::start_with(&yaml(&simulators), settings);
    for client in SIDES {
        let blocks = json!([(client.block)("hello")]);
        let forms = [Some(blocks), client.has_texts.then(|| json!("hello"))];
        for (provider, simulator) in SIDES.iter().zip(&simulators) {
            for (said, stream) in forms
                .iter()
                .flatten()
                .flat_map(|said| [(said, false), (said, true)])
            {
                let (from, to) = (client.format.name(), provider.format.name());
                let case = format!("{from} -> {to}, stream {stream}, {said}");
                simulator.forget_requests();
                simulator.set_faults([fault(&format!("large-answer={},times=1", REFUSED.len()))]);
                let answer = gateway.send(&client.ask(&format!("to-{to}"), said, stream));
                assert_eq!(answer.status, 200, "{case}: {}", answer.text());
                let read = client.read(&answer, stream);
                assert!(read.ends_with(AGAIN), "{case}: {read}");
                let requests = simulator.requests();
                assert_eq!(requests.len(), 2, "{case}");
                let told: Value = serde_json::from_slice(&requests[1].body).unwrap();
                let messages = &told[provider.messages[0]];
                let count = messages.as_array().map_or(1, Vec::len);
                assert_eq!(count, 1, "{case}: {told}");
            }
        }
    }
}
