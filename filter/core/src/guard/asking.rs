//! Services that are asked about one side of an exchange, all at once.

use sluice_guard::services::{self, Service, Verdict};
use sluice_guard::{Beside, Check, Piece, Purpose, Subject};
use sluice_protocol::WireFormat;
use sluice_protocol::any::AnyFormat;

use super::Guarded;
use super::body::{Body, What, change};
use super::cluster::Hit;
use super::look::{Outcome, Place, View, conclude, is_taken_out};
use super::set::{Guard, Guards};
use super::stop::Stop;
use super::verdict::Direction;
use crate::callout::Callout;
use crate::host::{CallId, Host};
use crate::worker::{Waiter, Worker};

/// Services that have been asked.
#[derive(Debug)]
pub(crate) struct Asking {
    direction: Direction,
    /// By the places of their guardrails in the file.
    callouts: Vec<(usize, Callout)>,
    /// Among all that wait, until they have answered.
    _place: Option<Waiter>,
}

impl From<Direction> for services::Direction {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Input => Self::Input,
            Direction::Output => Self::Output,
        }
    }
}

/// Those guardrails of a plan that ask a service.
fn of_services<'g>(
    guards: &'g Guards,
    plan: &'g [usize],
) -> impl Iterator<Item = (usize, &'g Guard, &'g dyn Service)> + 'g {
    guards
        .of(plan)
        .filter_map(|(index, guard)| match &guard.check {
            Some(Check::Service(check)) => Some((index, guard, check.as_ref() as &dyn Service)),
            Some(Check::Find(_) | Check::Judge(_)) | None => None,
        })
}

/// One side of an exchange that services are asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side<'b> {
    pub(crate) direction: Direction,
    pub(crate) body: Body<'b>,
    /// Of an answer: its request, as the provider saw it.
    pub(crate) request: Option<Body<'b>>,
    /// Of an answer: the kind of provider it is from, and its status.
    pub(crate) from: Option<(&'b str, u16)>,
}

impl<'b> Side<'b> {
    /// What a client asks.
    pub(crate) const fn request(body: Body<'b>) -> Self {
        Self {
            direction: Direction::Input,
            body,
            request: None,
            from: None,
        }
    }
}

/// What a body is for.
const fn purpose(body: Body<'_>) -> Purpose {
    match body.what {
        What::Message(Some(AnyFormat::Chat(WireFormat::OpenAiCompletions))) => Purpose::Completion,
        What::Message(Some(AnyFormat::Embed(_))) => Purpose::Embedding,
        What::Message(_) | What::Error => Purpose::Chat,
    }
}

