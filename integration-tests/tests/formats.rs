//! Both client formats against both provider formats, whole and streamed. The
//! simulators refuse what the real APIs refuse, so a translation that gets an
//! answer is a valid request.

use serde_json::{Value, json};
use sluice_harness::CLIENT_KEY;
use sluice_harness::client::{Answer, Request};

use super::world::{CLIENTS, Format, World, ask, model_of, request, say, text_of};
use crate::shared::share;

/// A tool in the client's words.
fn tool(client: Format, name: &str) -> Value {
    let schema =
        json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    match client {
        Format::OpenAiChat => {
            json!({"type": "function", "function": {"name": name, "parameters": schema}})
        }
        Format::AnthropicMessages => json!({"name": name, "input_schema": schema}),
    }
}

/// The calls of a whole answer: id, name and arguments.
fn calls(client: Format, body: &Value) -> Vec<(String, String, Value)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    match client {
        Format::OpenAiChat => {
            let calls = body["choices"][0]["message"]["tool_calls"].as_array();
            let calls = calls.into_iter().flatten();
            calls
                .map(|call| {
                    let arguments = call["function"]["arguments"].as_str().unwrap();
                    (
                        text(&call["id"]),
                        text(&call["function"]["name"]),
                        serde_json::from_str(arguments).unwrap(),
                    )
                })
                .collect()
        }
        Format::AnthropicMessages => {
            let blocks = body["content"].as_array().into_iter().flatten();
            blocks
                .filter(|block| block["type"] == "tool_use")
                .map(|block| {
                    (
                        text(&block["id"]),
                        text(&block["name"]),
                        block["input"].clone(),
                    )
                })
                .collect()
        }
    }
}

/// The calls of a streamed answer: name and arguments.
fn streamed_calls(client: Format, answer: &Answer) -> Vec<(String, Value)> {
    let mut calls: Vec<(String, String)> = Vec::new();
    for event in answer.events() {
        let data = event.json();
        match client {
            Format::OpenAiChat => {
                for call in data
                    .pointer("/choices/0/delta/tool_calls")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                {
                    let index = call["index"].as_u64().unwrap() as usize;
                    if let Some(name) = call["function"]["name"].as_str() {
                        assert_eq!(index, calls.len());
                        calls.push((name.to_owned(), String::new()));
                    }
                    calls[index]
                        .1
                        .push_str(call["function"]["arguments"].as_str().unwrap_or_default());
                }
            }
            Format::AnthropicMessages => {
                if data["content_block"]["type"] == "tool_use" {
                    calls.push((
                        data["content_block"]["name"].as_str().unwrap().to_owned(),
                        String::new(),
                    ));
                }
                if let Some(part) = data["delta"]["partial_json"].as_str() {
                    calls.last_mut().unwrap().1.push_str(part);
                }
            }
        }
    }
    let parse = |text: String| {
        if text.is_empty() {
            json!({})
        } else {
            serde_json::from_str(&text).unwrap()
        }
    };
    calls
        .into_iter()
        .map(|(name, arguments)| (name, parse(arguments)))
        .collect()
}

fn pairs() -> impl Iterator<Item = (Format, Format)> {
    CLIENTS
        .into_iter()
        .flat_map(|client| CLIENTS.into_iter().map(move |provider| (client, provider)))
}

share!(
    every_client_format_is_served_by_every_provider_format: World::start(),
    [
        text_goes_there_and_back_unchanged,
        usage_is_reported_in_the_client_s_words,
        usage_of_a_stream_is_shown_only_to_those_who_asked,
        tools_are_called_one_and_several_at_a_time,
        results_of_tools_find_their_calls_in_any_order,
        a_tool_choice_keeps_its_meaning,
        system_texts_images_and_histories_are_accepted_by_every_provider,
        every_stop_reason_has_its_counterpart,
        structured_output_is_asked_for_in_the_provider_s_way,
        reasoning_is_asked_for_in_the_provider_s_way,
        the_native_path_changes_only_what_the_gateway_owns,
        refusals_and_several_choices_survive,
        clients_of_anthropic_s_newest_version_are_served_by_every_provider,
    ]
);

