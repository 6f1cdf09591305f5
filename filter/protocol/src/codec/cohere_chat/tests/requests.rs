//! What a request becomes.

use crate::chat::Request;
use crate::codec::{Codec as _, Target};
use crate::format::WireFormat;
use crate::json::{Document, Limits};
use crate::loss::Losses;

use super::CohereChat;

/// A request of OpenAI's as Cohere gets it, and what it lost.
fn from_openai(body: &str) -> Result<(String, String), String> {
    let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
    let request = WireFormat::OpenAiChat
        .codec()
        .decode_request(document.root(body.as_bytes()))
        .unwrap();
    encoded(&request)
}

fn encoded(request: &Request<'_>) -> Result<(String, String), String> {
    let target = Target {
        model: "command-a",
        default_max_tokens: 4096,
        wants_reasoning: false,
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    CohereChat
        .encode_request(request, &target, &mut out, &mut losses)
        .map_err(|error| error.to_string())?;
    Ok((String::from_utf8(out).unwrap(), losses.header()))
}

/// The fields behind the messages of a request that says "x".
#[track_caller]
fn fields(members: &str, expected: &str, lost: &str) {
    let body = format!(r#"{{"model":"m","messages":[{{"role":"user","content":"x"}}],{members}}}"#);
    let (out, losses) = from_openai(&body).unwrap();
    let head = r#"{"model":"command-a","messages":[{"role":"user","content":"x"}]"#;
    assert_eq!(out.strip_prefix(head).unwrap(), format!("{expected}}}"));
    assert_eq!(losses, lost);
}

#[track_caller]
fn messages(list: &str, expected: &str, lost: &str) {
    let (out, losses) = from_openai(&format!(r#"{{"model":"m","messages":{list}}}"#)).unwrap();
    assert_eq!(
        out,
        format!(r#"{{"model":"command-a","messages":{expected}}}"#)
    );
    assert_eq!(losses, lost);
}

const F: &str =
    r#"{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}"#;
const G: &str =
    r#"{"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{}}}}"#;

#[test]
fn numbers_are_moved_into_coheres_ranges() {
    fields(
        r#""temperature":1.50,"top_p":1,"frequency_penalty":-0.5,"presence_penalty":2"#,
        r#","temperature":1.50,"p":0.99,"frequency_penalty":0,"presence_penalty":1"#,
        "top_p;clamped, frequency_penalty;clamped, presence_penalty;clamped",
    );
    fields(
        r#""top_p":0.5,"seed":7,"top_k":9"#,
        r#","p":0.5,"k":9,"seed":7"#,
        "",
    );
    fields(r#""seed":-7"#, "", "seed;dropped");
}

#[test]
fn a_named_tool_is_offered_alone_and_required() {
    fields(
        &format!(
            r#""tools":[{F},{G}],"tool_choice":{{"type":"function","function":{{"name":"g"}}}}"#
        ),
        &format!(r#","tools":[{G}],"tool_choice":"REQUIRED""#),
        "tool_choice;renamed",
    );
    fields(
        &format!(r#""tools":[{F}],"tool_choice":"none""#),
        &format!(r#","tools":[{F}],"tool_choice":"NONE""#),
        "",
    );
    fields(
        &format!(r#""tools":[{F}],"tool_choice":"auto","parallel_tool_calls":false"#),
        &format!(r#","tools":[{F}]"#),
        "parallel_tool_calls;dropped",
    );
    fields(r#""tool_choice":"required""#, "", "tool_choice;dropped");
}

#[test]
fn a_tool_without_parameters_gets_an_empty_object() {
    fields(
        r#""tools":[{"type":"function","function":{"name":"f"}}]"#,
        &format!(r#","tools":[{F}]"#),
        "",
    );
}

#[test]
fn strictness_holds_for_all_tools_or_none() {
    let strict = |name: &str| {
        format!(r#"{{"type":"function","function":{{"name":"{name}","strict":true}}}}"#)
    };
    fields(
        &format!(r#""tools":[{},{}]"#, strict("f"), strict("g")),
        &format!(r#","tools":[{F},{G}],"strict_tools":true"#),
        "",
    );
    fields(
        &format!(r#""tools":[{},{G}]"#, strict("f")),
        &format!(r#","tools":[{F},{G}]"#),
        "tools.strict;dropped",
    );
}

#[test]
fn efforts_become_thinking_with_a_budget_or_without() {
    let renamed = "reasoning_effort;renamed";
    fields(
        r#""reasoning_effort":"low""#,
        r#","thinking":{"type":"enabled","token_budget":2048}"#,
        renamed,
    );
    fields(
        r#""reasoning_effort":"high""#,
        r#","thinking":{"type":"enabled"}"#,
        renamed,
    );
    fields(
        r#""reasoning_effort":"none""#,
        r#","thinking":{"type":"disabled"}"#,
        "",
    );
}

#[test]
fn a_schema_stands_in_the_json_object() {
    fields(
        r#""response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}"#,
        r#","response_format":{"type":"json_object","json_schema":{"type":"object"}}"#,
        "",
    );
    let refused = from_openai(&format!(
        r#"{{"model":"m","messages":[{{"role":"user","content":"x"}}],"tools":[{F}],"response_format":{{"type":"json_object"}}}}"#
    ));
    assert!(
        refused
            .unwrap_err()
            .starts_with("response_format: JSON output and tools exclude")
    );
}

#[test]
fn fields_that_only_cohere_has_pass() {
    fields(
        r#""documents":["a"],"citation_options":{"mode":"FAST"},"safety_mode":"OFF","logit_bias":{}"#,
        r#","documents":["a"],"citation_options":{"mode":"FAST"},"safety_mode":"OFF""#,
        "logit_bias;dropped",
    );
}

#[test]
fn at_most_five_stop_sequences_are_kept() {
    fields(
        r#""stop":["1","2","3","4","5","6"]"#,
        r#","stop_sequences":["1","2","3","4","5"]"#,
        "stop;clamped",
    );
}

#[test]
fn text_in_front_of_calls_is_the_plan() {
    messages(
        r#"[{"role":"assistant","content":"I look.","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}}]},{"role":"tool","tool_call_id":"a","content":"1"}]"#,
        r#"[{"role":"assistant","tool_plan":"I look.","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"1"}]"#,
        "",
    );
}

#[test]
fn tool_results_stand_before_what_the_user_says() {
    messages(
        r#"[{"role":"tool","tool_call_id":"a","content":"1"},{"role":"user","content":"and?"},{"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"2"},{"type":"text","text":"3"}]}]"#,
        r#"[{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"2"},{"type":"text","text":"3"}]},{"role":"user","content":"and?"}]"#,
        "",
    );
}

#[test]
fn developers_speak_as_the_system_and_speakers_have_no_name() {
    messages(
        r#"[{"role":"developer","content":"d"},{"role":"user","name":"Ada","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://e.com/a.png","detail":"low"}}]},{"role":"system","content":"s"}]"#,
        r#"[{"role":"system","content":"d"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://e.com/a.png","detail":"low"}}]},{"role":"system","content":"s"}]"#,
        "messages[1].name;dropped",
    );
}

#[test]
fn a_field_that_is_given_twice_is_refused() {
    for body in [
        r#"{"model":"a","model":"b","messages":[{"role":"user","content":"x"}]}"#,
        r#"{"model":"a","messages":[],"messages":[{"role":"user","content":"x"}]}"#,
    ] {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        let root = document.root(body.as_bytes());
        let outlined = CohereChat.outline(root).unwrap_err().to_string();
        assert!(outlined.ends_with("given more than once"), "{outlined}");
        assert_eq!(
            CohereChat.decode_request(root).unwrap_err().to_string(),
            outlined
        );
    }
}
