//! A webhook as Portkey's documentation describes its own, "Bring your own guardrails".

use serde_json::{Value, json};

use super::{Wish, body, key, texts};
use crate::check::Kind::{Any, Bool, Either, Int, List, Object, OneOf, Open};
use crate::check::{Field, Kind, TEXT, nullable, optional, required};
use crate::formats::Arrival;
use crate::reply::Reply;

const MESSAGES: Kind = List {
    min: 0,
    max: usize::MAX,
    item: &Object(&[
        required("role", OneOf(&["system", "user", "assistant", "tool"])),
        required("content", TEXT),
    ]),
};

const CHOICES: Kind = List {
    min: 0,
    max: usize::MAX,
    item: &Object(&[
        required(
            "index",
            Int {
                min: 0,
                max: i64::MAX,
            },
        ),
        required(
            "message",
            Object(&[
                required("role", OneOf(&["assistant"])),
                required("content", TEXT),
            ]),
        ),
    ]),
};

const REQUEST: &[Field] = &[
    required(
        "eventType",
        OneOf(&["beforeRequestHook", "afterRequestHook"]),
    ),
    required("requestType", TEXT),
    required(
        "request",
        Object(&[
            required(
                "json",
                Object(&[
                    optional("model", TEXT),
                    optional("stream", Bool),
                    optional("messages", MESSAGES),
                    optional("prompt", Any),
                    optional("input", Any),
                ]),
            ),
            required("text", TEXT),
            required("isStreamingRequest", Bool),
            required("isTransformed", Bool),
        ]),
    ),
    required(
        "response",
        Object(&[
            required("json", Object(&[optional("choices", CHOICES)])),
            required("text", TEXT),
            nullable("statusCode", Either(&[Int { min: 100, max: 599 }])),
            required("isTransformed", Bool),
        ]),
    ),
    required("metadata", Open),
    required("provider", TEXT),
    optional("parts", Any),
];

pub(super) fn answer(arrival: &Arrival<'_>) -> Result<(Wish, Value), Reply> {
    key(arrival, "authorization", "Bearer ")?;
    let body = body(arrival, REQUEST)?;
    let is_before = body.get("eventType").and_then(Value::as_str) == Some("beforeRequestHook");
    let (side, list, pointer) = if is_before {
        ("request", "/json/messages", "/content")
    } else {
        ("response", "/json/choices", "/message/content")
    };
    let items = body.get(side).and_then(|side| side.pointer(list));
    let texts = texts(items, pointer);
    let wish = Wish::of(texts.iter().copied());
    let masked: Vec<_> = texts.iter().map(|text| wish.masked(text)).collect();
    let is_changed = wish.loses || masked.iter().any(Option::is_some);
    let texts = texts.iter().zip(masked);
    let texts = texts.map(|(text, masked)| masked.unwrap_or_else(|| (*text).to_owned()));
    let transformed = if is_before {
        let messages = texts.map(|text| json!({"role": "user", "content": text}));
        json!({"request": {"json": {"messages": wish.items(messages.collect())}}})
    } else {
        let choices = texts.map(|text| json!({"message": {"content": text}}));
        json!({"response": {"json": {"choices": wish.items(choices.collect())}}})
    };
    let mut answer = json!({"verdict": !wish.trips, "data": {"reason": "as the texts say"}});
    if is_changed {
        answer["transformedData"] = transformed;
    }
    Ok((wish, answer))
}