fn text_goes_there_and_back_unchanged(world: &World) {
    let text = "zażółć gęślą jaźń — 日本語 🌊 \"quoted\" \\ \u{7f} \n\ttab";
    for (client, provider) in pairs() {
        for stream in [false, true] {
            let answer = world.success(&say(client, model_of(provider), text, stream));
            assert_eq!(
                text_of(client, &answer),
                format!("You wrote: {text}"),
                "{client:?} -> {provider:?}"
            );
            assert_eq!(answer.header("x-sluice-attempts"), Some("1"));
            let streamed = answer
                .header("content-type")
                .unwrap()
                .starts_with("text/event-stream");
            assert_eq!(streamed, stream);
        }
    }
}

fn usage_is_reported_in_the_client_s_words(world: &World) {
    for (client, provider) in pairs() {
        let body = world
            .success(&say(
                client,
                model_of(provider),
                "hello from the cache",
                false,
            ))
            .json();
        let usage = &body["usage"];
        let (cached, output) = match client {
            Format::OpenAiChat => (
                &usage["prompt_tokens_details"]["cached_tokens"],
                &usage["completion_tokens"],
            ),
            Format::AnthropicMessages => {
                (&usage["cache_read_input_tokens"], &usage["output_tokens"])
            }
        };
        assert_eq!(*cached, 1024, "{client:?} -> {provider:?}: {usage}");
        assert!(output.as_u64().unwrap() > 3, "{usage}");
        if client == Format::OpenAiChat {
            let sum = usage["prompt_tokens"].as_u64().unwrap()
                + usage["completion_tokens"].as_u64().unwrap();
            assert_eq!(usage["total_tokens"], sum);
            // OpenAI counts cached tokens among those of the prompt.
            assert!(usage["prompt_tokens"].as_u64().unwrap() > 1024, "{usage}");
        } else {
            // Anthropic does not.
            assert!(usage["input_tokens"].as_u64().unwrap() < 1024, "{usage}");
        }
    }
}

fn usage_of_a_stream_is_shown_only_to_those_who_asked(world: &World) {
    for provider in CLIENTS {
        let quiet = world.success(&say(Format::OpenAiChat, model_of(provider), "hello", true));
        for event in quiet.events() {
            assert!(event.json()["usage"].is_null(), "{}", event.data);
            assert_ne!(event.json()["choices"], json!([]), "{}", event.data);
        }
        let more = json!({"stream": true, "stream_options": {"include_usage": true}});
        let asked = world.success(&ask(Format::OpenAiChat, model_of(provider), "hello", &more));
        let counted: Vec<Value> = asked
            .events()
            .iter()
            .map(|event| event.json())
            .filter(|data| !data["usage"].is_null())
            .collect();
        assert_eq!(counted.len(), 1, "{}", asked.text());
        assert_eq!(counted[0]["choices"], json!([]));
        assert!(counted[0]["usage"]["total_tokens"].as_u64().unwrap() > 3);
    }
}

fn tools_are_called_one_and_several_at_a_time(world: &World) {
    for (client, provider) in pairs() {
        let tools = json!([tool(client, "weather"), tool(client, "traffic")]);
        let city = json!({"city": "some city"});
        for (text, expected) in [
            ("call weather", vec!["weather"]),
            ("use the tools in parallel", vec!["weather", "traffic"]),
        ] {
            let case = format!("{client:?} -> {provider:?}: {text}");
            let body = world
                .success(&ask(
                    client,
                    model_of(provider),
                    text,
                    &json!({"tools": tools}),
                ))
                .json();
            let found = calls(client, &body);
            let names: Vec<&str> = found.iter().map(|call| call.1.as_str()).collect();
            assert_eq!(names, expected, "{case}");
            assert!(found.iter().all(|call| call.2 == city), "{case}");
            let ids: std::collections::BTreeSet<&str> =
                found.iter().map(|call| call.0.as_str()).collect();
            assert_eq!(ids.len(), expected.len(), "{case}");
            let reason = match client {
                Format::OpenAiChat => &body["choices"][0]["finish_reason"],
                Format::AnthropicMessages => &body["stop_reason"],
            };
            assert!(
                ["tool_calls", "tool_use"].contains(&reason.as_str().unwrap()),
                "{case}"
            );

            let stream = json!({"tools": tools, "stream": true});
            let answer = world.success(&ask(client, model_of(provider), text, &stream));
            let streamed: Vec<(String, Value)> = streamed_calls(client, &answer);
            let expected: Vec<(String, Value)> = expected
                .iter()
                .map(|name| ((*name).to_owned(), city.clone()))
                .collect();
            assert_eq!(streamed, expected, "{case}");
        }
    }
}

