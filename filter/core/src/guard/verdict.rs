//! What guardrails have come to, as it is told: by name and number, never with what
//! was found.

use sluice_config::GuardrailAction;

use super::set::Guards;
use crate::host::Host;
use crate::telemetry::{self, GuardrailLabels, Metric};

/// A side of an exchange, as guardrails see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// What the client sends.
    Input,
    /// What the model answers.
    Output,
}

impl Direction {
    /// The word for it in gateway.yaml, the header and the log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
        }
    }
}

/// How one guardrail has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It has found nothing.
    Passed,
    /// It has found something, so many places.
    Found(u32),
    /// It could not be made.
    Failed,
}

/// What one guardrail has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Its place in the file.
    pub(crate) guardrail: usize,
    pub(crate) direction: Direction,
    pub(crate) ending: Ending,
}

/// What the guardrails of one exchange have come to, in the order they did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Verdicts(Vec<Verdict>);

impl Verdicts {
    /// Past these, which only many attempts could make, none is noted.
    const MOST: usize = 1000;

    /// Notes one. What a stream finds bit by bit is one verdict.
    pub(crate) fn note(&mut self, guardrail: usize, direction: Direction, ending: Ending) {
        let is_same =
            |known: &Verdict| known.guardrail == guardrail && known.direction == direction;
        let Some(known) = self.0.iter_mut().find(|known| is_same(known)) else {
            if self.0.len() < Self::MOST {
                self.0.push(Verdict {
                    guardrail,
                    direction,
                    ending,
                });
            }
            return;
        };
        known.ending = match (known.ending, ending) {
            (Ending::Found(before), Ending::Found(more)) => {
                Ending::Found(before.saturating_add(more))
            }
            (Ending::Passed, new) | (Ending::Failed, new @ Ending::Found(_)) => new,
            (old, Ending::Passed | Ending::Failed) => old,
        };
    }

    /// What one guardrail has come to, on whichever side it was asked first.
    pub(crate) fn of(&self, guardrail: usize) -> Option<&Verdict> {
        let mut all = self.0.iter();
        all.find(|verdict| verdict.guardrail == guardrail)
    }

    /// Whether nothing is worth telling a client.
    pub(crate) fn is_clean(&self) -> bool {
        self.0
            .iter()
            .all(|verdict| verdict.ending == Ending::Passed)
    }

    /// The status by which an answer is told to have been flagged: that of the first that
    /// has found something and has one.
    pub(crate) fn status(&self, guards: &Guards) -> Option<u16> {
        self.0.iter().find_map(|verdict| {
            let rule = &guards.get(verdict.guardrail)?.rule;
            match (verdict.ending, &rule.action) {
                (Ending::Found(_), GuardrailAction::Flag { status }) if rule.is_enforced => *status,
                _ => None,
            }
        })
    }

    /// The value of the header `x-sluice-guardrails`: a list of those that have found
    /// something or could not be made, as RFC 9651 writes lists:
    /// `pii;on=input;action=redact;count=2, tone;on=output;action=error`.
    pub(crate) fn header(&self, guards: &Guards) -> String {
        let told = self.0.iter().filter_map(|verdict| {
            let rule = &guards.get(verdict.guardrail)?.rule;
            let on = verdict.direction.name();
            let name = &rule.name;
            let action = verdict.action(guards);
            let mut text = match verdict.ending {
                Ending::Passed => return None,
                Ending::Failed => format!("{name};on={on};action={action}"),
                Ending::Found(count) => format!("{name};on={on};action={action};count={count}"),
            };
            if !rule.is_enforced {
                text.push_str(";mode=monitor");
            }
            Some(text)
        });
        told.collect::<Vec<_>>().join(", ")
    }
}

impl Verdicts {
    /// Counts each, once an exchange is over.
    pub(crate) fn count(&self, host: &mut impl Host, guards: &Guards, model: &str, consumer: &str) {
        for verdict in &self.0 {
            let Some(guard) = guards.get(verdict.guardrail) else {
                continue;
            };
            let labels = telemetry::guardrail_labels(GuardrailLabels {
                guardrail: &guard.rule.name,
                side: verdict.direction.name(),
                action: verdict.action(guards),
                mode: if guard.rule.is_enforced {
                    "enforce"
                } else {
                    "monitor"
                },
                model,
                consumer,
            });
            host.measure(&labels, &[(Metric::Guardrails, 1)]);
        }
    }
}

impl Verdict {
    /// What was done: `pass`, `error`, or the guardrail's action.
    pub(crate) fn action(&self, guards: &Guards) -> &'static str {
        match self.ending {
            Ending::Passed => "pass",
            Ending::Failed => "error",
            Ending::Found(_) => guards
                .get(self.guardrail)
                .map_or("pass", |guard| guard.rule.action.name()),
        }
    }
}
