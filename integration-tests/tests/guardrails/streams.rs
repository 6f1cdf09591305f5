//! Streams that guardrails end, hold and change on their way.

use std::time::Duration;

use serde_json::{Value, json};
use sluice_harness::client::{Answer, Connection, Request, ServerSentEvent};
use sluice_simulator::Outcome;

use super::clients::{CLIENTS, Client};
use super::desk::{Desk, MAIL};
use crate::world::fault;

const PATIENCE: Duration = Duration::from_secs(10);

/// So many words, and where they are long enough, more than any guardrail holds back.
fn words(count: usize) -> String {
    (1..=count).map(|number| format!("word{number} ")).collect()
}

/// Clients, each with its providers.
fn pairs() -> impl Iterator<Item = (&'static Client, &'static str)> {
    CLIENTS
        .iter()
        .flat_map(|client| client.providers.map(|provider| (client, provider)))
}

fn a_stream_that_is_denied_ends_in_good_form_and_its_connection_goes_on(desk: &Desk) {
    desk.forget();
    let before = format!("{}write to ", words(200));
    let prompt = format!("repeat exactly: {before}{MAIL} {}", words(200));
    for (client, provider) in pairs() {
        let case = format!("{} -> {provider}", client.name);
        let model = format!("out-deny.{provider}");
        let mut connection = Connection::open(desk.gateway.address()).unwrap();
        for _ in 0..2 {
            let request = client.says(&model, &prompt, true);
            connection
                .write(&request.bytes(desk.gateway.address()))
                .unwrap();
            let answer = connection.answer().unwrap();
            let told = client.told(&answer, true);
            assert_eq!(told.ending, client.endings[1], "{case}");
            assert_eq!(told.text, before, "{case}");
            assert!(!answer.text().contains(MAIL), "{case}");

            let request = client.says(&model, "hello", true);
            connection
                .write(&request.bytes(desk.gateway.address()))
                .unwrap();
            let told = client.told(&connection.answer().unwrap(), true);
            assert_eq!(told.text, "You wrote: hello", "{case}");
            assert_eq!(told.ending, client.endings[0], "{case}");
        }
    }
}

fn nothing_of_an_answer_that_is_held_is_seen_before_it_may_be(desk: &Desk) {
    desk.forget();
    for (client, provider) in pairs() {
        let model = format!("hold-full.{provider}");
        let clean = words(200);
        let bad = format!("{clean}{MAIL}");
        let ask = |text: &str| {
            let prompt = format!("repeat exactly: {text}");
            desk.gateway.send(&client.says(&model, &prompt, true))
        };
        client.assert_refused(&ask(&bad), 400, "hold-full");
        assert_eq!(client.told(&ask(clean.trim()), true).text, clean.trim());
    }
}

fn a_client_that_leaves_while_its_answer_is_held_takes_the_request_with_it(desk: &Desk) {
    desk.forget();
    for (client, provider) in pairs() {
        desk.forget();
        let simulator = desk.simulator(provider);
        simulator.set_faults([fault("delay,events=20ms")]);
        let model = format!("hold-full.{provider}");
        let request = client.says(&model, "write 1500 words", true);
        let mut connection = Connection::open(desk.gateway.address()).unwrap();
        connection
            .write(&request.bytes(desk.gateway.address()))
            .unwrap();
        let asked = simulator.wait_for(PATIENCE, |requests| !requests.is_empty());
        assert!(asked.is_some(), "{} -> {provider}", client.name);
        connection.hang_up();
        let left = simulator.wait_for(PATIENCE, |requests| {
            requests[0].outcome == Outcome::ClientLeft
        });
        assert!(left.is_some(), "{} -> {provider}", client.name);
    }
    desk.forget();
    let client = &CLIENTS[0];
    let answer = client.says("hold-full.openai", "hello", true);
    let told = client.told(&desk.gateway.send(&answer), true);
    assert_eq!(told.text, "You wrote: hello");
}

fn a_stream_that_runs_keeps_its_guardrails_when_the_file_has_none_any_more(desk: &Desk) {
    desk.forget();
    let client = &CLIENTS[0];
    let simulator = desk.simulator("claude");
    simulator.set_faults([fault("delay,events=30ms")]);
    let prompt = format!("repeat exactly: {}{MAIL} is it", words(150));
    let request = client.says("out-mask.claude", &prompt, true);
    let mut connection = Connection::open(desk.gateway.address()).unwrap();
    connection
        .write(&request.bytes(desk.gateway.address()))
        .unwrap();
    connection.read_until("word1").unwrap();
    desk.disarm();
    let quick = client.says("in-deny.openai", MAIL, false);
    desk.gateway
        .wait_until("the guardrails are gone for others", || {
            desk.gateway.send(&quick).status == 200
        });
    let told = client.told(&connection.answer().unwrap(), true);
    assert_eq!(told.text, format!("{}************** is it", words(150)));
}

