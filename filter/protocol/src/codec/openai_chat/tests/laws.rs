//! What holds for every input.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::chat::{
    Choice, FinishReason, Fold, MediaSource, Message, Part, PartKind, Role, Tool, ToolChoice,
    Usage, replay,
};

/// Any text but the empty one, which says as much as none.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{1,8}",
        "\\PC{1,8}",
        any::<char>().prop_map(String::from)
    ]
}

fn text_part() -> impl Strategy<Value = Part<'static>> {
    text().prop_map(|text| Part::Text {
        text: text.into(),
        cache: None,
        citations: None,
    })
}

fn user_part() -> impl Strategy<Value = Part<'static>> {
    let base64 = || "([A-Za-z0-9+/]{4}){1,4}";
    let image = |source| Part::Image {
        source,
        detail: None,
        cache: None,
    };
    prop_oneof![
        text_part(),
        "https://[a-z]{1,8}/\\PC{0,4}".prop_map(move |url| image(MediaSource::Url(url.into()))),
        base64().prop_map(move |data| image(MediaSource::Base64 {
            media_type: "image/png".into(),
            data: data.into(),
        })),
        (base64(), text()).prop_map(|(data, name)| Part::Document {
            source: MediaSource::Base64 {
                media_type: "application/pdf".into(),
                data: data.into(),
            },
            name: Some(name.into()),
            cache: None,
        }),
        base64().prop_map(|data| Part::Audio {
            data: data.into(),
            format: "wav".into(),
        }),
    ]
}

fn call() -> impl Strategy<Value = Part<'static>> {
    ("[a-z0-9]{1,8}", "[a-zA-Z0-9_-]{1,64}", text()).prop_map(|(id, name, value)| Part::ToolCall {
        id: id.into(),
        name: name.into(),
        arguments: json!({ "x": value }).to_string().into(),
        cache: None,
    })
}

fn result() -> impl Strategy<Value = Part<'static>> {
    ("[a-z0-9]{1,8}", vec(text_part(), 0..3)).prop_map(|(id, content)| Part::ToolResult {
        call_id: id.into(),
        content,
        is_error: None,
        cache: None,
    })
}

/// One turn that the format can hold as it is.
fn turn() -> impl Strategy<Value = (Role, Vec<Part<'static>>)> {
    let refusal = text().prop_map(|text| Part::Refusal { text: text.into() });
    let said = vec(prop_oneof![text_part(), refusal], 0..3);
    prop_oneof![
        vec(text_part(), 1..3).prop_map(|parts| (Role::System, parts)),
        vec(text_part(), 1..3).prop_map(|parts| (Role::Developer, parts)),
        vec(user_part(), 0..4).prop_map(|parts| (Role::User, parts)),
        (said, vec(call(), 0..3))
            .prop_map(|(said, calls)| (Role::Assistant, [said, calls].concat())),
        result().prop_map(|part| (Role::Assistant, vec![part])),
    ]
}

fn messages() -> impl Strategy<Value = Vec<Message<'static>>> {
    vec(turn(), 1..6).prop_map(|turns| {
        let mut messages = Vec::new();
        for (role, parts) in turns {
            // A result right behind what the user says would have to move before it.
            let is_result = matches!(parts.as_slice(), [Part::ToolResult { .. }]);
            let role = if is_result { Role::User } else { role };
            let behind_user = messages
                .last()
                .is_some_and(|last: &Message<'_>| last.role == Role::User);
            if is_result && behind_user {
                continue;
            }
            messages.push(Message {
                role,
                parts,
                name: None,
                index: Some(messages.len()),
                extra: Vec::new(),
            });
        }
        messages
    })
}

fn tool() -> impl Strategy<Value = Tool<'static>> {
    let name = "[a-zA-Z0-9_-]{1,64}";
    let schema = option::of(text().prop_map(|key| value(&json!({ key: 1.0 }).to_string())));
    (name, option::of(text()), schema, option::of(any::<bool>())).prop_map(
        |(name, description, parameters, strict)| Tool::Function {
            name: name.into(),
            description: description.map(Into::into),
            parameters: parameters.map(Into::into),
            strict,
            cache: None,
        },
    )
}

