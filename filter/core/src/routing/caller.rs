//! Who asks, by which way, and when.

use std::time::Duration;

use sluice_config::Consumer;

use crate::headers::Headers;

/// Who asks, and by which way.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// The consumer; none where access is open.
    pub consumer: Option<&'a Consumer>,
    /// The request's headers as the client sent them.
    pub headers: &'a Headers,
    /// The request's path; a query is not looked at.
    pub path: &'a str,
}

/// When a decision is made, and by which chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Since the Unix epoch.
    pub now: Duration,
    /// A random number, another one for each request.
    pub seed: u64,
}
