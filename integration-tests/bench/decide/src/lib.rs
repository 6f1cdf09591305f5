//! What it costs to decide which targets a request goes to: eight of them, with every
//! rule in force, by each strategy and by a tree of several.
//!
//! The same code measures natively (`main.rs`) and in the module that is built like
//! the filter: there `proxy-wasm` gives it a clock and a place to write to.

mod measure;
#[cfg(target_arch = "wasm32")]
mod module;
mod scene;

pub use measure::table;
