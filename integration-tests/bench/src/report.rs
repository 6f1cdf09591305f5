//! The figures, with the method and the bars beside them.

use serde_json::{Value, json};

use crate::answers;
use crate::bars::{Bar, Verdict};
use crate::measure::{Method, Round, Series};
use crate::rows::{EVENTS, PACE_MILLIS, Request, Row, Side};
use crate::variants::{BUFFERING, CHAIN, SLUICE};

/// One variant of one row, compared with the row's first.
#[derive(Debug)]
pub(crate) struct Line {
    /// The row's name.
    pub(crate) row: &'static str,
    /// The variant's name.
    pub(crate) variant: &'static str,
    /// Envoy's CPU for 1,000 requests, in milliseconds.
    pub(crate) cpu_ms: f64,
    /// The same as a multiple of the first variant's: median, lowest, highest round.
    pub(crate) cpu: (f64, f64, f64),
    /// Requests a second, as a multiple.
    pub(crate) throughput: f64,
    /// Median latency, as a multiple.
    pub(crate) p50: f64,
    /// 99th percentile of latency, as a multiple.
    pub(crate) p99: f64,
    /// Milliseconds to the first character of a paced stream.
    pub(crate) first_ms: Option<f64>,
    /// What is asked of it.
    pub(crate) verdicts: Vec<Verdict>,
}

/// What the gateway is compared with where a row asks for it, and the line's name.
const OVER: [(&str, &str); 2] = [(BUFFERING, "over buffer"), (CHAIN, "over chain")];

/// Compares each series with the first; and the gateway with what only buffers, where
/// the row asks for it.
pub(crate) fn lines(row: &Row, series: &[Series]) -> Vec<Line> {
    let Some(base) = series.first() else {
        return Vec::new();
    };
    let judged = row.guarded.map_or(SLUICE, Side::variant);
    let mut lines: Vec<Line> = series
        .iter()
        .map(|each| {
            let line = line(row, each.variant, each, base);
            let bars = row.bars.iter().filter(|_| each.variant == judged);
            let verdicts = bars.filter_map(|&bar| verdict(row, bar, &line, each, base));
            Line {
                verdicts: verdicts.collect(),
                ..line
            }
        })
        .collect();
    let of = |name: &str| series.iter().find(|each| each.variant == name);
    let over = row
        .bars
        .iter()
        .find(|bar| matches!(bar, Bar::OverBuffering(_)));
    for (base, name) in OVER {
        if let (Some(sluice), Some(base), Some(&bar)) = (of(SLUICE), of(base), over) {
            let over = line(row, name, sluice, base);
            let value = over.cpu.0;
            lines.push(Line {
                verdicts: vec![Verdict { bar, value }],
                ..over
            });
        }
    }
    lines
}

/// What a bar of the row's comes to.
fn verdict(row: &Row, bar: Bar, line: &Line, each: &Series, base: &Series) -> Option<Verdict> {
    let value = match bar {
        Bar::Cpu(_) => line.cpu.0,
        Bar::OverBuffering(_) => return None,
        Bar::Throughput(_) => line.throughput,
        Bar::Held(_) => {
            let late = by_round(each, base, |each, base| {
                each.first
                    .zip(base.first)
                    .map_or(f64::NAN, |(one, other)| one - other)
            });
            let events = (median(&late) * 1e3 / PACE_MILLIS as f64).round().max(0.0);
            answers::characters(events as usize) as f64
        }
        Bar::Speed(_) => {
            let (Request::Chat(size) | Request::Image(size)) = row.request;
            let more = by_round(each, base, |each, base| each.cpu - base.cpu);
            size as f64 / median(&more) / 1e6
        }
    };
    Some(Verdict { bar, value })
}

/// What each round comes to, sorted.
fn by_round(each: &Series, base: &Series, of: impl Fn(&Round, &Round) -> f64) -> Vec<f64> {
    let rounds = each.rounds.iter().zip(&base.rounds);
    let mut all: Vec<f64> = rounds.map(|(each, base)| of(each, base)).collect();
    all.sort_by(f64::total_cmp);
    all
}

