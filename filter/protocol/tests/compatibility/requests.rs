//! What a request may have.

use serde_json::{Value, json};
use sluice_protocol::WireFormat::{AnthropicMessages, GeminiGenerate, OpenAiChat, OpenAiResponses};
use sluice_protocol::chat::{
    CacheControl, MediaSource, OutputFormat, Part, Request, Role, Tool, ToolChoice,
};

use super::probe::{Feature, RequestFact, in_parts};

type Requests = Vec<Feature<RequestFact>>;

const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const PDF: &str = "JVBERi0xLjQK";

/// Every feature, in the order of the page.
pub fn features() -> Requests {
    let mut all = Vec::new();
    all.extend(conversation());
    all.extend(media());
    all.extend(tools());
    all.extend(history());
    all.extend(output());
    all.extend(parameters());
    all.extend(caching());
    all
}

fn feature(
    name: &'static str,
    on: Option<&'static str>,
    seed: Value,
    fact: RequestFact,
) -> Feature<RequestFact> {
    Feature {
        name,
        on,
        label: false,
        seeds: vec![(OpenAiChat, seed)],
        fact,
    }
}

impl Feature<RequestFact> {
    fn label(mut self) -> Self {
        self.label = true;
        self
    }

    fn also(mut self, format: sluice_protocol::WireFormat, seed: Value) -> Self {
        self.seeds.push((format, seed));
        self
    }
}

fn anthropic(
    name: &'static str,
    on: Option<&'static str>,
    seed: Value,
    fact: RequestFact,
) -> Feature<RequestFact> {
    Feature {
        name,
        on,
        label: false,
        seeds: vec![(AnthropicMessages, seed)],
        fact,
    }
}

fn said_by(request: &Request<'_>, wanted: &[Role]) -> Option<String> {
    in_parts(request, |role, part| match part {
        Part::Text { text, .. } if wanted.contains(&role) => Some(text.to_str().into_owned()),
        _ => None,
    })
}

