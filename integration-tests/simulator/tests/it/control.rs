//! The control API, and what is recorded.

use serde_json::json;
use sluice_harness::client::Request;
use sluice_simulator::{Format, Outcome};

use super::{answer, openai, say, success};

#[test]
fn faults_are_set_and_taken_back_over_http() {
    let simulator = openai();
    let set = Request::post("/__sim/faults", &json!(["status=503,times=1", "gzip"]));
    success(&simulator, &set);
    assert_eq!(
        answer(&simulator, &say(Format::OpenAiChat, "a")).status,
        503
    );
    let second = success(&simulator, &say(Format::OpenAiChat, "a"));
    assert_eq!(second.header("content-encoding"), Some("gzip"));
    success(&simulator, &Request::new("DELETE", "/__sim/faults"));
    let third = success(&simulator, &say(Format::OpenAiChat, "a"));
    assert_eq!(third.header("content-encoding"), None);
}

#[test]
fn a_fault_that_is_not_understood_changes_nothing() {
    let simulator = openai();
    for body in [json!(["nonsense"]), json!({"status": 500})] {
        let answer = answer(&simulator, &Request::post("/__sim/faults", &body));
        assert_eq!(answer.status, 400);
        assert!(answer.json()["error"].is_string());
    }
    success(&simulator, &say(Format::OpenAiChat, "a"));
}

#[test]
fn requests_are_recorded_as_they_arrived() {
    let simulator = openai();
    let request = say(Format::OpenAiChat, "a").header("X-Trace", "1");
    success(&simulator, &request);
    let wrong = Request::new("GET", "/nowhere?x=1");
    assert_eq!(answer(&simulator, &wrong).status, 401);
    let recorded = simulator.requests();
    assert_eq!(recorded.len(), 2);
    assert_eq!(recorded[0].method, "POST");
    assert_eq!(recorded[0].path, "/v1/chat/completions");
    assert_eq!(recorded[0].header("x-trace"), Some("1"));
    assert_eq!(recorded[0].json()["model"], "gpt-4o");
    assert_eq!(recorded[0].outcome, Outcome::Done);
    assert_eq!(recorded[1].path, "/nowhere?x=1");

    let listed = success(&simulator, &Request::new("GET", "/__sim/requests")).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(
        listed[0]["body"],
        String::from_utf8_lossy(&recorded[0].body).as_ref()
    );
    success(&simulator, &Request::new("DELETE", "/__sim/requests"));
    assert!(simulator.requests().is_empty());
}
