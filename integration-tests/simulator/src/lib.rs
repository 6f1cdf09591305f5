//! Strict simulators of provider APIs, with faults on demand.
//!
//! A simulator refuses what the real API refuses, with its error shape, status
//! and type, and answers the rest deterministically, whole and streamed. What
//! it answers is chosen by what the request says:
//!
//! | in the request | in the answer |
//! |---|---|
//! | any text | the text of the last user message, quoted |
//! | `repeat exactly: …` in the last user text | that text and nothing else |
//! | `write N words` | N words |
//! | `call NAME`, `use the tools`, or a tool choice that demands it | tool calls with arguments made from the tool's schema |
//! | `parallel` beside one of these | several calls at once |
//! | `say why` beside one of these | text before the calls |
//! | tool results at the end | text that quotes them |
//! | a JSON schema for the answer | an instance of it |
//! | reasoning or thinking asked for | reasoning tokens, thinking blocks with signatures |
//! | `think in secret` | redacted thinking (Anthropic) |
//! | `please refuse` | a refusal |
//! | `trip the content filter` | stopped by the content filter |
//! | `pause your turn`, `fill the context window` | Anthropic's stop reasons of that name |
//! | `from the cache`, a cache marker | cached tokens in the usage |
//! | `say nothing` | an empty text |
//!
//! Rules that real providers change with the model stand in a table per format
//! (`models.rs`). Authentication checks the form of a key, and its value where
//! [`Options::key`] names one. What is missing: server-side tools, files and
//! batches; requests that use them are refused or, where they are only passed
//! along, ignored.

mod check;
mod control;
mod delivery;
mod fault;
mod formats;
mod frame;
mod gzip;
mod handle;
mod ids;
mod options;
mod plan;
mod reply;
mod schema;
mod server;
mod state;
mod tokens;
mod wire;

pub use fault::{Armed, FAULTS, Fault, FaultError, FaultSyntax, LineEnd};
pub use handle::Simulator;
pub use options::{Format, Options, UnknownFormat};
pub use server::serve;
pub use state::{Outcome, Recorded};
