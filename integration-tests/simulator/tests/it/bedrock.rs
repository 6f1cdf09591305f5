//! Bedrock: what is refused, and what the frames of a stream hold.

use serde_json::{Value, json};
use sluice_harness::client::{Answer, Request};
use sluice_simulator::{Format, Options, Simulator};

use super::{answer, ask, success, with_fault};

const MODEL: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1%3A0";

fn bedrock() -> Simulator {
    Simulator::start(Options::new(Format::BedrockConverse)).unwrap()
}

fn call(name: &str, body: &Value) -> Request {
    Request::post(&format!("/model/{MODEL}/{name}"), body).header("authorization", "Bearer key")
}

pub(super) fn converse(body: &Value) -> Request {
    call("converse", body)
}

/// The refusal of a request with these messages and keys: its exception and message.
#[track_caller]
fn refused(messages: &Value, more: &Value) -> (String, String) {
    let body = super::merged(json!({"messages": messages}), more);
    refusal(&answer(&bedrock(), &converse(&body)))
}

#[track_caller]
fn refusal(answer: &Answer) -> (String, String) {
    assert!((400..500).contains(&answer.status), "{}", answer.text());
    let kind = answer.header("x-amzn-errortype").unwrap_or_default();
    let message = answer.json()["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (kind.to_owned(), message)
}

fn user(content: &Value) -> Value {
    json!([{"role": "user", "content": content}])
}

/// The frames of a stream: the name of each, and its payload.
#[track_caller]
fn frames(bytes: &[u8]) -> Vec<(String, Value)> {
    let number = |at: usize| {
        let bytes: [u8; 4] = bytes[at..at + 4].try_into().unwrap();
        usize::try_from(u32::from_be_bytes(bytes)).unwrap()
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (total, headers) = (number(at), number(at + 4));
        let name_length = usize::from(bytes[at + 12]);
        let value = at + 12 + 1 + name_length + 3;
        let length = usize::from(bytes[value - 1]);
        let name = String::from_utf8_lossy(&bytes[value..value + length]).into_owned();
        let payload = &bytes[at + 12 + headers..at + total - 4];
        found.push((name, serde_json::from_slice(payload).unwrap()));
        at += total;
    }
    found
}

#[test]
fn an_answer_is_whole_or_in_frames_as_the_path_says() {
    let simulator = bedrock();
    let whole = success(
        &simulator,
        &ask(Format::BedrockConverse, "repeat exactly: hello", &json!({})),
    )
    .json();
    assert_eq!(
        whole["output"]["message"]["content"],
        json!([{"text": "hello"}])
    );
    assert_eq!(whole["stopReason"], "end_turn");
    let body = json!({"messages": user(&json!([{"text": "repeat exactly: hello there"}]))});
    let streamed = success(&simulator, &call("converse-stream", &body));
    assert_eq!(
        streamed.header("content-type"),
        Some("application/vnd.amazon.eventstream")
    );
    let frames = frames(&streamed.body);
    let names: Vec<&str> = frames.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "messageStart",
            "contentBlockDelta",
            "contentBlockDelta",
            "contentBlockStop",
            "messageStop",
            "metadata"
        ]
    );
    assert!(frames[5].1["usage"]["totalTokens"].is_u64());
}

#[test]
fn a_stream_can_begin_with_an_exception() {
    let simulator = with_fault(Format::BedrockConverse, "error-first-event");
    let body = json!({"messages": user(&json!([{"text": "a"}]))});
    let frames = frames(&success(&simulator, &call("converse-stream", &body)).body);
    assert_eq!(frames.len(), 1);
    assert_eq!(frames[0].0, "throttlingException");
}

#[test]
fn claude_is_invoked_in_its_own_format() {
    let simulator = bedrock();
    let body = json!({
        "anthropic_version": "bedrock-2023-05-31", "max_tokens": 100,
        "messages": [{"role": "user", "content": "repeat exactly: hello"}],
    });
    let whole = success(&simulator, &call("invoke", &body)).json();
    assert_eq!(whole["content"], json!([{"type": "text", "text": "hello"}]));
    let stream = success(&simulator, &call("invoke-with-response-stream", &body));
    let frames = frames(&stream.body);
    assert!(
        frames
            .iter()
            .all(|(name, data)| name == "chunk" && data["bytes"].is_string())
    );
    for (key, value) in [
        ("model", json!("m")),
        ("stream", json!(true)),
        ("anthropic_version", json!("2023-06-01")),
    ] {
        let mut body = body.clone();
        body[key] = value;
        assert_eq!(
            refusal(&answer(&simulator, &call("invoke", &body))).0,
            "ValidationException"
        );
    }
    let mut wrong = body.clone();
    wrong["max_tokens"] = json!(-1);
    let (_, message) = refusal(&answer(&simulator, &call("invoke", &wrong)));
    assert!(message.starts_with("max_tokens"), "{message}");
}

