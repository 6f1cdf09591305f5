//! A whole body on its way past the guardrails.

use sluice_config::GuardrailAction;
use sluice_guard::find_all;
use sluice_protocol::any::AnyFormat;
use sluice_protocol::json::Value;
use sluice_protocol::texts::{Side, Texts};

use super::Guarded;
use super::cluster::{Cluster, Found, unite};
use super::look::{Place, View, look};
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
    let restorer = match direction {
        Direction::Output => guarded.vault.restorer(),
        Direction::Input => None,
    };
    let changes = changes(guards, &view, places, direction, restorer.as_ref(), guarded);
    let groups = view.groups.clone();
    drop(view);
    let mut texts = texts;
    for (group, cluster, with) in changes {
        if let Some(numbers) = groups.get(group) {
            texts.replace_in_run(numbers, cluster.span, with);
        }
    }
    Ok(texts.is_changed().then(|| texts.apply()))
}

/// What stands in the place of what, in which group.
fn changes(
    guards: &Guards,
    view: &View<'_>,
    places: Vec<Place>,
    direction: Direction,
    restorer: Option<&Restorer>,
    guarded: &mut Guarded,
) -> Vec<(usize, Cluster, String)> {
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
    let mut changes = Vec::new();
    for (group, (numbers, mut found)) in view.groups.iter().zip(of_group).enumerate() {
        let texts = numbers.iter().filter_map(|number| view.pieces.get(*number));
        let text: String = if restorer.is_some() || !found.is_empty() {
            texts.map(|piece| piece.text).collect()
        } else {
            continue;
        };
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
            changes.push((group, cluster, with));
        }
    }
    changes
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
