//! What Envoy itself does with the hosts of a provider; means nothing in the filter.

use std::time::Duration;

/// Envoy's own limits, over all workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CircuitBreaker {
    /// Connections.
    pub max_connections: u32,
    /// Requests under way.
    pub max_requests: u32,
    /// Requests that wait for a connection.
    pub max_pending_requests: u32,
}

/// When one of several hosts is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutlierDetection {
    /// Failures in a row.
    pub consecutive_5xx: u32,
    /// How often hosts are looked at.
    pub interval: Duration,
    /// For how long at first.
    pub ejection: Duration,
}
