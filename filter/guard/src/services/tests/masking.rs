//! Services that find places or answer with other texts.

use serde_json::json;

use super::*;

#[test]
fn a_webhook_is_told_of_each_text_as_a_message() {
    let row = service(json!({"kind": "webhook", "service": "mine"}));
    let [(path, body)]: [_; 1] = calls(&*row, &["a", "b"]).try_into().expect("one call");
    assert_eq!(path, "");
    assert_eq!(
        body,
        json!({
            "eventType": "beforeRequestHook",
            "requestType": "chatComplete",
            "provider": "",
            "request": {
                "json": {"model": "gpt-x", "stream": false, "messages": [
                    {"role": "user", "content": "a"}, {"role": "user", "content": "b"},
                ]},
                "text": "b",
                "isStreamingRequest": false,
                "isTransformed": false,
            },
            "response": {"json": {}, "text": "", "statusCode": null, "isTransformed": false},
            "metadata": {"team": "search"},
            "parts": ["user", "user"],
        })
    );
}

#[test]
fn a_webhook_is_told_of_each_answer_as_a_choice() {
    let row = service(json!({"kind": "webhook", "service": "mine"}));
    let pieces = pieces(&["a"]);
    let asks = row
        .asks(&subject(&pieces), Direction::Output)
        .expect("asks");
    let Some(Ask::Call(call)) = asks.first() else {
        panic!("no call");
    };
    let body: Value = serde_json::from_slice(&call.body).expect("JSON");
    assert_eq!(body["eventType"], "afterRequestHook");
    let choice = json!({"index": 0, "message": {"role": "assistant", "content": "a"}});
    assert_eq!(body["response"]["json"]["choices"], json!([choice]));
    assert_eq!(body["response"]["text"], "a");
    let answer = json!({"verdict": true, "transformedData": {"response": {"json": {
        "choices": [{"message": {"content": "A"}}],
    }}}})
    .to_string();
    let answer = Answer {
        status: 200,
        body: answer.as_bytes(),
    };
    let verdict = row.read(&subject(&pieces), Direction::Output, &[answer]);
    assert_eq!(verdict, Ok(Verdict::Replaced(vec![Some("A".to_owned())])));
}

#[test]
fn a_webhook_s_verdict_counts() {
    let row = service(json!({"kind": "webhook", "service": "mine"}));
    let read = |body| read_json(&*row, &["a"], &body);
    assert_eq!(read(json!({"verdict": true})), Ok(Verdict::Passed));
    assert_eq!(
        read(json!({"verdict": true, "data": {"reason": "fine"}, "transformedData": null})),
        Ok(Verdict::Passed)
    );
    assert_eq!(
        read(json!({"verdict": false, "data": {"reason": "the text was a"}})),
        failed("the webhook's verdict is false", 1.0)
    );
}

fn transformed(texts: &[&str]) -> Value {
    let message = |text: &&str| json!({"role": "user", "content": text});
    let messages: Vec<Value> = texts.iter().map(message).collect();
    json!({"verdict": true, "transformedData": {"request": {"json": {"messages": messages}}}})
}

#[test]
fn a_webhook_may_replace_texts() {
    let row = service(json!({"kind": "webhook", "service": "mine"}));
    let read = |texts: &[&str]| read_json(&*row, &["a", "b"], &transformed(texts));
    assert_eq!(
        read(&["a", "x"]),
        Ok(Verdict::Replaced(vec![None, Some("x".to_owned())]))
    );
    assert_eq!(read(&["a", "b"]), Ok(Verdict::Passed));
}

