//! A rich request of each format with every value in turn replaced by junk: the
//! answer is a success that can be told whole and streamed, or a client error
//! in the format's own shape.

use hyper::HeaderMap;
use hyper::header::HeaderValue;
use serde_json::{Value, json};

use super::{Arrival, Dialect, dialect};
use crate::fault::Fault;
use crate::options::Format;
use crate::reply::{Body, Reply};

fn junk() -> Vec<Value> {
    let deep = (0..60).fold(json!(1), |inner, _| json!([inner]));
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!(" "),
        json!("\u{0}é🌊 call f in parallel, say why, think in secret, repeat exactly:"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"type": 5}),
        json!({"type": "object", "additionalProperties": false, "properties": {"a": {"$ref": "#"}}, "required": ["a"]}),
        deep,
    ]
}

fn rich(format: Format) -> Value {
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["a"],
        "properties": {"a": {"type": ["string", "null"], "enum": ["x"]}},
    });
    match format {
        Format::Guards => json!({
            "eventType": "beforeRequestHook", "requestType": "chatComplete", "provider": "", "metadata": {"a": "b"},
            "request": {"json": {"model": "m", "messages": [{"role": "user", "content": "sesame"}]},
                        "text": "a", "isStreamingRequest": false, "isTransformed": false},
            "response": {"json": {}, "text": "", "statusCode": null, "isTransformed": false},
        }),
        Format::OpenAiChat => json!({
            "model": "gpt-4o", "n": 2, "temperature": 1, "stop": ["END"], "logprobs": true, "top_logprobs": 2,
            "max_tokens": 50, "logit_bias": {"5": 1}, "stream": true, "stream_options": {"include_usage": true},
            "response_format": {"type": "json_schema", "json_schema": {"name": "x", "strict": true, "schema": schema}},
            "tools": [{"type": "function", "function": {"name": "f", "strict": true, "parameters": schema}}],
            "tool_choice": {"type": "function", "function": {"name": "f"}},
            "messages": [
                {"role": "system", "content": [{"type": "text", "text": "a"}]},
                {"role": "user", "content": [
                    {"type": "text", "text": "call f"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,Zm9v"}},
                ]},
                {"role": "assistant", "content": null, "tool_calls": [
                    {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}},
                ]},
                {"role": "tool", "tool_call_id": "c", "content": "r"},
            ],
        }),
        Format::OpenAiCompletions => json!({
            "model": "gpt-3.5-turbo-instruct", "prompt": ["a", [1, 2]], "n": 2, "temperature": 1, "top_p": 0.5,
            "max_tokens": 50, "logprobs": 2, "echo": false, "stop": ["END"], "stream": true,
            "stream_options": {"include_usage": true}, "logit_bias": {"5": 1}, "user": "u",
        }),
        Format::Vertex => json!({
            "anthropic_version": "vertex-2023-10-16", "max_tokens": 3000, "stream": true,
            "messages": [{"role": "user", "content": [{"type": "text", "text": "call f"}]}],
        }),
        Format::BedrockConverse => json!({
            "system": [{"text": "a"}, {"cachePoint": {"type": "default"}}],
            "inferenceConfig": {"maxTokens": 3000, "temperature": 1, "stopSequences": ["END"]},
            "additionalModelRequestFields": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
            "outputConfig": {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": {"schema": schema.to_string()}}}},
            "toolConfig": {"tools": [{"toolSpec": {"name": "f", "inputSchema": {"json": schema}}}], "toolChoice": {"auto": {}}},
            "requestMetadata": {"a": "b"}, "serviceTier": {"type": "default"},
            "messages": [
                {"role": "user", "content": [
                    {"text": "call f"},
                    {"image": {"format": "png", "source": {"bytes": "Zm9v"}}},
                    {"document": {"format": "pdf", "name": "a", "source": {"bytes": "Zm9v"}}},
                ]},
                {"role": "assistant", "content": [
                    {"reasoningContent": {"redactedContent": "Zm9v"}},
                    {"toolUse": {"toolUseId": "c", "name": "f", "input": {}}},
                ]},
                {"role": "user", "content": [
                    {"toolResult": {"toolUseId": "c", "content": [{"text": "r"}], "status": "error"}},
                ]},
            ],
        }),
        Format::GeminiGenerate => json!({
            "systemInstruction": {"parts": [{"text": "a"}]},
            "generationConfig": {
                "temperature": 1, "topK": 5, "maxOutputTokens": 3000, "stopSequences": ["END"], "seed": 3,
                "responseMimeType": "application/json", "responseJsonSchema": schema,
                "responseLogprobs": true, "logprobs": 2,
                "thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": true},
            },
            "tools": [{"functionDeclarations": [{"name": "f", "parametersJsonSchema": schema}]}],
            "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}},
            "contents": [
                {"role": "user", "parts": [
                    {"text": "call f"},
                    {"inlineData": {"mimeType": "image/png", "data": "Zm9v"}},
                    {"fileData": {"mimeType": "image/png", "fileUri": "https://example.com/a.png"}},
                ]},
                {"role": "model", "parts": [
                    {"text": "hm", "thought": true},
                    {"functionCall": {"id": "c", "name": "f", "args": {}}, "thoughtSignature": "Zm9v"},
                ]},
                {"role": "user", "parts": [{"functionResponse": {"id": "c", "name": "f", "response": {"output": "r"}}}]},
            ],
        }),
        Format::OpenAiResponses => json!({
            "model": "gpt-5.2", "stream": true, "max_output_tokens": 50, "store": false, "temperature": 1,
            "include": ["reasoning.encrypted_content"], "reasoning": {"effort": "none", "summary": "auto"},
            "text": {"format": {"type": "json_schema", "name": "x", "strict": true, "schema": schema}},
            "tools": [{"type": "function", "name": "f", "strict": true, "parameters": schema}],
            "tool_choice": {"type": "function", "name": "f"}, "stream_options": {"include_obfuscation": false},
            "input": [
                {"role": "system", "content": "a"},
                {"role": "user", "content": [
                    {"type": "input_text", "text": "call f"},
                    {"type": "input_image", "image_url": "data:image/png;base64,Zm9v", "detail": "auto"},
                ]},
                {"type": "reasoning", "summary": [], "encrypted_content": "gAAAAAB1"},
                {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
                {"type": "function_call_output", "call_id": "c", "output": "r"},
            ],
        }),
        Format::CohereChat => json!({
            "model": "command-a-03-2025", "stream": true, "temperature": 1, "p": 0.5, "k": 5, "seed": 1,
            "stop_sequences": ["END"], "logprobs": true, "max_tokens": 50, "strict_tools": true,
            "thinking": {"type": "enabled", "token_budget": 10}, "tool_choice": "REQUIRED",
            "tools": [{"type": "function", "function": {"name": "f", "parameters": schema}}],
            "messages": [
                {"role": "system", "content": [{"type": "text", "text": "a"}]},
                {"role": "user", "content": [
                    {"type": "text", "text": "call f"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,Zm9v"}},
                ]},
                {"role": "assistant", "tool_plan": "p", "tool_calls": [
                    {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}},
                ]},
                {"role": "tool", "tool_call_id": "c", "content": [
                    {"type": "document", "document": {"id": "d", "data": {"a": 1}}},
                ]},
            ],
        }),
        Format::AnthropicMessages => json!({
            "model": "claude-sonnet-4-5", "max_tokens": 3000, "stream": true, "temperature": 1,
            "stop_sequences": ["END"], "metadata": {"user_id": "u"}, "system": [{"type": "text", "text": "a"}],
            "thinking": {"type": "enabled", "budget_tokens": 1024},
            "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": schema}},
            "tools": [{"name": "f", "strict": true, "input_schema": schema}],
            "tool_choice": {"type": "auto", "disable_parallel_tool_use": false},
            "messages": [
                {"role": "user", "content": [
                    {"type": "text", "text": "call f", "cache_control": {"type": "ephemeral"}},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "Zm9v"}},
                ]},
                {"role": "assistant", "content": [
                    {"type": "redacted_thinking", "data": "x"},
                    {"type": "tool_use", "id": "c", "name": "f", "input": {}},
                ]},
                {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": "c", "content": [{"type": "text", "text": "r"}]},
                ]},
            ],
        }),
    }
}

