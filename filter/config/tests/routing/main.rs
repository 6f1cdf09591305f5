//! The tree of a model's targets, and what is said beside it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod conditions;
mod names;
mod round_trip;
mod rules;
mod tree;

use std::time::Duration;

use serde_json::{Value, json};
use sluice_config::{
    Allowed, Bounds, CanaryStop, Concurrency, Condition, Config, ConfigError, Feature, Group,
    Measure, Model, Node, Options, Pattern, PluginConfig, Sticky, Strategy, TimeWindow, from_value,
    raw_from_value,
};

const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A gateway with four providers, and `model` as its model `m`.
fn document(model: Value) -> Value {
    json!({
        "version": "v1",
        "providers": {
            "a": {"kind": "openai"},
            "b": {"kind": "anthropic", "residency": "us", "data": {"no_training": true}},
            "c": {"kind": "bedrock", "region": "eu-central-1", "data": {"zdr": true}},
            "d": {"kind": "vllm", "endpoint": "http://gpu:8000"},
        },
        "models": {"m": model},
        "consumers": [
            {"name": "shop", "team": "web", "key_sha256": HASH},
            {"name": "batch", "key_sha256": HASH.replace('0', "9")},
        ],
    })
}

fn with(model: Value, pointer: &str, value: Value) -> Value {
    let mut document = document(model);
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let holder = document.pointer_mut(parent).unwrap();
    holder
        .as_object_mut()
        .unwrap()
        .insert(key.to_owned(), value);
    document
}

fn simple() -> Value {
    json!({"targets": [{"provider": "a", "model": "x"}, {"provider": "b", "model": "y"}]})
}

fn read(document: &Value) -> Config {
    from_value(document, Options::default()).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn model(raw: Value) -> Model {
    read(&document(raw)).model("m").unwrap().as_ref().clone()
}

fn errors(document: &Value) -> Vec<ConfigError> {
    from_value(document, Options::default()).unwrap_err()
}

/// One error, at `path` below the model, that says `words`.
#[track_caller]
fn refused(model: Value, path: &str, words: &str) {
    refused_in(&document(model), &format!("$.models.m{path}"), words);
}

#[track_caller]
fn refused_in(document: &Value, path: &str, words: &str) {
    let errors = errors(document);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].path.to_string(), path, "{errors:#?}");
    assert!(errors[0].to_string().contains(words), "{}", errors[0]);
}

/// The tree in one line: `weighted(0*80 priority(1 2))`.
fn drawn(group: &Group) -> String {
    let members: Vec<String> = group
        .members
        .iter()
        .map(|member| {
            let node = match &member.node {
                Node::Target(index) => index.to_string(),
                Node::Group(group) => drawn(group),
            };
            match (member.weight, &member.when) {
                (1, None) => node,
                (weight, None) => format!("{node}*{weight}"),
                (_, Some(_)) => format!("{node}?"),
            }
        })
        .collect();
    let name = match group.strategy {
        Strategy::Priority => "priority",
        Strategy::Weighted { .. } => "weighted",
        Strategy::LowestLatency { .. } => "lowest_latency",
        Strategy::LowestCost => "lowest_cost",
        Strategy::LeastBusy => "least_busy",
        Strategy::FillFirst { .. } => "fill_first",
        Strategy::Canary { .. } => "canary",
    };
    format!("{name}({})", members.join(" "))
}
