//! Embeddings and rerank: every fixture in every other format, against the snapshot
//! beside it; and the laws that tie the halves of a format together.
//!
//! `SLUICE_BLESS=1 cargo test -p sluice-protocol --test tables` writes the snapshots
//! anew. What was lost and what was refused stands in them too.

mod recorded;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "chats are for other tests")]
mod support;

use std::path::{Path, PathBuf};

use sluice_protocol::embed::{self, EmbedFormat};
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::rerank::{self, RerankFormat};
use sluice_protocol::translate::Refusal;
use sluice_protocol::{DecodeError, Losses};

/// A translation between two formats of one API, by their names.
pub(crate) type Translate = fn(&str, &str, &[u8]) -> Result<(Vec<u8>, Losses), Refusal>;

/// One API, and the kinds of bodies it has.
struct Api {
    name: &'static str,
    formats: fn() -> Vec<&'static str>,
    kinds: &'static [(&'static str, Translate)],
}

const APIS: &[Api] = &[
    Api {
        name: "embed",
        formats: || {
            EmbedFormat::ALL
                .iter()
                .map(|format| format.name())
                .collect()
        },
        kinds: &[("request", embed_request), ("response", embed_response)],
    },
    Api {
        name: "rerank",
        formats: || {
            RerankFormat::ALL
                .iter()
                .map(|format| format.name())
                .collect()
        },
        kinds: &[("request", rerank_request), ("response", rerank_response)],
    },
];

/// A model that each format's provider has.
fn model(format: &str) -> &'static str {
    match format {
        "openai-embeddings" => "text-embedding-3-small",
        "cohere-embed" => "embed-v4.0",
        "gemini-embed" => "gemini-embedding-001",
        "vertex-embed" => "text-embedding-005",
        "bedrock-titan-embed" => "amazon.titan-embed-text-v2:0",
        "bedrock-cohere-embed" => "cohere.embed-v4:0",
        "bedrock-rerank" => "arn:aws:bedrock:us-west-2::foundation-model/cohere.rerank-v3-5:0",
        "bedrock-invoke-rerank" => "cohere.rerank-v3-5:0",
        _ => "a-rerank-model",
    }
}

fn embed_format(name: &str) -> EmbedFormat {
    name.parse().unwrap_or(EmbedFormat::OpenAi)
}

fn rerank_format(name: &str) -> RerankFormat {
    name.parse().unwrap_or(RerankFormat::Cohere)
}

fn parse(bytes: &[u8]) -> Result<Document, Refusal> {
    Ok(Document::parse(bytes, Limits::default()).map_err(DecodeError::from)?)
}

fn embed_request(client: &str, provider: &str, bytes: &[u8]) -> Result<(Vec<u8>, Losses), Refusal> {
    let document = parse(bytes)?;
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    embed::translate_request(
        embed_format(client),
        embed_format(provider),
        document.root(bytes),
        model(provider),
        &mut out,
        &mut losses,
    )?;
    Ok((out, losses))
}

