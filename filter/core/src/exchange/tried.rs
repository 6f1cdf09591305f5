//! One attempt of an exchange: what is known of it and of no other.

use std::time::Duration;

use sluice_protocol::Losses;
use sluice_protocol::chat::{ToolNames, Usage};

/// What is known of one attempt.
#[derive(Debug, Default)]
pub(super) struct Tried {
    /// Its number, from 1; 0 if there was none.
    pub(super) number: u32,
    /// Which of the exchange's targets it is for, as place in their order.
    pub(super) place: usize,
    pub(super) started: Duration,
    /// The status that its provider gave; 0 for none.
    pub(super) status: u16,
    /// What the header of AWS's errors said.
    pub(super) error_type: Option<String>,
    /// Input tokens that a header told, for answers whose body tells none.
    pub(super) told_input_tokens: Option<u64>,
    pub(super) usage: Usage,
    pub(super) first_token: Option<Duration>,
    pub(super) losses: Losses,
    /// What its provider calls the tools.
    pub(super) names: ToolNames,
    /// Code of the error that the client gets of it, if any.
    pub(super) error: Option<String>,
    /// How long its provider wants to be left alone.
    pub(super) wait: Option<Duration>,
    /// Whether the retry budget allows for no attempt after it.
    pub(super) is_denied: bool,
    /// Whether it was refused by the filter, so that its provider never heard of it.
    pub(super) is_refused: bool,
    /// Whether it has ended or was given up.
    pub(super) is_over: bool,
    /// Whether it probes an account that was left alone.
    pub(super) is_probe: bool,
    /// Whether what it tells of the account has been noted.
    pub(super) is_judged: bool,
}
