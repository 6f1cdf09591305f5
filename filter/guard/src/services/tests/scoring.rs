//! Services that give scores or severities.

use serde_json::json;

use super::*;

fn result(flagged: bool, violence: f64, hate: f64) -> Value {
    json!({"flagged": flagged,
           "categories": {"violence": violence > 0.5, "hate": hate > 0.5},
           "category_scores": {"violence": violence, "hate": hate}})
}

#[test]
fn moderation_gets_all_texts_in_a_list() {
    let row = service(json!({"kind": "openai_moderation", "service": "s"}));
    assert_eq!(
        calls(&*row, &["a", " ", "b"]),
        [(
            "/moderations".to_owned(),
            json!({"model": "omni-moderation-latest", "input": ["a", "b"]})
        )]
    );
}

#[test]
fn what_moderation_flags_counts() {
    let row = service(json!({"kind": "openai_moderation", "service": "s"}));
    let read = |results: Value| read_json(&*row, &["a", "b"], &json!({"results": results}));
    let fine = result(false, 0.1, 0.1);
    assert_eq!(read(json!([fine, fine])), Ok(Verdict::Passed));
    assert_eq!(
        read(json!([fine, result(true, 0.9, 0.1)])),
        failed("moderation: violence 0.90", 0.9)
    );
    let (at, got, wanted) = ("results", 1, 2);
    assert_eq!(
        read(json!([fine])),
        Err(ServiceError::Count { at, got, wanted })
    );
}

#[test]
fn thresholds_count_in_place_of_flags() {
    let spec = json!({"kind": "openai_moderation", "service": "s",
                      "categories": {"hate": 0.2}});
    let row = service(spec);
    let read = |result: Value| read_json(&*row, &["a"], &json!({"results": [result]}));
    assert_eq!(read(result(true, 0.9, 0.1)), Ok(Verdict::Passed));
    assert_eq!(
        read(result(false, 0.1, 0.25)),
        failed("moderation: hate 0.25", 0.25)
    );
    let without = json!({"flagged": false, "category_scores": {"violence": 0.1}});
    assert!(read(without).is_err());
}

fn severities(all: &[(&str, u8)]) -> Value {
    let one = |(name, severity): &(&str, u8)| json!({"category": name, "severity": severity});
    json!({"blocklistsMatch": [], "categoriesAnalysis": all.iter().map(one).collect::<Vec<_>>()})
}

#[test]
fn content_safety_has_severities() {
    let row = service(json!({"kind": "azure_content_safety", "service": "s"}));
    assert_eq!(
        calls(&*row, &["a"]),
        [(
            "/contentsafety/text:analyze?api-version=2024-09-01".to_owned(),
            json!({"text": "a", "categories": ["Hate", "SelfHarm", "Sexual", "Violence"],
                   "outputType": "FourSeverityLevels"})
        )]
    );
    let read = |all: &[(&str, u8)]| read_json(&*row, &["a"], &severities(all));
    let all = |violence| {
        [
            ("Hate", 2),
            ("SelfHarm", 0),
            ("Sexual", 0),
            ("Violence", violence),
        ]
    };
    assert_eq!(read(&all(2)), Ok(Verdict::Passed));
    assert_eq!(
        read(&all(6)),
        failed("content safety: violence severity 6", 6.0 / 7.0)
    );
    assert!(read(&[("Hate", 0)]).is_err(), "a category is missing");
}

#[test]
fn content_safety_s_categories_and_lists_may_be_chosen() {
    let row = service(json!({"kind": "azure_content_safety", "service": "s",
        "categories": {"hate": 2}, "eight_levels": true, "blocklists": ["ours"]}));
    assert_eq!(
        calls(&*row, &["a"])[0].1,
        json!({"text": "a", "categories": ["Hate"], "outputType": "EightSeverityLevels",
               "blocklistNames": ["ours"], "haltOnBlocklistHit": false})
    );
    let mut answer = severities(&[("Hate", 1)]);
    assert_eq!(read_json(&*row, &["a"], &answer), Ok(Verdict::Passed));
    answer["blocklistsMatch"] = json!([{"blocklistName": "ours", "blocklistItemText": "a"}]);
    assert_eq!(
        read_json(&*row, &["a"], &answer),
        failed("content safety: on a block list", 1.0)
    );
    answer["blocklistsMatch"] = json!(null);
    assert!(read_json(&*row, &["a"], &answer).is_err());
}

#[test]
fn faulty_options_are_named() {
    let check = |spec: Value, fields: &[&str]| assert_eq!(refused(spec), fields);
    check(
        json!({"kind": "azure_content_safety", "service": "s", "severity": 0,
               "categories": {"rudeness": 9}}),
        &[
            "service.categories.rudeness",
            "service.severity",
            "service.categories.rudeness",
        ],
    );
    check(
        json!({"kind": "openai_moderation", "service": "s", "categories": {"hate": 1.5}}),
        &["service.categories.hate"],
    );
    check(
        json!({"kind": "presidio", "service": "s", "min_score": -0.1}),
        &["service.min_score"],
    );
    check(
        json!({"kind": "bedrock_guardrail", "service": "s", "guardrail": "", "version": "latest"}),
        &["service.guardrail", "service.version"],
    );
    check(
        json!({"kind": "model_armor", "service": "s", "template": "projects/p/templates/t"}),
        &["service.template"],
    );
    check(
        json!({"kind": "llama_guard", "service": "s", "hazards": ["S1", "S99"]}),
        &["service.hazards[1]"],
    );
    check(
        json!({"kind": "judge", "service": "s", "prompt": " ", "threshold": 2, "max_tokens": 0}),
        &[
            "service.prompt",
            "service.threshold",
            "service.max_tokens",
            "service.threshold",
        ],
    );
}
