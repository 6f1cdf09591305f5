//! What is found in bodies of every format, and the laws of changing it.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::WireFormat::{self, *};
use crate::embed::EmbedFormat;
use crate::json::{Document, Limits};
use crate::rerank::RerankFormat;

fn with_texts<T>(
    side: Side,
    format: Option<AnyFormat>,
    body: &str,
    then: impl FnOnce(Texts<'_>) -> T,
) -> T {
    let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
    then(Texts::of(side, format, document.root(body.as_bytes())))
}

/// The texts with their kinds, names of free JSON behind a colon.
#[track_caller]
fn check(side: Side, format: impl Into<Option<AnyFormat>>, body: &str, expected: &[&str]) {
    with_texts(side, format.into(), body, |texts| {
        let told: Vec<_> = texts
            .pieces()
            .iter()
            .map(|piece| format!("{:?} {} {}", piece.kind, piece.message, piece.text))
            .collect();
        assert_eq!(told, expected);
        assert!(texts.edits().is_empty());
    });
}

fn chat(format: WireFormat) -> Option<AnyFormat> {
    Some(AnyFormat::Chat(format))
}

/// The body with every `secret` replaced by `[X_1]`, in pieces and in runs.
fn redacted(side: Side, format: Option<AnyFormat>, body: &str, secret: &str, with: &str) -> String {
    with_texts(side, format, body, |mut texts| {
        for number in 0..texts.pieces().len() {
            let text = texts.pieces()[number].text.clone();
            for (at, _) in text.match_indices(secret) {
                texts.replace(number, at..at + secret.len(), with.to_owned());
            }
        }
        for run in texts.runs() {
            let all: String = run.iter().map(|n| &*texts.pieces()[*n].text).collect();
            let places = all.match_indices(secret);
            let places = places.map(|(at, _)| (at..at + secret.len(), with.to_owned()));
            texts.replace_in_run(&run, places);
        }
        String::from_utf8(texts.apply()).unwrap()
    })
}

#[track_caller]
fn redacts(side: Side, format: WireFormat, body: &str, expected: &str) {
    assert_eq!(
        redacted(side, chat(format), body, "secret", "[X_1]"),
        expected
    );
}

#[test]
fn a_request_of_chat_completions_is_read_whole() {
    check(
        Side::Request,
        chat(OpenAiChat),
        r#"{"model":"m","temperature":0.5,"seed":123456789,"user":"ana@x.io","messages":[
            {"role":"system","content":"be kind"},
            {"role":"user","name":"Ana","content":[{"type":"text","text":"h\u0065llo"},
                {"type":"image_url","image_url":{"url":"https://x.io/a.png","detail":"low"}}]},
            {"role":"assistant","reasoning_content":"hm","content":null,"tool_calls":[{"id":"call_1","type":"function",
                "function":{"name":"f","arguments":"{\"a\":\"\\u0065\",\"n\":[4111111111111111]}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"plain {"}],
            "tools":[{"type":"function","function":{"name":"f","description":"finds","parameters":
                {"type":"object","properties":{"a":{"type":"string","description":"what"}},"required":["a"]}}}],
            "x_more":{"k":1}}"#,
        &[
            "Other 0 ana@x.io",
            "System 0 be kind",
            "Other 1 Ana",
            "User 1 hello",
            "User 1 https://x.io/a.png",
            "Reasoning 2 hm",
            "Other 2 f",
            "ToolArguments 2 a",
            "ToolArguments 2 e",
            "ToolArguments 2 n",
            "ToolArguments 2 4111111111111111",
            "ToolResult 3 plain {",
            "Other 0 f",
            "System 0 finds",
            "System 0 a",
            "System 0 what",
            "System 0 a",
            "Other 0 x_more",
            "Other 0 k",
            "Other 0 1",
        ],
    );
}

#[test]
fn a_request_of_responses_is_read_whole() {
    check(
        Side::Request,
        chat(OpenAiResponses),
        r#"{"model":"m","instructions":"be kind","input":[
            {"role":"user","content":[{"type":"input_text","text":"hello"},
                {"type":"input_file","filename":"a.txt","file_data":"data:text/plain;base64,aGkgdGhlcmU="}]},
            {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"gAAA=="},
            {"type":"message","role":"assistant","content":[{"type":"output_text","text":"said","annotations":[]}]},
            {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
            {"type":"function_call_output","call_id":"c","output":"{\"b\":\"\\u0065\"}"}],
            "text":{"format":{"type":"text"}},"metadata":{"k":"v"}}"#,
        &[
            "System 0 be kind",
            "User 0 hello",
            "Other 0 a.txt",
            "User 0 hi there",
            "Reasoning 1 hm",
            "Answer 2 said",
            "Other 3 f",
            "ToolResult 4 b",
            "ToolResult 4 e",
            "Other 0 k",
            "Other 0 v",
        ],
    );
    check(
        Side::Request,
        chat(OpenAiResponses),
        r#"{"model":"m","input":"hello"}"#,
        &["User 0 hello"],
    );
}

#[test]
fn a_request_of_messages_is_read_whole() {
    check(
        Side::Request,
        chat(AnthropicMessages),
        r#"{"model":"m","max_tokens":9,"system":[{"type":"text","text":"be kind","cache_control":{"type":"ephemeral"}}],"messages":[
            {"role":"user","content":"hello"},
            {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"EqoB=="},
                {"type":"redacted_thinking","data":"EmwKAhgBEgy3va3pzix/LafPsn4aDFIT2Xlxh0L5L8rLVyIwxtE3rAFBa8cr3qpP"},
                {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":{"b":["c",1.0]}}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"found"}]},
                {"type":"document","title":"t","source":{"type":"text","media_type":"text/plain","data":"in a file"}},
                {"type":"text","text":"so?"}]}],
            "metadata":{"user_id":"u"}}"#,
        &[
            "System 0 be kind",
            "User 0 hello",
            "Reasoning 1 hm",
            "Other 1 f",
            "ToolArguments 1 a",
            "ToolArguments 1 b",
            "ToolArguments 1 c",
            "ToolArguments 1 1.0",
            "ToolResult 2 found",
            "User 2 t",
            "User 2 in a file",
            "User 2 so?",
            "Other 0 user_id",
            "Other 0 u",
        ],
    );
}

#[test]
fn a_request_of_gemini_is_read_whole_in_either_spelling() {
    check(
        Side::Request,
        chat(GeminiGenerate),
        r#"{"system_instruction":{"role":"user","parts":{"text":"be kind"}},"contents":[
            {"role":"user","parts":[{"text":"hello"},{"inlineData":{"mimeType":"text/csv","data":"YSxi"}}]},
            {"role":"model","parts":[{"text":"hm","thought":true},{"text":"said","thoughtSignature":"AbC="},
                {"functionCall":{"name":"f","args":{"a":7}}}]},
            {"role":"user","parts":[{"function_response":{"name":"f","response":{"r":"found"}}}]}],
            "generationConfig":{"temperature":1,"stopSequences":["END"],"responseMimeType":"text/plain"}}"#,
        &[
            "System 0 be kind",
            "User 0 hello",
            "User 0 a,b",
            "Reasoning 1 hm",
            "Answer 1 said",
            "Other 1 f",
            "ToolArguments 1 a",
            "ToolArguments 1 7",
            "Other 2 f",
            "ToolResult 2 r",
            "ToolResult 2 found",
            "Other 0 END",
        ],
    );
}

