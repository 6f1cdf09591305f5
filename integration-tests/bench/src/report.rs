//! The figures, with the method and the bars beside them.

use serde_json::{Value, json};

use crate::measure::{Method, Round, Series};
use crate::rows::{EVENTS, PACE_MILLIS, Row};
use crate::variants::{BUFFERING, CHAIN};

/// One variant of one row, compared with bare Envoy.
#[derive(Debug)]
pub(crate) struct Line {
    /// The row's name.
    pub(crate) row: &'static str,
    /// The variant's name.
    pub(crate) variant: &'static str,
    /// Envoy's CPU for 1,000 requests, in milliseconds.
    pub(crate) cpu_ms: f64,
    /// The same as a multiple of bare Envoy's: median, lowest, highest round.
    pub(crate) cpu: (f64, f64, f64),
    /// Requests a second, as a multiple.
    pub(crate) throughput: f64,
    /// Median latency, as a multiple.
    pub(crate) p50: f64,
    /// 99th percentile of latency, as a multiple.
    pub(crate) p99: f64,
    /// The most that `cpu` may be; for the gateway only.
    pub(crate) bar: Option<f64>,
}

impl Line {
    /// Whether the bar is met; `None` where there is none.
    pub(crate) fn met(&self) -> Option<bool> {
        self.bar.map(|bar| self.cpu.0 <= bar)
    }
}

/// What the gateway is compared with where a row asks for it, and the line's name.
const OVER: [(&str, &str); 2] = [(BUFFERING, "over buffer"), (CHAIN, "over chain")];

/// Compares each series with the first; and the gateway with what only buffers, where
/// the row asks for it.
pub(crate) fn lines(row: &Row, series: &[Series]) -> Vec<Line> {
    let Some(bare) = series.first() else {
        return Vec::new();
    };
    let with_bar = |line: Line, bar: Option<f64>| Line { bar, ..line };
    let of = |name: &str| series.iter().find(|each| each.variant == name);
    let mut lines: Vec<Line> = series
        .iter()
        .map(|each| {
            let bar = (each.variant == "sluice").then_some(row.bar);
            with_bar(line(row, each.variant, each, bare), bar)
        })
        .collect();
    for (base, name) in OVER {
        if let (Some(sluice), Some(base)) = (of("sluice"), of(base)) {
            let over = line(row, name, sluice, base);
            lines.push(with_bar(over, row.bar_over_buffering));
        }
    }
    lines
}

/// One series as a multiple of another.
fn line(row: &Row, variant: &'static str, each: &Series, base: &Series) -> Line {
    let ratios = |of: fn(&Round) -> f64| {
        let rounds = each.rounds.iter().zip(&base.rounds);
        let mut ratios: Vec<f64> = rounds.map(|(round, base)| of(round) / of(base)).collect();
        ratios.sort_by(f64::total_cmp);
        ratios
    };
    let cpu = ratios(|round| round.cpu);
    let mut absolute: Vec<f64> = each.rounds.iter().map(|round| round.cpu).collect();
    absolute.sort_by(f64::total_cmp);
    Line {
        row: row.name,
        variant,
        cpu_ms: median(&absolute) * 1e6,
        cpu: (
            median(&cpu),
            cpu.first().copied().unwrap_or(f64::NAN),
            cpu.last().copied().unwrap_or(f64::NAN),
        ),
        throughput: median(&ratios(|round| round.throughput)),
        p50: median(&ratios(|round| round.p50)),
        p99: median(&ratios(|round| round.p99)),
        bar: None,
    }
}

/// Of sorted values, the middle one or the mean of the middle two.
fn median(sorted: &[f64]) -> f64 {
    let upper = sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN);
    let lower = sorted
        .get(sorted.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or(f64::NAN);
    (lower + upper) / 2.0
}

