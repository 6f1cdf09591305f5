//! What must hold for any bytes, one function a decoder.
//!
//! The functions panic where a law is broken. libFuzzer drives them
//! (`fuzz_targets/`), and so does a plain test of the protocol crate,
//! `tests/fuzz_smoke.rs`, which includes this very file and needs no fuzzer.
//! Every input is tried as every format: what is a valid body in one is a
//! near miss in the others.

pub mod chunks;
pub mod json;
pub mod sse;

/// Every target: the name of its module here and of its binary in `fuzz_targets/`.
pub const TARGETS: &[&str] = &["json", "sse"];
