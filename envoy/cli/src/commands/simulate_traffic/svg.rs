//! The day as a picture: a row for each strategy, a column for each measure.
//!
//! Written by hand, with its own colours for light and for dark surroundings; nothing is
//! fetched.

use super::clock::DAY;
use super::report::{Outcome, Report};
use super::tally::{PARTS, Part, percent, quantile};

const MARGIN: f64 = 16.0;
/// Where the names of strategies are.
const NAMES: f64 = 108.0;
const HEAD: f64 = 62.0;
const CELL: (f64, f64) = (206.0, 76.0);
const GAP: (f64, f64) = (14.0, 12.0);
/// A line of text.
const LINE: f64 = 16.0;
/// Wide letters at the size of the legend.
const LETTER: f64 = 7.0;

const STYLE: &str = "\
text{font:11px system-ui,sans-serif;fill:#1f2328}
.soft{fill:#59636e;font-size:9px}.end{paint-order:stroke;stroke:#f6f8fa;stroke-width:3px}
.title{font-weight:600}.head{font-size:14px;font-weight:600}
.paper{fill:#fff}.cell{fill:#f6f8fa}.band{fill:#cf222e;fill-opacity:.11}
.line{fill:none;stroke:#0969da;stroke-width:1.4;stroke-linejoin:round}
.grid{stroke:#d1d9e0;stroke-width:.7}
@media (prefers-color-scheme:dark){
text{fill:#f0f6fc}.soft{fill:#9198a1}.paper{fill:#0d1117}.end{stroke:#151b23}.cell{fill:#151b23}
.band{fill:#ff7b72;fill-opacity:.16}.line{stroke:#58a6ff}.grid{stroke:#3d444d}}
";

/// Colours that differ for colour-blind eyes, too, on light and dark.
const COLOURS: &[&str] = &[
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#8c6bb1",
    "#7f7f7f", "#a6761d", "#1b9e77", "#e7298a", "#66a61e", "#7570b3", "#bf5b17", "#4d4d4d",
];

/// A measure of a part of the day.
struct Measure {
    title: &'static str,
    of: fn(&Report, &Part) -> Option<f64>,
    axis: fn(&[f64]) -> Axis,
    unit: fn(f64) -> String,
}

const MEASURES: &[Measure] = &[
    Measure {
        title: "success",
        of: |_, part| percent(part.answered, part.requests),
        axis: Axis::percent,
        unit: |value| format!("{value:.0} %"),
    },
    Measure {
        title: "first token, p95",
        of: |_, part| quantile(&part.first_token, 0.95),
        axis: Axis::logarithmic,
        unit: |value| format!("{value} s"),
    },
    Measure {
        title: "cost an hour",
        of: |report, part| Some(report.hourly(part.cost)),
        axis: Axis::linear,
        unit: |value| format!("${value}"),
    },
];

/// How values become heights, the same for all rows of a column.
struct Axis {
    low: f64,
    high: f64,
    is_logarithmic: bool,
    ticks: Vec<f64>,
}

impl Axis {
    /// From a round number below the least to 100.
    fn percent(values: &[f64]) -> Self {
        let least = values.iter().copied().fold(100.0, f64::min);
        let lows = [99.0, 95.0, 90.0, 75.0, 50.0];
        let low = lows.into_iter().find(|low| least >= *low).unwrap_or(0.0);
        Self {
            low,
            high: 100.0,
            is_logarithmic: false,
            ticks: vec![low, 100.0],
        }
    }

    /// Over the powers of ten, and thrice these, that the values are between.
    fn logarithmic(values: &[f64]) -> Self {
        let steps: Vec<f64> = (-3..=4)
            .flat_map(|power| [10f64.powi(power), 3.0 * 10f64.powi(power)])
            .map(|step| (step * 1_000.0).round() / 1_000.0)
            .collect();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(0.0, f64::max);
        let low = steps.iter().rfind(|step| **step <= least).copied();
        let high = steps.iter().find(|step| **step >= most).copied();
        let (low, high) = (low.unwrap_or(0.001), high.unwrap_or(100_000.0));
        let high = if high > low { high } else { low * 10.0 };
        Self {
            low,
            high,
            is_logarithmic: true,
            ticks: steps
                .into_iter()
                .filter(|step| (low..=high).contains(step))
                .collect(),
        }
    }

    /// From nothing to a round number above the most.
    fn linear(values: &[f64]) -> Self {
        let most = values.iter().copied().fold(0.0, f64::max).max(0.01);
        let power = 10f64.powf(most.log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
        let high = steps.into_iter().find(|step| *step >= most).unwrap_or(most);
        let high = (high * 1_000.0).round() / 1_000.0;
        Self {
            low: 0.0,
            high,
            is_logarithmic: false,
            ticks: vec![0.0, high / 2.0, high],
        }
    }

    /// Between 0 and 1.
    fn height(&self, value: f64) -> f64 {
        let map = |value: f64| {
            if self.is_logarithmic {
                value.max(1e-6).ln()
            } else {
                value
            }
        };
        let span = map(self.high) - map(self.low);
        ((map(value) - map(self.low)) / span).clamp(0.0, 1.0)
    }
}

/// Draws a report.
pub(super) fn draw(report: &Report) -> String {
    let mut picture = Picture {
        report,
        body: String::new(),
    };
    picture.head();
    for (column, measure) in MEASURES.iter().enumerate() {
        let days = report.days.iter();
        let parts = days.flat_map(|day| &day.tally.parts);
        let values: Vec<f64> = parts
            .filter_map(|part| (measure.of)(report, part))
            .collect();
        let axis = (measure.axis)(&values);
        for (row, day) in report.days.iter().enumerate() {
            picture.cell(column, row);
            picture.grid(column, row, &axis);
            picture.line(column, row, &axis, measure, day);
            picture.ends(column, row, &axis, measure);
        }
    }
    for (row, day) in report.days.iter().enumerate() {
        picture.cell(MEASURES.len(), row);
        picture.shares(MEASURES.len(), row, day);
        let y = top(row) + CELL.1 / 2.0 + 4.0;
        picture.text(MARGIN, y, "title", &day.name);
    }
    picture.hours();
    let bottom = picture.legend();
    picture.finish(bottom)
}

fn left(column: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let column = column as f64;
    MARGIN + NAMES + column * (CELL.0 + GAP.0)
}

fn top(row: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let row = row as f64;
    HEAD + row * (CELL.1 + GAP.1)
}

/// How far right a second of the day is in a cell.
fn right(second: f64) -> f64 {
    second / DAY * CELL.0
}

/// The middle of a part of the day.
fn middle(part: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let share = (part as f64 + 0.5) / PARTS as f64;
    share * CELL.0
}

struct Picture<'r> {
    report: &'r Report,
    body: String,
}

impl Picture<'_> {
    fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let text = escaped(text);
        self.body.push_str(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{text}</text>\n"
        ));
    }

    fn head(&mut self) {
        let title = format!("A day of {} by strategy", self.report.model);
        self.text(MARGIN, 24.0, "head", &title);
        let titles = MEASURES.iter().map(|measure| measure.title);
        for (column, title) in titles.chain(["share of answers"]).enumerate() {
            self.text(left(column), HEAD - 16.0, "title", title);
        }
    }

    /// The ground of a cell, with the times of faults.
    fn cell(&mut self, column: usize, row: usize) {
        let (x, y, (width, height)) = (left(column), top(row), CELL);
        self.body.push_str(&format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width}\" height=\"{height}\" class=\"cell\"/>\n"
        ));
        for (number, fault) in (1..).zip(&self.report.faults) {
            let from = x + right(fault.from);
            let width = right(fault.to) - right(fault.from);
            self.body.push_str(&format!(
                "<rect x=\"{from:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height}\" class=\"band\"/>\n"
            ));
            if row == 0 {
                let label = format!("{number}");
                self.text(from, y - 3.0, "soft", &label);
            }
        }
    }

    fn grid(&mut self, column: usize, row: usize, axis: &Axis) {
        let x = left(column);
        for tick in &axis.ticks {
            let y = top(row) + CELL.1 * (1.0 - axis.height(*tick));
            self.body.push_str(&format!(
                "<path d=\"M{x:.1} {y:.1}h{}\" class=\"grid\"/>\n",
                CELL.0
            ));
        }
    }

    /// The ends of an axis, in figures.
    fn ends(&mut self, column: usize, row: usize, axis: &Axis, measure: &Measure) {
        let x = left(column);
        let ends = [axis.ticks.first(), axis.ticks.last()];
        for (tick, y) in ends
            .into_iter()
            .zip([top(row) + CELL.1 - 3.0, top(row) + 9.0])
        {
            if let Some(tick) = tick {
                self.text(x + 3.0, y, "soft end", &(measure.unit)(*tick));
            }
        }
    }

    /// A line, with gaps where nothing is known.
    fn line(&mut self, column: usize, row: usize, axis: &Axis, measure: &Measure, day: &Outcome) {
        let values = day.tally.parts.iter().enumerate();
        let values = values.map(|(at, part)| Some((at, (measure.of)(self.report, part)?)));
        let values: Vec<Option<(usize, f64)>> = values.collect();
        let known = values.split(Option::is_none);
        for known in known.filter(|known| !known.is_empty()) {
            let points = known.iter().flatten().map(|(at, value)| {
                let x = left(column) + middle(*at);
                (x, top(row) + CELL.1 * (1.0 - axis.height(*value)))
            });
            let path = path(&points.collect::<Vec<_>>());
            self.body
                .push_str(&format!("<path d=\"{path}\" class=\"line\"/>\n"));
        }
    }

    /// Areas on top of each other, one for each target.
    fn shares(&mut self, column: usize, row: usize, day: &Outcome) {
        let mut below = vec![0.0; PARTS];
        for (index, colour) in (0..self.report.targets.len()).zip(COLOURS.iter().cycle()) {
            let mut above = below.clone();
            for (height, part) in above.iter_mut().zip(&day.tally.parts) {
                let share = part.shares.get(index).copied().unwrap_or_default();
                *height += percent(share, part.answered).unwrap_or_default() / 100.0;
            }
            if above != below {
                let point = |(at, height): (usize, &f64)| {
                    let x = left(column) + middle(at);
                    (x, top(row) + CELL.1 * (1.0 - height))
                };
                let there = above.iter().enumerate().map(point);
                let back = below.iter().enumerate().rev().map(point);
                let path = path(&there.chain(back).collect::<Vec<_>>());
                self.body.push_str(&format!(
                    "<path d=\"{path}Z\" fill=\"{colour}\" fill-opacity=\".85\"/>\n"
                ));
            }
            below = above;
        }
    }

    /// The hours below the last row.
    fn hours(&mut self) {
        let y = top(self.report.days.len()) - GAP.1 + 12.0;
        for column in 0..=MEASURES.len() {
            for hour in [0.0, 6.0, 12.0, 18.0] {
                let x = left(column) + right(hour * 3600.0);
                self.text(x, y, "soft", &format!("{hour:02.0}:00"));
            }
        }
    }

    /// Names of targets and faults; where they end.
    fn legend(&mut self) -> f64 {
        let mut y = top(self.report.days.len()) + LINE;
        let mut x = MARGIN;
        for (target, colour) in self.report.targets.iter().zip(COLOURS.iter().cycle()) {
            let name = self.report.name(target);
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            let width = 34.0 + LETTER * name.chars().count() as f64;
            if x + width > wide() - MARGIN && x > MARGIN {
                x = MARGIN;
                y += LINE;
            }
            self.body.push_str(&format!(
                "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>\n",
                y - 9.0
            ));
            self.text(x + 15.0, y, "name", &name);
            x += width;
        }
        for (number, fault) in (1..).zip(&self.report.faults) {
            y += LINE;
            self.text(MARGIN, y, "fault", &format!("{number}  {}", fault.text));
        }
        y
    }

    fn finish(self, bottom: f64) -> String {
        let (width, height) = (wide(), bottom + MARGIN);
        let title = escaped(&format!("A day of {} by strategy", self.report.model));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-label=\"{title}\">\n<style>\n{STYLE}</style>\n<rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n{}</svg>\n",
            self.body
        )
    }
}

/// A path through points, without those that are as high as both of their neighbours.
fn path(points: &[(f64, f64)]) -> String {
    let written: Vec<(String, String)> = points
        .iter()
        .map(|(x, y)| (format!("{x:.1}"), format!("{y:.1}")))
        .collect();
    let height = |at: Option<usize>| at.and_then(|at| written.get(at)).map(|(_, y)| y);
    let mut path = String::new();
    for (at, (x, y)) in written.iter().enumerate() {
        let is_between =
            height(at.checked_sub(1)) == Some(y) && height(at.checked_add(1)) == Some(y);
        if !is_between {
            let pen = if path.is_empty() { 'M' } else { 'L' };
            path.push_str(&format!("{pen}{x} {y}"));
        }
    }
    path
}

fn wide() -> f64 {
    left(MEASURES.len()) + CELL.0 + MARGIN
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