#[test]
fn requests_of_converse_and_cohere_are_read_whole() {
    check(
        Side::Request,
        chat(BedrockConverse),
        r#"{"system":[{"text":"be kind"}],"messages":[
            {"role":"user","content":[{"text":"hello"},{"document":{"format":"txt","name":"n","source":{"bytes":"aW4gYSBmaWxl"}}}]},
            {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"AbC="}}},
                {"toolUse":{"toolUseId":"t","name":"f","input":{"a":"b"}}}]},
            {"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"json":{"r":1}},{"text":"found"}]}}]}],
            "inferenceConfig":{"maxTokens":5,"stopSequences":["END"]}}"#,
        &[
            "System 0 be kind",
            "User 0 hello",
            "User 0 n",
            "User 0 in a file",
            "Reasoning 1 hm",
            "Other 1 f",
            "ToolArguments 1 a",
            "ToolArguments 1 b",
            "ToolResult 2 r",
            "ToolResult 2 1",
            "ToolResult 2 found",
            "Other 0 END",
        ],
    );
    check(
        Side::Request,
        chat(CohereChat),
        r#"{"model":"m","messages":[{"role":"user","content":"hello"},
            {"role":"assistant","tool_plan":"plan","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},
            {"role":"tool","tool_call_id":"c","content":[{"type":"document","document":{"id":"1","data":{"r":"found"}}}]}],
            "documents":["doc",{"id":"d","data":{"title":"t"}}]}"#,
        &[
            "User 0 hello",
            "Answer 1 plan",
            "Other 1 f",
            "ToolArguments 1 a",
            "ToolArguments 1 1",
            "ToolResult 2 r",
            "ToolResult 2 found",
            "User 0 doc",
            "User 0 title",
            "User 0 t",
        ],
    );
}

