//! Guardrails on a real Envoy.

mod services;
