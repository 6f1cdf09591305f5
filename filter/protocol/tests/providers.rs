//! One request through every row of the table of providers, against the snapshot
//! committed beside it: where it goes, what it becomes and what is lost.
//!
//! A fixture is `fixtures/providers/<kind>.<format>.json`, the body of a client that
//! speaks the format and asks for a model in the provider's words. The snapshot
//! shows it as it is sent, and what would be sent had a client of the other format
//! asked the same. `SLUICE_BLESS=1` writes the snapshots anew.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[expect(dead_code, reason = "answers are no matter here")]
mod support;

use std::fmt::Write as _;
use std::path::Path;

use sluice_protocol::WireFormat;
use sluice_protocol::provider::{self, Auth, Chat, Kind, PARTS, Template};
use sluice_protocol::translate::Pair;
use support::{files, folder, pretty};

/// What fills the gaps of every row.
fn part(kind: &Kind, base: &str, name: &str) -> Option<String> {
    let default = kind.defaults.iter().find(|(part, _)| *part == name);
    match name {
        "base" => Some(base.to_owned()),
        "deployment" => Some("{model}".to_owned()),
        "region_prefix" => Some("a-region-".to_owned()),
        _ => default
            .map(|(_, text)| (*text).to_owned())
            .or_else(|| PARTS.contains(&name).then(|| format!("a-{name}"))),
    }
}

fn fill(kind: &Kind, base: &str, template: &str) -> String {
    Template::new(template)
        .fill(|name| part(kind, base, name))
        .unwrap()
}

fn urls(kind: &Kind, chat: &Chat, model: &str) -> String {
    let base = fill(kind, "", kind.base);
    let endpoint = fill(kind, "", kind.endpoint);
    let mut out = String::new();
    for (what, path) in [("POST", Some(chat.path)), ("stream", chat.stream_path)] {
        if let Some(path) = path {
            let path = fill(kind, &base, path);
            let path = Template::new(&path).fill_model(model);
            writeln!(out, "{what} {endpoint}{path}").unwrap();
        }
    }
    out
}

/// The request of one client, as the provider gets it.
fn sent(kind: &Kind, client: WireFormat, bytes: &[u8], model: &str) -> String {
    let chat = kind.speaks(client).unwrap_or(&kind.chat[0]);
    let pair = Pair {
        client,
        provider: chat.way(),
        model: Some(model),
        default_max_tokens: 4096,
        include_usage: false,
    };
    let head = format!(
        "\n## {client} as {}\n{}",
        chat.format,
        urls(kind, chat, model)
    );
    match pair.request(bytes) {
        Err(refusal) => format!("{head}refused: {refusal}\n"),
        Ok((body, losses)) => {
            let mut out = head;
            for loss in &losses {
                writeln!(out, "loss: {loss}").unwrap();
            }
            out + &pretty(&body)
        }
    }
}

/// The same request in the words of another client.
fn retold(from: WireFormat, to: WireFormat, bytes: &[u8]) -> Vec<u8> {
    let (body, _) = support::request(from, to, bytes).unwrap();
    body
}

fn snapshot(kind: &Kind, client: WireFormat, bytes: &[u8]) -> String {
    let body: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    let model = body["model"].as_str().unwrap();
    let auth = match kind.auth {
        Auth::None => "none".to_owned(),
        Auth::Bearer(variable) => format!("authorization: Bearer ${variable}"),
        Auth::Header(name, variable) => format!("{name}: ${variable}"),
        Auth::SigV4(service) => format!("AWS Signature Version 4 for {service}"),
    };
    let other = if client == WireFormat::AnthropicMessages {
        WireFormat::OpenAiChat
    } else {
        WireFormat::AnthropicMessages
    };
    format!("# {}\n{auth}\n", kind.title)
        + &sent(kind, client, bytes, model)
        + &sent(kind, other, &retold(client, other, bytes), model)
}

#[test]
fn every_row_sends_what_is_committed() {
    let bless = std::env::var_os("SLUICE_BLESS").is_some_and(|value| value == "1");
    let mut changed = Vec::new();
    let mut seen = Vec::new();
    for path in files(&folder().join("providers")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".json") else {
            let fixture = path.with_extension("json");
            assert!(fixture.exists(), "{name}: its fixture is gone");
            continue;
        };
        let (kind, format) = stem.split_once('.').unwrap();
        let kind = provider::named(kind).unwrap_or_else(|| panic!("{name}: no such kind"));
        seen.push(kind.name);
        let bytes = std::fs::read(&path).unwrap();
        let now = snapshot(kind, format.parse().unwrap(), &bytes);
        check(&path.with_extension("snap"), &now, bless, &mut changed);
    }
    assert!(
        changed.is_empty(),
        "{changed:#?} changed; if they should have, run with SLUICE_BLESS=1"
    );
    for kind in provider::all() {
        assert!(seen.contains(&kind.name), "{} has no fixture", kind.name);
    }
}

fn check(path: &Path, now: &str, bless: bool, changed: &mut Vec<String>) {
    if std::fs::read_to_string(path).unwrap_or_default() == now {
        return;
    }
    if bless {
        std::fs::write(path, now).unwrap();
    } else {
        changed.push(path.display().to_string());
    }
}

#[test]
fn rows_are_sorted_and_complete() {
    let names: Vec<&str> = provider::all().iter().map(|kind| kind.name).collect();
    assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    assert!(names.len() >= 40, "{}", names.len());
    for kind in provider::all() {
        let formats: Vec<_> = kind.chat.iter().map(|chat| chat.format).collect();
        let mut once = formats.clone();
        once.dedup();
        assert!(!formats.is_empty() && once == formats, "{}", kind.name);
        for gap in kind
            .chat
            .iter()
            .flat_map(|chat| Template::new(chat.path).gaps())
        {
            let known = part(kind, "", gap).is_some() || gap == "model";
            assert!(known, "{}: {gap}", kind.name);
        }
    }
}
