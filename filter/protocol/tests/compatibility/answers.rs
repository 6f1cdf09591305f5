//! What an answer may have, whole or streamed.

use serde_json::{Value, json};
use sluice_protocol::WireFormat::{
    self, AnthropicMessages, BedrockConverse, CohereChat, GeminiGenerate, OpenAiChat,
    OpenAiResponses,
};
use sluice_protocol::chat::{Part, Response};

use super::probe::{AnswerFact, Feature, in_answer, with};

type Answers = Vec<Feature<AnswerFact>>;

/// Every feature, in the order of the page.
pub fn features() -> Answers {
    let mut all = parts();
    all.extend(ends());
    all.extend(counts());
    all.extend(labels());
    all
}

fn openai(message: Value, choice: Value, body: Value) -> (WireFormat, Value) {
    let choice = with(
        json!({"index": 0, "message": with(json!({"role": "assistant", "content": "Hi."}), &message), "finish_reason": "stop"}),
        &choice,
    );
    let answer = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_001, "model": "gpt-5.2",
        "choices": [choice], "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12},
    });
    (OpenAiChat, with(answer, &body))
}

fn claude(content: Value, body: Value) -> (WireFormat, Value) {
    let answer = json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5",
        "content": content, "stop_reason": "end_turn", "stop_sequence": null,
        "usage": {"input_tokens": 9, "output_tokens": 3},
    });
    (AnthropicMessages, with(answer, &body))
}

