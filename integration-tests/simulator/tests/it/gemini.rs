//! Google AI Studio: what it refuses, and how it answers.

use serde_json::{Value, json};
use sluice_harness::client::Request;
use sluice_simulator::{Format, Options, Simulator};

use super::{answer, merged, success};

/// A request for a whole answer, or for a stream where `stream` says so.
pub(crate) fn generate(body: &Value) -> Request {
    let mut body = body.clone();
    let streams = body.as_object_mut().and_then(|body| body.remove("stream"));
    let call = if streams == Some(Value::Bool(true)) {
        "streamGenerateContent?alt=sse"
    } else {
        "generateContent"
    };
    to(call, &body)
}

fn to(call: &str, body: &Value) -> Request {
    to_model("gemini-3-pro-preview", call, body)
}

fn to_model(model: &str, call: &str, body: &Value) -> Request {
    Request::post(&format!("/v1beta/models/{model}:{call}"), body).header("x-goog-api-key", "k")
}

fn gemini() -> Simulator {
    Simulator::start(Options::new(Format::GeminiGenerate)).unwrap()
}

fn asked(text: &str, more: &Value) -> Value {
    merged(
        json!({"contents": [{"role": "user", "parts": [{"text": text}]}]}),
        more,
    )
}

fn tools() -> Value {
    json!({"tools": [{"functionDeclarations": [
        {"name": "now"},
        {"name": "find", "parametersJsonSchema": {"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]}},
    ]}]})
}

#[test]
fn an_answer_and_its_stream_say_the_same() {
    let simulator = gemini();
    let body = asked("use the tools in parallel and say why", &tools());
    let whole = success(&simulator, &to("generateContent", &body)).json();
    let stream = success(&simulator, &to("streamGenerateContent?alt=sse", &body));
    let array = success(&simulator, &to("streamGenerateContent", &body)).json();
    let chunks: Vec<Value> = stream
        .events()
        .iter()
        .map(|event| serde_json::from_str(&event.data).unwrap())
        .collect();
    assert_eq!(array.as_array(), Some(&chunks));
    let text: String = chunks
        .iter()
        .flat_map(|chunk| {
            chunk["candidates"][0]["content"]["parts"]
                .as_array()
                .unwrap()
        })
        .filter_map(|part| part["text"].as_str())
        .collect();
    let parts = whole["candidates"][0]["content"]["parts"]
        .as_array()
        .unwrap();
    assert_eq!(parts[0]["text"], text);
    assert_eq!(parts.len(), 3);
    assert!(parts[1]["thoughtSignature"].is_string() && parts[2]["thoughtSignature"].is_null());
    assert_eq!(
        whole["usageMetadata"],
        chunks.last().unwrap()["usageMetadata"]
    );
}

#[test]
fn keys_are_asked_for_and_checked() {
    let simulator = Simulator::start(Options::new(Format::GeminiGenerate).key("right")).unwrap();
    let path = "/v1beta/models/gemini-3-pro-preview:generateContent";
    let body = asked("hi", &json!({}));
    let none = answer(&simulator, &Request::post(path, &body));
    assert_eq!(
        (none.status, &none.json()["error"]["status"]),
        (403, &json!("PERMISSION_DENIED"))
    );
    let wrong = answer(&simulator, &to("generateContent", &body));
    assert_eq!(wrong.status, 400);
    assert_eq!(
        wrong.json()["error"]["details"][0]["reason"],
        "API_KEY_INVALID"
    );
    let right = Request::post(&format!("{path}?key=right"), &body);
    success(&simulator, &right);
}

#[test]
fn what_the_api_refuses_is_refused() {
    let simulator = gemini();
    let call = json!({"role": "model", "parts": [{"functionCall": {"name": "now"}}]});
    let signed = json!({"role": "model", "parts": [{"functionCall": {"name": "now"}, "thoughtSignature": "Zm9v"}]});
    let result =
        json!({"role": "user", "parts": [{"functionResponse": {"name": "now", "response": {}}}]});
    let user = json!({"role": "user", "parts": [{"text": "hi"}]});
    for (more, words) in [
        (json!({"contents": []}), "contents"),
        (json!({"model": "m"}), "Unknown name"),
        (
            json!({"contents": [{"role": "assistant", "parts": [{"text": "a"}]}]}),
            "role",
        ),
        (
            json!({"contents": [{"parts": [{}]}]}),
            "one initialized field",
        ),
        (
            json!({"contents": [user, call, result]}),
            "thought_signature",
        ),
        (
            json!({"contents": [user, signed, user]}),
            "function response parts",
        ),
        (json!({"contents": [result]}), "function response turn"),
        (
            json!({"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": "?"}}]}]}),
            "Base64",
        ),
        (
            json!({"generationConfig": {"temperature": 3}}),
            "temperature",
        ),
        (
            json!({"generationConfig": {"thinkingConfig": {"thinkingBudget": 5, "thinkingLevel": "LOW"}}}),
            "only one",
        ),
        (
            json!({"generationConfig": {"responseJsonSchema": {}}}),
            "mime_type",
        ),
        (
            json!({"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}),
            "function_declarations",
        ),
        (
            json!({"tools": [{"functionDeclarations": [{"name": "a b"}]}]}),
            "Invalid function name",
        ),
    ] {
        let refused = answer(&simulator, &to("generateContent", &asked("hi", &more)));
        let message = refused.json()["error"]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(
            refused.status == 400 && message.contains(words),
            "{more}: {message}"
        );
    }
    let fine = json!({"contents": [user, signed, result]});
    success(&simulator, &to("generateContent", &merged(fine, &tools())));
    let unsigned = json!({"contents": [user, call, result]});
    success(
        &simulator,
        &to_model("gemini-2.5-pro", "generateContent", &unsigned),
    );
    assert_eq!(
        answer(
            &simulator,
            &to_model("other", "generateContent", &asked("hi", &json!({})))
        )
        .status,
        404
    );
}

#[test]
fn tokens_are_counted_and_thoughts_apart() {
    let simulator = gemini();
    let counted = success(
        &simulator,
        &to("countTokens", &asked("one two three", &json!({}))),
    );
    assert!(counted.json()["totalTokens"].as_u64() > Some(0));
    let thinking = json!({"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": true}}});
    let answer = success(&simulator, &to("generateContent", &asked("hi", &thinking))).json();
    assert_eq!(
        answer["candidates"][0]["content"]["parts"][0]["thought"],
        true
    );
    let usage = |key: &str| answer["usageMetadata"][key].as_u64().unwrap();
    assert_eq!(
        usage("totalTokenCount"),
        usage("promptTokenCount") + usage("candidatesTokenCount") + usage("thoughtsTokenCount")
    );
}
