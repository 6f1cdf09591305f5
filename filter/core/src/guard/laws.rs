//! The law of answers: whole or streamed, in whatever pieces, one says what the other says.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use sluice_protocol::any::AnyFormat;
use sluice_protocol::chat::{Choice, Event, FinishReason, Fold, Part, PartKind, Response, Start};
use sluice_protocol::codec::AnswerContext;
use sluice_protocol::json::{Document, Limits, Text};
use sluice_protocol::{Losses, WireFormat};

use super::{Body, Direction, Guarded, Guards, Watch, What, pass_body};

/// One part of an answer.
#[derive(Debug, Clone)]
enum Said {
    Thought(String),
    Text(String),
    Call(&'static str, Value),
}

/// What each choice says.
type Answer = Vec<Vec<Said>>;

/// What a client gets: of each choice its thoughts, its text, and its calls.
type Told = Vec<(String, String, Vec<Value>)>;

/// What guardrails make of an answer: that it is stopped, or what is told and found.
type Outcome = Option<(Told, String)>;

/// Guardrails, of which the first redacts. `remove` redacts and leaves nothing.
pub(super) fn guards(action: &str) -> Guards {
    let mut words =
        json!({"check": {"words": {"words": ["example", "top secret"]}}, "action": action});
    if action == "remove" {
        words["action"] = json!("redact");
        words["redact"] = json!({"with": "remove"});
    }
    let config = json!({
        "version": "v1",
        "listener": {"address": "127.0.0.1", "port": 10000},
        "access": "open",
        "providers": {"p": {"format": "openai-chat", "endpoint": "http://p.test"}},
        "models": {"m": {"targets": [{"provider": "p", "model": "m"}]}},
        "guardrails": {
            "pii": {
                "check": {"pii": {"entities": ["EMAIL_ADDRESS", "CREDIT_CARD", "US_SSN"]}},
                "action": "redact",
            },
            "words": words,
            "said": {
                "check": {"pii": {"entities": ["EMAIL_ADDRESS"]}},
                "parts": ["answer"], "action": "flag",
            },
        },
    });
    Guards::new(&sluice_config::from_json(config.to_string().as_bytes()).unwrap())
}

fn any_words() -> impl Strategy<Value = String> {
    let word = select(vec![
        "so",
        " ",
        "jo@example.org",
        "ana.b@x.io",
        "4111 1111 1111 1111",
        "4111111111111111",
        "536-22-1234",
        "ssn ",
        "top secret",
        "top",
        " secret",
        "12",
        "é",
        ".",
        "\n",
        "@",
        "example.org",
        "[EMAIL_ADDRESS_1]",
    ]);
    prop::collection::vec(word, 1..8).prop_map(|words| words.concat())
}

/// A text in so many parts.
fn cut(text: &str, places: &[Index]) -> Vec<String> {
    let mut chars: Vec<char> = text.chars().collect();
    let mut parts: Vec<String> = Vec::new();
    for place in places {
        let rest = chars.split_off(place.index(chars.len() + 1));
        parts.push(rest.into_iter().collect());
    }
    parts.push(chars.into_iter().collect());
    parts.reverse();
    parts.retain(|part| !part.is_empty());
    parts
}

fn any_parts(most: usize) -> impl Strategy<Value = Vec<String>> {
    (any_words(), prop::collection::vec(any::<Index>(), 0..most))
        .prop_map(|(text, places)| cut(&text, &places))
}

fn any_choice(format: WireFormat) -> BoxedStrategy<Vec<Said>> {
    // What a format can tell in one answer.
    let (thinks, calls, parts) = match format {
        WireFormat::OpenAiCompletions => (false, false, 1),
        // Before calls it has one text, and else as many as there are.
        WireFormat::CohereChat => (true, true, 1),
        _ => (true, true, 4),
    };
    let thoughts = prop::option::of(any_parts(1)).prop_map(move |all| all.filter(|_| thinks));
    let name = select(vec!["send", "example", "example_2"]);
    let call = (name, any_words())
        .prop_map(|(name, text)| (name, json!({"to": text, "ssn": "536221234", "n": 7})));
    let all = (
        thoughts,
        any_parts(parts),
        prop::collection::vec(call, 0..if calls { 3 } else { 1 }),
    );
    all.prop_map(|(thoughts, texts, calls)| {
        let thoughts = thoughts.into_iter().flatten().map(Said::Thought);
        let texts = texts.into_iter().map(Said::Text);
        thoughts
            .chain(texts)
            .chain(calls.into_iter().map(|(name, to)| Said::Call(name, to)))
            .collect()
    })
    .boxed()
}

fn any_answer(format: WireFormat) -> impl Strategy<Value = Answer> {
    let choices = match format {
        WireFormat::OpenAiChat | WireFormat::GeminiGenerate | WireFormat::OpenAiCompletions => 3,
        _ => 1,
    };
    prop::collection::vec(any_choice(format), 1..=choices)
}

fn response(answer: &Answer) -> Response<'static> {
    let part = |said: &Said| match said.clone() {
        Said::Thought(text) => Part::Reasoning {
            text: text.into(),
            signature: None,
        },
        Said::Text(text) => Part::Text {
            text: text.into(),
            cache: None,
            citations: None,
        },
        Said::Call(name, arguments) => Part::ToolCall {
            id: "call_1".into(),
            name: name.into(),
            arguments: arguments.to_string().into(),
            cache: None,
        },
    };
    let choices = answer.iter().zip(0..).map(|(parts, index)| Choice {
        index,
        parts: parts.iter().map(part).collect(),
        finish: Some(FinishReason::Stop),
        ..Choice::default()
    });
    Response {
        choices: choices.collect(),
        ..Response::default()
    }
}

