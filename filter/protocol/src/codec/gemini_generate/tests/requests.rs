//! Requests: what hangs on the model, on the order of turns, on the media.

use serde_json::{Value as Json, json};

use super::{from_openai, refused, through};
use crate::error::DecodeError;

const PRO: &str = "gemini-3-pro-preview";

fn chat(extra: &Json) -> Json {
    let mut body = json!({"model": "m", "messages": [{"role": "user", "content": "go"}]});
    for (key, value) in extra.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    body
}

#[track_caller]
fn thinking(extra: &Json, model: &str) -> Json {
    let (body, _) = from_openai(&chat(extra), model).unwrap();
    body["generationConfig"]["thinkingConfig"].clone()
}

#[test]
fn an_effort_is_a_level_or_a_budget_as_the_model_wants_it() {
    for (effort, model, expected) in [
        (
            "low",
            PRO,
            json!({"thinkingLevel": "LOW", "includeThoughts": true}),
        ),
        (
            "minimal",
            PRO,
            json!({"thinkingLevel": "LOW", "includeThoughts": true}),
        ),
        (
            "minimal",
            "gemini-3-flash",
            json!({"thinkingLevel": "MINIMAL", "includeThoughts": true}),
        ),
        (
            "xhigh",
            PRO,
            json!({"thinkingLevel": "HIGH", "includeThoughts": true}),
        ),
        (
            "none",
            PRO,
            json!({"thinkingLevel": "LOW", "includeThoughts": false}),
        ),
        (
            "medium",
            "gemini-2.5-flash",
            json!({"thinkingBudget": 8192, "includeThoughts": true}),
        ),
        (
            "none",
            "gemini-2.5-flash",
            json!({"thinkingBudget": 0, "includeThoughts": false}),
        ),
        (
            "none",
            "gemini-2.5-pro",
            json!({"thinkingBudget": 128, "includeThoughts": false}),
        ),
        ("high", "gemini-2.0-flash", json!(null)),
    ] {
        assert_eq!(
            thinking(&json!({"reasoning_effort": effort}), model),
            expected,
            "{effort} for {model}"
        );
    }
}

#[test]
fn json_and_tools_go_together_only_where_the_model_takes_both() {
    let body = chat(&json!({
        "response_format": {"type": "json_object"},
        "tools": [{"type": "function", "function": {"name": "f"}}],
    }));
    let (new, losses) = from_openai(&body, PRO).unwrap();
    assert_eq!(
        new["generationConfig"]["responseMimeType"],
        "application/json"
    );
    assert!(losses.is_empty(), "{losses:?}");
    let (old, losses) = from_openai(&body, "gemini-2.5-pro").unwrap();
    assert_eq!(old["generationConfig"], Json::Null);
    assert!(
        old["systemInstruction"]["parts"][0]["text"]
            .as_str()
            .unwrap()
            .contains("JSON")
    );
    assert!(
        losses[0].starts_with("response_format renamed"),
        "{losses:?}"
    );
}

#[test]
fn only_calls_of_the_turn_that_goes_on_need_a_signature_and_only_the_first_of_a_step() {
    let call = |id: &str| json!({"id": id, "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let result = |id: &str| json!({"role": "tool", "tool_call_id": id, "content": "x"});
    let body = chat(&json!({"messages": [
        {"role": "user", "content": "one"},
        {"role": "assistant", "content": null, "tool_calls": [call("a")]}, result("a"),
        {"role": "assistant", "content": "done"},
        {"role": "user", "content": "two"},
        {"role": "assistant", "content": null, "tool_calls": [call("b"), call("c")]}, result("c"), result("b"),
        {"role": "assistant", "content": null, "tool_calls": [call("d")]}, result("d"),
    ]}));
    let (sent, losses) = from_openai(&body, PRO).unwrap();
    let signed: Vec<(String, bool)> = sent["contents"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|content| content["parts"].as_array().unwrap())
        .filter_map(|part| {
            let id = part["functionCall"]["id"].as_str()?;
            Some((id.to_owned(), part["thoughtSignature"].is_string()))
        })
        .collect();
    let expected = [("a", false), ("b", true), ("c", false), ("d", true)];
    assert_eq!(signed, expected.map(|(id, signed)| (id.to_owned(), signed)));
    assert_eq!(losses.len(), 2);
    let results = &sent["contents"][6]["parts"];
    assert_eq!(
        results[0]["functionResponse"]["id"], "b",
        "in the order of the calls"
    );
    let (old, losses) = from_openai(&body, "gemini-2.5-pro").unwrap();
    assert!(!old.to_string().contains("thoughtSignature") && losses.is_empty());
}

#[test]
fn ids_that_were_made_up_do_not_go_back() {
    let body = r#"{"contents":[{"role":"user","parts":[{"text":"x"}]},
        {"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"id":"own","name":"f"}}]},
        {"role":"user","parts":[{"functionResponse":{"id":"own","name":"f","response":{"output":"b"}}},{"functionResponse":{"name":"f","response":{"output":"a"}}}]}]}"#;
    let (sent, _) = through(body, PRO).unwrap();
    let results = &sent["contents"][2]["parts"];
    assert_eq!(
        results[0]["functionResponse"],
        json!({"name": "f", "response": {"output": "a"}})
    );
    assert_eq!(results[1]["functionResponse"]["id"], "own");
}

#[test]
fn media_by_url_is_the_providers_to_fetch() {
    let image = |url: &str| {
        chat(
            &json!({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]}),
        )
    };
    let (sent, losses) = from_openai(&image("https://example.com/a.webp"), PRO).unwrap();
    assert_eq!(
        sent["contents"][0]["parts"][0]["fileData"],
        json!({"mimeType": "image/webp", "fileUri": "https://example.com/a.webp"})
    );
    assert!(losses.is_empty());
    let (_, losses) = from_openai(&image("https://example.com/a"), PRO).unwrap();
    assert_eq!(losses.len(), 1, "the type is a guess");
    let anthropic = r#"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"ftp://example.com/a.png"}}]}]}"#;
    let document = super::index(anthropic);
    let request = crate::WireFormat::AnthropicMessages
        .codec()
        .decode_request(document.root(anthropic.as_bytes()))
        .unwrap();
    let target = crate::codec::Target {
        model: PRO,
        default_max_tokens: 1,
        wants_reasoning: false,
    };
    let refusal = crate::WireFormat::GeminiGenerate
        .codec()
        .encode_request(
            &request,
            &target,
            &mut Vec::new(),
            &mut crate::Losses::default(),
        )
        .unwrap_err();
    assert_eq!(&*refusal.at.0, "messages[0].content[0]");
}

