//! What is read from requests, in the formats clients write.

use sluice_config::{Feature, Measure};
use sluice_protocol::WireFormat;
use sluice_protocol::json::{Document, Limits};

use super::super::Facts;

fn facts(format: WireFormat, body: &str) -> Facts {
    let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
    let root = document.root(body.as_bytes());
    Facts::of_request(&format.codec().decode_request(root).unwrap())
}

/// Facts of a chat request of OpenAI's with these members besides one user message.
fn openai(members: &str) -> Facts {
    facts(
        WireFormat::OpenAiChat,
        &format!(
            r#"{{"model": "m", "messages": [{{"role": "user", "content": "hello"}}] {members}}}"#
        ),
    )
}

#[track_caller]
fn expect(facts: &Facts, features: &[Feature]) {
    assert_eq!(facts.features.iter().collect::<Vec<_>>(), features);
    assert!(facts.is_complete);
}

#[test]
fn a_plain_request_asks_for_nothing_special() {
    let facts = openai("");
    expect(&facts, &[]);
    assert_eq!(facts.measure(Measure::MaxTokens), None);
    assert_eq!(facts.measure(Measure::PromptChars), Some(5));
    assert_eq!(facts.measure(Measure::Messages), Some(1));
    assert_eq!(facts.measure(Measure::ToolCount), Some(0));
    // Two for the word, four for the message.
    assert_eq!(facts.measure(Measure::InputTokens), Some(6));
}

#[test]
fn what_a_request_of_openai_asks_for_is_seen() {
    let tool = r#"{"type": "function", "function": {"name": "f", "parameters": {}}}"#;
    let facts = openai(&format!(
        r#", "tools": [{tool}, {tool}], "max_tokens": 9, "user": "u""#
    ));
    expect(&facts, &[Feature::Tools]);
    assert_eq!((facts.tool_count, facts.max_tokens), (2, Some(9)));
    assert_eq!(facts.user.as_deref(), Some("u"));
    let newer = openai(r#", "safety_identifier": "s""#);
    assert_eq!(newer.user.as_deref(), Some("s"));
    expect(
        &openai(r#", "stream": true, "response_format": {"type": "json_object"}"#),
        &[Feature::JsonMode, Feature::Stream],
    );
    expect(
        &openai(
            r#", "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}"#,
        ),
        &[Feature::JsonSchema],
    );
    expect(
        &openai(r#", "reasoning_effort": "high""#),
        &[Feature::Reasoning],
    );
    expect(&openai(r#", "reasoning_effort": "none""#), &[]);
    expect(
        &openai(r#", "modalities": ["text", "audio"], "audio": {"voice": "v", "format": "wav"}"#),
        &[Feature::AudioOutput],
    );
    expect(&openai(r#", "modalities": ["text"]"#), &[]);
}

#[test]
fn media_are_seen_wherever_they_stand() {
    let chat = |parts: &str| {
        facts(
            WireFormat::OpenAiChat,
            &format!(r#"{{"model": "m", "messages": [{{"role": "user", "content": [{parts}]}}]}}"#),
        )
    };
    let image = r#"{"type": "image_url", "image_url": {"url": "https://x.test/a.png"}}"#;
    expect(&chat(image), &[Feature::Image]);
    let small =
        r#"{"type": "image_url", "image_url": {"url": "https://x.test/a.png", "detail": "low"}}"#;
    assert!(chat(small).input_tokens < chat(image).input_tokens);
    expect(
        &chat(r#"{"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}"#),
        &[Feature::AudioInput],
    );
    expect(
        &chat(r#"{"type": "file", "file": {"file_id": "file-1"}}"#),
        &[Feature::Document],
    );
    let in_result = facts(
        WireFormat::AnthropicMessages,
        r#"{"model": "m", "max_tokens": 5, "messages": [
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": [
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}]}]}]}"#,
    );
    expect(&in_result, &[Feature::Image]);
}

#[test]
fn what_a_request_of_anthropic_asks_for_is_seen() {
    let facts = facts(
        WireFormat::AnthropicMessages,
        r#"{"model": "m", "max_tokens": 5000, "system": "be kind", "stream": true,
            "thinking": {"type": "enabled", "budget_tokens": 2000},
            "metadata": {"user_id": "u-7"},
            "tools": [{"name": "f", "input_schema": {"type": "object"}}],
            "messages": [{"role": "user", "content": "hi"}]}"#,
    );
    expect(
        &facts,
        &[Feature::Tools, Feature::Reasoning, Feature::Stream],
    );
    assert_eq!(facts.user.as_deref(), Some("u-7"));
    assert_eq!(facts.messages, 1, "the system prompt stands apart");
    assert_eq!(facts.prompt_chars, 9);
}

#[test]
fn what_a_request_of_google_asks_for_is_seen() {
    let facts = facts(
        WireFormat::GeminiGenerate,
        r#"{"contents": [{"role": "user", "parts": [{"text": "hi"}, {"inlineData": {"mimeType": "audio/wav", "data": "AAAA"}}]}],
            "generationConfig": {"responseModalities": ["AUDIO"], "maxOutputTokens": 7}}"#,
    );
    expect(&facts, &[Feature::AudioInput, Feature::AudioOutput]);
    assert_eq!(facts.max_tokens, Some(7));
}

#[test]
fn tokens_are_a_quarter_of_the_bytes_in_any_language() {
    for (text, tokens) in [
        ("a".repeat(400), 100),
        ("界".repeat(400), 300),
        ("\\n".repeat(400), 100),
    ] {
        let facts = facts(
            WireFormat::OpenAiChat,
            &format!(r#"{{"model": "m", "messages": [{{"role": "user", "content": "{text}"}}]}}"#),
        );
        assert_eq!(facts.input_tokens, tokens + 4);
        assert_eq!(facts.prompt_chars, 400);
    }
}

#[test]
fn schemas_and_arguments_are_tokens_and_no_prompt() {
    let tool = r#"{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "description": "long long long long"}}}"#;
    let facts = openai(&format!(r#", "tools": [{tool}]"#));
    assert!(facts.input_tokens > 15, "{}", facts.input_tokens);
    assert_eq!(facts.prompt_chars, 5);
}

#[test]
fn code_counts_in_what_the_user_says_and_nowhere_else() {
    let chat = |role: &str| {
        facts(
            WireFormat::OpenAiChat,
            &format!(
                r#"{{"model": "m", "messages": [{{"role": "{role}", "content": "```\nlet x\n```"}}, {{"role": "user", "content": "go on"}}]}}"#
            ),
        )
    };
    expect(&chat("user"), &[Feature::Code]);
    expect(&chat("system"), &[]);
    expect(&chat("assistant"), &[]);
}

#[test]
fn of_a_body_that_is_not_read_its_size_and_whether_it_streams_are_known() {
    let facts = Facts::outline(true, 401);
    assert!(!facts.is_complete);
    assert_eq!(facts.features.iter().collect::<Vec<_>>(), [Feature::Stream]);
    assert_eq!(facts.measure(Measure::InputTokens), Some(101));
    assert_eq!(facts.measure(Measure::ToolCount), None);
}
