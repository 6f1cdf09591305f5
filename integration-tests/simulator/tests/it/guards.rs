//! Services that guardrails ask: what they take, and what they say.

use serde_json::{Value, json};
use sluice_harness::client::Request;
use sluice_simulator::{Format, Options, Simulator};

use crate::{answer, success};

const ANALYZE: &str = "/contentsafety/text:analyze?api-version=2024-09-01";
const SHIELD: &str = "/contentsafety/text:shieldPrompt?api-version=2024-09-01";
const APPLY: &str = "/guardrail/g1/version/DRAFT/apply";
const ARMOR: &str = "/v1/projects/p/locations/l/templates/t:sanitizeUserPrompt";

/// A webhook that is told of a text.
pub(crate) fn hook(text: &str) -> Request {
    let messages = json!([{"role": "user", "content": text}, {"role": "user", "content": "more"}]);
    let body = json!({
        "eventType": "beforeRequestHook", "requestType": "chatComplete", "provider": "", "metadata": {},
        "request": {"json": {"messages": messages}, "text": "more",
                    "isStreamingRequest": false, "isTransformed": false},
        "response": {"json": {}, "text": "", "statusCode": null, "isTransformed": false},
    });
    post("/hook", &body)
}

fn post(path: &str, body: &Value) -> Request {
    Request::post(path, body)
        .header("authorization", "Bearer a-key")
        .header("ocp-apim-subscription-key", "a-key")
}

fn started() -> Simulator {
    Simulator::start(Options::new(Format::Guards)).unwrap()
}

fn told(path: &str, body: &Value) -> Value {
    success(&started(), &post(path, body)).json()
}

#[test]
fn a_webhook_says_what_the_texts_want() {
    let simulator = started();
    let told = |text| success(&simulator, &hook(text)).json();
    assert_eq!(told("hello")["verdict"], true);
    assert!(told("hello").get("transformedData").is_none());
    assert_eq!(told("trip the guard")["verdict"], false);
    let messages = |answer: Value| answer["transformedData"]["request"]["json"]["messages"].clone();
    assert_eq!(
        messages(told("open sesame")),
        json!([{"role": "user", "content": "open [HIDDEN]"}, {"role": "user", "content": "more"}])
    );
    let lost = messages(told("sesame, lose a text"));
    assert_eq!(lost.as_array().map(Vec::len), Some(1));
    assert_eq!(messages(told("empty the text"))[0]["content"], "");
    assert!(told("talk nonsense").get("verdict").is_none());
}

#[test]
fn each_service_finds_what_the_texts_want() {
    let body = json!({"input": ["trip the guard", "hi"]});
    let results = told("/v1/moderations", &body)["results"].clone();
    assert_eq!(
        (&results[0]["flagged"], &results[1]["flagged"]),
        (&json!(true), &json!(false))
    );
    let body = json!({"text": "trip the guard"});
    let analysis = told(ANALYZE, &body)["categoriesAnalysis"].clone();
    assert_eq!(analysis[3], json!({"category": "Violence", "severity": 6}));
    let body = json!({"userPrompt": "hi", "documents": ["trip the guard"]});
    let shielded = told(SHIELD, &body);
    assert_eq!(shielded["userPromptAnalysis"]["attackDetected"], false);
    assert_eq!(shielded["documentsAnalysis"][0]["attackDetected"], true);
    let content = json!([{"text": {"text": "open sesame"}}, {"text": {"text": "hi"}}]);
    let applied = told(APPLY, &json!({"source": "INPUT", "content": content}));
    assert_eq!(applied["action"], "GUARDRAIL_INTERVENED");
    assert_eq!(
        applied["outputs"],
        json!([{"text": "open [HIDDEN]"}, {"text": "hi"}])
    );
    let sanitized = told(
        ARMOR,
        &json!({"userPromptData": {"text": "trip the guard"}}),
    );
    assert_eq!(
        sanitized["sanitizationResult"]["filterMatchState"],
        "MATCH_FOUND"
    );
    let entities = told("/analyze", &json!({"text": "Ü sesame", "language": "en"}));
    assert_eq!(
        (&entities[0]["start"], &entities[0]["end"]),
        (&json!(2), &json!(8))
    );
}

#[test]
fn each_service_refuses_what_it_does_not_know() {
    let simulator = started();
    for (path, body) in [
        ("/hook", json!({})),
        ("/v1/moderations", json!({"input": []})),
        ("/v1/moderations", json!({"input": ["a"], "inputs": []})),
        (ANALYZE, json!({"text": ""})),
        (ANALYZE, json!({"text": "x".repeat(10_001)})),
        (SHIELD, json!({"userPrompt": "", "documents": []})),
        (
            APPLY,
            json!({"source": "input", "content": [{"text": {"text": "a"}}]}),
        ),
        (APPLY, json!({"source": "INPUT", "content": []})),
        (ARMOR, json!({"modelResponseData": {"text": "a"}})),
        ("/analyze", json!({"text": "a"})),
    ] {
        let refused = answer(&simulator, &post(path, &body));
        assert_eq!(refused.status, 400, "{path} {body}: {}", refused.text());
    }
    let bare = Request::post(ANALYZE, &json!({"text": "a"}));
    assert_eq!(answer(&simulator, &bare).status, 401);
    let old = ANALYZE.replace("2024-09-01", "2023-10-01");
    let old = post(&old, &json!({"text": "a"}));
    assert_eq!(answer(&simulator, &old).status, 404);
    let unsigned = Request::post(APPLY, &json!({}));
    assert_eq!(answer(&simulator, &unsigned).status, 403);
}
