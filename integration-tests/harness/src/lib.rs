//! What tests on a real Envoy are made with.

pub mod client;
