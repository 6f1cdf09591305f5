//! Which targets a request may go to, in which order.

mod state;

pub use state::{AccountState, CoolReason, Cooling, Quota, State, TargetState};
