//! Counters added up in the VM and handed to Envoy a few times a second.
//!
//! Every host call costs about as much as parsing a small request, and a request
//! is counted half a dozen times. What has not been handed over when a VM traps is
//! lost with it: at most [`PERIOD`] of counts, of that one worker.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Duration;

use proxy_wasm::hostcalls;
use proxy_wasm::types::{MetricType, Status};
use sluice_core::telemetry::{Metric, MetricKind};

use crate::envoy::failed;

/// How often counts are handed over.
pub(crate) const PERIOD: Duration = Duration::from_millis(250);

/// The metrics of one set of labels.
#[derive(Default)]
struct Series {
    /// Envoy's ids, as far as they are defined; they belong to the VM.
    ids: [Option<u32>; Metric::ALL.len()],
    /// Counts to be handed over.
    pending: [u64; Metric::ALL.len()],
    is_pending: bool,
}

thread_local! {
    /// By labels, whose values all come from the configuration.
    static SERIES: RefCell<HashMap<String, Series>> = RefCell::default();
    /// Whether any of them has counts to be handed over; every instance asks.
    static IS_PENDING: Cell<bool> = const { Cell::new(false) };
}

/// Counts, and records in histograms.
pub(crate) fn measure(labels: &str, values: &[(Metric, u64)]) {
    SERIES.with_borrow_mut(|all| {
        if !all.contains_key(labels) {
            all.insert(labels.to_owned(), Series::default());
        }
        let Some(series) = all.get_mut(labels) else {
            return;
        };
        for (metric, value) in values {
            match metric.kind() {
                MetricKind::Counter => {
                    if let Some(pending) = series.pending.get_mut(*metric as usize) {
                        *pending = pending.saturating_add(*value);
                        series.is_pending = true;
                        IS_PENDING.set(true);
                    }
                }
                MetricKind::Gauge | MetricKind::Histogram => {
                    if let Some(id) = series.id(*metric, labels) {
                        check(hostcalls::record_metric(id, *value));
                    }
                }
            }
        }
    });
}

/// Hands over what has been counted.
pub(crate) fn flush() {
    if !IS_PENDING.replace(false) {
        return;
    }
    SERIES.with_borrow_mut(|all| {
        for (labels, series) in all.iter_mut().filter(|(_, series)| series.is_pending) {
            series.is_pending = false;
            for metric in Metric::ALL {
                let pending = series.pending.get_mut(*metric as usize);
                let count = pending.map(std::mem::take).unwrap_or_default();
                if count > 0
                    && let Some(id) = series.id(*metric, labels)
                {
                    let count = i64::try_from(count).unwrap_or(i64::MAX);
                    check(hostcalls::increment_metric(id, count));
                }
            }
        }
    });
}

impl Series {
    /// Envoy's id of a metric, which is defined at its first use.
    fn id(&mut self, metric: Metric, labels: &str) -> Option<u32> {
        let slot = self.ids.get_mut(metric as usize)?;
        if slot.is_none() {
            let kind = match metric.kind() {
                MetricKind::Counter => MetricType::Counter,
                MetricKind::Gauge => MetricType::Gauge,
                MetricKind::Histogram => MetricType::Histogram,
            };
            match hostcalls::define_metric(kind, &format!("{}{labels}", metric.name())) {
                Ok(id) => *slot = Some(id),
                Err(status) => failed("define_metric", status),
            }
        }
        *slot
    }
}

fn check(result: Result<(), Status>) {
    if let Err(status) = result {
        failed("metric", status);
    }
}