fn results_of_tools_find_their_calls_in_any_order(world: &World) {
    for (client, provider) in pairs() {
        let tools = json!([tool(client, "weather"), tool(client, "traffic")]);
        let question = json!({"role": "user", "content": "use the tools in parallel"});
        let first = world
            .success(&ask(
                client,
                model_of(provider),
                "use the tools in parallel",
                &json!({"tools": tools}),
            ))
            .json();
        let found = calls(client, &first);
        let mut messages = vec![question];
        match client {
            Format::OpenAiChat => {
                messages.push(first["choices"][0]["message"].clone());
                for (call, text) in [(&found[1], "jam"), (&found[0], "rain")] {
                    messages.push(json!({"role": "tool", "tool_call_id": call.0, "content": text}));
                }
                messages.push(json!({"role": "user", "content": "and now?"}));
            }
            Format::AnthropicMessages => {
                messages.push(json!({"role": "assistant", "content": first["content"]}));
                let result = |call: &(String, String, Value), text: &str| json!({"type": "tool_result", "tool_use_id": call.0, "content": text});
                messages.push(json!({"role": "user", "content": [
                    result(&found[1], "jam"), result(&found[0], "rain"), {"type": "text", "text": "and now?"},
                ]}));
            }
        }
        let body = json!({"model": model_of(provider), "max_tokens": 500, "messages": messages, "tools": tools});
        let answer = world.success(&request(client, &body));
        let text = text_of(client, &answer);
        assert!(
            text.contains("and now?") || text.contains("rain"),
            "{client:?} -> {provider:?}: {text}"
        );
    }
}

fn a_tool_choice_keeps_its_meaning(world: &World) {
    for (client, provider) in pairs() {
        let tools = json!([tool(client, "weather"), tool(client, "traffic")]);
        let (required, named, none) = match client {
            Format::OpenAiChat => (
                json!("required"),
                json!({"type": "function", "function": {"name": "traffic"}}),
                json!("none"),
            ),
            Format::AnthropicMessages => (
                json!({"type": "any"}),
                json!({"type": "tool", "name": "traffic"}),
                json!({"type": "none"}),
            ),
        };
        for (choice, text, expected) in [
            (required, "hello", Some("weather")),
            (named, "hello", Some("traffic")),
            (none, "call weather", None),
        ] {
            let more = json!({"tools": tools, "tool_choice": choice});
            let body = world
                .success(&ask(client, model_of(provider), text, &more))
                .json();
            let found = calls(client, &body);
            assert_eq!(
                found.first().map(|call| call.1.as_str()),
                expected,
                "{client:?} -> {provider:?} {choice}"
            );
        }
    }
}

