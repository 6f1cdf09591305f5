//! Behaviours one by one; whole bodies are goldens beside the fixtures.

mod requests;
mod streams;

use crate::chat::{ApiError, ErrorKind, Message, Part, Request, Role};
use crate::codec::{AnswerContext, Codec as _, Target};
use crate::json::{Document, Limits, Text};
use crate::loss::Losses;

use super::BedrockConverse;

const CLAUDE: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

fn text(text: &str) -> Part<'_> {
    Part::Text {
        text: Text::from(text),
        cache: None,
        citations: None,
    }
}

fn message<'a>(role: Role, parts: Vec<Part<'a>>) -> Message<'a> {
    Message {
        role,
        parts,
        name: None,
        index: Some(0),
        extra: Vec::new(),
    }
}

/// A request that says hello.
fn hello() -> Request<'static> {
    asking(vec![text("hello")])
}

fn asking(parts: Vec<Part<'_>>) -> Request<'_> {
    Request {
        messages: vec![message(Role::User, parts)],
        ..Request::default()
    }
}

/// The body for a model, and what was lost; or the refusal.
fn encoded(request: &Request<'_>, model: &str) -> Result<(String, String), String> {
    let target = Target {
        model,
        default_max_tokens: 4096,
        ..TARGET
    };
    let (mut out, mut losses) = (b"before".to_vec(), Losses::default());
    match BedrockConverse.encode_request(request, &target, &mut out, &mut losses) {
        Ok(()) => {
            let body = String::from_utf8(out).unwrap();
            Ok((body.replacen("before", "", 1), losses.header()))
        }
        Err(refusal) => {
            assert_eq!(out, b"before", "a refused body leaves nothing behind");
            Err(refusal.to_string())
        }
    }
}

const TARGET: Target<'static> = Target {
    model: "",
    default_max_tokens: 0,
    wants_reasoning: false,
};

/// The error that a body tells.
fn told(status: u16, body: &str) -> ApiError {
    BedrockConverse.decode_error(status, body.as_bytes())
}

#[test]
fn an_error_comes_back_as_it_was_told() {
    for kind in [
        ErrorKind::InvalidRequest,
        ErrorKind::ContextLength,
        ErrorKind::Authentication,
        ErrorKind::Permission,
        ErrorKind::NotFound,
        ErrorKind::RateLimit,
        ErrorKind::Timeout,
        ErrorKind::Overloaded,
        ErrorKind::Server,
    ] {
        let mut out = Vec::new();
        BedrockConverse.encode_error(&ApiError::new(kind, "why"), &mut out);
        let body = String::from_utf8(out).unwrap();
        let again = told(kind.status(), &body);
        assert_eq!((again.kind, again.status), (kind, kind.status()), "{body}");
        assert!(again.message.ends_with("why"));
    }
}

#[test]
fn an_error_without_a_status_of_one_is_the_providers_fault() {
    assert_eq!(told(200, r#"{"message":"no"}"#).status, 502);
}

#[test]
fn usage_counts_the_cache_in_and_keeps_zero_apart_from_nothing() {
    let usage = |body: &str| {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        BedrockConverse.decode_usage(document.root(body.as_bytes()))
    };
    let seen = usage(
        r#"{"inputTokens":3,"outputTokens":0,"cacheReadInputTokens":10,"cacheDetails":[{"ttl":"1h","inputTokens":4},{"ttl":"5m","inputTokens":1}]}"#,
    );
    assert_eq!(seen.input_tokens, Some(18));
    assert_eq!(seen.output_tokens, Some(0));
    assert_eq!(seen.cache_creation_input_tokens, Some(5));
    assert_eq!(seen.cache_creation_1h_input_tokens, Some(4));
    assert!(usage("{}").is_empty());
    assert_eq!(
        usage(r#"{"cacheReadInputTokens":0}"#).cache_read_input_tokens,
        Some(0)
    );
}

#[test]
fn calls_decide_why_an_answer_ended() {
    let body = br#"{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"f","input":{}}}]}},"stopReason":"end_turn"}"#;
    let document = Document::parse(body, Limits::default()).unwrap();
    let response = BedrockConverse
        .decode_response(document.root(body))
        .unwrap();
    assert_eq!(
        response.choices[0].finish,
        Some(crate::chat::FinishReason::ToolCalls)
    );
    let mut out = Vec::new();
    BedrockConverse.encode_response(
        &response,
        &AnswerContext::default(),
        &mut out,
        &mut Losses::default(),
    );
    assert!(
        String::from_utf8(out)
            .unwrap()
            .contains(r#""stopReason":"tool_use""#)
    );
}

#[test]
fn citations_of_web_pages_are_those_of_every_format() {
    let body = br#"{"output":{"message":{"role":"assistant","content":[{"text":"By "},{"citationsContent":{"content":[{"text":"Go\u00e9the"}],"citations":[{"title":"Faust","location":{"web":{"url":"https://a.example"}}},{"location":{"documentPage":{"start":1}}}]}}]}},"stopReason":"end_turn"}"#;
    let document = Document::parse(body, Limits::default()).unwrap();
    let response = BedrockConverse
        .decode_response(document.root(body))
        .unwrap();
    let mut out = Vec::new();
    let mut losses = Losses::default();
    BedrockConverse.encode_response(&response, &AnswerContext::default(), &mut out, &mut losses);
    let again = String::from_utf8(out).unwrap();
    let expected = r#""citations":[{"title":"Faust","source":"https://a.example","location":{"web":{"url":"https://a.example"}}},{"location":{"documentPage":{"start":1}}}]"#;
    assert!(again.contains(expected) && losses.is_empty(), "{again}");
    let Some(Part::Text {
        citations: Some(citations),
        ..
    }) = response.choices[0].parts.last()
    else {
        panic!("the text has its citations");
    };
    let first = citations.value().items().next().unwrap();
    assert_eq!(
        String::from_utf8_lossy(first.raw()),
        r#"{"type":"url_citation","url_citation":{"start_index":3,"end_index":9,"url":"https://a.example","title":"Faust"}}"#
    );
}