/// How a client asks for a call of a tool, and reads its arguments.
struct Caller {
    client: &'static str,
    path: fn(&str, bool) -> String,
    /// The prompt, the schema.
    body: fn(&str, Value) -> Value,
    whole: fn(&Value) -> Value,
    stream: fn(&Answer) -> Value,
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The pieces of arguments at a place of events, put together.
fn pieced(answer: &Answer, pointer: &str) -> Value {
    let events: Vec<Value> = answer.events().iter().map(ServerSentEvent::json).collect();
    let pieces = events.iter().map(|event| event.pointer(pointer));
    let text: String = pieces.filter_map(|piece| piece?.as_str()).collect();
    parsed(&text)
}

fn of_item(items: &Value) -> Value {
    let items = items.as_array().unwrap();
    let call = items.iter().find(|item| item["type"] == "function_call");
    parsed(call.unwrap()["arguments"].as_str().unwrap())
}

fn of_parts(body: &Value) -> Option<Value> {
    let parts = body["candidates"][0]["content"]["parts"].as_array()?;
    let mut calls = parts.iter().filter_map(|part| part.get("functionCall"));
    Some(calls.next()?["args"].clone())
}

const CALLERS: &[Caller] = &[
    Caller {
        client: "openai-chat",
        path: |_, _| "/v1/chat/completions".to_owned(),
        body: |prompt, schema| {
            let function = json!({"name": "send", "parameters": schema});
            json!({"messages": [{"role": "user", "content": prompt}], "tools": [{"type": "function", "function": function}]})
        },
        whole: |body| {
            let call = &body["choices"][0]["message"]["tool_calls"][0];
            parsed(call["function"]["arguments"].as_str().unwrap())
        },
        stream: |answer| pieced(answer, "/choices/0/delta/tool_calls/0/function/arguments"),
    },
    Caller {
        client: "openai-responses",
        path: |_, _| "/v1/responses".to_owned(),
        body: |prompt, schema| json!({"input": prompt, "tools": [{"type": "function", "name": "send", "parameters": schema, "strict": false}]}),
        whole: |body| of_item(&body["output"]),
        stream: |answer| {
            let last = answer.events().pop().unwrap().json();
            let whole = of_item(&last["response"]["output"]);
            let mut events = answer.events();
            events.retain(|event| {
                event.name.as_deref() == Some("response.function_call_arguments.delta")
            });
            let pieces = events.iter().map(ServerSentEvent::json);
            let text: String = pieces
                .filter_map(|piece| Some(piece["delta"].as_str()?.to_owned()))
                .collect();
            assert_eq!(parsed(&text), whole);
            whole
        },
    },
    Caller {
        client: "anthropic-messages",
        path: |_, _| "/v1/messages".to_owned(),
        body: |prompt, schema| json!({"max_tokens": 500, "messages": [{"role": "user", "content": prompt}], "tools": [{"name": "send", "input_schema": schema}]}),
        whole: |body| {
            let blocks = body["content"].as_array().unwrap();
            let call = blocks.iter().find(|block| block["type"] == "tool_use");
            call.unwrap()["input"].clone()
        },
        stream: |answer| pieced(answer, "/delta/partial_json"),
    },
    Caller {
        client: "gemini-generate",
        path: |model, stream| {
            let call = if stream {
                "streamGenerateContent?alt=sse"
            } else {
                "generateContent"
            };
            format!("/v1beta/models/{model}:{call}")
        },
        body: |prompt, schema| json!({"contents": [{"role": "user", "parts": [{"text": prompt}]}], "tools": [{"functionDeclarations": [{"name": "send", "parametersJsonSchema": schema}]}]}),
        whole: |body| of_parts(body).unwrap(),
        stream: |answer| {
            let events: Vec<Value> = answer.events().iter().map(ServerSentEvent::json).collect();
            events.iter().find_map(of_parts).unwrap()
        },
    },
];

impl Caller {
    fn ask(&self, model: &str, stream: bool) -> Request {
        let schema = json!({"type": "object", "required": ["to", "note"], "properties": {
            "to": {"type": "string", "enum": [MAIL]},
            "note": {"type": "string", "enum": [format!("\"{MAIL}\" and <{MAIL}>")]},
        }});
        let mut body = (self.body)("call send, say why", schema);
        if self.client != "gemini-generate" {
            body["model"] = json!(model);
            body["stream"] = json!(stream);
        }
        let client = Client::named(self.client);
        client.authorized(Request::post(&(self.path)(model, stream), &body))
    }
}

fn placeholders_in_the_arguments_of_tools_are_put_back_however_they_are_split(desk: &Desk) {
    desk.forget();
    for caller in CALLERS {
        for provider in Client::named(caller.client).providers {
            for (stream, faults) in [(false, ""), (true, ""), (true, "split-bytes=1")] {
                let case = format!("{} -> {provider}, {stream} {faults}", caller.client);
                desk.forget();
                let simulator = desk.simulator(provider);
                simulator.set_faults((!faults.is_empty()).then(|| fault(faults)));
                let model = format!("in-restore.{provider}");
                let answer = desk.gateway.send(&caller.ask(&model, stream));
                assert_eq!(answer.status, 200, "{case}: {}", answer.text());
                let read = if stream {
                    (caller.stream)(&answer)
                } else {
                    (caller.whole)(&answer.json())
                };
                let wanted = json!({"to": MAIL, "note": format!("\"{MAIL}\" and <{MAIL}>")});
                assert_eq!(read, wanted, "{case}");
                let received = desk.received(provider).concat();
                assert!(!received.contains(MAIL), "{case}: {received}");
            }
        }
    }
}

fn placeholders_in_text_are_put_back_however_bytes_are_split(desk: &Desk) {
    desk.forget();
    let text = format!("<{MAIL}>, \"{MAIL}\", [{MAIL}] and [EMAIL_ADDRESS_7]");
    for (client, provider) in pairs() {
        for faults in ["split-bytes=1", "split-bytes=7", "pings"] {
            desk.forget();
            desk.simulator(provider).set_faults([fault(faults)]);
            let model = format!("in-restore.{provider}");
            let prompt = format!("repeat exactly: {text}");
            let answer = desk.gateway.send(&client.says(&model, &prompt, true));
            let case = format!("{} -> {provider}, {faults}", client.name);
            assert_eq!(client.told(&answer, true).text, text, "{case}");
            assert!(!desk.received(provider).concat().contains(MAIL), "{case}");
        }
    }
}

/// What each choice of a stream says at a place of the entries in `list` of all events.
fn by_choice(answer: &Answer, list: &str, text: &str) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut told = Vec::new();
    for event in answer.events().iter().map(ServerSentEvent::json) {
        for choice in event[list].as_array().into_iter().flatten() {
            let number = choice["index"].as_u64().unwrap_or_default() as usize;
            if told.len() <= number {
                told.resize(number + 1, String::new());
            }
            let said = choice.pointer(text).and_then(Value::as_str);
            told[number].push_str(said.unwrap_or_default());
        }
    }
    told
}

