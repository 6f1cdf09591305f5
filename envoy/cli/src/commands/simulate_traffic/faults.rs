//! What goes wrong in the day, and when: `kind:provider@HH:MM-HH:MM` and how much.

use std::path::Path;

use sluice_config::Target;

use super::clock;
use crate::failure::Failure;
use crate::input;
use crate::yaml::Document;

/// More than anybody writes, and few enough to look at for every request.
const MOST: usize = 200;

/// What a fault does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Effect {
    /// Connections are refused.
    Outage,
    /// Everything takes so many times as long.
    Slow(f64),
    /// This part of the requests is answered with 500.
    Errors(f64),
    /// So many requests a minute are answered, the others with 429.
    RateLimit(f64),
    /// Everything costs so many times as much, and the gateway knows.
    Price(f64),
}

/// A fault, and when.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    /// As it was written.
    pub(super) text: String,
    pub(super) effect: Effect,
    /// A provider, or `provider/model`.
    pub(super) whom: String,
    /// Seconds of the day.
    pub(super) from: f64,
    pub(super) to: f64,
}

/// How a kind of fault is written.
struct Kind {
    name: &'static str,
    /// What stands between the time and the amount; none if there is no amount.
    sign: Option<&'static str>,
    unit: &'static str,
    /// The amounts that make sense.
    bounds: (f64, f64),
    make: fn(f64) -> Effect,
}

/// The kinds, for `--help`.
pub(super) const ABOUT: &str = "  outage:PROVIDER@09:00-09:30           connections are refused
  slow:PROVIDER@09:00-09:30*10          ten times as slow
  errors:PROVIDER@09:00-09:30=30%       30 % of requests are answered with 500
  rate_limit:PROVIDER@09:00-09:30=120   120 requests a minute, the others get 429 with retry-after
  price:PROVIDER@18:00=*2               twice as dear from then on; the gateway's catalogue says so
";

const KINDS: &[Kind] = &[
    Kind {
        name: "outage",
        sign: None,
        unit: "",
        bounds: (1.0, 1.0),
        make: |_| Effect::Outage,
    },
    Kind {
        name: "slow",
        sign: Some("*"),
        unit: "",
        bounds: (0.01, 10_000.0),
        make: Effect::Slow,
    },
    Kind {
        name: "errors",
        sign: Some("="),
        unit: "%",
        bounds: (0.0, 100.0),
        make: |percent| Effect::Errors(percent / 100.0),
    },
    Kind {
        name: "rate_limit",
        sign: Some("="),
        unit: "",
        bounds: (1.0, 1e9),
        make: Effect::RateLimit,
    },
    Kind {
        name: "price",
        sign: Some("=*"),
        unit: "",
        bounds: (0.0, 1_000.0),
        make: Effect::Price,
    },
];

impl Kind {
    fn example(&self) -> String {
        let amount = self
            .sign
            .map_or(String::new(), |sign| format!("{sign}2{}", self.unit));
        format!("{}:PROVIDER@09:00-09:30{amount}", self.name)
    }

    /// Splits `09:00-09:30*10` into the time and the amount.
    fn split<'a>(&self, text: &'a str) -> Option<(&'a str, f64)> {
        let Some(sign) = self.sign else {
            return Some((text, 1.0));
        };
        let (time, amount) = text.split_once(sign)?;
        let amount = amount.strip_suffix(self.unit)?.trim().parse().ok()?;
        let (least, most) = self.bounds;
        (least..=most).contains(&amount).then_some((time, amount))
    }
}

impl Fault {
    /// Reads one.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = |what: &str, mend: &str| Err(format!("fault {text:?}: {what}; {mend}"));
        let known = || {
            let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
            format!("known are {}", names.join(", "))
        };
        let Some((name, rest)) = text.split_once(':') else {
            return wrong("it has no kind", "write it as KIND:PROVIDER@HH:MM-HH:MM");
        };
        let Some(kind) = KINDS.iter().find(|kind| kind.name == name.trim()) else {
            return wrong(&format!("there is no kind {name:?}"), &known());
        };
        let example = format!("write it like {}", kind.example());
        let Some((whom, rest)) = rest.rsplit_once('@') else {
            return wrong("it has no time", &example);
        };
        let Some((time, amount)) = kind.split(rest) else {
            let (least, most) = kind.bounds;
            let mend = format!("{example}, with an amount from {least} to {most}");
            return wrong("how much is missing or out of bounds", &mend);
        };
        let (from, to) = match time.split_once('-') {
            Some((from, to)) => (clock::parse(from), clock::parse(to)),
            None => (clock::parse(time), Some(clock::DAY)),
        };
        let (Some(from), Some(to)) = (from, to) else {
            return wrong("the time is none of a day", &example);
        };
        if from >= to {
            return wrong(
                "it ends before it begins",
                "write one that goes over midnight as two, until 24:00 and from 00:00",
            );
        }
        Ok(Self {
            text: text.to_owned(),
            effect: (kind.make)(amount),
            whom: whom.trim().to_owned(),
            from,
            to,
        })
    }

    /// Whether a target has it at a second of the day.
    pub(super) fn hits(&self, target: &Target, at: f64) -> bool {
        self.from <= at && at < self.to && self.concerns(target)
    }

    /// Whether a target has it at some time.
    pub(super) fn concerns(&self, target: &Target) -> bool {
        names(&self.whom, target)
    }
}