/// One series as a multiple of another.
fn line(row: &Row, variant: &'static str, each: &Series, base: &Series) -> Line {
    let ratios = |of: fn(&Round) -> f64| by_round(each, base, |each, base| of(each) / of(base));
    let cpu = ratios(|round| round.cpu);
    let absolute = by_round(each, each, |round, _| round.cpu);
    let first = by_round(each, each, |round, _| round.first.unwrap_or(f64::NAN));
    let first_ms = median(&first) * 1e3;
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
        first_ms: (!first_ms.is_nan()).then_some(first_ms),
        verdicts: Vec::new(),
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
         a filter in Sluice's place. `guarded` is Sluice with a guardrail that takes personal data \
         out, compared with Sluice without one. Streams have {EVENTS} content events, each written by itself; \
         paced ones {PACE_MILLIS} ms apart. Sluice and `chain` run with access log and metrics; \
         the others without.",
        method.duration.as_secs_f64(),
        method.rounds,
    )
}

/// The head of the table.
pub(crate) fn table_head() -> String {
    format!(
        "{:<18} {:<11} {:>12} {:>20} {:>11} {:>6} {:>6} {:>9}   {}",
        "row", "", "CPU ms/1000", "CPU ratio", "throughput", "p50", "p99", "first ms", "bar"
    )
}

/// One line of the table.
pub(crate) fn table_line(line: &Line) -> String {
    let told: Vec<String> = line.verdicts.iter().map(|verdict| verdict.told()).collect();
    let bars = told.join(", ");
    let first = line.first_ms.map(|first| format!("{first:.1}"));
    let first = first.unwrap_or_default();
    let (median, lowest, highest) = line.cpu;
    let cpu = format!("{median:.2} ({lowest:.2}..{highest:.2})");
    format!(
        "{:<18} {:<11} {:>12.1} {cpu:>20} {:>11.2} {:>6.2} {:>6.2} {first:>9}   {bars}",
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
                "first_ms": line.first_ms,
                "bars": line.verdicts.iter().map(|verdict| json!({
                    "bar": verdict.told(),
                    "value": verdict.value,
                    "met": verdict.is_met(),
                })).collect::<Vec<_>>(),
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
            first: Some(cpu / 1e3),
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
        assert!(lines[0].verdicts.is_empty() && lines[1].verdicts[0].is_met());
    }

    #[test]
    fn a_row_may_have_a_bar_over_what_only_buffers() {
        let series = [
            series("bare", &[1.0]),
            series("buffer", &[2.0]),
            series("chain", &[2.5]),
            series("sluice", &[2.75]),
        ];
        let lines = lines(row_where(Row::is_over_buffering), &series);
        let over = lines.iter().rev().take(2);
        let over: Vec<_> = over
            .map(|line| (line.variant, line.cpu.0, line.verdicts[0].is_met()))
            .collect();
        assert_eq!(
            over,
            [("over chain", 1.1, true), ("over buffer", 1.375, false)]
        );
    }

    #[test]
    fn a_guardrail_is_compared_with_the_gateway_without_one() {
        let row = row_where(|row| matches!(row.bars, [Bar::Held(_)]));
        let side = row.guarded.map_or("", Side::variant);
        let series = [series(SLUICE, &[10.0]), series(side, &[20.0])];
        let lines = lines(row, &series);
        assert!(lines[0].verdicts.is_empty());
        assert_eq!(lines[1].first_ms, Some(20.0));
        let held = answers::characters(2) as f64;
        assert_eq!(lines[1].verdicts[0].value, held);
    }

    fn row_where(is_it: impl Fn(&Row) -> bool) -> &'static Row {
        ROWS.iter().find(|row| is_it(row)).expect("such a row")
    }
}
