//! The result of a day, as a table and for programs.

use serde_json::{Value, json};
use sluice_config::Target;

use super::clock::DAY;
use super::faults::Fault;
use super::tally::{PARTS, Tally, percent, quantile};

/// What all days have in common, and each of them.
pub(super) struct Report {
    /// The model's name.
    pub(super) model: String,
    pub(super) targets: Vec<Target>,
    pub(super) faults: Vec<Fault>,
    pub(super) seed: u64,
    /// Whether the file asks for what is not simulated.
    pub(super) is_hedged: bool,
    /// How many requests stand behind each that was simulated.
    pub(super) scale: f64,
    /// What was simulated of the day, if not all.
    pub(super) sampling: Option<String>,
    pub(super) days: Vec<Outcome>,
}

/// The day of one strategy.
pub(super) struct Outcome {
    pub(super) name: String,
    pub(super) tally: Tally,
}

/// What one strategy comes to.
struct Summary {
    requests: u64,
    refused: u64,
    denied: u64,
    last_resort: u64,
    success: Option<f64>,
    /// Seconds: half, 95 and 99 percent of first tokens.
    first_token: [Option<f64>; 3],
    /// Seconds: 95 percent of whole answers.
    total: Option<f64>,
    /// Percent of the requests.
    extra: Option<f64>,
    /// Dollars.
    cost: f64,
    /// Percent of the answers, by target.
    shares: Vec<Option<f64>>,
}

impl Summary {
    fn of(tally: &Tally, scale: f64) -> Self {
        let first_token = tally.first_token();
        let answered = tally.answered();
        let shares = tally.shares();
        Self {
            requests: tally.requests(),
            refused: tally.refused,
            denied: tally.denied,
            last_resort: tally.last_resort,
            success: percent(answered, tally.requests()),
            first_token: [0.5, 0.95, 0.99].map(|part| quantile(&first_token, part)),
            total: quantile(&tally.total, 0.95),
            extra: percent(tally.extra, tally.requests()),
            cost: tally.cost() * scale,
            shares: shares
                .into_iter()
                .map(|share| percent(share, answered))
                .collect(),
        }
    }
}

const HEAD: &[&str] = &[
    "strategy",
    "success",
    "first token p50",
    "p95",
    "p99",
    "total p95",
    "extra attempts",
    "cost",
    "share of answers",
];

type Count = fn(&Tally) -> u64;

/// What may happen to a part of the requests, and how often it did.
const COUNTS: &[(&str, Count)] = &[
    ("refused, as no target could be asked", |tally| {
        tally.refused
    }),
    (
        "not tried again, as the retry budget was used up",
        |tally| tally.denied,
    ),
    (
        "sent to an account in a cool-down, as no other was left",
        |tally| tally.last_resort,
    ),
];

impl Report {
    /// Requests of a day, and how many of them were simulated.
    fn counts(&self) -> (f64, u64) {
        let simulated = self.days.first().map_or(0, |day| day.tally.requests());
        #[expect(clippy::cast_precision_loss, reason = "a number for people")]
        let all = simulated as f64 * self.scale;
        (all, simulated)
    }

    pub(super) fn text(&self) -> String {
        let mut rows = vec![HEAD.iter().map(|head| (*head).to_owned()).collect()];
        rows.extend(self.days.iter().map(|day| self.row(day)));
        let mut text = self.about();
        text.push('\n');
        text.push_str(&table(&rows));
        for note in self.notes() {
            text.push_str(&format!("\n{note}"));
        }
        text
    }

    fn about(&self) -> String {
        let (all, simulated) = self.counts();
        let sampling = self.sampling.as_ref().map_or_else(
            || format!("{} requests", grouped(all)),
            |part| {
                #[expect(clippy::cast_precision_loss, reason = "a number for people")]
                let simulated = simulated as f64;
                format!(
                    "about {} requests, of which {} were simulated: {part}",
                    grouped(all),
                    grouped(simulated)
                )
            },
        );
        let mut text = format!("model {}, seed {}: {sampling}\n", self.model, self.seed);
        let faults: Vec<&str> = self
            .faults
            .iter()
            .map(|fault| fault.text.as_str())
            .collect();
        if faults.is_empty() {
            text.push_str("no faults\n");
        } else {
            text.push_str(&format!("faults: {}\n", faults.join(" ")));
        }
        text
    }