fn gemini(parts: Value, candidate: Value, body: Value) -> (WireFormat, Value) {
    let candidate = with(
        json!({"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}),
        &candidate,
    );
    let answer = json!({
        "responseId": "r-1", "modelVersion": "gemini-3-pro-preview", "candidates": [candidate],
        "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 3, "totalTokenCount": 12},
    });
    (GeminiGenerate, with(answer, &body))
}

fn feature(name: &'static str, seed: (WireFormat, Value), fact: AnswerFact) -> Feature<AnswerFact> {
    Feature {
        name,
        on: None,
        label: false,
        seeds: vec![seed],
        fact,
    }
}

impl Feature<AnswerFact> {
    fn label(mut self) -> Self {
        self.label = true;
        self
    }

    fn or(mut self, seed: (WireFormat, Value)) -> Self {
        self.seeds.push(seed);
        self
    }
}

fn text_block() -> Value {
    json!({"type": "text", "text": "Hi."})
}

fn call(number: u32, city: &str) -> Value {
    json!({
        "id": format!("call_{number}"), "type": "function",
        "function": {"name": "weather", "arguments": json!({"city": city}).to_string()},
    })
}

fn calls(response: &Response<'_>) -> Option<String> {
    in_answer(response, |part| match part {
        Part::ToolCall {
            name, arguments, ..
        } => {
            let arguments: Value =
                serde_json::from_slice(&arguments.to_bytes()).unwrap_or_default();
            Some(format!("{} {arguments}", name.to_str()))
        }
        _ => None,
    })
}

fn proof(response: &Response<'_>) -> Option<String> {
    in_answer(response, |part| match part {
        Part::Reasoning {
            signature: Some(signature),
            ..
        } => Some(format!("{signature:?}")),
        _ => None,
    })
}

fn citations(response: &Response<'_>) -> Option<String> {
    in_answer(response, |part| match part {
        Part::Text {
            citations: Some(citations),
            ..
        } => {
            let value: Value = serde_json::from_slice(citations.value().raw()).unwrap_or_default();
            Some(value.to_string())
        }
        _ => None,
    })
}

fn parts() -> Answers {
    let thinking = |signature: &str| {
        claude(
            json!([{"type": "thinking", "thinking": "Hm.", "signature": signature}, text_block()]),
            json!({}),
        )
    };
    let two = json!({"content": null, "tool_calls": [call(1, "Oslo"), call(2, "Rome")]});
    vec![
        feature("text", openai(json!({}), json!({}), json!({})), |r| {
            in_answer(r, |part| match part {
                Part::Text { text, .. } => Some(text.to_str().into_owned()),
                _ => None,
            })
        }),
        feature("calls of tools, parallel", openai(two, json!({"finish_reason": "tool_calls"}), json!({})), calls),
        feature("ids of calls", openai(json!({"content": null, "tool_calls": [call(1, "Oslo")]}), json!({"finish_reason": "tool_calls"}), json!({})), |r| {
            in_answer(r, |part| match part {
                Part::ToolCall { id, .. } => Some(id.to_str().into_owned()),
                _ => None,
            })
        }),
        feature("text and calls", openai(json!({"tool_calls": [call(1, "Oslo")]}), json!({"finish_reason": "tool_calls"}), json!({})), |r| {
            calls(r)?;
            in_answer(r, |part| match part {
                Part::Text { text, .. } => Some(text.to_str().into_owned()),
                _ => None,
            })
        }),
        feature("reasoning: text", openai(json!({"reasoning_content": "Hm."}), json!({}), json!({})), |r| {
            in_answer(r, |part| match part {
                Part::Reasoning { text, .. } if !text.is_empty() => Some(text.to_str().into_owned()),
                _ => None,
            })
        }),
        feature("reasoning: Claude's signature", thinking("EqoB"), proof),
        feature("reasoning: Gemini's signature", thinking("google:EqoB"), proof)
            .or(gemini(json!([{"text": "Hm.", "thought": true, "thoughtSignature": "EqoB"}, {"text": "Hi."}]), json!({}), json!({}))),
        feature("call of a tool: Gemini's signature", gemini(json!([{"functionCall": {"name": "weather", "args": {"city": "Oslo"}}, "thoughtSignature": "EqoB"}]), json!({}), json!({})), proof),
        feature("reasoning: OpenAI's encrypted content", thinking("openai:EqoB"), proof)
            .or((OpenAiResponses, json!({
                "id": "resp_1", "object": "response", "created_at": 1_790_000_001, "status": "completed", "model": "gpt-5.2",
                "output": [
                    {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Hm."}], "encrypted_content": "EqoB"},
                    {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "Hi.", "annotations": []}]},
                ],
                "usage": {"input_tokens": 9, "output_tokens": 3, "total_tokens": 12},
            }))),
        feature("reasoning: redacted", claude(json!([{"type": "redacted_thinking", "data": "EqoB"}, text_block()]), json!({})), |r| {
            in_answer(r, |part| match part {
                Part::RedactedReasoning { data } => Some(format!("{data:?}")),
                _ => None,
            })
        }),
        feature("refusal", openai(json!({"content": null, "refusal": "I will not."}), json!({}), json!({})), |r| {
            in_answer(r, |part| match part {
                Part::Refusal { text } => Some(format!("refusal {}", text.to_str())),
                Part::Text { text, .. } => Some(text.to_str().into_owned()),
                _ => None,
            })
        }),
        feature("citations", claude(json!([{"type": "text", "text": "Hi.", "citations": [
            {"type": "web_search_result_location", "url": "https://example.com", "title": "t", "encrypted_index": "E", "cited_text": "Hi."},
        ]}]), json!({})), citations)
            .or(openai(json!({"annotations": [{"type": "url_citation", "url_citation": {"url": "https://example.com", "title": "t", "start_index": 0, "end_index": 2}}]}), json!({}), json!({})))
            .or((BedrockConverse, json!({
                "output": {"message": {"role": "assistant", "content": [{"citationsContent": {
                    "content": [{"text": "Hi."}],
                    "citations": [{"title": "t", "sourceContent": [{"text": "Hi."}], "location": {"web": {"url": "https://example.com"}}}],
                }}]}},
                "stopReason": "end_turn", "usage": {"inputTokens": 9, "outputTokens": 3, "totalTokens": 12}, "metrics": {"latencyMs": 1},
            })))
            .or((CohereChat, json!({
                "id": "c-1", "finish_reason": "COMPLETE",
                "message": {"role": "assistant", "content": [{"type": "text", "text": "Hi."}], "citations": [
                    {"start": 0, "end": 2, "text": "Hi", "type": "TEXT_CONTENT", "sources": [{"type": "document", "id": "doc:0", "document": {"id": "doc:0", "text": "Hi."}}]},
                ]},
                "usage": {"tokens": {"input_tokens": 9, "output_tokens": 3}},
            })))
            .or(gemini(json!([{"text": "Hi."}]), json!({"citationMetadata": {"citationSources": [{"startIndex": 0, "endIndex": 2, "uri": "https://example.com"}]}}), json!({}))),
        feature("log-probabilities", openai(json!({}), json!({"logprobs": {"content": [{"token": "Hi.", "logprob": -0.5, "bytes": [72, 105, 46], "top_logprobs": []}], "refusal": null}}), json!({})), |r| {
            let value = r.choices.first()?.log_probs?;
            (!value.is_null()).then(|| serde_json::from_slice::<Value>(value.raw()).unwrap_or_default().to_string())
        })
        .or(gemini(json!([{"text": "Hi."}]), json!({"avgLogprobs": -0.5, "logprobsResult": {"chosenCandidates": [{"token": "Hi.", "tokenId": 1, "logProbability": -0.5}], "topCandidates": [{"candidates": []}]}}), json!({}))),
        feature("several candidates", openai(json!({}), json!({}), json!({"choices": [
            {"index": 0, "message": {"role": "assistant", "content": "Hi."}, "finish_reason": "stop"},
            {"index": 1, "message": {"role": "assistant", "content": "Ho."}, "finish_reason": "stop"},
        ]})), |r| (r.choices.len() > 1).then(|| r.choices.len().to_string())),
        feature("parts that only one format knows", claude(json!([{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}}, text_block()]), json!({})), |r| {
            in_answer(r, |part| match part {
                Part::Native { value, .. } => Some(serde_json::from_slice::<Value>(value.raw()).unwrap_or_default().to_string()),
                _ => None,
            })
        })
        .or(gemini(json!([{"executableCode": {"language": "PYTHON", "code": "1"}}, {"text": "Hi."}]), json!({}), json!({}))),
    ]
}

