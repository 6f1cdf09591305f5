//! One gateway.yaml, rendered for what runs it.

pub(crate) mod envoy;
mod files;

pub(crate) use files::{Files, text};