    fn row(&self, day: &Outcome) -> Vec<String> {
        let summary = Summary::of(&day.tally, self.scale);
        let [median, p95, p99] = summary.first_token.map(seconds);
        vec![
            day.name.clone(),
            summary
                .success
                .map_or_else(none, |percent| format!("{percent:.3} %")),
            median,
            p95,
            p99,
            seconds(summary.total),
            summary
                .extra
                .map_or_else(none, |percent| format!("{percent:.2} %")),
            format!("${:.2}", summary.cost),
            self.shares(&summary),
        ]
    }

    fn shares(&self, summary: &Summary) -> String {
        let shares = self.targets.iter().zip(&summary.shares);
        let some = shares.filter_map(|(target, share)| {
            let share = share.filter(|share| *share > 0.0)?;
            Some(format!("{} {share:.1} %", self.name(target)))
        });
        some.collect::<Vec<_>>().join(", ")
    }

    /// A target's name: that of its provider if the model has no other of it.
    pub(super) fn name(&self, target: &Target) -> String {
        let provider = &target.provider.name;
        let same = self
            .targets
            .iter()
            .filter(|one| one.provider.name == *provider);
        if same.count() > 1 {
            format!("{provider}/{}", target.model)
        } else {
            provider.clone()
        }
    }

    /// What is to be said besides.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for (what, count) in COUNTS {
            let days = self.days.iter().filter_map(|day| {
                let count = count(&day.tally);
                let percent = percent(count, day.tally.requests()).filter(|_| count > 0)?;
                Some(format!("{} {percent:.3} %", day.name))
            });
            let days: Vec<String> = days.collect();
            if !days.is_empty() {
                notes.push(format!("{what}: {}", days.join(", ")));
            }
        }
        for (index, target) in self.targets.iter().enumerate() {
            let has_answered = |day: &Outcome| day.tally.shares().get(index) > Some(&0);
            if target.card.price.is_none() && self.days.iter().any(has_answered) {
                notes.push(format!(
                    "no price is known of {}/{}, so it counts as free; write it into `catalogue`",
                    target.provider.name, target.model
                ));
            }
        }
        if self.is_hedged {
            notes.push("`hedge_after` of the model is left out".to_owned());
        }
        notes
    }

    pub(super) fn json(&self) -> Value {
        let (all, simulated) = self.counts();
        let targets = self.targets.iter();
        let targets = targets.map(|target| format!("{}/{}", target.provider.name, target.model));
        json!({
            "model": self.model,
            "seed": self.seed,
            "requests": all.round(),
            "simulated_requests": simulated,
            "sampling": self.sampling,
            "faults": self.faults.iter().map(|fault| &fault.text).collect::<Vec<_>>(),
            "targets": targets.collect::<Vec<_>>(),
            "strategies": self.days.iter().map(|day| self.day(day)).collect::<Vec<_>>(),
        })
    }

    fn day(&self, day: &Outcome) -> Value {
        let summary = Summary::of(&day.tally, self.scale);
        let [median, p95, p99] = summary.first_token;
        let parts = day.tally.parts.iter().map(|part| {
            json!({
                "success_percent": percent(part.answered, part.requests),
                "first_token_p95_seconds": quantile(&part.first_token, 0.95),
                "cost_dollars_an_hour": self.hourly(part.cost),
                "answers": part.shares,
            })
        });
        json!({
            "strategy": day.name,
            "simulated_requests": summary.requests,
            "refused": summary.refused,
            "retries_denied": summary.denied,
            "last_resort": summary.last_resort,
            "success_percent": summary.success,
            "first_token_p50_seconds": median,
            "first_token_p95_seconds": p95,
            "first_token_p99_seconds": p99,
            "total_p95_seconds": summary.total,
            "extra_attempts_percent": summary.extra,
            "cost_dollars": summary.cost,
            "share_percent": summary.shares,
            "quarters_of_an_hour": parts.collect::<Vec<_>>(),
        })
    }

    /// Dollars an hour, from those that were simulated of a part of the day.
    pub(super) fn hourly(&self, cost: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let hours = DAY / 3600.0 / PARTS as f64;
        cost * self.scale / hours
    }
}

fn none() -> String {
    "-".to_owned()
}

fn seconds(seconds: Option<f64>) -> String {
    seconds.map_or_else(none, |seconds| format!("{seconds:.2} s"))
}

/// A whole number in groups of three digits.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Columns of one width, the first and the last to the left.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let lines = rows.iter().map(|row| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            last if last + 1 == columns => cell.clone(),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}