fn finish(response: &Response<'_>) -> Option<String> {
    Some(format!("{:?}", response.choices.first()?.finish.as_ref()?))
}

fn ends() -> Answers {
    let ends = |name, reason: &str| {
        feature(
            name,
            openai(json!({}), json!({"finish_reason": reason}), json!({})),
            finish,
        )
    };
    let stops = |name, reason: &str, sequence: Value| {
        feature(
            name,
            claude(
                json!([text_block()]),
                json!({"stop_reason": reason, "stop_sequence": sequence}),
            ),
            finish,
        )
    };
    vec![
        ends("end: the model was done", "stop"),
        stops("end: a stop sequence", "stop_sequence", json!("END")),
        ends("end: the limit of tokens", "length"),
        stops(
            "end: the context is full",
            "model_context_window_exceeded",
            json!(null),
        ),
        feature(
            "end: calls of tools",
            openai(
                json!({"content": null, "tool_calls": [call(1, "Oslo")]}),
                json!({"finish_reason": "tool_calls"}),
                json!({}),
            ),
            finish,
        ),
        ends("end: the provider's filter", "content_filter"),
        stops("end: refusal", "refusal", json!(null)),
        stops("end: a pause", "pause_turn", json!(null)),
    ]
}

fn counts() -> Answers {
    let count = |name, usage: Value, fact| {
        feature(
            name,
            claude(json!([text_block()]), json!({"usage": usage})),
            fact,
        )
    };
    let cached = json!({"input_tokens": 9, "output_tokens": 3, "cache_read_input_tokens": 5, "cache_creation_input_tokens": 0});
    let written = json!({
        "input_tokens": 9, "output_tokens": 3, "cache_creation_input_tokens": 6,
        "cache_creation": {"ephemeral_5m_input_tokens": 2, "ephemeral_1h_input_tokens": 4},
    });
    let details = json!({"usage": {
        "prompt_tokens": 9, "completion_tokens": 8, "total_tokens": 17,
        "prompt_tokens_details": {"audio_tokens": 4}, "completion_tokens_details": {"reasoning_tokens": 5, "audio_tokens": 1},
    }});
    let detail = |name, fact| feature(name, openai(json!({}), json!({}), details.clone()), fact);
    vec![
        count(
            "tokens in and out",
            json!({"input_tokens": 9, "output_tokens": 3}),
            |r| {
                Some(format!(
                    "{} {}",
                    r.usage.input_tokens?, r.usage.output_tokens?
                ))
            },
        ),
        count("tokens read from the cache", cached.clone(), |r| {
            Some(format!(
                "{} of {}",
                r.usage.cache_read_input_tokens?, r.usage.input_tokens?
            ))
        }),
        count(
            "tokens written to the cache",
            json!({"input_tokens": 9, "output_tokens": 3, "cache_creation_input_tokens": 6}),
            |r| {
                r.usage
                    .cache_creation_input_tokens
                    .map(|count| count.to_string())
            },
        ),
        count("tokens written for an hour", written, |r| {
            r.usage
                .cache_creation_1h_input_tokens
                .map(|count| count.to_string())
        }),
        count("no tokens written, as told", cached, |r| {
            (r.usage.cache_creation_input_tokens == Some(0)).then(|| "0".to_owned())
        })
        .label(),
        detail("tokens of reasoning", |r| {
            r.usage
                .reasoning_output_tokens
                .map(|count| count.to_string())
        }),
        detail("tokens of sound", |r| {
            r.usage.audio_input_tokens.map(|count| count.to_string())
        }),
    ]
}

fn labels() -> Answers {
    let all = || openai(json!({}), json!({}), json!({"service_tier": "flex"}));
    vec![
        feature("id", all(), |r| Some(r.id.as_ref()?.to_str().into_owned())).label(),
        feature("model that answered", all(), |r| {
            Some(r.model.as_ref()?.to_str().into_owned())
        })
        .label(),
        feature("time", all(), |r| r.created.map(|time| time.to_string())).label(),
        feature("service tier", all(), |r| {
            Some(r.service_tier.as_ref()?.to_str().into_owned())
        })
        .label(),
    ]
}
