//! Guardrails on a real Envoy.

mod clients;
mod desk;
mod extremes;
mod matrix;
mod services;
mod streams;
mod unreadable;