#[test]
fn lists_of_texts_and_bodies_that_pass_are_read_whole() {
    let completions = r#"{"model":"m","prompt":["a","b"],"suffix":"c"}"#;
    let expected = ["User 0 a", "User 0 b", "User 0 c"];
    check(
        Side::Request,
        chat(OpenAiCompletions),
        completions,
        &expected,
    );
    check(
        Side::Request,
        AnyFormat::Embed(EmbedFormat::ALL[0]),
        r#"{"model":"m","input":["a","b"]}"#,
        &["User 0 a", "User 0 b"],
    );
    check(
        Side::Request,
        AnyFormat::Rerank(RerankFormat::ALL[0]),
        r#"{"model":"m","query":"q","documents":["a",{"text":"b"}]}"#,
        &["User 0 q", "User 0 a", "User 0 text", "User 0 b"],
    );
    check(
        Side::Request,
        None,
        r#"{"model":"m","prompt":"a cat","input":[{"type":"text","text":"a"},"b"],"more":[1]}"#,
        &[
            "User 0 a cat",
            "User 0 a",
            "User 1 b",
            "Other 0 more",
            "Other 0 1",
        ],
    );
    check(Side::Request, None, r#"["a"]"#, &["Other 0 a"]);
}

#[test]
fn a_request_whose_tokens_are_counted_is_read_as_one() {
    check(
        Side::Request,
        chat(BedrockConverse),
        r#"{"input":{"converse":{"system":[{"text":"a"}],"messages":[{"role":"user","content":[{"text":"b"}]}]}}}"#,
        &["System 0 a", "User 0 b"],
    );
    check(
        Side::Request,
        chat(BedrockConverse),
        r#"{"input":{"invokeModel":{"body":"eyJhIjoiYW5hIn0="}}}"#,
        &[r#"User 0 {"a":"ana"}"#],
    );
}

#[test]
fn what_is_called_text_and_is_none_is_told() {
    let file = |data: &str| {
        let body = format!(
            r#"{{"messages":[{{"role":"user","content":[{{"type":"file","file":{{"file_data":"data:text/plain;base64,{data}"}}}}]}}]}}"#
        );
        with_texts(Side::Request, chat(OpenAiChat), &body, |texts| {
            (texts.is_unreadable(), texts.pieces().len())
        })
    };
    assert_eq!(file("G1szMW1hbmE_"), (false, 1));
    assert!(file("_w==").0);
    assert_eq!(file(""), (false, 1));
}

#[test]
fn prompts_of_tokens_are_told() {
    let body = r#"{"model":"m","prompt":[[1,2],[3]]}"#;
    let has = with_texts(Side::Request, chat(OpenAiCompletions), body, |texts| {
        texts.is_unreadable()
    });
    assert!(has);
}

#[test]
fn a_sentence_where_an_id_belongs_is_a_text() {
    check(
        Side::Request,
        chat(OpenAiChat),
        r#"{"model":"my name is Ana","messages":[{"role":"tool","tool_call_id":"ana@x.io","content":"a"}]}"#,
        &[
            "Other 0 my name is Ana",
            "ToolResult 0 ana@x.io",
            "ToolResult 0 a",
        ],
    );
}

#[test]
fn a_change_leaves_every_other_byte() {
    redacts(
        Side::Request,
        OpenAiChat,
        r#"{ "messages" : [{"role":"user","content":"caf\u00e9 s\u0065cret\/ \ud83d\ude00"}], "temperature":1.0}"#,
        r#"{ "messages" : [{"role":"user","content":"caf\u00e9 [X_1]\/ \ud83d\ude00"}], "temperature":1.0}"#,
    );
}

#[test]
fn a_change_in_arguments_is_escaped_at_both_levels() {
    let body = r#"{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{ \"a\":\"s\\u0065cret\\n\",\"\u0073ecret\":1.0}"}}]}]}"#;
    let told = redacted(Side::Request, chat(OpenAiChat), body, "secret", "\"X\"");
    assert_eq!(
        told,
        r#"{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{ \"a\":\"\\\"X\\\"\\n\",\"\\\"X\\\"\":1.0}"}}]}]}"#
    );
}

#[test]
fn a_number_becomes_a_string_and_base64_stays_base64() {
    let body = r#"{"messages":[{"role":"user","content":[
        {"type":"tool_result","content":[],"x":{"card":4111111111111111}},
        {"type":"document","source":{"type":"base64","media_type":"text/plain","data":"NDExMTExMTExMTExMTExMSE="}}]}]}"#;
    let told = redacted(
        Side::Request,
        chat(AnthropicMessages),
        body,
        "4111111111111111",
        "[CARD_1]",
    );
    assert!(told.contains(r#""card":"[CARD_1]""#), "{told}");
    assert!(told.contains(r#""data":"W0NBUkRfMV0h""#), "{told}");
}

#[test]
fn a_secret_split_over_parts_and_messages_is_found_in_the_run() {
    redacts(
        Side::Request,
        OpenAiChat,
        r#"{"messages":[{"role":"user","content":[{"type":"text","text":"my se"},{"type":"image_url","image_url":{"url":"https://x.io"}},{"type":"text","text":"cr"}]},{"role":"user","content":"et!"}]}"#,
        r#"{"messages":[{"role":"user","content":[{"type":"text","text":"my [X_1]"},{"type":"image_url","image_url":{"url":"https://x.io"}},{"type":"text","text":""}]},{"role":"user","content":"!"}]}"#,
    );
}

#[test]
fn what_one_choice_says_is_one_text_and_what_others_say_is_not() {
    redacts(
        Side::Answer,
        OpenAiChat,
        r#"{"choices":[{"message":{"content":[{"text":"a sec"},{"text":"ret"}],"reasoning_content":"sec"}},{"message":{"content":"ret"}}]}"#,
        r#"{"choices":[{"message":{"content":[{"text":"a [X_1]"},{"text":""}],"reasoning_content":"sec"}},{"message":{"content":"ret"}}]}"#,
    );
    redacts(
        Side::Answer,
        AnthropicMessages,
        r#"{"content":[{"type":"text","text":"a sec"},{"type":"thinking","thinking":"sec"},{"type":"text","text":"ret"}]}"#,
        r#"{"content":[{"type":"text","text":"a [X_1]"},{"type":"thinking","thinking":"sec"},{"type":"text","text":""}]}"#,
    );
}

#[test]
fn citations_move_along_and_tokens_go() {
    redacts(
        Side::Answer,
        OpenAiChat,
        r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"é secret a source","annotations":[{"type":"url_citation","url_citation":{"start_index":11,"end_index":17,"url":"u","title":"t"}}]},"logprobs":{"content":[{"token":"é"}]}},{"message":{"content":"b"},"logprobs":{"content":[]}}]}"#,
        r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"é [X_1] a source","annotations":[{"type":"url_citation","url_citation":{"start_index":10,"end_index":16,"url":"u","title":"t"}}]},"logprobs":null},{"message":{"content":"b"},"logprobs":{"content":[]}}]}"#,
    );
    redacts(
        Side::Answer,
        OpenAiResponses,
        r#"{"output":[{"type":"message","content":[{"type":"output_text","annotations":[{"type":"url_citation","start_index":0,"end_index":6}],"text":"secret a","logprobs":[{"token":"s"}]},{"type":"output_text","text":"b","annotations":[{"start_index":0,"end_index":1}]}]}]}"#,
        r#"{"output":[{"type":"message","content":[{"type":"output_text","annotations":[{"type":"url_citation","start_index":0,"end_index":5}],"text":"[X_1] a","logprobs":[]},{"type":"output_text","text":"b","annotations":[{"start_index":0,"end_index":1}]}]}]}"#,
    );
    redacts(
        Side::Answer,
        GeminiGenerate,
        r#"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"é secret is it"}]},"groundingMetadata":{"groundingSupports":[{"segment":{"endIndex":6,"text":"é sec"}},{"segment":{"startIndex":10,"endIndex":12,"text":"is"}}]},"citationMetadata":{"citationSources":[{"startIndex":10,"endIndex":12,"uri":"u"}]},"logprobsResult":{"chosenCandidates":[{"token":"é"}]}}]}"#,
        r#"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"é [X_1] is it"}]},"groundingMetadata":{"groundingSupports":[{"segment":{"endIndex":8,"text":"é [X_1]"}},{"segment":{"startIndex":9,"endIndex":11,"text":"is"}}]},"citationMetadata":{"citationSources":[{"startIndex":9,"endIndex":11,"uri":"u"}]},"logprobsResult":{}}]}"#,
    );
    redacts(
        Side::Answer,
        CohereChat,
        r#"{"message":{"role":"assistant","content":[{"type":"text","text":"a secret here"}],"citations":[{"start":9,"end":13,"text":"here","sources":[]},{"start":2,"end":8,"text":"secret","sources":[]}]},"logprobs":[{"text":"a"}]}"#,
        r#"{"message":{"role":"assistant","content":[{"type":"text","text":"a [X_1] here"}],"citations":[{"start":8,"end":12,"text":"here","sources":[]},{"start":2,"end":7,"text":"[X_1]","sources":[]}]},"logprobs":[]}"#,
    );
}

