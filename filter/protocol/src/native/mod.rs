//! The native path: client and provider speak the same format.
//!
//! Nothing is translated. Of a request only the keys that Sluice owns are
//! edited, in the original bytes; an answer passes as it came, and is only
//! read along for its token counts. Unknown fields, number spelling, key order
//! and white space survive byte for byte.

mod answer;
mod array;
mod ending;
mod request;
mod stream;
mod turn;

pub use answer::{any_usage_of, usage_of};
pub use array::ArrayForm;
pub(crate) use request::model_edit;
pub use request::set_model;
pub use stream::StreamTap;
pub use turn::add_user_text;

#[cfg(test)]
mod tests;
