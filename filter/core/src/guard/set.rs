//! The guardrails of a configuration, made ready once a worker.

use sluice_config::{Config, Guardrail, GuardrailAction};
use sluice_guard::Check;

use super::stop::Stop;
use super::verdict::{Direction, Ending, Verdicts};

/// A guardrail, made ready.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) rule: Guardrail,
    /// None where it cannot be made, which counts as an error of the check.
    pub(crate) check: Option<Check>,
}

impl Guard {
    /// Whether it judges more than texts.
    pub(crate) const fn asks_about(&self) -> bool {
        matches!(self.check, Some(Check::Judge(_) | Check::Service(_)))
    }

    /// Whether one side of an exchange is checked.
    pub(crate) const fn looks_at(&self, direction: Direction) -> bool {
        match direction {
            Direction::Input => self.rule.input,
            Direction::Output => self.rule.output,
        }
    }
}

/// The guardrails of a configuration.
#[derive(Debug, Default)]
pub struct Guards {
    all: Vec<Guard>,
}

/// Guardrails that one side of an exchange has to pass, by their places in the file.
pub(crate) type Plan = Vec<usize>;

/// Those of both sides.
#[derive(Debug, Default)]
pub(crate) struct Sides {
    pub(crate) input: Plan,
    pub(crate) output: Plan,
}

impl Guards {
    /// Makes them ready. A check that cannot be made is told by [`Guards::problems`],
    /// and until that is mended fails as its guardrail says.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let all = config.guardrails().iter().map(|rule| Guard {
            check: rule.check.compile().ok(),
            rule: rule.clone(),
        });
        Self { all: all.collect() }
    }

    /// What is wrong with checks that cannot be made.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let broken = self.all.iter().filter(|guard| guard.check.is_none());
        broken
            .flat_map(|guard| {
                let errors = guard.rule.check.compile().err().into_iter().flatten();
                let name = &guard.rule.name;
                errors.map(move |error| format!("guardrail {name}: {}: {error}", error.at))
            })
            .collect()
    }

    /// All of them, in the order of the file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Guard> {
        self.all.iter()
    }

    /// One of them.
    pub(crate) fn get(&self, index: usize) -> Option<&Guard> {
        self.all.get(index)
    }

    /// Whether what one of them cannot read must not pass.
    pub(crate) fn is_closed(&self, index: usize) -> bool {
        self.get(index)
            .is_some_and(|guard| guard.rule.is_enforced && !guard.rule.fails_open)
    }

    /// The first of a plan without which nothing may pass that it cannot read.
    pub(crate) fn closed(&self, plan: &[usize]) -> Option<usize> {
        plan.iter().copied().find(|index| self.is_closed(*index))
    }

    /// Notes that nobody of a plan can read what it should look at.
    ///
    /// # Errors
    /// What nothing may pass without.
    pub(crate) fn unread(
        &self,
        plan: &[usize],
        direction: Direction,
        verdicts: &mut Verdicts,
    ) -> Result<(), Stop> {
        for (index, _) in self.of(plan) {
            verdicts.note(index, direction, Ending::Failed);
            if self.is_closed(index) {
                return Err(Stop::unreadable(index));
            }
        }
        Ok(())
    }

    /// Whether a streamed answer is held until all of it has been checked: some of a plan
    /// say so, or want another answer in its place, which only can be while none has begun.
    pub(crate) fn holds_all(&self, plan: &[usize]) -> bool {
        self.of(plan).any(|(_, guard)| {
            let wants_another = matches!(
                guard.rule.action,
                GuardrailAction::Fallback | GuardrailAction::Retry { .. }
            );
            // These are asked about the whole.
            let is_whole = matches!(guard.check, Some(Check::Judge(_) | Check::Service(_)));
            guard.rule.holds_all || (guard.rule.is_enforced && (wants_another || is_whole))
        })
    }

    /// How often the same target may be asked again at most, for a plan.
    pub(crate) fn retries(&self, plan: &[usize]) -> usize {
        let attempts = self.of(plan).map(|(_, guard)| match guard.rule.action {
            GuardrailAction::Retry { attempts } if guard.rule.is_enforced => attempts,
            _ => 0,
        });
        usize::from(attempts.max().unwrap_or_default())
    }

    /// Those of a plan that judge more than texts.
    pub(crate) fn asking_about(&self, plan: &[usize]) -> Plan {
        let asking = self.of(plan).filter(|(_, guard)| guard.asks_about());
        asking.map(|(index, _)| index).collect()
    }

    /// Those of a plan that look at errors: all but checks that judge an answer as a whole,
    /// which an error is not.
    pub(crate) fn of_errors(&self, plan: &[usize]) -> Plan {
        let all = self.of(plan);
        let looking = all.filter(|(_, guard)| !matches!(guard.check, Some(Check::Judge(_))));
        looking.map(|(index, _)| index).collect()
    }

    /// Whether some of a plan ask a service.
    pub(crate) fn asks_services(&self, plan: &[usize]) -> bool {
        self.of(plan)
            .any(|(_, guard)| matches!(guard.check, Some(Check::Service(_))))
    }

    /// Whether some of a plan ask a service that is told of the request too.
    pub(crate) fn want_request(&self, plan: &[usize]) -> bool {
        self.of(plan).any(|(_, guard)| {
            matches!(&guard.check, Some(Check::Service(check)) if check.wants_request())
        })
    }

    /// Those of a plan, with their places.
    pub(crate) fn of<'g>(
        &'g self,
        plan: &'g [usize],
    ) -> impl Iterator<Item = (usize, &'g Guard)> + 'g {
        plan.iter()
            .filter_map(|index| Some((*index, self.all.get(*index)?)))
    }

    /// Those that the two sides of an exchange have to pass. `random` decides about those
    /// that look at a part of all exchanges, once for both sides.
    pub(crate) fn plan(
        &self,
        model: &str,
        consumer: Option<&str>,
        mut random: impl FnMut() -> u64,
    ) -> Sides {
        let mut sides = Sides::default();
        for (index, guard) in self.all.iter().enumerate() {
            let is_concerned = guard.rule.is_for(model, consumer)
                && (guard.rule.share >= Guardrail::ALL
                    || random() % u64::from(Guardrail::ALL) < u64::from(guard.rule.share));
            if is_concerned && guard.rule.input {
                sides.input.push(index);
            }
            if is_concerned && guard.rule.output {
                sides.output.push(index);
            }
        }
        sides
    }
}
