//! Cohere's API: what it answers and what it refuses.

use serde_json::{Value, json};
use sluice_simulator::{Format, Options, Simulator};

use super::{answer, ask, cohere_request, success};

fn cohere() -> Simulator {
    Simulator::start(Options::new(Format::CohereChat)).unwrap()
}

fn said(text: &str, more: &Value) -> Value {
    success(&cohere(), &ask(Format::CohereChat, text, more)).json()
}

#[track_caller]
fn refused(path: &str, body: &Value, words: &str) {
    let answer = answer(&cohere(), &cohere_request(path, body));
    let status = answer.status;
    assert!((400..500).contains(&status), "{status}: {}", answer.text());
    let message = answer.json()["message"].to_string();
    assert!(message.contains(words), "{message}");
}

fn tools() -> Value {
    json!([{"type": "function", "function": {"name": "f", "parameters": {
        "type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"],
    }}}])
}

#[test]
fn an_answer_has_text_a_reason_and_both_counts() {
    let answer = said("hello", &json!({}));
    assert_eq!(answer["message"]["content"][0]["text"], "You wrote: hello");
    assert_eq!(answer["finish_reason"], "COMPLETE");
    let counts = |group: &str| answer["usage"][group]["input_tokens"].as_u64().unwrap();
    assert!(counts("tokens") > counts("billed_units"));
}

#[test]
fn tools_are_called_after_a_plan() {
    let answer = said("say why and use the tools", &json!({"tools": tools()}));
    assert_eq!(answer["finish_reason"], "TOOL_CALL");
    assert_eq!(answer["message"]["tool_plan"], "I need f for this.");
    assert_eq!(answer["message"]["tool_calls"][0]["function"]["name"], "f");
}

#[test]
fn a_stream_says_what_the_whole_answer_does() {
    for (text, more) in [
        ("hello", json!({"logprobs": true})),
        (
            "say why, use the tools in parallel",
            json!({"tools": tools()}),
        ),
        (
            "think",
            json!({"thinking": {"type": "enabled", "token_budget": 9}}),
        ),
    ] {
        let whole = said(text, &more);
        let mut asked = more.clone();
        asked["stream"] = json!(true);
        let streamed = success(&cohere(), &ask(Format::CohereChat, text, &asked));
        let mut told = [String::new(), String::new(), String::new(), String::new()];
        for event in streamed.events() {
            let data: Value = serde_json::from_str(&event.data).unwrap();
            let message = &data["delta"]["message"];
            let pieces = [
                &message["content"]["text"],
                &message["content"]["thinking"],
                &message["tool_plan"],
                &message["tool_calls"]["function"]["arguments"],
            ];
            for (all, piece) in told.iter_mut().zip(pieces) {
                all.push_str(piece.as_str().unwrap_or_default());
            }
        }
        let message = &whole["message"];
        let blocks = |key: &str| -> String {
            let blocks = message["content"].as_array().into_iter().flatten();
            blocks.filter_map(|block| block[key].as_str()).collect()
        };
        let calls = message["tool_calls"].as_array().into_iter().flatten();
        let arguments: String = calls
            .filter_map(|call| call["function"]["arguments"].as_str())
            .collect();
        let plan = message["tool_plan"].as_str().unwrap_or_default();
        assert_eq!(
            told,
            [
                blocks("text"),
                blocks("thinking"),
                plan.to_owned(),
                arguments
            ]
        );
    }
}

#[test]
fn what_cohere_does_not_take_is_refused() {
    let chat = |more: Value| {
        let mut body =
            json!({"model": "command-a", "messages": [{"role": "user", "content": "x"}]});
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    for (more, words) in [
        (json!({"top_p": 0.5}), "'top_p' is not a valid field"),
        (json!({"p": 1}), "'p' must be between 0.01 and 0.99"),
        (json!({"frequency_penalty": -1}), "frequency_penalty"),
        (
            json!({"tool_choice": "AUTO", "tools": tools()}),
            "must be one of REQUIRED, NONE",
        ),
        (json!({"tool_choice": "REQUIRED"}), "without tools"),
        (
            json!({"response_format": {"type": "json_object"}, "tools": tools()}),
            "not supported with tools",
        ),
        (
            json!({"stop_sequences": ["1", "2", "3", "4", "5", "6"]}),
            "length 6",
        ),
        (
            json!({"messages": [{"role": "developer", "content": "x"}]}),
            "role",
        ),
        (
            json!({"messages": [{"role": "user", "content": ""}]}),
            "at least 1 token",
        ),
        (
            json!({"messages": [{"role": "tool", "tool_call_id": "a", "content": "x"}]}),
            "not found in previous tool calls",
        ),
        (json!({"model": "gpt-4o"}), "not found"),
    ] {
        refused("/v2/chat", &chat(more), words);
    }
}

#[test]
fn a_call_waits_for_its_result() {
    let call = json!({"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let body = json!({"model": "command-a", "messages": [
        {"role": "user", "content": "x"},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "user", "content": "y"},
    ]});
    refused("/v2/chat", &body, "must be a tool message");
}

#[test]
fn rerank_puts_the_likest_document_first() {
    let body = json!({"model": "rerank-v4.0", "query": "blue whale", "top_n": 2,
        "documents": ["a red fox", "the blue whale", "a blue car"]});
    let answer = success(&cohere(), &cohere_request("/v2/rerank", &body)).json();
    let order: Vec<_> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["index"].as_u64().unwrap())
        .collect();
    assert_eq!(order, [1, 2]);
    let body = json!({"model": "rerank-v4.0", "query": "q", "documents": [{"text": "a"}]});
    refused("/v2/rerank", &body, "must be of type string");
    let body =
        json!({"model": "rerank-v4.0", "query": "q", "documents": ["a"], "return_documents": true});
    refused("/v2/rerank", &body, "not a valid field");
}

#[test]
fn embeddings_need_one_list_and_a_purpose() {
    let body = json!({"model": "embed-v4.0", "input_type": "search_query", "texts": ["a", "b"],
        "embedding_types": ["float", "base64"], "output_dimension": 256});
    let answer = success(&cohere(), &cohere_request("/v2/embed", &body)).json();
    assert_eq!(
        answer["embeddings"]["float"][1].as_array().unwrap().len(),
        256
    );
    // 1,024 bytes are 1,368 characters.
    assert_eq!(
        answer["embeddings"]["base64"][0].as_str().unwrap().len(),
        1368
    );
    refused(
        "/v2/embed",
        &json!({"model": "embed-v4.0", "texts": ["a"]}),
        "'input_type' is missing",
    );
    refused(
        "/v2/embed",
        &json!({"model": "embed-v4.0", "input_type": "image"}),
        "exactly one of texts",
    );
    let many = vec!["a"; 97];
    refused(
        "/v2/embed",
        &json!({"model": "embed-v4.0", "input_type": "clustering", "texts": many}),
        "length 97",
    );
}