prop_compose! {
    fn requests()(
        messages in messages(),
        tools in vec(tool(), 0..3),
        choice in option::of(0..4usize),
        parallel in option::of(any::<bool>()),
        temperature in option::of(0.0..2.0f64),
        seed in option::of(any::<i64>()),
        limit in option::of(1..u64::MAX),
        stop in vec(text(), 0..5),
        candidates in option::of(1..9u64),
        stream in any::<bool>(),
        user in option::of(text()),
    ) -> Request<'static> {
        let named = match tools.first() {
            Some(Tool::Function { name, .. }) => ToolChoice::Named(name.clone()),
            _ => ToolChoice::Auto,
        };
        let choices = [ToolChoice::Auto, ToolChoice::None, ToolChoice::Required, named];
        let has_tools = !tools.is_empty();
        let number = |text: String| value(&text);
        let mut request = Request {
            model: Some("target-model".into()),
            messages,
            tools,
            tool_choice: choice.and_then(|at| choices.get(at).cloned()).filter(|_| has_tools),
            parallel_tool_calls: parallel.filter(|_| has_tools),
            max_output_tokens: limit,
            stop: stop.into_iter().take(4).map(Into::into).collect(),
            candidates,
            stream,
            include_usage: stream,
            user: user.map(Into::into),
            ..Request::default()
        };
        request.sampling.temperature = temperature.map(|number_| number(number_.to_string()));
        request.sampling.seed = seed.map(|seed| number(seed.to_string()));
        request
    }
}

/// What a request means, values as they were written.
fn meaning(request: &Request<'_>) -> String {
    let raw = |value: &Option<Value<'_>>| {
        value.map(|value| String::from_utf8_lossy(value.raw()).into_owned())
    };
    let tools: Vec<_> = request
        .tools
        .iter()
        .map(|tool| match tool {
            Tool::Function {
                name,
                description,
                parameters,
                strict,
                ..
            } => format!(
                "{name:?} {description:?} {:?} {strict:?}",
                raw(&parameters.as_ref().map(crate::json::Json::value))
            ),
            Tool::Native { kind, .. } => format!("native {kind:?}"),
        })
        .collect();
    format!(
        "{:?}",
        (
            (
                &request.model,
                &request.messages,
                tools,
                &request.tool_choice
            ),
            (
                request.parallel_tool_calls,
                raw(&request.sampling.temperature)
            ),
            (
                raw(&request.sampling.seed),
                request.max_output_tokens,
                &request.stop
            ),
            (
                request.candidates,
                request.stream,
                request.include_usage,
                &request.user
            ),
            &request.extra,
        )
    )
}

/// An answer in the order in which the format holds it.
fn choice() -> impl Strategy<Value = (Vec<Part<'static>>, FinishReason<'static>)> {
    let reasoning = option::of(text().prop_map(|text| Part::Reasoning {
        text: text.into(),
        signature: None,
    }));
    let refusal = option::of(text().prop_map(|text| Part::Refusal { text: text.into() }));
    let finish = prop_oneof![
        Just(FinishReason::Stop),
        Just(FinishReason::Length),
        Just(FinishReason::ToolCalls),
        Just(FinishReason::ContentFilter),
    ];
    (
        reasoning,
        option::of(text_part()),
        refusal,
        vec(call(), 0..3),
        finish,
    )
        .prop_map(|(reasoning, text, refusal, calls, finish)| {
            let finish = match finish {
                FinishReason::Stop if !calls.is_empty() => FinishReason::ToolCalls,
                other => other,
            };
            let said = [reasoning, text, refusal].into_iter().flatten();
            (said.chain(calls).collect(), finish)
        })
}

