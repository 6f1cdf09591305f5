//! The life of an exchange, as two machines that share one [`Exchange`].
//!
//! | callback | [`Gateway`] (listener) | [`Attempt`] (upstream chain, once an attempt) |
//! |---|---|---|
//! | request headers | path, caller, key; hold | which target; path and length for it |
//! | request body | read once, choose targets, prepare the first | write what this target gets |
//! | response headers | an answer of an attempt passes; one of Envoy's own is held | classify: retry, pass, hold for the first event or for all |
//! | response body | Envoy's own answer becomes an error in the client's format | pass, or translate |
//! | log | count, log line, forget | – |
//! | done | – | count the attempt |
//!
//! Both machines are enums of phases that each callback consumes; what exists
//! only in one phase lives in it. A machine that has replied, or has nothing
//! left to do, is `Closed` and absorbs whatever comes.
//!
//! **Invariant:** before the first byte goes to the client an attempt may be
//! given up; after it never. **Invariant:** whatever an attempt does to the
//! request can be done again by the next one, on the same original body.

mod account;
mod admit;
mod again;
mod answer;
mod attempt;
mod choose;
mod counts;
mod deliver;
mod fallback;
mod gateway;
mod hand_over;
mod judge;
mod lists;
mod local_reply;
mod passed;
mod prepare;
mod read;
mod relay;
mod release;
mod screen;
mod settle;
mod shared;
mod sniff;
mod stream;
mod told;
mod tried;
mod whole;
mod wire;

pub use attempt::Attempt;
pub use gateway::Gateway;
pub use judge::ended_by;
pub use shared::{Exchange, ExchangeId, Exchanges};

#[cfg(test)]
mod tests;
