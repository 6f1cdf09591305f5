//! Guardrails on a real Envoy.

mod clients;
mod desk;
mod errors;
mod extremes;
mod forms;
mod matrix;
mod retries;
mod scripted;
mod service_streams;
mod services;
mod streams;
mod thoughts;
mod unreadable;
mod waiting;
