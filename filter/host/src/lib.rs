//! The Envoy filter: callbacks in, effects out.
//!
//! One module, two roles, told apart by the plugin configuration. Nothing is
//! decided here; the machines of `sluice-core` decide. Only `envoy` names host
//! calls. Source of the ABI: proxy-wasm 0.2.1 as Envoy implements it.

#![expect(
    missing_docs,
    reason = "the entry point that the SDK's macro makes has none"
)]

mod envoy;
mod metrics;
mod root;
mod stream;
#[cfg(feature = "trap-injection")]
mod trap;

proxy_wasm::main! {{
    proxy_wasm::set_log_level(proxy_wasm::types::LogLevel::Info);
    proxy_wasm::set_root_context(|_| Box::new(root::Root::default()));
}}
