//! What a row has to come to.

/// The most or the least that a figure may be. Bars are what we want to reach; they are
/// not moved to where we are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bar {
    /// Envoy's CPU for a request, as a multiple of that of what it is compared with.
    Cpu(f64),
    /// The same as a multiple of Envoy's with a filter that only buffers the request,
    /// alone and with everything around it as Sluice configures it.
    OverBuffering(f64),
    /// Requests a second, as a multiple.
    Throughput(f64),
    /// Characters that the provider has sent while the first of them still is held.
    Held(f64),
    /// Megabytes of the request's body for a second of the CPU that they cost more.
    Speed(f64),
}

impl Bar {
    const fn limit(self) -> f64 {
        match self {
            Self::Cpu(limit)
            | Self::OverBuffering(limit)
            | Self::Throughput(limit)
            | Self::Held(limit)
            | Self::Speed(limit) => limit,
        }
    }

    const fn is_least(self) -> bool {
        matches!(self, Self::Throughput(_) | Self::Speed(_))
    }

    /// What is measured; nothing for CPU, which has a column of its own.
    pub(crate) const fn figure(self) -> &'static str {
        match self {
            Self::Cpu(_) | Self::OverBuffering(_) => "",
            Self::Throughput(_) => "throughput",
            Self::Held(_) => "characters held",
            Self::Speed(_) => "MB/s",
        }
    }
}

/// A bar with the figure it is for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verdict {
    /// What is asked for.
    pub(crate) bar: Bar,
    /// What it came to.
    pub(crate) value: f64,
}

impl Verdict {
    /// Whether the bar is met.
    pub(crate) fn is_met(self) -> bool {
        if self.bar.is_least() {
            self.value >= self.bar.limit()
        } else {
            self.value <= self.bar.limit()
        }
    }

    /// For people.
    pub(crate) fn told(self) -> String {
        let (figure, limit) = (self.bar.figure(), self.bar.limit());
        let sign = if self.bar.is_least() { ">=" } else { "<=" };
        let verdict = match (self.is_met(), self.value - limit) {
            (true, _) => "met".to_owned(),
            (false, by) => format!("MISSED by {:.2}", by.abs()),
        };
        match figure {
            "" => format!("{sign} {limit} {verdict}"),
            _ => format!("{figure} {} {sign} {limit} {verdict}", Short(self.value)),
        }
    }
}

/// A figure with as many decimals as say something.
struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decimals = if self.0 < 10.0 { 2 } else { 0 };
        write!(f, "{:.decimals$}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bar: Bar, value: f64, expected: &str) {
        assert_eq!(Verdict { bar, value }.told(), expected);
    }

    #[test]
    fn a_missed_bar_says_by_how_much() {
        check(Bar::Cpu(1.9), 1.5, "<= 1.9 met");
        check(Bar::Cpu(1.9), 2.5, "<= 1.9 MISSED by 0.60");
        check(
            Bar::Throughput(0.8),
            0.75,
            "throughput 0.75 >= 0.8 MISSED by 0.05",
        );
        check(Bar::Speed(100.0), 123.4, "MB/s 123 >= 100 met");
    }
}
