//! What tests on a real Envoy are made with: a gateway on free ports, provider
//! simulators behind it and a client that sees every byte.
//!
//! A test that cannot have what it needs fails and says how to get it; it is
//! never skipped. A gateway whose Envoy crashed, or whose module trapped when
//! that was not expected, fails its test when it is dropped.

#![expect(clippy::panic, reason = "tests fail by panicking")]

pub mod client;
mod envoy;
pub mod faulty;
mod gateway;
mod ports;
mod running;
mod setup;
pub mod upstream;

pub use envoy::{Envoy, until};
pub use gateway::{CLIENT_KEY, Gateway, Settings, key_sha256};
pub use ports::free_port;
pub use running::Running;
pub use setup::Setup;
pub use upstream::Upstream;
