//! Rounds of load, alternating between the variants, and what they come to.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::answers;
use crate::load::{Load, Timing};
use crate::requests;
use crate::rows::{Answer, PACE_MILLIS, Row};
use crate::variants::Gateway;

/// How long and how often is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Method {
    /// Rounds of each variant.
    pub(crate) rounds: usize,
    /// New requests are sent for this long in each round.
    pub(crate) duration: Duration,
    /// Connections of the rows that are not paced, if not their own.
    pub(crate) connections: Option<usize>,
}

/// One round of one variant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    /// Envoy's CPU time for one request, in seconds.
    pub(crate) cpu: f64,
    /// Requests a second.
    pub(crate) throughput: f64,
    /// Half of the exchanges took at most this many seconds.
    pub(crate) p50: f64,
    /// 99 of 100 exchanges took at most this many seconds.
    pub(crate) p99: f64,
    /// Half of the streams began to say something within so many seconds, if that was
    /// looked at.
    pub(crate) first: Option<f64>,
}

/// All rounds of one variant for one row.
#[derive(Debug)]
pub(crate) struct Series {
    /// The variant's name.
    pub(crate) variant: &'static str,
    /// In the order in which they were run.
    pub(crate) rounds: Vec<Round>,
}

/// Measures one row. The first gateway is what the others are compared with.
///
/// Each round runs every variant once, starting with another one each time, so
/// that what else the machine does falls on all of them alike.
pub(crate) async fn measure(
    row: &Row,
    gateways: &[&Gateway],
    method: Method,
) -> Result<Vec<Series>> {
    let mut series = Vec::new();
    for gateway in gateways {
        let load = load(row, gateway, method);
        let body = load
            .probe()
            .await
            .with_context(|| format!("{} on {}", row.name, gateway.variant))?;
        check_answer(row, &body)
            .with_context(|| format!("{} on {}: {body}", row.name, gateway.variant))?;
        let warm_up = Load {
            duration: Duration::from_millis(200),
            ramp: Duration::ZERO,
            ..load
        };
        warm_up.run().await?;
        series.push(Series {
            variant: gateway.variant,
            rounds: Vec::new(),
        });
    }
    for round in 0..method.rounds {
        for turn in 0..gateways.len() {
            let index = (round + turn) % gateways.len();
            let (Some(gateway), Some(series)) = (gateways.get(index), series.get_mut(index)) else {
                continue;
            };
            series
                .rounds
                .push(one_round(&load(row, gateway, method), gateway).await?);
        }
    }
    for gateway in gateways.iter().filter(|gateway| gateway.is_guarded) {
        let counted = gateway.envoy.counted("sluice_guardrails_total").await?;
        ensure!(counted > 0.0, "the guardrail has not looked at anything");
    }
    Ok(series)
}

fn load(row: &Row, gateway: &Gateway, method: Method) -> Load {
    let stream = row.answer != Answer::Whole;
    let request = requests::http_request(row.request, &row.model(), stream);
    let ramp = match row.answer {
        // Else all streams would have their events in the same millisecond.
        Answer::Paced => Duration::from_millis(PACE_MILLIS * 40),
        Answer::Whole | Answer::Stream => Duration::ZERO,
    };
    Load {
        port: gateway.port(row.answer),
        request: Arc::from(request),
        connections: match (row.answer, method.connections) {
            (Answer::Whole | Answer::Stream, Some(connections)) => connections.max(1),
            _ => row.connections,
        },
        duration: method.duration,
        ramp,
        is_watched: row.answer == Answer::Paced,
    }
}

/// A gateway that answers quickly because it answers wrongly is not measured.
fn check_answer(row: &Row, body: &str) -> Result<()> {
    match row.answer {
        Answer::Whole => {
            let answer: Value = serde_json::from_str(body)?;
            ensure!(
                answer["object"] == "chat.completion",
                "not an OpenAI completion"
            );
            ensure!(
                answer["choices"][0]["finish_reason"] == "stop",
                "no finish reason"
            );
        }
        Answer::Stream | Answer::Paced => {
            ensure!(streamed(body) == answers::streamed(), "another text");
            ensure!(
                body.trim_end().ends_with("data: [DONE]"),
                "the stream did not end"
            );
        }
    }
    Ok(())
}

/// The text of a streamed answer.
fn streamed(body: &str) -> String {
    let events = body.lines().filter_map(|line| line.strip_prefix("data: "));
    let read = events.filter_map(|event| serde_json::from_str::<Value>(event).ok());
    read.filter_map(|event| {
        let text = event["choices"][0]["delta"]["content"].as_str();
        text.map(str::to_owned)
    })
    .collect()
}

async fn one_round(load: &Load, gateway: &Gateway) -> Result<Round> {
    let cpu_before = gateway.envoy.cpu()?;
    let started = Instant::now();
    let timings = load
        .run()
        .await
        .with_context(|| format!("on {}", gateway.variant))?;
    let elapsed = started.elapsed();
    let cpu = gateway.envoy.cpu()?.saturating_sub(cpu_before);
    ensure!(
        !timings.is_empty(),
        "no exchange was finished in {:?}",
        load.duration
    );
    let requests = timings.len() as f64;
    let sorted = |of: fn(&Timing) -> Option<Duration>| {
        let mut all: Vec<Duration> = timings.iter().filter_map(of).collect();
        all.sort_unstable();
        all
    };
    let latencies = sorted(|timing| Some(timing.whole));
    let firsts = sorted(|timing| timing.first);
    Ok(Round {
        cpu: cpu.as_secs_f64() / requests,
        throughput: requests / elapsed.as_secs_f64(),
        p50: percentile(&latencies, 50),
        p99: percentile(&latencies, 99),
        first: (!firsts.is_empty()).then(|| percentile(&firsts, 50)),
    })
}

/// Of sorted values, the one that `percent` of them do not exceed; in seconds.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).map_or(0.0, Duration::as_secs_f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let sorted: Vec<Duration> = (1..=200).map(Duration::from_secs).collect();
        assert_eq!(percentile(&sorted, 50), 100.0);
        assert_eq!(percentile(&sorted, 99), 198.0);
        assert_eq!(percentile(&sorted[..1], 99), 1.0);
    }
}