/// What was done to get the figures.
pub(crate) fn method(method: Method) -> String {
    format!(
        "One Envoy worker on a core of its own; upstream and load on another core. Each round \
         runs every variant for {:.1} s, {} rounds, alternating. CPU is the on-CPU time of all \
         Envoy threads (schedstat) for the requests of the round; ratios are to bare Envoy in the \
         same round, median (lowest..highest). `over buffer` is the ratio to Envoy with a filter \
         that only buffers the request; `over chain` to Envoy as Sluice configures it, with such \
         a filter in Sluice's place. Streams have {EVENTS} content events, each written by itself; \
         paced ones {PACE_MILLIS} ms apart. Sluice and `chain` run with access log and metrics; \
         the others without.",
        method.duration.as_secs_f64(),
        method.rounds,
    )
}

/// The head of the table.
pub(crate) fn table_head() -> String {
    format!(
        "{:<18} {:<11} {:>12} {:>20} {:>11} {:>6} {:>6}   {}",
        "row", "", "CPU ms/1000", "CPU ratio", "throughput", "p50", "p99", "bar"
    )
}

/// One line of the table.
pub(crate) fn table_line(line: &Line) -> String {
    let bar = match (line.bar, line.met()) {
        (Some(bar), Some(true)) => format!("<= {bar} met"),
        (Some(bar), _) => format!("<= {bar} MISSED by {:.2}", line.cpu.0 - bar),
        (None, _) => String::new(),
    };
    let (median, lowest, highest) = line.cpu;
    let cpu = format!("{median:.2} ({lowest:.2}..{highest:.2})");
    format!(
        "{:<18} {:<11} {:>12.1} {cpu:>20} {:>11.2} {:>6.2} {:>6.2}   {bar}",
        line.row, line.variant, line.cpu_ms, line.throughput, line.p50, line.p99
    )
    .trim_end()
    .to_owned()
}

/// The same as data.
pub(crate) fn to_json(how: Method, lines: &[Line]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "row": line.row,
                "variant": line.variant,
                "cpu_ms_per_1000": line.cpu_ms,
                "cpu_ratio": {"median": line.cpu.0, "lowest": line.cpu.1, "highest": line.cpu.2},
                "throughput_ratio": line.throughput,
                "p50_ratio": line.p50,
                "p99_ratio": line.p99,
                "bar": line.bar,
                "met": line.met(),
            })
        })
        .collect();
    json!({"method": method(how), "lines": lines})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::ROWS;

    fn series(variant: &'static str, cpu: &[f64]) -> Series {
        let round = |&cpu: &f64| Round {
            cpu,
            throughput: 1.0 / cpu,
            p50: cpu,
            p99: cpu,
        };
        Series {
            variant,
            rounds: cpu.iter().map(round).collect(),
        }
    }

    #[test]
    fn ratios_are_taken_within_a_round_and_then_the_median() {
        let series = [
            series("bare", &[1.0, 2.0, 4.0]),
            series("sluice", &[2.0, 3.0, 4.0]),
        ];
        let lines = lines(&ROWS[0], &series);
        assert_eq!(lines[1].cpu, (1.5, 1.0, 2.0));
        assert_eq!((lines[0].met(), lines[1].met()), (None, Some(true)));
    }

    #[test]
    fn a_row_may_have_a_bar_over_what_only_buffers() {
        let series = [
            series("bare", &[1.0]),
            series("buffer", &[2.0]),
            series("chain", &[2.5]),
            series("sluice", &[2.75]),
        ];
        let row = ROWS.iter().find(|row| row.bar_over_buffering.is_some());
        let lines = lines(row.unwrap_or(&ROWS[0]), &series);
        let over = lines.iter().rev().take(2);
        let over: Vec<_> = over
            .map(|line| (line.variant, line.cpu.0, line.met()))
            .collect();
        assert_eq!(
            over,
            [
                ("over chain", 1.1, Some(true)),
                ("over buffer", 1.375, Some(false))
            ]
        );
    }

    #[test]
    fn a_missed_bar_says_by_how_much() {
        let series = [series("bare", &[1.0]), series("sluice", &[2.5])];
        let lines = lines(&ROWS[0], &series);
        assert!(table_line(&lines[1]).ends_with("<= 1.9 MISSED by 0.60"));
    }
}