fn each_of_several_choices_is_looked_at_for_itself(desk: &Desk) {
    let prompt = format!("repeat exactly: to {MAIL}, <{MAIL}>.");
    let wanted = vec!["to [EMAIL_ADDRESS_1], <[EMAIL_ADDRESS_1]>."; 2];
    let model = "out-placeholder.openai";
    for faults in ["split-bytes=1", "split-bytes=7"] {
        desk.forget();
        desk.simulator("openai").set_faults([fault(faults)]);
        let messages = json!([{"role": "user", "content": prompt}]);
        let body = json!({"model": model, "stream": true, "n": 2, "messages": messages});
        let request = Request::post("/v1/chat/completions", &body);
        let request = Client::named("openai-chat").authorized(request);
        let told = by_choice(&desk.gateway.send(&request), "choices", "/delta/content");
        assert_eq!(told, wanted, "chat, {faults}");

        let contents = json!([{"role": "user", "parts": [{"text": prompt}]}]);
        let body = json!({"contents": contents, "generationConfig": {"candidateCount": 2}});
        let path = format!("/v1beta/models/{model}:streamGenerateContent?alt=sse");
        let request = Client::named("gemini-generate").authorized(Request::post(&path, &body));
        let told = by_choice(
            &desk.gateway.send(&request),
            "candidates",
            "/content/parts/0/text",
        );
        assert_eq!(told, wanted, "gemini, {faults}");
    }
}

/// All of these on one Envoy, of which each takes its time to start. The last one takes the
/// guardrails away.
#[test]
fn streams_are_ended_held_and_changed_in_good_form() {
    let desk = Desk::start();
    for hold in [
        a_stream_that_is_denied_ends_in_good_form_and_its_connection_goes_on,
        nothing_of_an_answer_that_is_held_is_seen_before_it_may_be,
        a_client_that_leaves_while_its_answer_is_held_takes_the_request_with_it,
        placeholders_in_the_arguments_of_tools_are_put_back_however_they_are_split,
        placeholders_in_text_are_put_back_however_bytes_are_split,
        each_of_several_choices_is_looked_at_for_itself,
        a_stream_that_runs_keeps_its_guardrails_when_the_file_has_none_any_more,
    ] {
        hold(&desk);
    }
}
