//! Any events in the promised order make a stream that a client can read.
//!
//! The input is a script: each byte picks the next event among those that may
//! come, and the bytes after it its text.

use sluice_protocol::chat::{
    ApiError, ErrorKind, Event, FinishReason, Fold, Origin, PartKind, Signature, Start, Usage,
};
use sluice_protocol::json::{Document, Limits, Text};

use super::CONTEXT;
use super::client;
use super::order::Order;
use super::pairs::Pairs;

const CITATION: &[u8] = br#"{"type":"url_citation","url_citation":{"url":"https://example.com","title":"a","start_index":0,"end_index":1}}"#;
const LOG_PROBS: &[u8] =
    br#"{"content":[{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[]}],"refusal":null}"#;
const NATIVE: &[u8] = br#"{"type":"hologram","light":1}"#;
const CHOICES: usize = 3;

/// One input, as every pair of formats.
pub fn run(data: &[u8]) {
    check(Pairs::ALL, Pairs::named_by(data).1);
}

/// One input, as the pair of formats that it names.
pub fn run_pair(data: &[u8]) {
    let (pairs, data) = Pairs::named_by(data);
    check(pairs, data);
}

fn check(pairs: Pairs, data: &[u8]) {
    for format in pairs.targets {
        let mut encoder = format.codec().stream_encoder(&CONTEXT);
        let mut order = Order::default();
        let mut fold = Fold::new(usize::MAX);
        let mut out = Vec::new();
        play(&mut Script(data), &mut |event| {
            order.see(event);
            fold.push(event);
            encoder.event(event, &mut out);
        });
        order.done();
        let length = out.len();
        encoder.event(&Event::End, &mut out);
        encoder.event(&Event::Ping, &mut out);
        assert_eq!(out.len(), length, "{format}: bytes after the end");
        client::check(*format, &out, &fold);
    }
}

struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::from(self.next().unwrap_or(0)) % bound.max(1)
    }

    fn text(&mut self) -> Text<'a> {
        let length = self.below(8).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        Text::plain(String::from_utf8_lossy(text))
    }

    fn some_text(&mut self) -> Text<'a> {
        let text = self.text();
        if text.is_empty() {
            Text::from("x")
        } else {
            text
        }
    }

    fn count(&mut self) -> Option<u64> {
        self.next().filter(|byte| *byte > 0).map(u64::from)
    }
}

#[derive(Default)]
struct Choice {
    next: u32,
    /// Number, whether text may come, whether it is a tool call.
    open: Vec<(u32, bool, bool)>,
    finished: bool,
}

fn play(script: &mut Script<'_>, each: &mut dyn FnMut(&Event<'_>)) {
    let document = |json| Document::parse(json, Limits::default()).unwrap_or_default();
    let (citation, log_probs, native) = (document(CITATION), document(LOG_PROBS), document(NATIVE));
    each(&Event::Start(Start {
        id: Some(script.some_text()),
        model: None,
        created: script.count(),
        service_tier: None,
        usage: Usage::default(),
    }));
    let mut choices: [Choice; CHOICES] = Default::default();
    while let Some(op) = script.next() {
        // The first choice is there in every answer; the others as they come.
        let number = if op < 200 { 0 } else { script.below(CHOICES) };
        let Some(state) = choices.get_mut(number) else {
            continue;
        };
        if state.finished {
            continue;
        }
        let choice = u32::try_from(number).unwrap_or(0);
        let index = script.below(state.open.len());
        let open = state.open.get(index).copied();
        match (op % 10, open) {
            (0 | 1, _) | (2..=5, None) => {
                let part = state.next;
                state.next += 1;
                let (kind, takes_text) = match script.below(7) {
                    0 | 1 => (PartKind::Text, true),
                    2 => (PartKind::Reasoning, true),
                    3 => (PartKind::Refusal, true),
                    4 => {
                        let (id, name) = (script.some_text(), script.some_text());
                        (PartKind::ToolCall { id, name }, true)
                    }
                    5 => (
                        PartKind::RedactedReasoning {
                            data: Signature {
                                origin: Origin::Anthropic,
                                data: script.text(),
                            },
                        },
                        false,
                    ),
                    _ => {
                        let kind = Text::from("hologram");
                        let value = native.root(NATIVE);
                        (PartKind::Native { kind, value }, false)
                    }
                };
                // Only tool calls are ever open side by side.
                let is_call = matches!(kind, PartKind::ToolCall { .. });
                for (part, _, _) in state.open.extract_if(.., |open| !(is_call && open.2)) {
                    each(&Event::PartStop { choice, part });
                }
                state.open.push((part, takes_text, is_call));
                each(&Event::PartStart { choice, part, kind });
            }
            (2..=4, Some((part, true, _))) => {
                let text = script.text();
                each(&Event::PartDelta { choice, part, text });
            }
            (2..=5, Some((part, _, _))) => {
                state.open.remove(index);
                each(&Event::PartStop { choice, part });
            }
            (6, Some((part, true, _))) => each(&Event::Citation {
                choice,
                part,
                value: citation.root(CITATION),
            }),
            (7, _) => each(&Event::LogProbs {
                choice,
                value: log_probs.root(LOG_PROBS),
            }),
            (8, _) => {
                finish(choice, state, script.below(9), each);
            }
            (9, _) => each(&match script.below(4) {
                0 => Event::Ping,
                1 => Event::Malformed,
                2 => Event::Unknown {
                    kind: script.text(),
                },
                _ => {
                    each(&Event::Error(ApiError::new(ErrorKind::Overloaded, "busy")));
                    return;
                }
            }),
            _ => {}
        }
    }
    for (number, state) in choices.iter_mut().enumerate() {
        if !state.finished && (number == 0 || state.next > 0) {
            finish(u32::try_from(number).unwrap_or(0), state, number, each);
        }
    }
    each(&Event::Usage(Usage {
        input_tokens: Some(9),
        output_tokens: script.count(),
        ..Usage::default()
    }));
    each(&Event::End);
}

fn finish(choice: u32, state: &mut Choice, reason: usize, each: &mut dyn FnMut(&Event<'_>)) {
    for (part, _, _) in state.open.drain(..) {
        each(&Event::PartStop { choice, part });
    }
    state.finished = true;
    let reason = match reason {
        0 => FinishReason::Stop,
        1 => FinishReason::StopSequence(None),
        2 => FinishReason::StopSequence(Some(Text::from("END"))),
        3 => FinishReason::Length,
        4 => FinishReason::ContextLength,
        5 => FinishReason::ToolCalls,
        6 => FinishReason::ContentFilter,
        7 => FinishReason::Refusal,
        8 => FinishReason::Pause,
        _ => FinishReason::Other(Text::from("tired")),
    };
    each(&Event::Finish { choice, reason });
}