/// Calls `with` with what a service is asked about, and with the numbers of its texts.
fn about<T>(
    view: &View<'_>,
    guard: &Guard,
    guarded: &Guarded,
    beside: Beside<'_>,
    with: impl FnOnce(&Subject<'_>, &[usize]) -> T,
) -> T {
    let (numbers, pieces): (Vec<usize>, Vec<Piece<'_>>) = view
        .read_by(guard)
        .map(|(number, piece)| (number, *piece))
        .unzip();
    guarded
        .about
        .subject(&pieces, beside, |subject| with(subject, &numbers))
}

impl Asking {
    /// Asks the services of a plan about a body. `None` if there are none. It may be done
    /// at once, where there is nothing to ask about. While too much waits already none can
    /// be asked.
    ///
    /// # Errors
    /// One that cannot be asked, and must be.
    pub(crate) fn begin(
        host: &mut impl Host,
        worker: &Worker,
        plan: &[usize],
        side: Side<'_>,
        guarded: &mut Guarded,
    ) -> Result<Option<Self>, Stop> {
        let (config, guards) = (worker.config(), worker.guards());
        if of_services(guards, plan).next().is_none() {
            return Ok(None);
        }
        let direction = side.direction;
        let texts = side.body.texts(direction);
        let view = View::new(&texts, direction);
        let request = side.request.filter(|_| guards.want_request(plan));
        let request = request.map(|request| request.texts(Direction::Input));
        let request = request
            .as_ref()
            .map(|texts| View::new(texts, Direction::Input));
        let beside = Beside {
            purpose: purpose(side.body),
            request: request.as_ref().map_or(&[], |view| &view.pieces),
            provider: side.from.map_or("", |(provider, _)| provider),
            status: side.from.map(|(_, status)| status),
        };
        let mut callouts = Vec::new();
        let place = worker.place_to_wait(side.body.len());
        for (index, guard, check) in of_services(guards, plan) {
            if guarded.about.is_unread() {
                let verdicts = &mut guarded.verdicts;
                conclude(guard, index, direction, Outcome::Failed, verdicts)?;
                continue;
            }
            let told = Beside {
                request: if check.wants_request() {
                    beside.request
                } else {
                    &[]
                },
                ..beside
            };
            let begun = about(&view, guard, guarded, told, |subject, _| {
                if place.is_none() {
                    return Err("too many requests wait already".to_owned());
                }
                let begun = Callout::begin(host, config, check, subject, direction.into());
                begun.map_err(|error| error.to_string())
            });
            match begun {
                Ok(callout) => callouts.push((index, callout)),
                Err(problem) => {
                    let name = &guard.rule.name;
                    host.warn(&format!("guardrail {name} could not be asked: {problem}"));
                    let verdicts = &mut guarded.verdicts;
                    conclude(guard, index, direction, Outcome::Failed, verdicts)?;
                }
            }
        }
        Ok(Some(Self {
            direction,
            callouts,
            _place: place,
        }))
    }

    /// Takes an answer, if it is to one of these calls.
    pub(crate) fn take(&mut self, call: CallId, status: u16, body: &[u8]) {
        for (_, callout) in &mut self.callouts {
            if callout.take(call, status, body) {
                return;
            }
        }
    }

    /// Whether every call has been answered.
    pub(crate) fn is_done(&self) -> bool {
        self.callouts.iter().all(|(_, callout)| callout.is_done())
    }

    /// What the answers come to, about the same body: `None` if it passes as it is, else
    /// what stands in its place.
    ///
    /// # Errors
    /// What stops it.
    pub(crate) fn conclude(
        self,
        host: &mut impl Host,
        guards: &Guards,
        body: Body<'_>,
        guarded: &mut Guarded,
    ) -> Result<Option<Vec<u8>>, Stop> {
        let direction = self.direction;
        let beside = Beside {
            purpose: purpose(body),
            ..Beside::default()
        };
        let texts = body.texts(direction);
        let view = View::new(&texts, direction);
        let mut places = Vec::new();
        let mut replaced = Vec::new();
        for (index, callout) in self.callouts {
            let Some(guard) = guards.get(index) else {
                continue;
            };
            let Some(Check::Service(check)) = &guard.check else {
                continue;
            };
            let outcome = about(
                &view,
                guard,
                guarded,
                beside,
                |subject, numbers| match callout.verdict(check.as_ref(), subject, direction.into())
                {
                    Ok(Verdict::Passed) => Outcome::Passed,
                    Ok(Verdict::Failed { reason, .. }) => Outcome::of(1, Some(reason)),
                    Ok(Verdict::Found(found)) => {
                        let before = places.len();
                        for (number, all) in numbers.iter().zip(found) {
                            places.extend(all.into_iter().filter_map(|found| {
                                let (group, base) = view.place_of(*number)?;
                                let span = base + found.span.start..base + found.span.end;
                                let found = Hit {
                                    check: index,
                                    label: found.label,
                                    span,
                                    score: found.score,
                                };
                                Some(Place { group, found })
                            }));
                        }
                        Outcome::of(count(places.len() - before), None)
                    }
                    Ok(Verdict::Replaced(texts)) => {
                        let before = replaced.len();
                        let all = numbers.iter().zip(texts);
                        replaced
                            .extend(all.filter_map(|(number, text)| Some((index, *number, text?))));
                        Outcome::of(count(replaced.len() - before), None)
                    }
                    Err(error) => {
                        let name = &guard.rule.name;
                        host.warn(&format!("guardrail {name} has no verdict: {error}"));
                        Outcome::Failed
                    }
                },
            );
            if !is_taken_out(guard) {
                places.retain(|place: &Place| place.found.check != index);
                replaced.retain(|(guardrail, ..)| *guardrail != index);
            }
            conclude(guard, index, direction, outcome, &mut guarded.verdicts)?;
        }
        let replaced = replaced
            .into_iter()
            .map(|(_, number, text)| (number, text))
            .collect();
        let restores = direction == Direction::Output;
        let changes = change(
            guards,
            &view,
            places,
            replaced,
            (direction, restores),
            guarded,
        );
        drop(view);
        Ok(changes.apply(texts))
    }
}

fn count(places: usize) -> u32 {
    u32::try_from(places).unwrap_or(u32::MAX)
}
