//! What the codec reads and writes, beside the goldens.

use crate::chat::{Event, FinishReason, LogProbs, Message, Part, Request, Role, Tool, ToolChoice};
use crate::codec::{AnswerContext, Codec, Outline, Target};
use crate::json::{Document, Limits, Text};
use crate::loss::Losses;

use super::OpenAiCompletions;

const CODEC: &dyn Codec = &OpenAiCompletions;
const TARGET: Target<'_> = Target {
    model: "m",
    default_max_tokens: 4096,
    wants_reasoning: false,
};

fn document(json: &str) -> Document {
    Document::parse(json.as_bytes(), Limits::default()).unwrap()
}

#[track_caller]
fn refused(json: &str, words: &str) {
    let document = document(json);
    let error = CODEC
        .decode_request(document.root(json.as_bytes()))
        .unwrap_err()
        .to_string();
    assert!(error.contains(words), "{error}");
}

fn said(role: Role, text: &'static str) -> Message<'static> {
    Message {
        role,
        parts: vec![Part::Text {
            text: Text::from(text),
            cache: None,
            citations: None,
        }],
        name: None,
        index: Some(0),
        extra: Vec::new(),
    }
}

fn written(request: &Request<'_>) -> (serde_json::Value, String) {
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    CODEC
        .encode_request(request, &TARGET, &mut out, &mut losses)
        .unwrap();
    (serde_json::from_slice(&out).unwrap(), losses.header())
}

fn not_written(request: &Request<'_>) -> String {
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    CODEC
        .encode_request(request, &TARGET, &mut out, &mut losses)
        .unwrap_err()
        .to_string()
}

#[test]
fn an_outline_asks_for_nothing_but_a_model() {
    let json =
        r#"{"model":"m","prompt":[1,2],"stream":true,"stream_options":{"include_usage":true}}"#;
    let read = document(json);
    let outlined = CODEC.outline(read.root(json.as_bytes())).unwrap();
    let expected = Outline {
        model: Text::from("m"),
        stream: true,
        include_usage: true,
    };
    assert_eq!(outlined, expected, "token ids pass on the native path");
    for (json, words) in [
        ("[]", "body: expected an object"),
        ("{}", "model: missing"),
        (r#"{"model":" "}"#, "model: must not be empty"),
        (
            r#"{"model":"m","model":"n"}"#,
            "model: given more than once",
        ),
        (r#"{"model":"m","stream":1}"#, "stream: expected a boolean"),
        (
            r#"{"model":"m","stream_options":1}"#,
            "stream_options: expected an object",
        ),
    ] {
        let document = document(json);
        let error = CODEC.outline(document.root(json.as_bytes()));
        assert!(error.unwrap_err().to_string().contains(words), "{json}");
    }
}

#[test]
fn what_only_this_format_knows_is_refused_with_what_would_do() {
    refused(
        r#"{"model":"m","prompt":["a","b"]}"#,
        "send a request for each",
    );
    refused(r#"{"model":"m","prompt":[1,2]}"#, "send the prompt as text");
    refused(
        r#"{"model":"m","prompt":[[1],[2]]}"#,
        "send the prompt as text",
    );
    refused(r#"{"model":"m","prompt":"a","suffix":"b"}"#, "remove it");
    refused(r#"{"model":"m"}"#, "prompt: missing");
    refused(r#"{"model":"m","prompt":{}}"#, "an array of one string");
    refused(
        r#"{"model":"m","prompt":[null]}"#,
        "prompt[0]: expected a string",
    );
    refused(
        r#"{"model":"m","prompt":"a","n":0}"#,
        "n: must be at least 1",
    );
    refused(
        r#"{"model":"m","prompt":"a","stop":[1]}"#,
        "stop[0]: expected a string",
    );
}

#[test]
fn the_best_of_as_many_as_are_wanted_says_nothing() {
    for (json, lost) in [
        (r#"{"model":"m","prompt":"a","best_of":1,"echo":false}"#, ""),
        (r#"{"model":"m","prompt":"a","n":2,"best_of":2}"#, ""),
        (r#"{"model":"m","prompt":"a","best_of":3}"#, "best_of"),
        (r#"{"model":"m","prompt":"a","echo":true}"#, "echo"),
    ] {
        let document = document(json);
        let request = CODEC
            .decode_request(document.root(json.as_bytes()))
            .unwrap();
        let names: Vec<_> = request
            .extra
            .iter()
            .map(|extra| extra.name.to_string())
            .collect();
        assert_eq!(names.join(","), lost, "{json}");
    }
}

#[test]
fn instructions_and_turns_of_the_user_become_one_prompt() {
    let request = Request {
        messages: vec![said(Role::System, "Be brief."), said(Role::User, "Hi")],
        max_output_tokens: Some(5),
        log_probs: Some(LogProbs { top: Some(9) }),
        ..Request::default()
    };
    let (body, losses) = written(&request);
    assert_eq!(body["prompt"], "Be brief.\n\nHi");
    assert_eq!(
        (&body["max_tokens"], &body["logprobs"]),
        (&5.into(), &5.into())
    );
    assert_eq!(losses, "messages;renamed, logprobs;clamped");
}

#[test]
fn a_limit_is_written_where_none_was_given() {
    let request = Request {
        messages: vec![said(Role::User, "Hi")],
        ..Request::default()
    };
    let (body, losses) = written(&request);
    assert_eq!(body["max_tokens"], 4096);
    assert_eq!(losses, "max_tokens;defaulted");
}

#[test]
fn a_conversation_that_is_more_than_one_text_is_refused() {
    let request = |messages| Request {
        messages,
        ..Request::default()
    };
    let answered = request(vec![said(Role::User, "Hi"), said(Role::Assistant, "Ho")]);
    assert!(not_written(&answered).contains("messages[0]: a completion continues one text"));
    assert!(not_written(&request(Vec::new())).contains("no text to continue"));
    let mut refusal = said(Role::User, "");
    refusal.parts = vec![Part::Refusal {
        text: Text::from("no"),
    }];
    assert!(not_written(&request(vec![refusal])).contains("only text can be part of a prompt"));
}

#[test]
fn tools_are_refused_unless_none_may_be_called() {
    let tool = Tool::Function {
        name: Text::from("f"),
        description: None,
        parameters: None,
        strict: None,
        cache: None,
    };
    let mut request = Request {
        messages: vec![said(Role::User, "Hi")],
        tools: vec![tool],
        max_output_tokens: Some(1),
        ..Request::default()
    };
    assert!(not_written(&request).starts_with("tools: "));
    request.tool_choice = Some(ToolChoice::None);
    assert_eq!(written(&request).1, "tools;dropped, tool_choice;dropped");
}

const CHAT_LOG_PROBS: &str = r#"{"content":[{"token":"é","logprob":-0.50,"bytes":null,"top_logprobs":[{"token":"é","logprob":-0.50},{"token":"e\"","logprob":-2}]},{"token":" b","logprob":null,"top_logprobs":[]}],"refusal":null}"#;

/// Offsets count characters, and go on from chunk to chunk.
#[test]
fn log_probabilities_of_chat_are_told_in_the_older_form() {
    let document = document(CHAT_LOG_PROBS);
    let mut encoder = CODEC.stream_encoder(&AnswerContext::default());
    let mut out = Vec::new();
    for _ in 0..2 {
        let value = document.root(CHAT_LOG_PROBS.as_bytes());
        encoder.event(&Event::LogProbs { choice: 0, value }, &mut out);
    }
    let told: Vec<serde_json::Value> = String::from_utf8(out)
        .unwrap()
        .lines()
        .filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
        .map(|chunk: serde_json::Value| chunk["choices"][0]["logprobs"].clone())
        .collect();
    let expected = serde_json::json!({
        "tokens": ["é", " b"],
        "token_logprobs": [-0.5, null],
        "top_logprobs": [{"é": -0.5, "e\"": -2}, {}],
        "text_offset": [0, 1],
    });
    assert_eq!(told[0], expected);
    assert_eq!(told[1]["text_offset"], serde_json::json!([3, 4]));
}

#[test]
fn every_reason_has_one_of_three_words() {
    let reasons = [
        (FinishReason::Stop, "stop"),
        (FinishReason::StopSequence(None), "stop"),
        (FinishReason::Length, "length"),
        (FinishReason::ContextLength, "length"),
        (FinishReason::ToolCalls, "stop"),
        (FinishReason::ContentFilter, "content_filter"),
        (FinishReason::Refusal, "content_filter"),
        (FinishReason::Other(Text::from("tired")), "stop"),
    ];
    for (reason, word) in reasons {
        assert_eq!(super::finish::encode(&reason), word, "{reason:?}");
    }
}

#[test]
fn the_native_path_asks_for_usage_and_knows_output() {
    let json = r#"{"model":"a","prompt":[1],"stream":true}"#;
    let edits = CODEC.native_edits(document(json).root(json.as_bytes()), "m");
    assert_eq!(
        String::from_utf8(edits.apply(json.as_bytes())).unwrap(),
        r#"{"model":"m","stream_options":{"include_usage":true},"prompt":[1],"stream":true}"#
    );
    assert!(CODEC.has_content(br#"{"choices":[{"text":"a"#));
    assert!(!CODEC.has_content(br#"{"choices":[{"text":"","index":0"#));
}