#[test]
fn limits_are_kept() {
    let (sent, losses) = from_openai(
        &chat(&json!({"temperature": 2.0, "n": 9, "seed": 5_000_000_000_u64, "stop": ["a", "b", "c", "d"], "logprobs": true, "top_logprobs": 5, "presence_penalty": 2.0})),
        PRO,
    )
    .unwrap();
    let config = &sent["generationConfig"];
    assert_eq!(config["temperature"], 2.0);
    assert_eq!(config["candidateCount"], 8);
    assert_eq!(config["seed"], Json::Null);
    assert_eq!(
        (&config["responseLogprobs"], &config["logprobs"]),
        (&json!(true), &json!(5))
    );
    assert_eq!(config["presencePenalty"], 1.99);
    assert_eq!(losses.len(), 3, "{losses:?}");
}

#[test]
fn a_refused_request_names_the_place() {
    for (body, place) in [
        (
            r#"{"contents":[{"role":"system","parts":[]}]}"#,
            "contents[0].role",
        ),
        (
            r#"{"contents":[{"parts":[{"text":1}]}]}"#,
            "contents[0].parts[0].text",
        ),
        (
            r#"{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png"}}]}]}"#,
            "contents[0].parts[0].inlineData.data",
        ),
        (
            r#"{"contents":[{"parts":[{"functionCall":{"name":"f","args":[]}}]}]}"#,
            "contents[0].parts[0].functionCall.args",
        ),
        (
            r#"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"topP":"x"}}"#,
            "generationConfig.topP",
        ),
        (
            r#"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"topP":1,"top_p":1}}"#,
            "generationConfig.topP",
        ),
        (
            r#"{"contents":[{"parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{}]}]}"#,
            "tools[0].functionDeclarations[0].name",
        ),
        (
            r#"{"contents":[{"parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"WORD"}}]}]}"#,
            "tools[0].functionDeclarations[0].parameters.type",
        ),
    ] {
        assert_eq!(refused(body).path(), Some(place), "{body}");
    }
    assert!(matches!(refused("{}"), DecodeError::Missing { .. }));
}

#[test]
fn a_body_to_be_counted_may_hold_the_request_whole() {
    let body =
        r#"{"generateContentRequest":{"model":"models/m","contents":[{"parts":[{"text":"x"}]}]}}"#;
    let document = super::index(body);
    let request = super::super::decode_count_request(document.root(body.as_bytes())).unwrap();
    assert!(request.model.is_some_and(|model| model == "models/m"));
    assert_eq!(request.messages.len(), 1);
    let mut out = Vec::new();
    let counted = super::super::Counted {
        total: 7,
        cached: Some(2),
    };
    super::super::encode_counted(counted, &mut out);
    let document = index_of(&out);
    assert_eq!(
        super::super::decode_counted(document.root(&out)).unwrap(),
        counted
    );
}

fn index_of(bytes: &[u8]) -> crate::json::Document {
    crate::json::Document::parse(bytes, crate::json::Limits::default()).unwrap()
}