/// Any JSON, with the secret in names, texts and inner JSON now and then.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let word = prop_oneof![
        "[a-zé\"\\\\\n ]{0,8}",
        Just("a secret b".to_owned()),
        Just("{\"secret\":[\"s\\u0065cret\",{\"a\":\"\\\"secret\\\"\"}]}".to_owned()),
        Just("data:text/plain;base64,YSBzZWNyZXQ=".to_owned()),
    ];
    let names = proptest::sample::select(vec![
        "messages",
        "role",
        "content",
        "parts",
        "text",
        "tool_calls",
        "function",
        "arguments",
        "input",
        "type",
        "contents",
        "output",
        "choices",
        "message",
        "functionCall",
        "args",
        "annotations",
        "start_index",
        "end_index",
        "secret",
        "x",
        "document",
        "data",
        "candidates",
        "logprobs",
        "system",
        "tools",
        "parameters",
        "properties",
    ]);
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        (0u32..30).prop_map(|n| json!(n)),
        word.prop_map(|text| json!(text)),
        proptest::sample::select(vec!["user", "assistant", "tool", "text", "reasoning"])
            .prop_map(|word| json!(word)),
    ];
    leaf.prop_recursive(6, 60, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|list| json!(list)),
            prop::collection::vec((names.clone(), inner), 0..5)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// How many values there are.