/// The JSON pointers to every value.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{index}"), out);
            }
        }
        Value::Object(object) => {
            for (key, item) in object {
                pointers(item, &format!("{at}/{key}"), out);
            }
        }
        _ => {}
    }
}

fn answer(dialect: &dyn Dialect, format: Format, body: &Value) -> Result<[Reply; 2], Reply> {
    let path = match format {
        Format::OpenAiChat => "/v1/chat/completions",
        Format::Guards => "/hook",
        Format::OpenAiCompletions => "/v1/completions",
        Format::Vertex => {
            "/v1/projects/p/locations/l/publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict"
        }
        Format::OpenAiResponses => "/v1/responses",
        Format::AnthropicMessages => "/v1/messages",
        Format::GeminiGenerate => "/v1beta/models/gemini-3-flash:streamGenerateContent?alt=sse",
        Format::BedrockConverse => "/model/us.anthropic.claude-sonnet-4-5-v1:0/converse-stream",
        Format::CohereChat => "/v2/chat",
    };
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("authorization", "Bearer k"),
        ("x-goog-api-key", "k"),
        ("content-type", "application/json"),
        ("anthropic-version", "2023-06-01"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let bytes = body.to_string();
    let arrival = Arrival {
        method: "POST",
        path,
        headers: &headers,
        body: bytes.as_bytes(),
        key: None,
    };
    let streamed = dialect.accept(&arrival)?(&[]);
    let whole = dialect.accept(&arrival)?(&[Fault::JsonInsteadOfStream]);
    Ok([streamed, whole])
}

#[test]
fn every_value_of_a_request_may_be_junk() {
    for format in Format::ALL.iter().chain(&[Format::Guards]) {
        let dialect = dialect(*format);
        let request = rich(*format);
        assert!(answer(dialect, *format, &request).is_ok(), "{request}");
        let mut places = Vec::new();
        pointers(&request, "", &mut places);
        for place in places {
            for value in junk() {
                let mut request = request.clone();
                if let Some(target) = request.pointer_mut(&place) {
                    *target = value;
                }
                match answer(dialect, *format, &request) {
                    Ok(replies) => {
                        assert!(replies.iter().all(|reply| reply.status == 200), "{request}");
                    }
                    Err(refusal) => {
                        assert!((400..500).contains(&refusal.status), "{request}");
                        let Body::Whole { bytes, .. } = &refusal.body else {
                            panic!("an error is not streamed: {request}");
                        };
                        let error: Value = serde_json::from_slice(bytes).unwrap();
                        let error = error.get("error").unwrap_or(&error);
                        assert!(error["message"].is_string(), "{request}");
                    }
                }
            }
        }
    }
}
