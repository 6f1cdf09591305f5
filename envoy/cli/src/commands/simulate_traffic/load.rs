//! Who asks when, and for how much.

use sluice_config::{Feature, Model};
use sluice_core::routing::Features;

use super::chance::Chance;
use super::clock::DAY;

/// How far the logarithms of sizes deviate: prompts differ more than answers.
const INPUT_SIGMA: f64 = 1.0;
const OUTPUT_SIGMA: f64 = 0.7;
const MOST_INPUT: f64 = 100_000.0;
const MOST_OUTPUT: f64 = 4_000.0;

/// What requests ask for, and which part of them. What no target can do is not asked for.
const FEATURES: &[(Feature, f64)] = &[
    (Feature::Tools, 0.2),
    (Feature::Code, 0.15),
    (Feature::Reasoning, 0.1),
];

/// A day is simulated in slices of each such time if it has too many requests.
const PERIOD: f64 = 300.0;
/// A slice is at least so long, so that several requests are under way in it.
const SHORTEST: f64 = 5.0;

/// The load of a day.
#[derive(Debug, Clone)]
pub(super) struct Load {
    pub(super) base_rps: f64,
    pub(super) peak_rps: f64,
    /// Second of the day.
    pub(super) peak_at: f64,
    /// Medians.
    pub(super) input_tokens: f64,
    pub(super) output_tokens: f64,
    pub(super) seed: u64,
    /// How much of each period is simulated, in seconds.
    pub(super) slice: f64,
}

/// A request.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    /// Second of the day.
    pub(super) at: f64,
    /// The chance that is this request's own.
    pub(super) seed: u64,
    pub(super) input_tokens: u64,
    pub(super) output_tokens: u64,
    pub(super) features: Features,
    /// Who asks.
    pub(super) user: u64,
}

impl Load {
    /// Requests a second.
    fn rate(&self, at: f64) -> f64 {
        let phase = (at - self.peak_at) / DAY * std::f64::consts::TAU;
        let share = f64::midpoint(phase.cos(), 1.0);
        self.base_rps + (self.peak_rps - self.base_rps) * share
    }

    /// How many requests a day has.
    pub(super) fn expected(&self) -> f64 {
        f64::midpoint(self.base_rps, self.peak_rps) * DAY
    }

    /// Simulates slices of the day so that it has about `most` requests.
    pub(super) fn limit(&mut self, most: f64) {
        let part = (most / self.expected()).min(1.0);
        self.slice = (part * PERIOD).clamp(SHORTEST, PERIOD);
    }

    /// How many requests stand behind each that is simulated.
    pub(super) fn scale(&self) -> f64 {
        PERIOD / self.slice
    }

    /// How much of the day until then is simulated, in seconds.
    pub(super) fn elapsed(&self, at: f64) -> f64 {
        let into = at % PERIOD;
        (at - into) / self.scale() + into.min(self.slice)
    }

    /// What is simulated, for people; none if it is everything.
    pub(super) fn sampling(&self) -> Option<String> {
        (self.slice < PERIOD).then(|| {
            format!(
                "the first {:.0} s of each {:.0} min",
                self.slice,
                PERIOD / 60.0
            )
        })
    }

    /// The requests of the day for a model, in the order in which they come.
    pub(super) fn requests(&self, model: &Model) -> impl Iterator<Item = Ask> + use<> {
        let mut chance = Chance::new(self.seed, 0);
        let load = self.clone();
        let can = |feature: &Feature| {
            let mut targets = model.targets.iter();
            targets.any(|target| target.card.capabilities.get(*feature) != Some(false))
        };
        let asked = FEATURES.iter().filter(|(feature, _)| can(feature));
        let asked: Vec<_> = asked.copied().collect();
        let mut at = 0.0;
        let most = self.peak_rps.max(self.base_rps);
        std::iter::from_fn(move || {
            loop {
                at += chance.exponential(1.0 / most);
                if at >= DAY {
                    return None;
                }
                let into = at % PERIOD;
                if into >= load.slice {
                    at += PERIOD - into;
                    continue;
                }
                if chance.is(load.rate(at) / most) {
                    return Some(load.ask(at, chance.next(), &asked));
                }
            }
        })
    }

    fn ask(&self, at: f64, seed: u64, asked: &[(Feature, f64)]) -> Ask {
        let mut chance = Chance::new(seed, 1);
        let input = chance.log_normal(self.input_tokens, INPUT_SIGMA);
        let output = chance.log_normal(self.output_tokens, OUTPUT_SIGMA);
        let mut features = Features::default();
        features.set(Feature::Stream);
        for (feature, part) in asked {
            if chance.is(*part) {
                features.set(*feature);
            }
        }
        Ask {
            at,
            seed,
            input_tokens: whole(input.min(MOST_INPUT)),
            output_tokens: whole(output.min(MOST_OUTPUT)),
            features,
            user: chance.next(),
        }
    }
}

/// At least one token.
fn whole(tokens: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and the most of either"
    )]
    let tokens = tokens.clamp(1.0, MOST_INPUT) as u64;
    tokens
}
