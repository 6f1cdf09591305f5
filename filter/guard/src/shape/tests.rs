use proptest::prelude::*;

use crate::check::Check;
use crate::judge::{Judge, Judged, Piece, PieceKind, Subject};
use crate::shape::{affix, capabilities, case, length, models, not_null, tools};
use crate::spec::CheckSpec;

pub(super) fn answer(check: &dyn Judge, texts: &[&str]) -> Option<String> {
    judge(check, PieceKind::Answer, texts)
}

/// Why each of some texts fails, each of a message of its own.
pub(super) fn judge(check: &dyn Judge, kind: PieceKind, texts: &[&str]) -> Option<String> {
    let pieces: Vec<_> = (0..)
        .zip(texts)
        .map(|(message, text)| Piece {
            kind,
            message,
            text,
        })
        .collect();
    reason(
        check,
        &Subject {
            pieces: &pieces,
            ..Subject::default()
        },
    )
}

pub(super) fn reason(check: &dyn Judge, subject: &Subject<'_>) -> Option<String> {
    match check.judge(subject) {
        Judged::Passed => None,
        Judged::Failed { reason, .. } => Some(reason),
    }
}

pub(super) fn spec<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

#[track_caller]
fn fails(check: &dyn Judge, texts: &[&str], reason: &str) {
    assert_eq!(answer(check, texts).as_deref(), Some(reason), "{texts:?}");
}