fn count(value: &serde_json::Value) -> usize {
    1 + match value {
        serde_json::Value::Array(items) => items.iter().map(count).sum(),
        serde_json::Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

fn any_side() -> impl Strategy<Value = (Side, Option<AnyFormat>)> {
    let sides = proptest::sample::select(vec![Side::Request, Side::Answer]);
    let formats: Vec<_> = AnyFormat::all().map(Some).chain([None]).collect();
    (sides, proptest::sample::select(formats))
}

proptest! {
    #[test]
    fn what_is_redacted_is_nowhere_to_be_found_again(
        body in any_json(),
        (side, format) in any_side(),
    ) {
        let body = body.to_string();
        let told = redacted(side, format, &body, "secret", "[\"X\"]");
        let parsed: serde_json::Value = serde_json::from_str(&told).unwrap();
        // A list of tokens, or names that have become the same.
        let is_blanked = told.contains("\"logprobs\"") || told.matches("X").count() > 1;
        let original: serde_json::Value = serde_json::from_str(&body).unwrap();
        prop_assert!(is_blanked || count(&parsed) == count(&original));
        with_texts(side, format, &told, |texts| {
            for piece in texts.pieces() {
                assert!(!piece.text.contains("secret"), "{told}");
            }
        });
        prop_assert!(side == Side::Answer || !told.contains("secret"), "{}", told);
    }

    #[test]
    fn without_changes_every_byte_stays(body in any_json(), (side, format) in any_side()) {
        let body = body.to_string();
        with_texts(side, format, &body, |texts| assert_eq!(texts.apply(), body.as_bytes()));
    }

    #[test]
    fn a_run_can_be_cut_anywhere(body in any_json(), (side, format) in any_side(), at in any::<prop::sample::Index>()) {
        let body = body.to_string();
        with_texts(side, format, &body, |mut texts| {
            let runs = texts.runs();
            let number = texts.pieces().len();
            if number > 0 {
                let number = at.index(number);
                let text = texts.pieces()[number].text.clone();
                let mut start = at.index(text.len() + 1);
                while !text.is_char_boundary(start) {
                    start -= 1;
                }
                texts.replace(number, start..text.len(), "é".to_owned());
            }
            for run in runs {
                texts.replace_in_run(&run, [(1..40, "x".to_owned())]);
            }
            let told = texts.apply();
            serde_json::from_slice::<serde_json::Value>(&told).unwrap();
        });
    }
}

#[test]
fn every_string_of_an_error_is_a_text_but_words_of_its_format() {
    let cases = [
        (
            r#"{"error":{"message":"no a@b.de","type":"invalid_request_error","code":"odd one","param":"p"}}"#,
            &["no a@b.de", "odd one", "p"][..],
        ),
        (
            r#"{"type":"error","error":{"type":"api_error","message":"no"},"request_id":"r 1"}"#,
            &["no", "r 1"],
        ),
        (
            r#"{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT","details":[{"reason":"why not"}]}}"#,
            &["no", "why not"],
        ),
        (
            r#"{"message":"no","Type":"a sentence here"}"#,
            &["no", "a sentence here"],
        ),
        (r#"{"error":"no"}"#, &["no"]),
        (
            r#"["no",{"error":{"message":["one",{"x":"two"}]}}]"#,
            &["no", "one", "two"],
        ),
    ];
    for (body, expected) in cases {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        let texts = Texts::of_error(document.root(body.as_bytes()));
        assert!(!texts.is_unreadable(), "{body}");
        let told: Vec<&str> = texts.pieces().iter().map(|piece| &*piece.text).collect();
        assert_eq!(told, expected, "{body}");
        let kinds = texts.pieces().iter().map(|piece| piece.kind);
        assert!({ kinds }.all(|kind| kind == PieceKind::Answer), "{body}");
    }
}

#[test]
fn words_of_what_an_answer_cost_are_no_texts() {
    let usage = json!({"input_tokens": 1, "service_tier": "standard", "inference_geo": "us"});
    let answer = json!({
        "id": "m", "type": "message", "role": "assistant", "model": "m",
        "content": [{"type": "text", "text": "hi"}], "stop_reason": "end_turn", "usage": usage,
    });
    let body = answer.to_string();
    check(
        Side::Answer,
        chat(AnthropicMessages),
        &body,
        &["Answer 0 hi"],
    );
    let usage = json!({
        "trafficType": "ON_DEMAND", "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1}],
    });
    let answer = json!({
        "candidates": [{"content": {"role": "model", "parts": [{"text": "hi"}]}, "finishReason": "STOP"}],
        "usageMetadata": usage, "modelVersion": "m",
    });
    let body = answer.to_string();
    check(Side::Answer, chat(GeminiGenerate), &body, &["Answer 0 hi"]);
}

mod form;
mod unread;
