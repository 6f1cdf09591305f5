//! The gateway on a real Envoy, with provider simulators behind it. One file a
//! feature; `world.rs` is what they all start from.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod access;
mod chaos;
mod clouds;
mod completions;
mod crash;
mod errors;
mod fallback;
mod formats;
mod guardrails;
mod hang_up;
mod load;
mod names;
mod no_host;
mod observe;
mod own_failures;
mod passed;
mod realtime;
mod reload;
mod routing;
mod shared;
mod streams;
mod tls;
mod world;