fn system_texts_images_and_histories_are_accepted_by_every_provider(world: &World) {
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    for provider in CLIENTS {
        let messages = json!([
            {"role": "system", "content": "be kind"},
            {"role": "developer", "content": [{"type": "text", "text": "be brief"}]},
            {"role": "user", "content": "one"},
            {"role": "user", "content": [{"type": "text", "text": "two"}]},
            {"role": "assistant", "content": "three"},
            {"role": "system", "content": "be kinder"},
            {"role": "user", "content": [
                {"type": "text", "text": "what is this?"},
                {"type": "image_url", "image_url": {"url": format!("data:image/png;base64,{png}"), "detail": "low"}},
                {"type": "image_url", "image_url": {"url": "https://example.com/a.jpg"}},
            ]},
        ]);
        let body = json!({"model": model_of(provider), "messages": messages, "stop": "END", "temperature": 0.5, "user": "u1"});
        let answer = world.success(&request(Format::OpenAiChat, &body));
        let text = text_of(Format::OpenAiChat, &answer);
        assert_eq!(
            text, "You wrote: what is this? (with 2 attachments)",
            "{provider:?}"
        );

        let messages = json!([
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": [{"type": "text", "text": "two"}]},
            {"role": "user", "content": [
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": png}},
                {"type": "image", "source": {"type": "url", "url": "https://example.com/a.jpg"}},
                {"type": "text", "text": "what is this?", "cache_control": {"type": "ephemeral"}},
            ]},
        ]);
        let system = json!([{"type": "text", "text": "be kind", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "be brief"}]);
        let body = json!({
            "model": model_of(provider), "max_tokens": 100, "system": system, "messages": messages,
            "stop_sequences": ["END"], "temperature": 0.5, "metadata": {"user_id": "u1"},
        });
        let answer = world.success(&request(Format::AnthropicMessages, &body));
        let text = text_of(Format::AnthropicMessages, &answer);
        assert_eq!(
            text, "You wrote: what is this? (with 2 attachments)",
            "{provider:?}"
        );
    }
}

fn every_stop_reason_has_its_counterpart(world: &World) {
    for (client, provider) in pairs() {
        let stop = match client {
            Format::OpenAiChat => json!({"stop": ["two"]}),
            Format::AnthropicMessages => json!({"stop_sequences": ["two"]}),
        };
        let openai_stop = provider == Format::OpenAiChat;
        for (text, more, openai, anthropic) in [
            ("hello", json!({}), "stop", "end_turn"),
            (
                "one two three four five",
                json!({"max_tokens": 4}),
                "length",
                "max_tokens",
            ),
            // OpenAI does not tell a stop sequence from the end of a turn.
            (
                "one two",
                stop,
                "stop",
                if openai_stop {
                    "end_turn"
                } else {
                    "stop_sequence"
                },
            ),
        ] {
            for stream in [false, true] {
                let mut more = more.clone();
                more["stream"] = json!(stream);
                let answer = world.success(&ask(client, model_of(provider), text, &more));
                let reasons: Vec<String> = if stream {
                    let pointer = match client {
                        Format::OpenAiChat => "/choices/0/finish_reason",
                        Format::AnthropicMessages => "/delta/stop_reason",
                    };
                    answer
                        .events()
                        .iter()
                        .filter_map(|event| {
                            event
                                .json()
                                .pointer(pointer)
                                .and_then(Value::as_str)
                                .map(str::to_owned)
                        })
                        .collect()
                } else {
                    let body = answer.json();
                    let reason = match client {
                        Format::OpenAiChat => &body["choices"][0]["finish_reason"],
                        Format::AnthropicMessages => &body["stop_reason"],
                    };
                    vec![reason.as_str().unwrap().to_owned()]
                };
                let expected = match client {
                    Format::OpenAiChat => openai,
                    Format::AnthropicMessages => anthropic,
                };
                assert_eq!(
                    reasons,
                    [expected],
                    "{client:?} -> {provider:?}: {text}, stream {stream}"
                );
            }
        }
    }
}

fn structured_output_is_asked_for_in_the_provider_s_way(world: &World) {
    let schema = json!({"type": "object", "additionalProperties": false, "required": ["n"], "properties": {"n": {"type": "integer"}}});
    for (client, provider) in pairs() {
        let more = match client {
            Format::OpenAiChat => {
                json!({"response_format": {"type": "json_schema", "json_schema": {"name": "x", "strict": true, "schema": schema}}})
            }
            Format::AnthropicMessages => {
                json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}})
            }
        };
        let answer = world.success(&ask(client, model_of(provider), "hello", &more));
        let text = text_of(client, &answer);
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap(),
            json!({"n": 7}),
            "{client:?} -> {provider:?}"
        );
    }
}