fn told(response: &Response<'_>) -> Told {
    let mut choices: Vec<_> = response.choices.iter().collect();
    choices.sort_by_key(|choice| choice.index);
    let told = choices.iter().map(|choice| {
        let (mut thought, mut text, mut calls) = (String::new(), String::new(), Vec::new());
        for part in &choice.parts {
            match part {
                Part::Reasoning { text, .. } => thought.push_str(&text.to_str()),
                Part::Text { text: said, .. } => text.push_str(&said.to_str()),
                Part::ToolCall {
                    name, arguments, ..
                } => {
                    let arguments: Value = serde_json::from_str(&arguments.to_str()).unwrap();
                    calls.push(json!([name.to_str(), arguments]));
                }
                other => panic!("{other:?}"),
            }
        }
        (thought, text, calls)
    });
    told.collect()
}

fn guarded(guards: &Guards) -> Guarded {
    Guarded {
        output: (0..guards.iter().count()).collect(),
        ..Guarded::default()
    }
}

fn whole(answer: &Answer, format: WireFormat, guards: &Guards) -> Outcome {
    let mut bytes = Vec::new();
    let context = AnswerContext::default();
    let codec = format.codec();
    codec.encode_response(
        &response(answer),
        &context,
        &mut bytes,
        &mut Losses::default(),
    );
    let mut guarded = guarded(guards);
    let plan = guarded.output.clone();
    let document = Document::parse(&bytes, Limits::default()).unwrap();
    let body = Body {
        what: What::Message(Some(AnyFormat::Chat(format))),
        content: document.root(&bytes).into(),
    };
    let changed = pass_body(guards, &plan, Direction::Output, body, &mut guarded).ok()?;
    let bytes = changed.unwrap_or_else(|| bytes.clone());
    let document = Document::parse(&bytes, Limits::default()).unwrap();
    let response = codec.decode_response(document.root(&bytes)).unwrap();
    Some((told(&response), guarded.verdicts.header(guards)))
}

