//! What must hold for any bytes, one function a decoder.
//!
//! The functions panic where a law is broken. libFuzzer drives them
//! (`fuzz_targets/`), and so does a plain test of the protocol crate,
//! `tests/fuzz_smoke.rs`, which includes this very file and needs no fuzzer.
//! A test tries every input as every format: what is a valid body in one is a
//! near miss in the others. libFuzzer tries it as the pair that it names.

pub mod chunks;
pub mod client;
pub mod embed;
pub mod envelope;
pub mod error;
pub mod events;
pub mod eventstream;
pub mod frames;
pub mod json;
pub mod multipart;
pub mod native;
pub mod order;
pub mod pairs;
pub mod request;
pub mod rerank;
pub mod response;
pub mod said;
pub mod sse;
pub mod stream;
pub mod texts;

use sluice_protocol::codec::AnswerContext;
use sluice_protocol::json::Limits;

/// Every target: the name of its module here and of its binary in `fuzz_targets/`.
pub const TARGETS: &[&str] = &[
    "json",
    "sse",
    "request",
    "response",
    "error",
    "stream",
    "events",
    "native",
    "embed",
    "rerank",
    "eventstream",
    "multipart",
    "envelope",
    "texts",
];

/// What stands in for facts that the filter knows and a stream does not tell.
pub const CONTEXT: AnswerContext<'_> = AnswerContext {
    id: "an-id",
    created: 1,
    model: "a-model",
    include_usage: true,
    array_stream: false,
};

/// Room for what a translation puts around a body that was just within the bounds.
pub const DEEP: Limits = Limits {
    depth: 256,
    values: 1 << 21,
};