#[test]
fn other_counts_or_empty_texts_are_no_pass() {
    let row = service(json!({"kind": "webhook", "service": "mine"}));
    let read = |texts: &[&str]| read_json(&*row, &["a", "b"], &transformed(texts));
    for texts in [&[][..], &["x"], &["a", "b", "c"]] {
        let got = texts.len();
        let (at, wanted) = ("messages", 2);
        assert_eq!(read(texts), Err(ServiceError::Count { at, got, wanted }));
    }
    assert_eq!(
        read(&["a", ""]),
        Err(ServiceError::EmptyText { at: "content" })
    );
    let masked = json!({"action": "GUARDRAIL_INTERVENED", "outputs": [{"text": "x"}],
        "assessments": [{"sensitiveInformationPolicy": {"piiEntities": [
            {"action": "ANONYMIZED", "match": "a", "type": "NAME"}]}}]});
    let row = bedrock();
    let (at, got, wanted) = ("outputs", 1, 2);
    assert_eq!(
        read_json(&*row, &["a", "b"], &masked),
        Err(ServiceError::Count { at, got, wanted })
    );
}

fn bedrock() -> Box<dyn Service + Send + Sync> {
    service(
        json!({"kind": "bedrock_guardrail", "service": "aws", "version": "DRAFT",
        "guardrail": "arn:aws:bedrock:us-east-1:111122223333:guardrail/g1"}),
    )
}

#[test]
fn bedrock_is_sent_blocks_of_text() {
    let calls = calls(&*bedrock(), &["a", " ", "b"]);
    let path = "/guardrail/arn%3Aaws%3Abedrock%3Aus-east-1%3A111122223333%3Aguardrail%2Fg1\
                /version/DRAFT/apply";
    let body = json!({"source": "INPUT", "content": [
        {"text": {"text": "a"}}, {"text": {"text": "b"}},
    ]});
    assert_eq!(calls, [(path.to_owned(), body)]);
}

#[test]
fn bedrock_masks_or_blocks() {
    let row = bedrock();
    let read = |body| read_json(&*row, &["a", " ", "b"], &body);
    assert_eq!(
        read(json!({"action": "NONE", "outputs": [], "assessments": [{}]})),
        Ok(Verdict::Passed)
    );
    let pii = |action: &str| {
        json!({"sensitiveInformationPolicy": {"piiEntities": [
            {"type": "EMAIL", "match": "a", "action": action}]}})
    };
    let intervened = |assessment: Value| {
        json!({"action": "GUARDRAIL_INTERVENED", "assessments": [assessment],
               "outputs": [{"text": "{EMAIL}"}, {"text": "b"}]})
    };
    assert_eq!(
        read(intervened(pii("ANONYMIZED"))),
        Ok(Verdict::Replaced(vec![
            Some("{EMAIL}".to_owned()),
            None,
            None
        ]))
    );
    assert_eq!(
        read(intervened(pii("BLOCKED"))),
        failed("guardrail: EMAIL", 1.0)
    );
    assert_eq!(
        read(intervened(json!({
            "contentPolicy": {"filters": [
                {"type": "HATE", "confidence": "LOW", "action": "BLOCKED"},
                {"type": "INSULTS", "confidence": "LOW", "action": "NONE"}]},
            "topicPolicy": {"topics": [{"name": "Weather", "type": "DENY", "action": "BLOCKED"}]},
            "wordPolicy": {"customWords": [{"match": "secret text", "action": "BLOCKED"}]},
        }))),
        failed("guardrail: HATE, DENY, unnamed", 1.0)
    );
    assert_eq!(
        read(intervened(json!({}))),
        failed("the guardrail intervened", 1.0)
    );
}

fn armor() -> Box<dyn Service + Send + Sync> {
    service(json!({"kind": "model_armor", "service": "gcp",
        "template": "projects/p/locations/us-central1/templates/t"}))
}

fn sanitized(state: &str, filters: Value) -> Value {
    json!({"sanitizationResult": {
        "filterMatchState": state, "invocationResult": "SUCCESS", "filterResults": filters}})
}

#[test]
fn model_armor_is_asked_about_each_text_on_its_own() {
    let path = "/v1/projects/p/locations/us-central1/templates/t:sanitizeUserPrompt";
    let body = |text: &str| json!({"userPromptData": {"text": text}});
    assert_eq!(
        calls(&*armor(), &["a", "", "b"]),
        [(path.to_owned(), body("a")), (path.to_owned(), body("b"))]
    );
    let many = vec!["a"; 33];
    assert_eq!(
        asks(&*armor(), &many),
        Err(ServiceError::TooMuch { most: 32 })
    );
}

