//! What guardrails do, as it is written.

use serde_json::{Value, json};
use sluice_config::{GuardrailAction, from_json};

/// A gateway with one guardrail that has these fields.
fn with(more: &Value) -> String {
    let mut guardrail = json!({"check": {"pii": {}}});
    for (name, value) in more.as_object().into_iter().flatten() {
        guardrail[name] = value.clone();
    }
    json!({
        "version": "v1",
        "listener": {"address": "127.0.0.1", "port": 10000},
        "access": "open",
        "providers": {"p": {"format": "openai-chat", "endpoint": "http://p.test"}},
        "models": {"m": {"targets": [{"provider": "p", "model": "m"}]}},
        "guardrails": {"g": guardrail},
    })
    .to_string()
}

#[test]
fn a_status_is_that_of_what_it_is_told_with() {
    let told = |more: Value| {
        let config = from_json(with(&more).as_bytes()).unwrap();
        let rule = config.guardrails()[0].clone();
        (rule.status, rule.action)
    };
    assert_eq!(told(json!({})), (400, GuardrailAction::Deny));
    assert_eq!(told(json!({"deny": {"status": 446}})).0, 446);
    let flag = |status| GuardrailAction::Flag { status };
    assert_eq!(told(json!({"action": "flag"})).1, flag(None));
    let written = json!({"action": "flag", "flag": {"status": 246}});
    assert_eq!(told(written).1, flag(Some(246)));
}

#[test]
fn a_status_that_says_something_else_is_refused() {
    let cases = [
        (
            json!({"deny": {"status": 200}}),
            "$.guardrails.g.deny.status",
        ),
        (
            json!({"deny": {"status": 600}}),
            "$.guardrails.g.deny.status",
        ),
        (
            json!({"action": "flag", "flag": {"status": 199}}),
            "$.guardrails.g.flag.status",
        ),
        (
            json!({"action": "flag", "flag": {"status": 204}}),
            "$.guardrails.g.flag.status",
        ),
        (
            json!({"action": "flag", "flag": {"status": 300}}),
            "$.guardrails.g.flag.status",
        ),
        (json!({"flag": {"status": 246}}), "$.guardrails.g.flag"),
        (
            json!({"action": "flag", "deny": {"status": 446}}),
            "$.guardrails.g.deny",
        ),
    ];
    for (more, path) in cases {
        let problems = from_json(with(&more).as_bytes()).unwrap_err();
        let paths: Vec<String> = problems
            .iter()
            .map(|problem| problem.path.to_string())
            .collect();
        assert_eq!(paths, [path], "{more}");
    }
}

#[test]
fn what_redacts_reads_all_turns() {
    let told =
        from_json(with(&json!({"latest": true, "on": "input", "action": "redact"})).as_bytes());
    let told = format!("{:?}", told.unwrap_err());
    assert!(told.contains("latest"), "{told}");
    assert!(from_json(with(&json!({"latest": true, "on": "input"})).as_bytes()).is_ok());
}

#[test]
fn a_check_without_options_is_its_name() {
    for check in [json!("pii"), json!({"pii": null}), json!({"pii": {}})] {
        let read = |check: &Value| from_json(with(&json!({"check": check})).as_bytes()).unwrap();
        let (config, expected) = (read(&check), read(&json!({"pii": {}})));
        assert_eq!(config.guardrails()[0].check, expected.guardrails()[0].check);
    }
}

#[test]
fn a_check_that_is_none_is_told_once_and_how_to_mend_it() {
    let mend = "write one check, such as `pii`, or `pii: {…}` with options; a second one needs a guardrail of its own";
    for (check, at, problem, expected) in [
        (json!({}), "", "one check is expected, found 0", Some(mend)),
        (
            json!({"pii": {}, "secrets": {}}),
            "",
            "one check is expected, found 2",
            Some(mend),
        ),
        (json!(["pii"]), "", "a check is expected", Some(mend)),
        (json!(null), "", "a check is expected", Some(mend)),
        (
            json!({"pii": ["a"]}),
            "",
            "a map of options is expected, found a list",
            Some(mend),
        ),
        (json!(3), "", "a check is expected", Some(mend)),
        (
            json!("pi"),
            "",
            "unknown value \"pi\"",
            Some("did you mean `pii`?"),
        ),
        (
            json!({"pi": {}}),
            "",
            "unknown value \"pi\"",
            Some("did you mean `pii`?"),
        ),
        (
            json!("regex"),
            ".regex.patterns",
            "required and missing",
            None,
        ),
        (
            json!({"pii": {"entitie": []}}),
            ".pii.entitie",
            "unknown key",
            None,
        ),
        (
            json!({"pii": 3}),
            ".pii",
            "expected a map, found integer",
            None,
        ),
    ] {
        let errors = from_json(with(&json!({"check": check})).as_bytes()).unwrap_err();
        let told: Vec<_> = errors
            .iter()
            .map(|error| (error.path.to_string(), error.problem.as_str()))
            .collect();
        let at = format!("$.guardrails.g.check{at}");
        assert_eq!(told, [(at, problem)], "{check}");
        if let Some(expected) = expected {
            assert_eq!(errors[0].hint, expected, "{check}");
        }
    }
}