fn reasoning_is_asked_for_in_the_provider_s_way(world: &World) {
    // `modern` leads to a model that thinks adaptively, then to one that takes efforts.
    let openai = json!({"reasoning_effort": "low", "max_completion_tokens": 4000});
    let body = world
        .success(&ask(Format::OpenAiChat, "modern", "hello", &openai))
        .json();
    assert_eq!(body["choices"][0]["message"]["content"], "You wrote: hello");
    assert!(
        body["usage"]["completion_tokens_details"]["reasoning_tokens"]
            .as_u64()
            .unwrap()
            > 0,
        "{body}"
    );

    let thinking = json!({"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}, "max_tokens": 4000});
    let body = world
        .success(&ask(
            Format::AnthropicMessages,
            "modern",
            "hello",
            &thinking,
        ))
        .json();
    assert_eq!(body["content"][0]["type"], "thinking", "{body}");

    world.claude.set_faults([super::world::fault("status=529")]);
    let body = world
        .success(&ask(
            Format::AnthropicMessages,
            "modern",
            "hello",
            &thinking,
        ))
        .json();
    assert_eq!(
        text_of(
            Format::AnthropicMessages,
            &world.success(&ask(
                Format::AnthropicMessages,
                "modern",
                "hello",
                &thinking
            ))
        ),
        "You wrote: hello"
    );
    assert!(
        body["usage"]["output_tokens"].as_u64().unwrap() > 64,
        "{body}"
    );
}

fn the_native_path_changes_only_what_the_gateway_owns(world: &World) {
    for client in CLIENTS {
        world.forget();
        let model = model_of(client);
        let body = match client {
            Format::OpenAiChat => format!("{{ \"temperature\" : 1.0,\n \"model\":\"{model}\", \"seed\": 9007199254740993, \"messages\": [ {{\"role\":\"user\",\"content\":\"\\u00e9\"}} ] }}"),
            Format::AnthropicMessages => format!("{{ \"temperature\" : 1.0,\n \"model\":\"{model}\", \"max_tokens\": 2e1, \"messages\": [ {{\"role\":\"user\",\"content\":\"\\u00e9\"}} ] }}").replace("2e1", "20"),
        };
        world.success(&request(client, &json!({})).body(body.clone()));
        let sent = String::from_utf8(world.simulator(client).requests().remove(0).body).unwrap();
        let target = match client {
            Format::OpenAiChat => "gpt-4o",
            Format::AnthropicMessages => "claude-sonnet-4-5",
        };
        assert_eq!(
            sent,
            body.replace(&format!("\"{model}\""), &format!("\"{target}\""))
        );
    }
}

fn refusals_and_several_choices_survive(world: &World) {
    let refused = world
        .success(&say(
            Format::AnthropicMessages,
            "gpt",
            "please refuse",
            false,
        ))
        .json();
    assert_eq!(refused["stop_reason"], "refusal", "{refused}");
    let refused = world
        .success(&say(Format::OpenAiChat, "sonnet", "please refuse", false))
        .json();
    let reason = refused["choices"][0]["finish_reason"].as_str().unwrap();
    let has_refusal = refused["choices"][0]["message"]["refusal"].is_string();
    assert!(reason == "content_filter" || has_refusal, "{refused}");
    let several = world
        .success(&ask(Format::OpenAiChat, "gpt", "hello", &json!({"n": 2})))
        .json();
    assert_eq!(several["choices"].as_array().unwrap().len(), 2);
}

fn clients_of_anthropic_s_newest_version_are_served_by_every_provider(world: &World) {
    for provider in CLIENTS {
        world.forget();
        let body = json!({"model": model_of(provider), "max_tokens": 50, "messages": [{"role": "user", "content": "hello"}]});
        let newest = Request::post("/v1/messages?beta=true", &body)
            .header("authorization", &format!("Bearer {CLIENT_KEY}"))
            .header("anthropic-version", "2026-10-21")
            .header("anthropic-beta", "context-1m-2025-08-07");
        let answer = world.success(&newest);
        assert_eq!(
            text_of(Format::AnthropicMessages, &answer),
            "You wrote: hello"
        );
        let seen = world.simulator(provider).requests().remove(0);
        let is_claude = provider == Format::AnthropicMessages;
        assert_eq!(seen.header("anthropic-version").is_some(), is_claude);
        assert_eq!(seen.header("anthropic-beta").is_some(), is_claude);
    }
}