/// The events of an answer, by choice.
fn events(answer: &Answer, sizes: &[usize]) -> Vec<Vec<Event<'static>>> {
    let mut sizes = sizes.iter().cycle();
    let choices = answer.iter().zip(0..).map(|(parts, choice)| {
        let mut events = Vec::new();
        for (said, part) in parts.iter().zip(0..) {
            let (kind, text) = match said {
                Said::Thought(text) => (PartKind::Reasoning, text.clone()),
                Said::Text(text) => (PartKind::Text, text.clone()),
                Said::Call(name, arguments) => {
                    let (id, name) = ("call_1".into(), (*name).into());
                    (PartKind::ToolCall { id, name }, arguments.to_string())
                }
            };
            events.push(Event::PartStart { choice, part, kind });
            let mut chars = text.chars().peekable();
            while chars.peek().is_some() {
                let size = sizes.next().copied().unwrap_or(1);
                let text = Text::from(chars.by_ref().take(size).collect::<String>());
                events.push(Event::PartDelta { choice, part, text });
            }
            events.push(Event::PartStop { choice, part });
        }
        let reason = FinishReason::Stop;
        events.push(Event::Finish { choice, reason });
        events
    });
    choices.collect()
}

/// The same events, those of several choices between each other.
fn mixed(mut choices: Vec<Vec<Event<'static>>>, turns: &[usize]) -> Vec<Event<'static>> {
    let mut all = vec![Event::Start(Start::default())];
    choices.iter_mut().for_each(|events| events.reverse());
    for turn in turns.iter().cycle() {
        choices.retain(|events| !events.is_empty());
        let Some(at) = turn.checked_rem(choices.len()) else {
            break;
        };
        all.extend(choices[at].pop());
    }
    all.push(Event::End);
    all
}

fn streamed(events: &[Event<'_>], looks: &[bool], format: WireFormat, guards: &Guards) -> Outcome {
    let mut guarded = guarded(guards);
    let mut watch = Watch::new(format, format, guards, &mut guarded).unwrap();
    let codec = format.codec();
    let mut encoder = codec.stream_encoder(&AnswerContext::default());
    let mut bytes = Vec::new();
    for (event, looks) in events.iter().zip(looks.iter().cycle()) {
        let mut each = |event: &Event<'_>| encoder.event(event, &mut bytes);
        watch.event(event, guards, &mut guarded, &mut each).ok()?;
        if *looks {
            watch.settle(guards, &mut guarded, &mut each).ok()?;
        }
    }
    let mut fold = Fold::new(1 << 20);
    let mut decoder = codec.stream_decoder();
    decoder.feed(&bytes, &mut |event| fold.push(event));
    decoder.finish(&mut |event| fold.push(event));
    let response = fold.response().unwrap();
    Some((told(&response), guarded.verdicts.header(guards)))
}

fn any_case() -> impl Strategy<Value = (WireFormat, Answer)> {
    select(WireFormat::ALL)
        .prop_flat_map(|format| any_answer(format).prop_map(move |answer| (format, answer)))
}

proptest! {
    #[test]
    fn an_answer_is_the_same_whole_and_streamed(
        (format, answer) in any_case(),
        sizes in prop::collection::vec(1usize..9, 1..5),
        turns in prop::collection::vec(0usize..6, 1..7),
        looks in prop::collection::vec(any::<bool>(), 1..5),
        action in select(vec!["redact", "remove", "flag", "deny"]),
    ) {
        let nothing = Guards::default();
        let events = mixed(events(&answer, &sizes), &turns);
        let plain = whole(&answer, format, &nothing);
        prop_assert_eq!(&plain, &streamed(&events, &looks, format, &nothing), "{}", format);
        let guards = guards(action);
        let expected = whole(&answer, format, &guards);
        prop_assert_eq!(&expected, &streamed(&events, &looks, format, &guards), "{}", format);
    }
}

#[test]
fn a_name_that_is_removed_is_not_empty() {
    let guards = guards("remove");
    for format in WireFormat::ALL.iter().copied() {
        if format == WireFormat::OpenAiCompletions {
            continue;
        }
        for (name, left) in [
            ("example", "redacted"),
            ("example_2", "_2"),
            ("send", "send"),
        ] {
            let answer = vec![vec![Said::Call(name, json!({"to": "example"}))]];
            let wanted = vec![json!([left, {"to": ""}])];
            let calls = |outcome: Outcome| outcome.unwrap().0.remove(0).2;
            assert_eq!(calls(whole(&answer, format, &guards)), wanted, "{format}");
            let events = mixed(events(&answer, &[3]), &[0]);
            let told = streamed(&events, &[true], format, &guards);
            assert_eq!(calls(told), wanted, "{format}");
        }
    }
}