#[test]
fn model_armor_s_filters_match_or_take_out() {
    let row = armor();
    let read = |body| read_json(&*row, &["call 555"], &body);
    assert_eq!(
        read(sanitized("NO_MATCH_FOUND", json!({}))),
        Ok(Verdict::Passed)
    );
    assert_eq!(
        read(sanitized(
            "MATCH_FOUND",
            json!({
                "pi_and_jailbreak": {"piAndJailbreakFilterResult": {
                    "executionState": "EXECUTION_SUCCESS", "matchState": "MATCH_FOUND",
                    "confidenceLevel": "MEDIUM_AND_ABOVE"}},
                "rai": {"raiFilterResult": {"matchState": "NO_MATCH_FOUND"}},
            })
        )),
        failed("model armor: prompt injection or jailbreak", 0.75)
    );
    let sdp = |result: Value| sanitized("MATCH_FOUND", json!({"sdp": {"sdpFilterResult": result}}));
    assert_eq!(
        read(sdp(json!({"deidentifyResult": {
            "matchState": "MATCH_FOUND", "data": {"text": "call [PHONE]"}}}))),
        Ok(Verdict::Replaced(vec![Some("call [PHONE]".to_owned())]))
    );
    assert_eq!(
        read(sdp(json!({"inspectResult": {"matchState": "MATCH_FOUND"}}))),
        failed("model armor: sensitive data", 1.0)
    );
    assert_eq!(
        read(sdp(
            json!({"deidentifyResult": {"matchState": "MATCH_FOUND"}})
        )),
        Err(ServiceError::Missing {
            at: "data.text",
            what: "text"
        })
    );
    assert_eq!(
        read(sanitized("MATCH_FOUND", json!({"new": {}}))),
        failed("model armor: a filter matched", 1.0)
    );
}

fn presidio(more: Value) -> Box<dyn Service + Send + Sync> {
    let mut spec = json!({"kind": "presidio", "service": "pii"});
    for (key, value) in more.as_object().expect("options") {
        spec[key] = value.clone();
    }
    service(spec)
}

#[test]
fn presidio_gets_all_texts_in_one() {
    let row = presidio(json!({"language": "de", "entities": ["PERSON"], "min_score": 0.5}));
    assert_eq!(
        calls(&*row, &["a", "b"]),
        [(
            "/analyze".to_owned(),
            json!({"text": "a\n\nb", "language": "de", "score_threshold": 0.5,
                   "entities": ["PERSON"]})
        )]
    );
}

#[test]
fn presidio_s_places_are_found_again() {
    let row = presidio(json!({}));
    let entity = |name: &str, start: usize, end: usize, score: f64| {
        json!({"entity_type": name, "start": start, "end": end, "score": score,
               "analysis_explanation": null})
    };
    // "Grüß Jörg" + "\n\n" + "ja 😀 Ann"
    let texts = ["Grüß Jörg", "ja 😀 Ann"];
    let answer = json!([
        entity("PERSON", 16, 19, 0.85),
        entity("PERSON", 5, 9, 0.85),
        entity("zip-code", 8, 13, 1.0),
        entity("NRP", 0, 4, 0.3),
    ]);
    let Ok(Verdict::Found(found)) = read_json(&*row, &texts, &answer) else {
        panic!("nothing found");
    };
    let told: Vec<Vec<(&str, &str)>> = found
        .iter()
        .zip(texts)
        .map(|(matches, text)| {
            let told = matches
                .iter()
                .map(|found| (found.label.as_str(), &text[found.span.clone()]));
            told.collect()
        })
        .collect();
    assert_eq!(
        told,
        [
            vec![("PERSON", "Jörg"), ("ZIP_CODE", "g")],
            vec![("ZIP_CODE", "ja"), ("PERSON", "Ann")],
        ]
    );
    assert_eq!(read(&*row, &texts, 200, "[]"), Ok(Verdict::Passed));
    let beyond = json!([entity("PERSON", 16, 20, 0.85)]);
    assert_eq!(read_json(&*row, &texts, &beyond), Err(ServiceError::Place));
}
