//! How the filter's metrics get labels and buckets.
//!
//! A filter can only name metrics, so it writes labels into the name,
//! `sluice_requests_total|provider=claude|model=smart`, and Envoy's tag rules
//! take them out again.

use serde_json::{Value, json};
use sluice_core::telemetry::{GUARDRAIL_LABELS, LABELS, Metric, MetricKind};

/// Upper bounds of histogram buckets, in milliseconds: from a cached answer to a
/// long one.
const BUCKETS: &[u32] = &[
    10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000,
    300_000, 600_000,
];

pub(super) fn config() -> Value {
    let tags: Vec<Value> = LABELS
        .iter()
        .chain(GUARDRAIL_LABELS)
        .map(|label| {
            json!({
                "tag_name": label,
                // The first group is cut out of the name, the second is the value.
                "regex": format!(r"^wasmcustom\.sluice_.*?(\|{label}=([^|]*))"),
            })
        })
        .collect();
    let buckets: Vec<Value> = Metric::ALL
        .iter()
        .filter(|metric| metric.kind() == MetricKind::Histogram)
        .map(|metric| {
            let prefix = format!("wasmcustom.{}", metric.name());
            json!({"match": {"prefix": prefix}, "buckets": BUCKETS})
        })
        .collect();
    json!({"stats_tags": tags, "histogram_bucket_settings": buckets})
}
