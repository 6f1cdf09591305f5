//! How failures are absorbed, and what is known of models.

use std::time::Duration;

use super::model::{PATTERN_HINT, is_pattern};
use super::{Problems, Timer};
use crate::catalogue::{Catalogue, Known};
use crate::{Capabilities, CoolDown, Feature, Path, Pattern, Price, Reliability, RetryBudget, raw};

const MAX_ATTEMPTS: u32 = 8;
const MAX_FAILURES: u32 = 1000;
const MAX_RETRIES: u32 = 100_000;

const WINDOW: Timer = Timer {
    least: Duration::from_secs(1),
    most: Duration::from_secs(60),
    range: "from 1s to 1m",
};
const COOL_DOWN: Timer = Timer {
    least: Duration::from_millis(100),
    most: Duration::from_secs(3600),
    range: "from 100ms to 1h",
};

pub(super) fn reliability(
    raw: &raw::Routing,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Reliability {
    let usual = Reliability::default();
    let max_attempts = raw.max_attempts.map_or(usual.max_attempts, |attempts| {
        within(
            attempts,
            1,
            MAX_ATTEMPTS,
            path.key("max_attempts"),
            problems,
        );
        usize::try_from(attempts).unwrap_or_default()
    });
    let retry_budget = budget(
        &raw.retry_budget,
        usual.retry_budget,
        &path.key("retry_budget"),
        problems,
    );
    let cool_down = cool_down(
        &raw.cool_down,
        usual.cool_down,
        &path.key("cool_down"),
        problems,
    );
    Reliability {
        max_attempts,
        retry_budget,
        cool_down,
    }
}

fn budget(
    raw: &raw::RetryBudget,
    usual: RetryBudget,
    path: &Path,
    problems: &mut Problems<'_>,
) -> RetryBudget {
    let percent = raw.percent.unwrap_or(usual.percent);
    let min = raw.min.unwrap_or(usual.min);
    within(percent, 0, 100, path.key("percent"), problems);
    within(min, 0, MAX_RETRIES, path.key("min"), problems);
    RetryBudget {
        percent,
        min,
        window: raw.window.as_deref().map_or(usual.window, |window| {
            WINDOW.read(window, path.key("window"), problems)
        }),
    }
}

fn cool_down(
    raw: &raw::CoolDown,
    usual: CoolDown,
    path: &Path,
    problems: &mut Problems<'_>,
) -> CoolDown {
    let failures = raw.failures.unwrap_or(usual.failures);
    within(failures, 1, MAX_FAILURES, path.key("failures"), problems);
    let failure_percent = raw.failure_percent.unwrap_or(usual.failure_percent);
    let key = path.key("failure_percent");
    within(failure_percent, 1, 100, key, problems);
    let mut read = |key: &str, written: &Option<String>, usual| {
        let written = written.as_deref();
        written.map_or(usual, |text| COOL_DOWN.read(text, path.key(key), problems))
    };
    let base = read("base", &raw.base, usual.base);
    let is_off = raw.max.as_deref() == Some("0s");
    let max = if is_off {
        Duration::ZERO
    } else {
        read("max", &raw.max, usual.max)
    };
    if base > max && !is_off {
        problems.add(
            path.key("max"),
            "shorter than the first cool-down, `base`",
            "make it longer, or `base` shorter",
        );
    }
    CoolDown {
        failures,
        failure_percent,
        base,
        max,
    }
}

fn within(number: u32, least: u32, most: u32, path: Path, problems: &mut Problems<'_>) {
    if !(least..=most).contains(&number) {
        problems.add(
            path,
            format!("{number} is not a number from {least} to {most}"),
            "",
        );
    }
}

pub(super) fn catalogue(
    raw: &raw::Named<raw::Card>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Catalogue {
    let known = raw.0.iter().map(|(name, card)| {
        let path = path.key(name.clone());
        if !is_pattern(name) || name.find('*').is_some_and(|at| at + 1 != name.len()) {
            problems.add(
                path.clone(),
                format!("{name:?} cannot be the name of a provider's model"),
                format!("{PATTERN_HINT}, at the end"),
            );
        }
        for (key, tokens) in [
            ("context_window", card.context_window),
            ("max_output", card.max_output),
        ] {
            if tokens == Some(0) {
                problems.add(path.key(key), "no model has no room", "remove it");
            }
        }
        known(name, card)
    });
    Catalogue::new(known.collect())
}

fn known(name: &str, card: &raw::Card) -> Known {
    let mut capabilities = Capabilities::default();
    let features = [
        (Feature::Tools, card.tools),
        (Feature::Image, card.image),
        (Feature::Document, card.document),
        (Feature::AudioInput, card.audio_input),
        (Feature::AudioOutput, card.audio_output),
        (Feature::JsonMode, card.json_mode),
        (Feature::JsonSchema, card.json_schema),
        (Feature::Reasoning, card.reasoning),
    ];
    for (feature, has) in features {
        if let Some(has) = has {
            capabilities.set(feature, has);
        }
    }
    Known {
        name: match name.strip_suffix('*') {
            Some(start) => Pattern::Prefix(start.to_owned()),
            None => Pattern::Exact(name.to_owned()),
        },
        card: crate::Card {
            context_window: card.context_window,
            max_output: card.max_output,
            capabilities,
            price: card.price.as_ref().map(|price| Price {
                input: price.input.0.into(),
                output: price.output.0.into(),
                cache_read: price.cache_read.map(|dollars| dollars.0.into()),
                cache_write: price.cache_write.map(|dollars| dollars.0.into()),
            }),
        },
    }
}