fn conversation() -> Requests {
    vec![
        feature("user text", None, json!({}), |r| said_by(r, &[Role::User])),
        feature(
            "system prompt",
            None,
            json!({"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]}),
            |r| said_by(r, &[Role::System, Role::Developer]),
        ),
        feature(
            "system message between turns",
            None,
            json!({"messages": [
                {"role": "user", "content": "Hello"}, {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Go on."},
            ]}),
            |r| {
                in_parts(r, |_, part| match part {
                    Part::Text { text, .. } => Some(text.to_str().into_owned()),
                    _ => None,
                })
                .filter(|text| text.contains("Be brief."))
            },
        ),
        feature(
            "several turns",
            None,
            json!({"messages": [
                {"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi."},
                {"role": "user", "content": "Go on."},
            ]}),
            |r| said_by(r, &[Role::Assistant]),
        ),
        feature(
            "answer begun by the client",
            None,
            json!({"messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Once upon"}]}),
            |r| {
                let last = r.messages.last()?;
                (last.role == Role::Assistant).then(|| said_by(r, &[Role::Assistant]))?
            },
        ),
        feature(
            "name of the speaker",
            None,
            json!({"messages": [{"role": "user", "name": "ann", "content": "Hello"}]}),
            |r| Some(r.messages.first()?.name.as_ref()?.to_str().into_owned()),
        ),
    ]
}

fn source(source: &MediaSource<'_>) -> String {
    match source {
        MediaSource::Url(url) => format!("url {}", url.to_str()),
        MediaSource::Base64 { media_type, data } => {
            format!("{} {}", media_type.to_str(), data.to_str())
        }
        MediaSource::FileId(id) => format!("file {}", id.to_str()),
        MediaSource::Text(text) => format!("text {}", text.to_str()),
        other => format!("{other:?}"),
    }
}

fn image(request: &Request<'_>) -> Option<String> {
    in_parts(request, |_, part| match part {
        Part::Image { source: image, .. } => Some(source(image)),
        _ => None,
    })
}

fn document(request: &Request<'_>) -> Option<String> {
    in_parts(request, |_, part| match part {
        Part::Document { source: file, .. } => Some(source(file)),
        _ => None,
    })
}

fn user_says(parts: Value) -> Value {
    let mut content = vec![json!({"type": "text", "text": "Look:"})];
    content.extend(parts.as_array().into_iter().flatten().cloned());
    json!({"messages": [{"role": "user", "content": content}]})
}

fn media() -> Requests {
    let data = format!("data:image/png;base64,{PIXEL}");
    let pdf = format!("data:application/pdf;base64,{PDF}");
    vec![
        feature(
            "image in the body",
            None,
            user_says(json!([{"type": "image_url", "image_url": {"url": data}}])),
            image,
        ),
        feature(
            "image by URL",
            None,
            user_says(json!([{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}])),
            image,
        ),
        anthropic(
            "image uploaded before",
            None,
            user_says(json!([{"type": "image", "source": {"type": "file", "file_id": "file-1"}}])),
            image,
        )
        .also(OpenAiResponses, json!({"input": [{"role": "user", "content": [{"type": "input_image", "file_id": "file-1"}]}]})),
        feature(
            "image detail",
            Some("image in the body"),
            user_says(json!([{"type": "image_url", "image_url": {"url": data, "detail": "low"}}])),
            |r| {
                in_parts(r, |_, part| match part {
                    Part::Image { detail, .. } => Some(detail.as_ref()?.to_str().into_owned()),
                    _ => None,
                })
            },
        ),
        feature(
            "PDF in the body",
            None,
            user_says(json!([{"type": "file", "file": {"filename": "a.pdf", "file_data": pdf}}])),
            document,
        ),
        anthropic(
            "PDF by URL",
            None,
            user_says(json!([{"type": "document", "source": {"type": "url", "url": "https://example.com/a.pdf"}}])),
            document,
        ),
        feature(
            "file uploaded before",
            None,
            user_says(json!([{"type": "file", "file": {"file_id": "file-1"}}])),
            document,
        ),
        anthropic(
            "plain text document",
            None,
            user_says(json!([{"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Once."}}])),
            document,
        ),
        feature(
            "sound",
            None,
            user_says(json!([{"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}])),
            |r| {
                in_parts(r, |_, part| match part {
                    Part::Audio { data, format } => {
                        Some(format!("{} {}", format.to_str(), data.to_str()))
                    }
                    _ => None,
                })
            },
        ),
    ]
}

fn weather(name: &str) -> Value {
    json!({"type": "function", "function": {
        "name": name,
        "description": "The weather of a place.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    }})
}

fn tool(request: &Request<'_>, see: impl Fn(&Tool<'_>) -> Option<String>) -> Option<String> {
    let seen: Vec<String> = request.tools.iter().filter_map(see).collect();
    (!seen.is_empty()).then(|| seen.join("\n"))
}

fn choice(request: &Request<'_>, wanted: &str) -> Option<String> {
    // What is not said is the default.
    let said = match request.tool_choice.as_ref().unwrap_or(&ToolChoice::Auto) {
        ToolChoice::Auto => "auto".to_owned(),
        ToolChoice::None => "none".to_owned(),
        // The only one there is.
        ToolChoice::Required if wanted == "named" && request.tools.len() == 1 => {
            let name = tool(request, |tool| match tool {
                Tool::Function { name, .. } => Some(name.to_str().into_owned()),
                _ => None,
            });
            format!("named {}", name?)
        }
        ToolChoice::Required => "required".to_owned(),
        ToolChoice::Named(name) => format!("named {}", name.to_str()),
        ToolChoice::Native { kind, .. } => format!("a tool of the provider, {}", kind.to_str()),
    };
    Some(said).filter(|said| said.starts_with(wanted))
}

fn json_of(bytes: &[u8]) -> String {
    let value: Value = serde_json::from_slice(bytes).unwrap_or_default();
    value.to_string()
}

fn tools() -> Requests {
    let one = json!([weather("weather")]);
    let choose = |choice: Value| json!({"tools": [weather("weather")], "tool_choice": choice});
    let mut strict = weather("weather");
    strict["function"]["strict"] = json!(true);
    strict["function"]["parameters"]["additionalProperties"] = json!(false);
    let mut rich = weather("weather");
    rich["function"]["parameters"] = json!({
        "type": "object",
        "properties": {"at": {"$ref": "#/$defs/place"}, "unit": {"anyOf": [{"type": "string", "enum": ["C", "F"]}, {"type": "null"}]}},
        "required": ["at"],
        "$defs": {"place": {"type": "object", "properties": {"city": {"type": "string"}}}},
    });
    let schema: RequestFact = |r| {
        tool(r, |tool| match tool {
            Tool::Function { parameters, .. } => Some(json_of(parameters.as_ref()?.value().raw())),
            _ => None,
        })
    };
    vec![
        feature("tools", None, json!({"tools": one}), |r| {
            tool(r, |tool| match tool {
                Tool::Function {
                    name, description, ..
                } => Some(format!(
                    "{}: {}",
                    name.to_str(),
                    description.as_ref()?.to_str()
                )),
                _ => None,
            })
        }),
        feature("schema of arguments", None, json!({"tools": one}), schema),
        feature(
            "schema with references and alternatives",
            None,
            json!({"tools": [rich]}),
            schema,
        ),
        feature(
            "strict tools",
            Some("tools"),
            json!({"tools": [strict]}),
            |r| {
                let strict = tool(r, |tool| match tool {
                    Tool::Function { strict, .. } => strict.map(|strict| strict.to_string()),
                    _ => None,
                });
                // Gemini says it of all tools at once.
                let mut extra = r.extra.iter().map(|extra| json_of(extra.value.raw()));
                strict.or_else(|| extra.find(|value| value == "\"VALIDATED\""))
            },
        ),
        feature(
            "tool name of any characters",
            Some("tools"),
            json!({"tools": [weather("files.read")]}),
            |r| {
                tool(r, |tool| match tool {
                    Tool::Function { name, .. } => Some(name.to_str().into_owned()),
                    _ => None,
                })
            },
        ),
        anthropic(
            "tools of the provider",
            None,
            json!({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}),
            |r| {
                tool(r, |tool| match tool {
                    Tool::Native { value, .. } => Some(json_of(value.raw())),
                    _ => None,
                })
            },
        )
        .also(
            OpenAiChat,
            json!({"tools": [{"type": "custom", "custom": {"name": "sql"}}]}),
        )
        .also(OpenAiResponses, json!({"tools": [{"type": "web_search"}]}))
        .also(GeminiGenerate, json!({"tools": [{"googleSearch": {}}]})),
        feature(
            "tool choice: auto",
            Some("tools"),
            choose(json!("auto")),
            |r| choice(r, "auto"),
        ),
        feature(
            "tool choice: none",
            Some("tools"),
            choose(json!("none")),
            |r| {
                // No tools, no calls.
                if r.tools.is_empty() {
                    Some("none".to_owned())
                } else {
                    choice(r, "none")
                }
            },
        ),
        feature(
            "tool choice: required",
            Some("tools"),
            choose(json!("required")),
            |r| choice(r, "required"),
        ),
        feature(
            "tool choice: this one",
            Some("tools"),
            choose(json!({"type": "function", "function": {"name": "weather"}})),
            |r| choice(r, "named"),
        ),
        feature(
            "parallel calls: off",
            Some("tools"),
            json!({"tools": [weather("weather")], "parallel_tool_calls": false}),
            |r| r.parallel_tool_calls.map(|said| said.to_string()),
        ),
    ]
}

fn calls(request: &Request<'_>) -> Option<String> {
    in_parts(request, |_, part| match part {
        Part::ToolCall {
            name, arguments, ..
        } => Some(format!(
            "{} {}",
            name.to_str(),
            json_of(&arguments.to_bytes())
        )),
        _ => None,
    })
}

fn results(request: &Request<'_>, image_too: bool) -> Option<String> {
    in_parts(request, |_, part| match part {
        Part::ToolResult { content, .. } => {
            let said = content.iter().filter_map(|part| match part {
                Part::Text { text, .. } if !image_too => Some(text.to_str().into_owned()),
                Part::Image { source: image, .. } if image_too => Some(source(image)),
                _ => None,
            });
            let said: Vec<String> = said.collect();
            (!said.is_empty()).then(|| said.join(" "))
        }
        _ => None,
    })
}

/// Turns of Anthropic's format: a call with these parts before it, and its result.
fn claude_turns(before: Value, result: Value) -> Value {
    let mut content: Vec<Value> = before.as_array().into_iter().flatten().cloned().collect();
    content.push(
        json!({"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Oslo"}}),
    );
    let mut answer = json!({"type": "tool_result", "tool_use_id": "toolu_1"});
    for (key, value) in result.as_object().into_iter().flatten() {
        answer[key] = value.clone();
    }
    json!({
        "tools": [{"name": "weather", "description": "The weather of a place.", "input_schema": {"type": "object"}}],
        "messages": [
            {"role": "user", "content": "Hello"}, {"role": "assistant", "content": content},
            {"role": "user", "content": [answer]},
        ],
    })
}

fn history() -> Requests {
    let turns = json!({"tools": [weather("weather")], "messages": [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": null, "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{\"city\":\"Oslo\"}"}},
            {"id": "call_2", "type": "function", "function": {"name": "weather", "arguments": "{\"city\":\"Rome\"}"}},
        ]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Rain."},
        {"role": "tool", "tool_call_id": "call_2", "content": "Sun."},
    ]});
    let image = json!([{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}]);
    let signed = |signature: &str| {
        claude_turns(
            json!([{"type": "thinking", "thinking": "Hm.", "signature": signature}]),
            json!({"content": "Rain."}),
        )
    };
    let text: RequestFact = |r| {
        in_parts(r, |_, part| match part {
            Part::Reasoning { text, .. } if !text.is_empty() => Some(text.to_str().into_owned()),
            _ => None,
        })
    };
    let proof: RequestFact = |r| {
        in_parts(r, |_, part| match part {
            Part::Reasoning {
                signature: Some(signature),
                ..
            } => Some(format!("{signature:?}")),
            _ => None,
        })
    };
    vec![
        feature("calls of earlier turns, parallel", None, turns.clone(), calls),
        feature("results of tools", None, turns, |r| results(r, false)),
        anthropic("results with images", None, claude_turns(json!([]), json!({"content": image})), |r| {
            results(r, true).or_else(|| in_parts(r, |_, part| match part {
                Part::Image { source: image, .. } => Some(format!("beside it: {}", source(image))),
                _ => None,
            }))
        }),
        anthropic(
            "results that are failures",
            Some("results with images"),
            claude_turns(json!([]), json!({"content": "No such place.", "is_error": true})),
            |r| {
                in_parts(r, |_, part| match part {
                    Part::ToolResult { is_error, .. } => is_error.map(|is| is.to_string()),
                    _ => None,
                })
            },
        ),
        anthropic("reasoning given back: text", None, signed("EqoB"), text),
        anthropic("reasoning given back: Claude's signature", None, signed("EqoB"), proof),
        anthropic("reasoning given back: Gemini's signature", None, signed("google:EqoB"), proof),
        anthropic("reasoning given back: OpenAI's encrypted content", None, signed("openai:EqoB"), proof),
        anthropic(
            "reasoning given back: redacted",
            None,
            claude_turns(json!([{"type": "redacted_thinking", "data": "EqoB"}]), json!({"content": "Rain."})),
            |r| {
                in_parts(r, |_, part| match part {
                    Part::RedactedReasoning { data } => Some(format!("{data:?}")),
                    _ => None,
                })
            },
        ),
        feature(
            "refusal of an earlier turn",
            None,
            json!({"messages": [
                {"role": "user", "content": "Hello"}, {"role": "assistant", "refusal": "I will not."},
                {"role": "user", "content": "Go on."},
            ]}),
            |r| {
                in_parts(r, |role, part| match part {
                    Part::Refusal { text } => Some(format!("refusal {}", text.to_str())),
                    Part::Text { text, .. } if role == Role::Assistant => {
                        Some(text.to_str().into_owned())
                    }
                    _ => None,
                })
            },
        ),
        anthropic(
            "citations of an earlier turn",
            None,
            json!({"messages": [
                {"role": "user", "content": "Hello"},
                {"role": "assistant", "content": [{"type": "text", "text": "It rains.", "citations": [
                    {"type": "char_location", "cited_text": "rain", "document_index": 0, "document_title": "t", "start_char_index": 0, "end_char_index": 4},
                ]}]},
                {"role": "user", "content": "Go on."},
            ]}),
            |r| {
                in_parts(r, |_, part| match part {
                    Part::Text { citations: Some(citations), .. } => {
                        Some(json_of(citations.value().raw()))
                    }
                    _ => None,
                })
            },
        ),
        anthropic(
            "parts that only one format knows",
            None,
            user_says(json!([{"type": "search_result", "source": "https://example.com", "title": "t", "content": [{"type": "text", "text": "Once."}]}])),
            |r| {
                in_parts(r, |_, part| match part {
                    Part::Native { value, .. } => Some(json_of(value.raw())),
                    _ => None,
                })
            },
        )
        .also(GeminiGenerate, json!({"contents": [{"role": "user", "parts": [{"executableCode": {"language": "PYTHON", "code": "1"}}]}]})),
    ]
}

fn output() -> Requests {
    let schema = |strict: Value| {
        json!({"response_format": {"type": "json_schema", "json_schema": {
            "name": "place", "strict": strict,
            "schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": false},
        }}})
    };
    vec![
        feature(
            "JSON mode",
            None,
            json!({"response_format": {"type": "json_object"}}),
            |r| {
                r.output.as_ref().map(|output| match output {
                    OutputFormat::JsonObject => "object".to_owned(),
                    OutputFormat::JsonSchema { .. } => "schema".to_owned(),
                })
            },
        ),
        feature("JSON by a schema", None, schema(json!(null)), |r| {
            match r.output.as_ref()? {
                OutputFormat::JsonSchema { schema, .. } => Some(json_of(schema.value().raw())),
                OutputFormat::JsonObject => None,
            }
        }),
        feature(
            "name of the schema",
            Some("JSON by a schema"),
            schema(json!(null)),
            |r| match r.output.as_ref()? {
                OutputFormat::JsonSchema { name, .. } => Some(name.as_ref()?.to_str().into_owned()),
                OutputFormat::JsonObject => None,
            },
        )
        .label(),
        feature(
            "strict schema",
            Some("JSON by a schema"),
            schema(json!(true)),
            |r| match r.output.as_ref()? {
                OutputFormat::JsonSchema { strict, .. } => strict.map(|strict| strict.to_string()),
                OutputFormat::JsonObject => None,
            },
        )
        .label(),
    ]
}

fn parameters() -> Requests {
    vec![
        feature("temperature", None, json!({"temperature": 0.5}), |r| {
            raw(r.sampling.temperature)
        }),
        feature("top_p", None, json!({"top_p": 0.5}), |r| {
            raw(r.sampling.top_p)
        }),
        anthropic("top_k", None, json!({"top_k": 40}), |r| {
            raw(r.sampling.top_k)
        }),
        feature(
            "frequency penalty",
            None,
            json!({"frequency_penalty": 0.5}),
            |r| raw(r.sampling.frequency_penalty),
        ),
        feature(
            "presence penalty",
            None,
            json!({"presence_penalty": 0.5}),
            |r| raw(r.sampling.presence_penalty),
        ),
        feature("seed", None, json!({"seed": 7}), |r| raw(r.sampling.seed)),
        feature(
            "most output tokens",
            None,
            json!({"max_completion_tokens": 77}),
            |r| r.max_output_tokens.map(|most| most.to_string()),
        ),
        feature(
            "stop sequences",
            None,
            json!({"stop": ["END", "FIN"]}),
            |r| {
                let stop: Vec<_> = r.stop.iter().map(|stop| stop.to_str()).collect();
                (!stop.is_empty()).then(|| stop.join(" "))
            },
        ),
        feature("several candidates", None, json!({"n": 2}), |r| {
            r.candidates.map(|n| n.to_string())
        }),
        feature("log-probabilities", None, json!({"logprobs": true}), |r| {
            r.log_probs.map(|_| "asked".to_owned())
        }),
        feature(
            "most likely alternatives",
            Some("log-probabilities"),
            json!({"logprobs": true, "top_logprobs": 3}),
            |r| r.log_probs?.top.map(|top| top.to_string()),
        ),
        feature(
            "reasoning effort",
            None,
            json!({"reasoning_effort": "low"}),
            |r| {
                r.reasoning.as_ref().map(|reasoning| {
                    format!("{:?} {:?}", reasoning.effort, reasoning.budget_tokens)
                })
            },
        ),
        feature(
            "reasoning off",
            Some("reasoning effort"),
            json!({"reasoning_effort": "none"}),
            |r| {
                r.reasoning.as_ref().map(|reasoning| {
                    format!("{:?} {:?}", reasoning.effort, reasoning.budget_tokens)
                })
            },
        ),
        anthropic(
            "reasoning budget",
            None,
            json!({"thinking": {"type": "enabled", "budget_tokens": 2048}}),
            |r| {
                r.reasoning.as_ref().map(|reasoning| {
                    format!("{:?} {:?}", reasoning.effort, reasoning.budget_tokens)
                })
            },
        ),
        anthropic(
            "reasoning as the model likes",
            None,
            json!({"thinking": {"type": "adaptive"}}),
            |r| {
                r.reasoning.as_ref().map(|reasoning| {
                    format!(
                        "{} {:?} {:?}",
                        reasoning.adaptive, reasoning.effort, reasoning.budget_tokens
                    )
                })
            },
        ),
        Feature {
            name: "reasoning shown",
            on: None,
            label: false,
            seeds: vec![(
                OpenAiResponses,
                json!({"reasoning": {"effort": "low", "summary": "auto"}}),
            )],
            fact: |r| {
                Some(
                    r.reasoning
                        .as_ref()?
                        .display
                        .as_ref()?
                        .to_str()
                        .into_owned(),
                )
            },
        },
        feature("service tier", None, json!({"service_tier": "flex"}), |r| {
            Some(r.service_tier.as_ref()?.to_str().into_owned())
        })
        .also(AnthropicMessages, json!({"service_tier": "standard_only"})),
        feature(
            "id of the user",
            None,
            json!({"safety_identifier": "u-1"}),
            |r| Some(r.user.as_ref()?.to_str().into_owned()),
        ),
        feature("metadata", None, json!({"metadata": {"team": "a"}}), |r| {
            r.metadata.map(|metadata| json_of(metadata.raw()))
        }),
        feature(
            "fields that nobody knows",
            None,
            json!({"an_unknown_field": 1}),
            |r| {
                let found = r
                    .extra
                    .iter()
                    .find(|extra| extra.name == "an_unknown_field");
                found.map(|extra| json_of(extra.value.raw()))
            },
        )
        .also(AnthropicMessages, json!({"an_unknown_field": 1}))
        .also(OpenAiResponses, json!({"an_unknown_field": 1}))
        .also(GeminiGenerate, json!({"an_unknown_field": 1}))
        .also(
            sluice_protocol::WireFormat::CohereChat,
            json!({"an_unknown_field": 1}),
        )
        .also(
            sluice_protocol::WireFormat::BedrockConverse,
            json!({"an_unknown_field": 1}),
        )
        .also(
            sluice_protocol::WireFormat::OpenAiCompletions,
            json!({"an_unknown_field": 1}),
        ),
    ]
}

fn raw(value: Option<sluice_protocol::json::Value<'_>>) -> Option<String> {
    value.map(|value| String::from_utf8_lossy(value.raw()).into_owned())
}

fn marker(cache: &Option<CacheControl<'_>>) -> Option<String> {
    let ttl = cache
        .as_ref()?
        .ttl
        .as_ref()
        .map(|ttl| ttl.to_str().into_owned());
    Some(ttl.unwrap_or_default())
}

fn marked(request: &Request<'_>, roles: &[Role]) -> Option<String> {
    in_parts(request, |role, part| match part {
        Part::Text { cache, .. } if roles.contains(&role) => marker(cache),
        _ => None,
    })
}

fn caching() -> Requests {
    let block = |ttl: Value| json!([{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral", "ttl": ttl}}]);
    vec![
        anthropic(
            "prompt cache: behind a message",
            None,
            json!({"messages": [{"role": "user", "content": block(json!(null))}]}),
            |r| marked(r, &[Role::User]),
        ),
        anthropic(
            "prompt cache: behind the system prompt",
            None,
            json!({"system": block(json!(null))}),
            |r| marked(r, &[Role::System, Role::Developer]),
        ),
        anthropic(
            "prompt cache: behind the tools",
            None,
            json!({"tools": [{"name": "weather", "input_schema": {"type": "object"}, "cache_control": {"type": "ephemeral"}}]}),
            |r| {
                tool(r, |tool| match tool {
                    Tool::Function { cache, .. } => marker(cache),
                    _ => None,
                })
            },
        ),
        anthropic(
            "prompt cache: for an hour",
            Some("prompt cache: behind a message"),
            json!({"messages": [{"role": "user", "content": block(json!("1h"))}]}),
            |r| marked(r, &[Role::User]).filter(|ttl| !ttl.is_empty()),
        ),
    ]
}
