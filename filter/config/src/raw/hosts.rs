//! What Envoy itself does with the hosts of a provider.

use serde::{Deserialize, Serialize};

/// Envoy's own limits, over all workers: a net below `max_in_flight`. What one of
/// these stops is refused with status 503, and no other target is tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CircuitBreaker {
    /// Connections.
    pub max_connections: u32,
    /// Requests under way.
    pub max_requests: u32,
    /// Requests that wait for a connection.
    pub max_pending_requests: u32,
}

impl Default for CircuitBreaker {
    fn default() -> Self {
        Self {
            max_connections: 50_000,
            max_requests: 50_000,
            max_pending_requests: 50_000,
        }
    }
}

/// For servers of your own that share a name: each address that the name has is a host, the one
/// with the fewest requests is asked, and one that fails is left alone for
/// a while. At least half of them stay, and a single one always does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct OutlierDetection {
    /// So many server errors, failed connections or time-outs in a row, and a host is
    /// left alone.
    pub consecutive_5xx: u32,
    /// How often hosts are looked at.
    pub interval: String,
    /// For how long at first; each further time it is longer by as much.
    pub ejection: String,
}

impl Default for OutlierDetection {
    fn default() -> Self {
        Self {
            consecutive_5xx: 5,
            interval: "10s".to_owned(),
            ejection: "30s".to_owned(),
        }
    }
}
