//! The gateway's own code in a web page: text in, JSON out.
//!
//! [`validate`] is what `sluice validate` and the filter ask of a configuration,
//! [`translate`] what the filter does to a body on its way. Nothing is decided
//! here, and nothing leaves the page: there is no network in this crate. The
//! page itself is in `web/`.

mod answer;
mod translate;
mod validate;

pub use translate::translate;
pub use validate::validate;