/// Whether a target is meant by `provider` or `provider/model`.
pub(super) fn names(whom: &str, target: &Target) -> bool {
    let rest = whom.strip_prefix(target.provider.name.as_str());
    rest.is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix('/') == Some(target.model.as_str())
    })
}

/// A day on which every strategy has something to do: `{1}` and `{2}` stand for the
/// first two providers of the model.
const USUAL: &[&str] = &[
    "outage:{1}@09:30-10:15",
    "slow:{1}@12:00-13:00*5",
    "errors:{2}@15:00-16:00=25%",
    "rate_limit:{1}@17:00-18:00=240",
    "price:{1}@20:00=*3",
];

/// The faults of a day: those that are asked for, else the usual ones. Each must hit a
/// target.
pub(super) fn read(written: &[String], targets: &[Target]) -> Result<Vec<Fault>, Failure> {
    let mut faults = Vec::new();
    if written.is_empty() {
        faults = usual(targets);
    }
    for one in written {
        if one == "none" {
            continue;
        }
        let file = Path::new(one);
        let is_spec = one.contains([':', '@']) && !file.exists();
        let texts = if is_spec {
            vec![one.clone()]
        } else {
            listed(file)?
        };
        for text in texts {
            let fault = Fault::parse(&text).map_err(Failure::refused)?;
            if !targets.iter().any(|target| fault.concerns(target)) {
                return Err(unknown(&format!("fault {text:?}"), &fault.whom, targets));
            }
            faults.push(fault);
        }
    }
    if faults.len() > MOST {
        let message = format!("{} faults; at most {MOST} make a day", faults.len());
        return Err(Failure::refused(message));
    }
    Ok(faults)
}

/// That nobody is meant by a name.
pub(super) fn unknown(what: &str, whom: &str, targets: &[Target]) -> Failure {
    let known: Vec<String> = targets
        .iter()
        .map(|target| format!("{}/{}", target.provider.name, target.model))
        .collect();
    Failure::refused(format!(
        "{what}: the model has no target {whom:?}; its targets are {}, of which the provider alone may be written, too",
        known.join(", ")
    ))
}

fn usual(targets: &[Target]) -> Vec<Fault> {
    let mut providers: Vec<&str> = Vec::new();
    for target in targets {
        if !providers.contains(&target.provider.name.as_str()) {
            providers.push(&target.provider.name);
        }
    }
    let texts = USUAL.iter().filter_map(|text| {
        let (holder, at) = if text.contains("{1}") {
            ("{1}", 0)
        } else {
            ("{2}", 1)
        };
        Some(text.replace(holder, providers.get(at)?))
    });
    texts.filter_map(|text| Fault::parse(&text).ok()).collect()
}

/// The faults of a file: a list of specs, by itself or as `faults`.
fn listed(file: &Path) -> Result<Vec<String>, Failure> {
    let refused = |problem: &str| {
        Failure::refused(format!(
            "{}: {problem}; write a list such as [\"{}\"], in YAML or JSON",
            file.display(),
            KINDS.first().map(Kind::example).unwrap_or_default()
        ))
    };
    let bytes = input::read(Some(file)).map_err(|failure| match failure {
        Failure::Refused(message) => Failure::refused(format!("{message}; --faults takes a file, `none`, or a fault such as outage:PROVIDER@09:00-09:30")),
        other => other,
    })?;
    let value = Document::parse(&bytes)
        .map_err(|error| refused(&error.problem))?
        .value;
    let list = value.get("faults").unwrap_or(&value);
    let items = list
        .as_array()
        .ok_or_else(|| refused("there is no list of faults in it"))?;
    let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
    texts
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| refused("a fault is no text"))
}