#[test]
fn an_affix_is_looked_for_at_both_ends() {
    let check: affix::Spec = spec(r#"{"prefix": "Dear", "suffix": "regards."}"#);
    assert_eq!(
        answer(&check, &["Dear all, regards.\n", ""]).unwrap(),
        "the text does not begin with the prefix that it has to"
    );
    assert_eq!(answer(&check, &[" Dear all, regards.\n"]), None);
    fails(
        &check,
        &["Dear all, bye."],
        "the text does not end with the suffix that it has to",
    );
    fails(
        &check,
        &["dear all, regards."],
        "the text does not begin with the prefix that it has to",
    );
    let check: affix::Spec = spec(r#"{"prefix": "é", "case_insensitive": true}"#);
    assert_eq!(answer(&check, &["étage"]), None);
    assert!(answer(&check, &["e", "日"]).is_some());
    assert!(spec::<affix::Spec>("{}").compile().is_err());
}

#[test]
fn case_is_told_by_letters_that_have_one() {
    let check: case::Spec = spec(r#"{"case": "lower"}"#);
    assert_eq!(answer(&check, &["all small, 3 日本 ß!"]), None);
    fails(
        &check,
        &["Not All"],
        "the text has 2 capital letters, and may have none",
    );
    let check: case::Spec = spec(r#"{"case": "upper"}"#);
    assert_eq!(answer(&check, &["LOUD 1!"]), None);
    fails(
        &check,
        &["LOUd"],
        "the text has 1 small letters, and may have none",
    );
    let check: case::Spec = spec(r#"{"case": "sentence"}"#);
    assert_eq!(
        answer(
            &check,
            &["It is 3.5 m, e.g.: «good». \"Yes.\" No? 12 of them."]
        ),
        None
    );
    fails(
        &check,
        &["This. is. Not"],
        "1 sentences begin with a small letter",
    );
    fails(
        &check,
        &["ALL CAPITALS."],
        "the text has capital letters only",
    );
}

#[test]
fn blank_answers_are_nothing_unless_a_tool_is_called() {
    let check: not_null::Spec = spec("{}");
    assert_eq!(answer(&check, &["x"]), None);
    fails(
        &check,
        &["x", " \n\u{200b}\u{a0}"],
        "1 texts are blank, of 2",
    );
    fails(&check, &[], "1 texts are blank, of 1");
    assert_eq!(
        reason(
            &check,
            &Subject {
                tools: &["f"],
                ..Subject::default()
            }
        ),
        None
    );
}

#[test]
fn tools_are_counted_and_named() {
    let check: tools::Spec = spec(r#"{"max": 2, "allow": ["get_*"], "deny": ["get_secret*"]}"#);
    let with = |tools: &[&str]| {
        reason(
            &check,
            &Subject {
                tools,
                ..Subject::default()
            },
        )
    };
    assert_eq!(with(&["get_a", "get_b"]), None);
    assert_eq!(
        with(&["get_a", "get_a", "get_a"]).unwrap(),
        "there are 3 tools or calls of them, more than 2"
    );
    assert_eq!(
        with(&["get_secrets", "set_a"]).unwrap(),
        "2 of 2 tools are not allowed"
    );
    assert!(spec::<tools::Spec>("{}").compile().is_err());
}

#[test]
fn models_and_capabilities_are_denied_by_name() {
    let check: models::Spec = spec(r#"{"allow": ["gpt-*", "claude-*"], "deny": ["*-preview"]}"#);
    let with = |model: &str| {
        reason(
            &check,
            &Subject {
                model,
                ..Subject::default()
            },
        )
    };
    assert_eq!(with("gpt-5"), None);
    assert_eq!(with("gpt-5-preview").unwrap(), "the model is not allowed");
    assert_eq!(with("llama").unwrap(), "the model is not allowed");
    let check: capabilities::Spec = spec(r#"{"deny": ["images", "json_schema"]}"#);
    let with = |capabilities: &[&str]| {
        reason(
            &check,
            &Subject {
                capabilities,
                ..Subject::default()
            },
        )
    };
    assert_eq!(with(&["tools", "stream"]), None);
    assert_eq!(
        with(&["json_schema"]).unwrap(),
        "the request needs `json_schema`, which is not allowed"
    );
}

#[test]
fn length_is_counted_by_each_unit() {
    for (unit, text, count) in [
        ("characters", "日本é!", 4),
        ("words", "It's 2 words — no, 6: 日本", 7),
        (
            "sentences",
            "One. Two! It is 3.5. \"Four?\" five\n\nsix 七。",
            6,
        ),
        ("sentences", "...", 0),
        ("tokens", "123456789", 3),
    ] {
        let at_most = |max: usize| {
            let check: length::Spec = spec(&format!(r#"{{"{unit}": {{"max": {max}}}}}"#));
            answer(&check, &[text])
        };
        assert_eq!(at_most(count), None, "{unit} of {text}");
        if count > 0 {
            let less = count - 1;
            assert_eq!(
                at_most(less).unwrap(),
                format!("the text has {count} {unit}, more than {less}")
            );
        }
    }
}

#[test]
fn an_affix_holds_in_spite_of_blanks_and_case() {
    let check: affix::Spec = spec(r#"{"prefix": "Dear ", "suffix": "\n Gruß."}"#);
    let check = check.compile().unwrap();
    assert_eq!(answer(&check, &[" Dear\tJo,\nGruß. "]), None);
    assert!(answer(&check, &["dear Jo, Gruß."]).is_some());
    let check: affix::Spec =
        spec(r#"{"prefix": "ÉTÉ ", "suffix": " GRÜSSE", "case_insensitive": true}"#);
    let check = check.compile().unwrap();
    assert_eq!(answer(&check, &["Été, viele Grüße"]), None);
    assert!(answer(&check, &["Ete, viele Grüße"]).is_some());
    assert!(spec::<affix::Spec>(r#"{"prefix": " "}"#).compile().is_err());
}

#[test]
fn no_text_at_all_has_no_length() {
    let check: length::Spec = spec(r#"{"words": {"min": 1}}"#);
    let reason = Some("the text has 0 words, fewer than 1".to_owned());
    assert_eq!(answer(&check, &[]), reason);
    assert_eq!(answer(&check, &[""]), reason);
    let all: length::Spec = spec(r#"{"tokens": {"min": 1}, "of": "all"}"#);
    assert!(answer(&all, &[]).is_some());
    let most: length::Spec = spec(r#"{"words": {"max": 0}}"#);
    assert_eq!(answer(&most, &[]), None);
}

#[test]
fn length_is_that_of_the_last_message_or_of_each_choice() {
    let check: length::Spec = spec(r#"{"characters": {"min": 2, "max": 4}}"#);
    assert_eq!(judge(&check, PieceKind::User, &["too long", "four"]), None);
    assert!(judge(&check, PieceKind::User, &["four", "too long"]).is_some());
    assert!(judge(&check, PieceKind::Answer, &["too long", "four"]).is_some());
    assert_eq!(
        judge(&check, PieceKind::User, &["four", "1"]).unwrap(),
        "the text has 1 characters, fewer than 2"
    );
    let each: length::Spec = spec(r#"{"characters": {"max": 4}, "of": "each"}"#);
    assert!(judge(&each, PieceKind::User, &["too long", "four"]).is_some());
    let all: length::Spec = spec(r#"{"characters": {"max": 7}, "of": "all"}"#);
    assert!(judge(&all, PieceKind::User, &["four", "four"]).is_some());
    assert!(spec::<length::Spec>("{}").compile().is_err());
    assert!(
        spec::<length::Spec>(r#"{"words": {"min": 3, "max": 2}}"#)
            .compile()
            .is_err()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_is_judged(
        texts in prop::collection::vec("(\\PC|[a-c{}\\[\\]\":,.@/\\\\%#`\n -]|https?:|//|xn--|```|é|日|\\{\"a\":){0,40}", 0..3),
        kind in prop_oneof![Just(PieceKind::User), Just(PieceKind::Answer), Just(PieceKind::Other)],
    ) {
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        for check in [
            r#"{"json": {"fenced": true, "schema": {"uniqueItems": true, "propertyNames": {"maxLength": 1}}}}"#,
            r#"{"length": {"words": {"max": 3}, "sentences": {"max": 2}, "of": "each"}}"#,
            r#"{"language": {"allow": ["en"], "min_letters": 0, "of": "all"}}"#,
            r#"{"code": {}}"#,
            r#"{"urls": {"allow": ["a.b"], "userinfo": true}}"#,
            r#"{"case": {"case": "sentence"}}"#,
            r#"{"affix": {"prefix": "é", "suffix": "日", "case_insensitive": true}}"#,
            r#"{"not_null": {}}"#,
            r#"{"topics": {"topics": {"a": {"words": {"a b": 1, "c": 0.5}}}}}"#,
        ] {
            let check: CheckSpec = serde_json::from_str(check).unwrap();
            let Ok(Check::Judge(check)) = check.compile() else { panic!("no judge") };
            if let Some(reason) = judge(&*check, kind, &texts) {
                prop_assert!(!reason.ends_with('.') && !reason.is_empty());
            }
        }
    }
}