fn embed_response(
    provider: &str,
    client: &str,
    bytes: &[u8],
) -> Result<(Vec<u8>, Losses), Refusal> {
    let context = embed::AnswerContext {
        model: "a-model",
        id: "an-id",
        ..embed::AnswerContext::default()
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    embed::translate_response(
        embed_format(client),
        embed_format(provider),
        bytes,
        &context,
        &mut out,
        &mut losses,
    )?;
    Ok((out, losses))
}

fn rerank_request(
    client: &str,
    provider: &str,
    bytes: &[u8],
) -> Result<(Vec<u8>, Losses), Refusal> {
    let document = parse(bytes)?;
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    rerank::translate_request(
        rerank_format(client),
        rerank_format(provider),
        document.root(bytes),
        model(provider),
        &mut out,
        &mut losses,
    )?;
    Ok((out, losses))
}

fn rerank_response(
    provider: &str,
    client: &str,
    bytes: &[u8],
) -> Result<(Vec<u8>, Losses), Refusal> {
    let context = rerank::AnswerContext {
        model: "a-model",
        id: "an-id",
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    rerank::translate_response(
        rerank_format(client),
        rerank_format(provider),
        bytes,
        &context,
        &mut out,
        &mut losses,
    )?;
    Ok((out, losses))
}

/// One fixture: `fixtures/<api>/<format>/<kind>/<case>.json`.
struct Fixture {
    path: PathBuf,
    format: &'static str,
    bytes: Vec<u8>,
}

fn fixtures(api: &Api, kind: &str) -> Vec<Fixture> {
    let mut found = Vec::new();
    for format in (api.formats)() {
        let folder = support::folder().join(api.name).join(format).join(kind);
        let json = |path: &Path| path.extension().is_some_and(|ending| ending == "json");
        let files = support::files(&folder);
        assert!(
            files.iter().any(|path| json(path)),
            "no fixtures in {}",
            folder.display()
        );
        found.extend(files.into_iter().filter(|path| json(path)).map(|path| {
            let bytes = std::fs::read(&path).unwrap_or_default();
            Fixture {
                path,
                format,
                bytes,
            }
        }));
    }
    found
}

fn shown(translated: Result<(Vec<u8>, Losses), Refusal>) -> String {
    match translated {
        Err(Refusal::Decode(error)) => format!("unreadable: {error}\n"),
        Err(refusal) => format!("refused: {refusal}\n"),
        Ok((body, losses)) => {
            let losses: String = losses.iter().map(|loss| format!("  {loss}\n")).collect();
            format!("losses:\n{losses}body:\n{}", support::pretty(&body))
        }
    }
}

#[test]
fn bodies_translate_as_committed() {
    let bless = std::env::var_os("SLUICE_BLESS").is_some_and(|value| value == "1");
    let mut changed = Vec::new();
    for api in APIS {
        for (kind, translate) in api.kinds {
            for fixture in fixtures(api, kind) {
                for other in (api.formats)() {
                    if other == fixture.format {
                        continue;
                    }
                    let path = fixture.path.with_extension(format!("{other}.snap"));
                    let now = shown(translate(fixture.format, other, &fixture.bytes));
                    let committed = std::fs::read_to_string(&path).unwrap_or_default();
                    if now == committed {
                        continue;
                    }
                    if bless {
                        let written = std::fs::write(&path, &now);
                        assert!(written.is_ok(), "cannot write {}", path.display());
                    } else {
                        changed.push(format!("{}:\n{committed}---\n{now}", path.display()));
                    }
                }
            }
        }
    }
    assert!(
        changed.is_empty(),
        "{} translations changed; if they should have, run with SLUICE_BLESS=1\n\n{}",
        changed.len(),
        changed.join("\n")
    );
}

#[test]
fn what_was_written_is_read_and_written_the_same() {
    for api in APIS {
        for (kind, translate) in api.kinds {
            for fixture in fixtures(api, kind) {
                let Ok((once, _)) = translate(fixture.format, fixture.format, &fixture.bytes)
                else {
                    continue;
                };
                let twice = translate(fixture.format, fixture.format, &once);
                let name = fixture.path.display();
                assert!(twice.is_ok(), "{name}: {twice:?}");
                let Ok((twice, losses)) = twice else { continue };
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                assert_eq!(text(&twice), text(&once), "{name}");
                assert!(losses.is_empty(), "{name}: {losses:?}");
            }
        }
    }
}

#[test]
fn a_field_that_nobody_knows_is_listed() {
    for api in APIS {
        for (kind, translate) in api.kinds {
            for fixture in fixtures(api, kind) {
                let parsed = serde_json::from_slice(&fixture.bytes);
                let mut body: serde_json::Value = parsed.unwrap_or_default();
                body["an_unknown_field"] = 1.into();
                for other in (api.formats)() {
                    let bytes = body.to_string().into_bytes();
                    let Ok((_, losses)) = translate(fixture.format, other, &bytes) else {
                        continue;
                    };
                    let mut fields = losses.iter().map(|loss| &*loss.field);
                    assert!(
                        fields.any(|field| field == "an_unknown_field"),
                        "{} to {other}: {losses:?}",
                        fixture.path.display()
                    );
                }
            }
        }
    }
}

#[test]
fn errors_keep_their_message_and_status_for_every_client() {
    let body = br#"{"message":"too many tokens"}"#;
    for provider in EmbedFormat::ALL {
        for client in EmbedFormat::ALL {
            let error = provider.decode_error(422, body);
            let mut out = Vec::new();
            client.encode_error(&error, &mut out);
            let told = client.decode_error(422, &out);
            assert_eq!((&*told.message, told.status), ("too many tokens", 422));
        }
    }
    for provider in RerankFormat::ALL {
        let error = provider.decode_error(429, body);
        let mut out = Vec::new();
        RerankFormat::Cohere.encode_error(&error, &mut out);
        let told = RerankFormat::Cohere.decode_error(429, &out);
        assert_eq!((&*told.message, told.status), ("too many tokens", 429));
    }
}

#[test]
fn names_and_formats_are_one() {
    for format in EmbedFormat::ALL {
        assert_eq!(format.name().parse::<EmbedFormat>().as_ref(), Ok(format));
    }
    for format in RerankFormat::ALL {
        assert_eq!(format.name().parse::<RerankFormat>().as_ref(), Ok(format));
    }
    let unknown = "chat".parse::<EmbedFormat>().err();
    let message = unknown.map(|error| error.to_string()).unwrap_or_default();
    assert!(message.contains("cohere-embed"), "{message}");
}
