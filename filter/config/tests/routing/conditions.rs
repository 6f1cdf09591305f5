//! What is asked of a request before a target is considered.

use super::*;

fn when(condition: &Value) -> Condition {
    let mut raw = simple();
    raw["targets"][0]["when"] = condition.clone();
    let model = model(raw);
    model.route.members[0].when.clone().unwrap()
}

#[track_caller]
fn when_refused(condition: &Value, path: &str, words: &str) {
    let mut raw = simple();
    raw["targets"][0]["when"] = condition.clone();
    refused(raw, &format!(".targets[0].when{path}"), words);
}

#[test]
fn keys_of_a_condition_hold_together_and_lists_are_choices() {
    assert_eq!(
        when(&json!({"tools": true})),
        Condition::Has(Feature::Tools, true)
    );
    assert_eq!(
        when(&json!({
            "team": "web",
            "header": {"X-Tier": ["gold", "sil*"], "x-beta": "*"},
            "path": "/v1/*",
            "stream": false,
            "input_tokens": {"min": 8000},
            "any": [{"image": true}, {"not": {"consumer": ["batch", "shop"]}}],
        })),
        Condition::All(vec![
            Condition::Team(vec!["web".to_owned()]),
            Condition::Header(
                "x-tier".to_owned(),
                vec![
                    Pattern::Exact("gold".to_owned()),
                    Pattern::Prefix("sil".to_owned())
                ]
            ),
            Condition::Header("x-beta".to_owned(), vec![Pattern::Prefix(String::new())]),
            Condition::Path(vec![Pattern::Prefix("/v1/".to_owned())]),
            Condition::Has(Feature::Stream, false),
            Condition::Number(
                Measure::InputTokens,
                Bounds {
                    min: 8000,
                    max: u64::MAX
                }
            ),
            Condition::Any(vec![
                Condition::Has(Feature::Image, true),
                Condition::Not(Box::new(Condition::Consumer(vec![
                    "batch".to_owned(),
                    "shop".to_owned()
                ]))),
            ]),
        ])
    );
}

#[test]
fn every_feature_and_measure_is_a_key_of_conditions() {
    for (feature, name) in Feature::ALL {
        assert_eq!(
            when(&json!({*name: false})),
            Condition::Has(*feature, false)
        );
    }
    for (measure, name) in Measure::ALL {
        let bounds = Bounds { min: 1, max: 2 };
        assert_eq!(
            when(&json!({*name: {"min": 1, "max": 2}})),
            Condition::Number(*measure, bounds)
        );
    }
}

#[test]
fn hours_are_those_of_a_place() {
    let window =
        json!({"days": ["mon", "fri"], "from": "22:30", "to": "06:00", "utc_offset": "-03:30"});
    assert_eq!(
        when(&json!({"time": window})),
        Condition::Time(TimeWindow {
            days: 0b1_0001,
            from: 22 * 60 + 30,
            to: 6 * 60,
            utc_offset: -210,
        })
    );
    assert_eq!(
        when(&json!({"time": {"days": ["sat"]}})),
        Condition::Time(TimeWindow {
            days: 0b10_0000,
            from: 0,
            to: 1440,
            utc_offset: 0,
        })
    );
}

#[test]
fn a_condition_says_something_of_the_right_type() {
    when_refused(&json!({}), "", "asks for nothing");
    when_refused(&json!({"any": []}), ".any", "nothing in it");
    when_refused(
        &json!({"max_tokens": 4000}),
        ".max_tokens",
        "bounds such as {min: 1000}",
    );
    when_refused(
        &json!({"max_tokens": {}}),
        ".max_tokens",
        "neither `min` nor `max`",
    );
    when_refused(
        &json!({"messages": {"min": 3, "max": 2}}),
        ".messages",
        "larger than",
    );
    when_refused(
        &json!({"messages": {"mim": 3}}),
        ".messages.mim",
        "did you mean `min`?",
    );
    when_refused(&json!({"tools": "yes"}), ".tools", "expected a boolean");
    when_refused(&json!({"tool": true}), ".tool", "did you mean `tools`?");
    when_refused(
        &json!({"json_shema": true}),
        ".json_shema",
        "did you mean `json_schema`?",
    );
    when_refused(
        &json!({"vision": true}),
        ".vision",
        "known here: consumer, team",
    );
    when_refused(&json!({"team": "wep"}), ".team", "did you mean `web`?");
    when_refused(
        &json!({"consumer": ["shop", "x"]}),
        ".consumer[1]",
        "unknown consumer",
    );
    when_refused(&json!({"path": "/*/chat"}), ".path", "only at the end");
    when_refused(
        &json!({"header": {"x y": "1"}}),
        ".header[\"x y\"]",
        "name of a header",
    );
    when_refused(&json!({"header": {"x": []}}), ".header.x", "nothing in it");
    when_refused(
        &json!({"time": {"from": "8:30"}}),
        ".time.from",
        "like \"08:30\"",
    );
    when_refused(
        &json!({"time": {"to": "24:01"}}),
        ".time.to",
        "time of the day",
    );
    when_refused(
        &json!({"time": {"from": "08:00", "to": "08:00"}}),
        ".time.to",
        "no length",
    );
    when_refused(
        &json!({"time": {"utc_offset": "+15:00"}}),
        ".time.utc_offset",
        "offset",
    );
    when_refused(
        &json!({"time": {"days": ["monday"]}}),
        ".time.days[0]",
        "known here: mon",
    );
    when_refused(
        &json!({"not": [{"tools": true}]}),
        ".not",
        "a list is not expected",
    );
    let mut deep = json!({"tools": true});
    for _ in 0..8 {
        deep = json!({"not": deep});
    }
    when_refused(&deep, &".not".repeat(8), "nested more than 8 deep");
}