#[test]
fn credentials_are_a_key_or_have_the_form_of_a_signature() {
    let simulator =
        Simulator::start(Options::new(Format::BedrockConverse).key("AKIDEXAMPLE")).unwrap();
    let body = json!({"messages": user(&json!([{"text": "a"}]))});
    let path = format!("/model/{MODEL}/converse");
    let with = |value: &str| {
        Request::post(&path, &body)
            .header("authorization", value)
            .header("x-amz-date", "20261123T000000Z")
    };
    let signed = |access: &str, service: &str| {
        format!(
            "AWS4-HMAC-SHA256 Credential={access}/20261123/us-east-1/{service}/aws4_request, SignedHeaders=host;x-amz-date, Signature={}",
            "a".repeat(64)
        )
    };
    success(&simulator, &with("Bearer AKIDEXAMPLE"));
    success(&simulator, &with(&signed("AKIDEXAMPLE", "bedrock")));
    for (value, kind) in [
        ("Bearer other".to_owned(), "AccessDeniedException"),
        (String::new(), "MissingAuthenticationTokenException"),
        (signed("AKIDEXAMPLE", "s3"), "IncompleteSignatureException"),
        (signed("AKOTHER", "bedrock"), "UnrecognizedClientException"),
    ] {
        assert_eq!(refusal(&answer(&simulator, &with(&value))).0, kind);
    }
}

#[test]
fn turns_alternate_and_begin_with_the_user() {
    let text = json!([{"text": "a"}]);
    let turn = |role: &str| json!({"role": role, "content": text});
    for (messages, words) in [
        (json!([turn("assistant")]), "must start with a user message"),
        (json!([turn("user"), turn("user")]), "must alternate"),
        (json!([]), "length greater than or equal to 1"),
        (json!([{"role": "user", "content": []}]), "is empty"),
        (user(&json!([{"text": " "}])), "is blank"),
        (
            user(&json!([{"text": "a", "image": {"format": "png", "source": {"bytes": "Zm9v"}}}])),
            "Exactly one member",
        ),
        (
            user(&json!([{"toolUse": {"toolUseId": "a", "name": "f", "input": {}}}])),
            "cannot be in a message",
        ),
    ] {
        let (_, message) = refused(&messages, &json!({}));
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn calls_and_results_go_together() {
    let tools = json!({"toolConfig": {"tools": [{"toolSpec": {"name": "f", "inputSchema": {"json": {"type": "object"}}}}]}});
    let call = json!({"role": "assistant", "content": [{"toolUse": {"toolUseId": "c", "name": "f", "input": {}}}]});
    let first = json!({"role": "user", "content": [{"text": "a"}]});
    let result = |content: Value, status: &str| json!({"role": "user", "content": [{"toolResult": {"toolUseId": "c", "content": content, "status": status}}]});
    let some = json!([{"text": "r"}]);
    for (messages, more, words) in [
        (
            json!([first, call, result(some.clone(), "success")]),
            json!({}),
            "toolConfig field must be defined",
        ),
        (
            json!([first, call, first]),
            tools.clone(),
            "Expected toolResult blocks",
        ),
        (
            json!([first, call]),
            tools.clone(),
            "Expected toolResult blocks",
        ),
        (
            json!([result(some, "success")]),
            tools.clone(),
            "exceeds the number of toolUse",
        ),
        (
            json!([first, call, result(json!([]), "error")]),
            tools.clone(),
            "cannot be empty",
        ),
        (
            json!([first]),
            json!({"toolConfig": {"tools": []}}),
            "length greater than or equal to 1",
        ),
        (
            json!([first]),
            json!({"toolConfig": {"tools": [{"toolSpec": {"name": "f", "inputSchema": {"json": {}}}}]}}),
            "must be one of the following: object",
        ),
    ] {
        let (_, message) = refused(&messages, &more);
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn documents_have_names_of_their_own_and_a_text_beside_them() {
    let document = |name: &str| json!({"document": {"format": "pdf", "name": name, "source": {"bytes": "Zm9v"}}});
    for (content, words) in [
        (json!([document("a")]), "must have a text block"),
        (
            json!([{"text": "a"}, document("a.pdf")]),
            "can only contain alphanumeric",
        ),
        (
            json!([{"text": "a"}, document("a"), document("a")]),
            "Duplicate",
        ),
    ] {
        let (_, message) = refused(&user(&content), &json!({}));
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn parameters_are_those_of_the_model() {
    let text = user(&json!([{"text": "a"}]));
    for (more, words) in [
        (
            json!({"inferenceConfig": {"temperature": 2}}),
            "less than or equal to 1",
        ),
        (json!({"model": "m"}), "extraneous key [model]"),
        (
            json!({"inferenceConfig": {"maxTokens": 100}, "additionalModelRequestFields": {"thinking": {"type": "enabled", "budget_tokens": 2000}}}),
            "must be greater than",
        ),
        (
            json!({"additionalModelRequestFields": {"thinking": {"type": "adaptive"}}}),
            "not supported",
        ),
    ] {
        let (_, message) = refused(&text, &more);
        assert!(message.contains(words), "{message}");
    }
    let simulator = bedrock();
    let body = json!({"messages": text});
    for (path, status) in [
        ("/model/no-such-model/converse", 400),
        (
            "/model/arn:aws:bedrock:us-east-1:1:inference-profile/x/converse",
            404,
        ),
        ("/model/amazon.nova-lite-v1%3A0/converses", 404),
    ] {
        let request = Request::post(path, &body).header("authorization", "Bearer key");
        assert_eq!(answer(&simulator, &request).status, status, "{path}");
    }
    let arn =
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aapplication-inference-profile%2Fx/converse";
    success(
        &simulator,
        &Request::post(arn, &body).header("authorization", "Bearer key"),
    );
}
