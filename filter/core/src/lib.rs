//! The life of an exchange as phases, and the policies they ask.
//!
//! Two machines, [`exchange::Gateway`] and [`exchange::Attempt`], turn callbacks
//! of a proxy into effects on a [`Host`]. Deliberately absent: clock, log,
//! randomness, and any proxy.

pub mod callout;
mod endpoint;
pub mod exchange;
mod guard;
mod headers;
mod host;
mod models;
pub mod policy;
mod rate_limits;
mod rejection;
mod retry_after;
pub mod routing;
pub mod telemetry;
mod worker;

pub use endpoint::{
    Endpoint, Media, ModelAt, NoEndpoint, Operation, Pass, caller_format, endpoint,
};
pub use guard::{DryRun, Guards, Tried};
pub use headers::Headers;
pub use host::{CallId, Flow, Host, Side};
pub use rate_limits::quota;
pub use rejection::Rejection;
pub use retry_after::retry_after;
pub use worker::{Begun, Ended, Ledger, Of, Pace, Worker};
