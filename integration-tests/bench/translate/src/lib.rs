//! What translation costs by itself: for every pair of formats a request, a whole
//! answer and a stream, without Envoy around them.
//!
//! The same code measures natively (`main.rs`) and in the module that is built like
//! the filter: there `proxy-wasm` gives it a clock and a place to write to, so that
//! whoever can load a filter can run it.

mod bodies;
mod measure;
#[cfg(target_arch = "wasm32")]
mod module;

pub use measure::table;