prop_compose! {
    fn answers()(
        id in "[a-z]{1,8}",
        model in text(),
        created in any::<u32>(),
        choices in vec(choice(), 1..3),
        counts in option::of((0..1000u64, 0..1000u64, option::of(0..100u64))),
    ) -> Response<'static> {
        Response {
            id: Some(id.into()),
            model: Some(model.into()),
            created: Some(u64::from(created)),
            choices: choices
                .into_iter()
                .enumerate()
                .map(|(index, (parts, finish))| Choice {
                    index: index as u64,
                    parts,
                    finish: Some(finish),
                    ..Choice::default()
                })
                .collect(),
            usage: counts.map_or_else(Usage::default, |(input, output, cached)| Usage {
                input_tokens: Some(input),
                output_tokens: Some(output),
                cache_read_input_tokens: cached,
                ..Usage::default()
            }),
            ..Response::default()
        }
    }
}

/// One frame of a stream, sensible or not, and how its lines end.
fn frame() -> impl Strategy<Value = String> {
    let some = |key: &'static str| option::of(text().prop_map(move |text| json!({ key: text })));
    let call = (
        0..3u32,
        option::of("[ab]{0,1}"),
        option::of("[fg]{0,2}"),
        option::of("[{}\"x:1]{0,6}"),
    )
        .prop_map(|(index, id, name, arguments)| {
            json!({"tool_calls": [{"index": index, "id": id,
                "function": {"name": name, "arguments": arguments}}]})
        });
    let delta = prop_oneof![
        some("content").prop_map(|delta| delta.unwrap_or(json!({"content": null}))),
        some("reasoning_content").prop_map(|delta| delta.unwrap_or(json!({}))),
        text().prop_map(|text| json!({"refusal": text})),
        call,
    ];
    let reason = prop_oneof![8 => Just(Json::Null), 1 => Just(json!("stop")), 1 => Just(json!(""))];
    let choice = (0..2u32, delta, reason).prop_map(|(index, delta, reason)| {
        json!({"id": "c1", "model": "m", "choices": [
            {"index": index, "delta": delta, "finish_reason": reason}]})
    });
    let data = prop_oneof![
        12 => choice.prop_map(|chunk| format!("data: {chunk}")),
        1 => (0..9u64).prop_map(|n| format!("data:{}", json!({"choices": [], "usage": {"prompt_tokens": n}}))),
        1 => Just(": ping".to_owned()),
        1 => Just("data: {oops".to_owned()),
        1 => Just("event: x\ndata: {\"type\":\"y\"}".to_owned()),
        1 => Just("data: [DONE] ".to_owned()),
        1 => Just("data: {\"error\":{\"message\":\"no\",\"code\":429}}".to_owned()),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
    (data, end).prop_map(|(data, end)| format!("{}{end}{end}", data.replace('\n', end)))
}

fn streams() -> impl Strategy<Value = String> {
    vec(frame(), 0..12).prop_map(|frames| frames.concat())
}

/// The events, and the bytes that a client of this format gets for them.
fn recoded(bytes: &[u8], cuts: &[usize]) -> (Vec<String>, Vec<u8>) {
    let (mut seen, mut out) = (Vec::new(), Vec::new());
    let mut encoder = Encoder::new(&CONTEXT);
    let mut decoder = Decoder::new();
    let mut each = |event: &Event<'_>| {
        seen.push(words(event));
        encoder.event(event, &mut out);
    };
    let mut rest = bytes;
    for cut in cuts {
        let (piece, after) = rest.split_at((*cut).min(rest.len()));
        decoder.feed(piece, &mut each);
        rest = after;
    }
    decoder.feed(rest, &mut each);
    decoder.finish(&mut each);
    (seen, out)
}

/// Checks the order that events promise.
#[derive(Default)]
struct Order {
    started: bool,
    over: bool,
    open: Vec<(u32, u32)>,
    begun: Vec<(u32, u32)>,
    finished: Vec<u32>,
    wrong: Option<String>,
}

