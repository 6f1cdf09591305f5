//! A whole body on its way past the guardrails.

use std::ops::Range;

use sluice_config::GuardrailAction;
use sluice_guard::find_all;
use sluice_protocol::any::AnyFormat;
use sluice_protocol::json::Value;
use sluice_protocol::texts::{Side, Texts};

use super::Guarded;
use super::cluster::{Cluster, Found, unite};
use super::look::{Group, Place, View, look};
use super::placeholders::Restorer;
use super::set::Guards;
use super::stop::Stop;
use super::verdict::Direction;

/// A body, and what it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Body<'b> {
    /// The format; none for an operation that passes as it is.
    pub(crate) format: Option<AnyFormat>,
    pub(crate) root: Value<'b>,
}

impl<'b> Body<'b> {
    /// Its texts.
    pub(crate) fn texts(self, direction: Direction) -> Texts<'b> {
        let side = match direction {
            Direction::Input => Side::Request,
            Direction::Output => Side::Answer,
        };
        Texts::of(side, self.format, self.root)
    }
}

/// Lets a body pass the guardrails of a plan that ask no service. `None` if it passes as
/// it is, else what stands in its place.
///
/// # Errors
/// What stops it.
pub(crate) fn pass_body(
    guards: &Guards,
    plan: &[usize],
    direction: Direction,
    body: Body<'_>,
    guarded: &mut Guarded,
) -> Result<Option<Vec<u8>>, Stop> {
    let texts = body.texts(direction);
    if texts.has_token_ids()
        && let Some(closed) = plan.iter().find(|index| guards.is_closed(**index))
    {
        return Err(Stop::unreadable(*closed));
    }
    let view = View::new(&texts, direction);
    let verdicts = &mut guarded.verdicts;
    let places = look(guards, plan, direction, &view, &guarded.about, verdicts)?;
    // Services are not shown what placeholders stand for.
    let restores = direction == Direction::Output && !guards.asks_services(plan);
    let direction = (direction, restores);
    let changes = change(guards, &view, places, Vec::new(), direction, guarded);
    drop(view);
    Ok(changes.apply(texts))
}

/// What is to stand in the place of what.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    groups: Vec<Group>,
    /// A place in a group, and what stands there.
    places: Vec<(usize, Range<usize>, String)>,
}

impl Changes {
    /// The body with them; `None` without any.
    pub(crate) fn apply(self, mut texts: Texts<'_>) -> Option<Vec<u8>> {
        for (group, span, with) in self.places {
            if let Some(numbers) = self.groups.get(group) {
                texts.replace_in_run(numbers, span, with);
            }
        }
        texts.is_changed().then(|| texts.apply())
    }
}

/// What is to stand in the place of what was found, of whole texts that a service has
/// `replaced` (by their numbers), and, if it `restores`, of placeholders.
pub(crate) fn change(
    guards: &Guards,
    view: &View<'_>,
    places: Vec<Place>,
    replaced: Vec<(usize, String)>,
    (direction, restores): (Direction, bool),
    guarded: &mut Guarded,
) -> Changes {
    let restorer = guarded.vault.restorer().filter(|_| restores);
    let restorer = restorer.as_ref();
    if direction == Direction::Input && !places.is_empty() {
        for piece in &view.pieces {
            guarded.vault.note_taken(piece.text);
        }
    }
    let mut of_group: Vec<Vec<Found>> = vec![Vec::new(); view.groups.len()];
    for place in places {
        if let Some(all) = of_group.get_mut(place.group) {
            all.push(place.found);
        }
    }
    let mut all = Vec::new();
    for (number, with) in replaced {
        let length = view.pieces.get(number).map_or(0, |piece| piece.text.len());
        if let Some((group, base)) = view.place_of(number) {
            let span = base..base + length;
            // Nothing of what was found in it is left.
            if let Some(found) = of_group.get_mut(group) {
                found.retain(|found| found.span.end <= span.start || found.span.start >= span.end);
            }
            all.push((group, span, with));
        }
    }
    for (group, (numbers, mut found)) in view.groups.iter().zip(of_group).enumerate() {
        if restorer.is_none() && found.is_empty() {
            continue;
        }
        let texts = numbers.iter().filter_map(|number| view.pieces.get(*number));
        let text: String = texts.map(|piece| piece.text).collect();
        if let Some(restorer) = restorer {
            found.extend(find_all(restorer, &text).into_iter().map(|found| Found {
                span: found.span,
                label: found.label,
                score: found.score,
                guardrail: Restorer::GUARDRAIL,
            }));
        }
        for cluster in unite(found) {
            let taken = text.get(cluster.span.clone()).unwrap_or_default();
            let with = match restorer {
                Some(restorer) if cluster.best.guardrail == Restorer::GUARDRAIL => {
                    let original = text
                        .get(cluster.best.span.clone())
                        .and_then(|placeholder| restorer.original(placeholder));
                    original.unwrap_or(taken).to_owned()
                }
                _ => replacement(guards, &cluster, taken, direction, guarded),
            };
            all.push((group, cluster.span, with));
        }
    }
    Changes {
        groups: view.groups.clone(),
        places: all,
    }
}

/// What stands in the place of a text that a guardrail takes out.
pub(crate) fn replacement(
    guards: &Guards,
    cluster: &Cluster,
    text: &str,
    direction: Direction,
    guarded: &mut Guarded,
) -> String {
    let action = guards
        .get(cluster.best.guardrail)
        .map(|guard| &guard.rule.action);
    let Some(GuardrailAction::Redact { with, restore }) = action else {
        return String::new();
    };
    // What an answer has of its own was never the client's.
    let restores = *restore && direction == Direction::Input;
    guarded
        .vault
        .replace(&cluster.best.label, text, with, restores)
}
