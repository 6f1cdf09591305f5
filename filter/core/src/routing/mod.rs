//! Which targets a request may go to, in which order.
//!
//! Pure: what is measured ([`State`]), the time and the chance ([`Moment`]) are
//! arguments, and nothing is remembered.

mod caller;
mod condition;
mod count;
mod decision;
mod explain;
mod facts;
mod glance;
mod hash;
mod latency;
mod order;
mod refusal;
mod rules;
mod state;
mod strategy;
#[cfg(test)]
mod tests;
mod trace;
mod why;
mod words;

pub use caller::{Caller, Moment};
pub use decision::{Decision, Excluded, decide};
pub use explain::{
    ExplainedGroup, ExplainedMember, ExplainedNode, ExplainedTarget, Explanation, Finding, explain,
};
pub use facts::{Facts, Features};
pub use refusal::NoTarget;
pub use rules::Rule;
pub use state::{AccountState, CoolReason, Cooling, Quota, State, TargetState};
