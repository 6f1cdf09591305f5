//! Each change on bodies that are out of the ordinary.

use super::{Change, Quirk, Quirks, Way, named};
use crate::json::{Document, Limits};
use crate::{Losses, WireFormat};

/// The body for `model` and its losses, after these quirks on the native path.
fn native(quirks: Quirks, model: &str, body: &str) -> (String, String) {
    let bytes = body.as_bytes();
    let document = Document::outline(bytes, Limits::default()).unwrap();
    let mut losses = Losses::default();
    let way = Way {
        quirks,
        ..Way::plain(WireFormat::OpenAiChat)
    };
    let edits = way.native(model, bytes, document.root(bytes), &[], &mut losses);
    let out = String::from_utf8(edits.apply(bytes)).unwrap();
    serde_json::from_str::<serde_json::Value>(&out).unwrap();
    (out, losses.header())
}

#[track_caller]
fn check(quirks: &'static [Quirk], body: &str, expected: &str, losses: &str) {
    let found = native(Quirks::new(quirks), "m", body);
    assert_eq!((found.0.as_str(), found.1.as_str()), (expected, losses));
}

#[test]
fn members_go_with_their_commas_wherever_they_stand() {
    const GONE: &[Quirk] = &[Quirk::drop("a"), Quirk::drop("b")];
    for (body, expected) in [
        (r#"{"a":1}"#, "{}"),
        (r#"{ "a" : 1 , "b":2 }"#, "{  }"),
        (r#"{"a":1,"model":"m","b":[2]}"#, r#"{"model":"m"}"#),
        (
            r#"{"model":"m","a":1,"b":{"x":2},"z":3}"#,
            r#"{"model":"m","z":3}"#,
        ),
        (r#"{"z":3,"a":1,"y":4,"b":1}"#, r#"{"z":3,"y":4}"#),
        (r#"{"a":1,"a":2,"z":3}"#, r#"{"z":3}"#),
    ] {
        assert_eq!(native(Quirks::new(GONE), "m", body).0, expected, "{body}");
    }
}

#[test]
fn what_asks_for_what_happens_anyway_goes_unlisted() {
    const GONE: &[Quirk] = &[Quirk::drop("n"), Quirk::drop("seed"), Quirk::drop("top_p")];
    check(
        GONE,
        r#"{"model":"m","n":1,"seed":null,"top_p":1.0}"#,
        r#"{"model":"m"}"#,
        "",
    );
    check(
        GONE,
        r#"{"model":"m","n":2,"seed":0}"#,
        r#"{"model":"m"}"#,
        "n;dropped, seed;dropped",
    );
}

#[test]
fn the_newer_of_two_limits_counts_whatever_it_is_called() {
    const OLD: &[Quirk] = &[Quirk::new(Change::LimitIs("max_tokens"))];
    const NEW: &[Quirk] = &[Quirk::new(Change::LimitIs("max_completion_tokens"))];
    for (body, old, new) in [
        (
            r#"{"max_tokens":1}"#,
            r#"{"max_tokens":1}"#,
            r#"{"max_completion_tokens":1}"#,
        ),
        (
            r#"{"max_tokens":1,"max_completion_tokens":2}"#,
            r#"{"max_tokens":2}"#,
            r#"{"max_completion_tokens":2}"#,
        ),
        (
            r#"{"max_completion_tokens":null,"max_tokens":1}"#,
            r#"{"max_tokens":1}"#,
            r#"{"max_completion_tokens":1}"#,
        ),
    ] {
        check(OLD, body, old, "");
        check(NEW, body, new, "");
    }
}

#[test]
fn numbers_are_clamped_at_both_ends_and_listed() {
    const RANGE: &[Quirk] = &[Quirk::clamp("temperature", "0.01", "1")];
    let clamped = "temperature;clamped";
    check(
        RANGE,
        r#"{"temperature":0}"#,
        r#"{"temperature":0.01}"#,
        clamped,
    );
    check(
        RANGE,
        r#"{"temperature":1.5}"#,
        r#"{"temperature":1}"#,
        clamped,
    );
    check(
        RANGE,
        r#"{"temperature":1.0}"#,
        r#"{"temperature":1.0}"#,
        "",
    );
    check(
        RANGE,
        r#"{"temperature":"x"}"#,
        r#"{"temperature":"x"}"#,
        "",
    );
}

#[test]
fn a_field_is_renamed_unless_its_other_name_is_taken() {
    const NAME: &[Quirk] = &[Quirk::new(Change::Rename {
        from: "seed",
        to: "random_seed",
    })];
    check(NAME, r#"{"seed" : 7}"#, r#"{"random_seed":7}"#, "");
    check(
        NAME,
        r#"{"seed":7,"random_seed":8}"#,
        r#"{"random_seed":8}"#,
        "seed;dropped",
    );
}

#[test]
fn words_that_are_not_known_go() {
    const WORDS: &[Quirk] = &[Quirk::new(Change::Words {
        field: "tool_choice",
        known: &["auto", "none"],
    })];
    check(
        WORDS,
        r#"{"tool_choice":"none"}"#,
        r#"{"tool_choice":"none"}"#,
        "",
    );
    check(
        WORDS,
        r#"{"tool_choice":"required"}"#,
        "{}",
        "tool_choice;dropped",
    );
    check(
        WORDS,
        r#"{"tool_choice":{"type":"function"}}"#,
        "{}",
        "tool_choice;dropped",
    );
}

#[test]
fn what_is_inside_of_messages_and_tools_is_found_and_texts_are_not() {
    const DEEP: &[Quirk] = &[
        Quirk::new(Change::NoDeveloper),
        Quirk::new(Change::NoNames),
        Quirk::new(Change::NoReasoning),
        Quirk::new(Change::NoStrict),
    ];
    check(
        DEEP,
        r#"{"messages":[{"role":"\u0064eveloper","name":"n","content":"\"role\":\"developer\""},{"role":"assistant","reasoning":null,"content":[{"strict":true,"name":"x"}]}],"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"properties":{"strict":{}}}}},{"function":{"strict":false}}],"response_format":{"json_schema":{"strict":true,"schema":{}}}}"#,
        r#"{"messages":[{"role":"system","content":"\"role\":\"developer\""},{"role":"assistant","content":[{"strict":true,"name":"x"}]}],"tools":[{"type":"function","function":{"name":"f","parameters":{"properties":{"strict":{}}}}},{"function":{}}],"response_format":{"json_schema":{"schema":{}}}}"#,
        "messages[0].name;dropped, tools[0].strict;dropped, response_format.json_schema.strict;dropped",
    );
}

#[test]
fn usage_is_not_asked_for_where_asking_is_refused() {
    const QUIET: &[Quirk] = &[Quirk::new(Change::NoStreamOptions)];
    check(
        QUIET,
        r#"{"model":"x","stream":true}"#,
        r#"{"model":"m","stream":true}"#,
        "",
    );
    check(
        QUIET,
        r#"{"model":"m","stream":true,"stream_options":{"include_usage":true}}"#,
        r#"{"model":"m","stream":true}"#,
        "",
    );
}

#[test]
fn shapes_that_nobody_sends_are_left_alone() {
    let quirks = named("zhipu").unwrap().chat[0].quirks;
    for body in [
        "[]",
        "1",
        r#"{"messages":{},"tools":"x","response_format":[]}"#,
        r#"{"messages":[1,null,[]],"tools":[{"function":1}]}"#,
    ] {
        assert_eq!(native(quirks, "glm-4.6", body).0, body);
    }
}

#[test]
fn a_quirk_of_some_models_leaves_others_alone() {
    let quirks = named("openai").unwrap().chat[0].quirks;
    let body = r#"{"temperature":0.5,"max_tokens":1}"#;
    assert_eq!(native(quirks, "gpt-4o", body).0, body);
    let reasoning = r#"{"max_completion_tokens":1}"#;
    assert_eq!(native(quirks, "gpt-5", body).0, reasoning);
    let chosen = r#"{"temperature":0.5,"max_completion_tokens":1}"#;
    assert_eq!(native(quirks, "gpt-5.2", body).0, chosen);
}

#[test]
fn reasoning_goes_back_to_those_who_want_it() {
    let body = br#"{"model":"m","max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"first","signature":"s"},{"type":"thinking","thinking":"then","signature":""},{"type":"text","text":"hi"}]},{"role":"user","content":"so?"}]}"#;
    let sent = |kind: &str, model: &'static str| {
        let kind = named(kind).unwrap();
        let pair = crate::translate::Pair {
            client: WireFormat::AnthropicMessages,
            provider: kind.speaks(WireFormat::OpenAiChat).unwrap().way(),
            model: Some(model),
            default_max_tokens: 1,
            include_usage: false,
        };
        let (body, losses) = pair.request(body).unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        (
            body["messages"][0]["reasoning_content"].clone(),
            losses.header(),
        )
    };
    let (thought, losses) = sent("deepseek", "deepseek-v4-pro");
    assert_eq!(thought, "first\nthen");
    assert!(
        losses.starts_with("messages[0].content[0].signature;dropped"),
        "{losses}"
    );
    for (kind, model) in [("deepseek", "deepseek-r1"), ("openai", "gpt-4o")] {
        let (thought, losses) = sent(kind, model);
        assert!(thought.is_null(), "{kind}");
        assert!(
            losses.contains("messages[0].content[0];dropped"),
            "{losses}"
        );
    }
}