impl Order {
    fn see(&mut self, event: &Event<'_>) {
        let right = !self.over
            && match event {
                Event::Start(_) => !std::mem::replace(&mut self.started, true),
                Event::PartStart { choice, part, kind } => {
                    let at = (*choice, *part);
                    let number = self
                        .begun
                        .iter()
                        .filter(|(begun, _)| begun == choice)
                        .count();
                    let named = match kind {
                        PartKind::ToolCall { id, name } => !id.is_empty() && !name.is_empty(),
                        _ => true,
                    };
                    self.open.push(at);
                    self.begun.push(at);
                    self.started
                        && number == *part as usize
                        && named
                        && !self.finished.contains(choice)
                }
                Event::PartDelta { choice, part, text } => {
                    self.open.contains(&(*choice, *part)) && !text.is_empty()
                }
                Event::PartStop { choice, part } => {
                    let open = self.open.len();
                    self.open.retain(|at| *at != (*choice, *part));
                    self.open.len() + 1 == open
                }
                Event::Finish { choice, .. } => {
                    let is_first = !self.finished.contains(choice);
                    self.finished.push(*choice);
                    is_first && self.open.iter().all(|(open, _)| open != choice)
                }
                Event::End => {
                    self.over = true;
                    self.open.is_empty() && self.started
                }
                Event::Error(_) => {
                    self.over = true;
                    true
                }
                _ => true,
            };
        if !right && self.wrong.is_none() {
            self.wrong = Some(words(event));
        }
    }
}

proptest! {
    #[test]
    fn a_request_read_from_what_was_written_means_the_same(request in requests()) {
        let target = Target { model: "target-model", default_max_tokens: 1, wants_reasoning: false, };
        let (mut out, mut losses) = (Vec::new(), Losses::default());
        encode_request(&request, &target, &mut out, &mut losses).expect("encodes");
        prop_assert!(losses.is_empty(), "{losses:?}");
        let text = String::from_utf8(out).expect("UTF-8");
        let read = decode_request(value(&text)).expect("decodes");
        prop_assert_eq!(meaning(&read), meaning(&request), "{}", text);
        prop_assert!(outline(value(&text)).is_ok());
    }

    #[test]
    fn an_answer_read_from_what_was_written_means_the_same(answer in answers()) {
        let (body, losses) = encoded_response(&answer);
        prop_assert!(losses.is_empty(), "{losses:?}");
        prop_assert_eq!(format!("{:?}", response(&body)), format!("{answer:?}"));
    }

    #[test]
    fn a_stream_folds_into_the_whole_answer(answer in answers(), size in 1usize..80) {
        let mut encoder = Encoder::new(&CONTEXT);
        let mut out = Vec::new();
        replay(&answer, &mut |event| encoder.event(event, &mut out));
        let mut fold = Fold::new(1 << 20);
        let mut decoder = Decoder::new();
        for piece in out.chunks(size) {
            decoder.feed(piece, &mut |event| fold.push(event));
        }
        decoder.finish(&mut |event| fold.push(event));
        let folded = fold.response().expect("an answer");
        prop_assert_eq!(format!("{folded:?}"), format!("{answer:?}"));
    }

    #[test]
    fn any_cut_of_a_stream_gives_the_same_events_and_bytes(
        stream in streams(),
        cuts in vec(0usize..40, 0..40),
    ) {
        let bytes = stream.as_bytes();
        prop_assert_eq!(recoded(bytes, &cuts), recoded(bytes, &[]));
        let single = vec![1; bytes.len()];
        prop_assert_eq!(recoded(bytes, &single), recoded(bytes, &[]));
    }

    #[test]
    fn events_keep_their_order_whatever_a_provider_sends(stream in streams()) {
        let mut order = Order::default();
        let mut decoder = Decoder::new();
        decoder.feed(stream.as_bytes(), &mut |event| order.see(event));
        decoder.finish(&mut |event| order.see(event));
        prop_assert_eq!(order.wrong, None);
        prop_assert!(order.over);
    }

    #[test]
    fn any_bytes_are_read_without_harm(bytes in vec(any::<u8>(), 0..200), size in 1usize..50) {
        let seen = events_in(&bytes, size);
        let last = seen.last().cloned().unwrap_or_default();
        prop_assert!(last == "End" || last.starts_with("error"), "{seen:?}");
        prop_assert!(!decode_error(500, &bytes).message.is_empty());
    }
}
