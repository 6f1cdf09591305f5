//! Completions, embeddings and rerank: texts in lists. The names of all formats of
//! embeddings, and of rerank, stand in one table, since none means two things.

use PieceKind::{Answer, Other, User};
use Step::{Choices, Free, Into, Media, Messages, Opaque, Text, Tokens, Word};

use super::super::piece::PieceKind;
use super::super::shape::{Rest, Shape, Step};
use super::gemini_generate::CONTENT;
use super::shared::TOLD;

pub(super) static COMPLETIONS: Shape = Shape {
    tells: &[],
    rows: &[
        ("model", Word),
        ("prompt", Text(Some(User))),
        ("suffix", Text(Some(User))),
        ("stop", Text(Some(Other))),
        ("user", Text(Some(Other))),
        ("metadata", Free(Some(Other))),
    ],
    rest: Rest::Free,
};

pub(super) static COMPLETED: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("object", Word),
        ("created", Word),
        ("model", Word),
        ("system_fingerprint", Word),
        ("choices", Choices(Some(Answer), &COMPLETION)),
        ("usage", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Told,
};

static COMPLETION: Shape = Shape {
    tells: &[],
    rows: &[
        ("index", Word),
        ("finish_reason", Word),
        ("logprobs", Tokens("null")),
        ("text", Text(None)),
    ],
    rest: Rest::Told,
};

pub(super) static EMBED: Shape = Shape {
    tells: &[],
    rows: &[
        ("model", Word),
        ("input", Text(Some(User))),
        ("inputText", Text(Some(User))),
        ("inputImage", Media),
        ("texts", Text(Some(User))),
        ("images", Media),
        ("inputs", Messages(Some(User), &ITEM)),
        ("content", Into(Some(User), &CONTENT)),
        ("requests", Messages(Some(User), &EMBED)),
        ("instances", Messages(Some(User), &ITEM)),
        ("title", Text(Some(User))),
        ("taskType", Word),
        ("inputType", Word),
        ("truncate", Word),
        ("encoding_format", Word),
        ("embedding_types", Word),
        ("user", Text(Some(Other))),
    ],
    rest: Rest::Free,
};

/// One input of several parts.
static ITEM: Shape = Shape {
    tells: &[],
    rows: &[
        ("type", Word),
        ("taskType", Word),
        ("content", Into(None, &ITEM)),
        ("text", Into(None, &ITEM)),
        ("title", Text(None)),
        ("image_url", Media),
        ("image", Media),
    ],
    rest: Rest::Free,
};

pub(super) static EMBEDDED: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("object", Word),
        ("model", Word),
        ("embedding", Opaque),
        ("data", Into(None, &EMBEDDED)),
        ("texts", Text(Some(User))),
    ],
    rest: Rest::Told,
};

pub(super) static RERANK: Shape = Shape {
    tells: &[],
    rows: &[
        ("model", Word),
        ("modelArn", Word),
        ("type", Word),
        ("query", Text(Some(User))),
        ("queries", Into(Some(User), &RERANK)),
        ("textQuery", Into(Some(User), &RERANK)),
        ("documents", Free(Some(User))),
        ("sources", Into(Some(User), &RERANK)),
        ("inlineDocumentSource", Into(Some(User), &RERANK)),
        ("textDocument", Into(Some(User), &RERANK)),
        ("jsonDocument", Free(Some(User))),
        ("text", Text(Some(User))),
        ("rank_fields", Text(Some(Other))),
        ("rerankingConfiguration", Into(Some(Other), &TOLD)),
        ("nextToken", Opaque),
    ],
    rest: Rest::Free,
};

pub(super) static RERANKED: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("object", Word),
        ("model", Word),
        ("document", Free(Some(User))),
        ("results", Into(None, &RERANKED)),
        ("data", Into(None, &RERANKED)),
    ],
    rest: Rest::Told,
};
