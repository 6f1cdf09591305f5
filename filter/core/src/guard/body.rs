//! A whole body on its way past the guardrails.

use sluice_config::GuardrailAction;
use sluice_guard::{Label, find_all};
use sluice_protocol::any::AnyFormat;
use sluice_protocol::json::Value;
use sluice_protocol::multipart::Part;
use sluice_protocol::texts::{Side, Texts};

use super::Guarded;
use super::cluster::Hit;
use super::look::{Group, Place, Swap, View, look};
use super::placeholders::{Of, Restorer};
use super::set::Guards;
use super::stop::Stop;
use super::verdict::Direction;

/// What a body is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    /// A request or an answer in this format; none for an operation that passes as it is.
    Message(Option<AnyFormat>),
    /// An error in place of an answer.
    Error,
}

/// How a body is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content<'b> {
    /// As JSON.
    Json(Value<'b>),
    /// As a form.
    Form {
        /// All of it.
        bytes: &'b [u8],
        /// What is in it.
        parts: &'b [Part],
    },
}

impl<'b> From<Value<'b>> for Content<'b> {
    fn from(root: Value<'b>) -> Self {
        Self::Json(root)
    }
}

/// A body, and what it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Body<'b> {
    pub(crate) what: What,
    pub(crate) content: Content<'b>,
}

impl<'b> Body<'b> {
    /// Its bytes.
    pub(crate) fn len(self) -> usize {
        match self.content {
            Content::Json(root) => root.raw().len(),
            Content::Form { bytes, .. } => bytes.len(),
        }
    }

    /// Its texts.
    pub(crate) fn texts(self, direction: Direction) -> Texts<'b> {
        let side = match direction {
            Direction::Input => Side::Request,
            Direction::Output => Side::Answer,
        };
        match (self.content, self.what) {
            (Content::Json(root), What::Message(format)) => Texts::of(side, format, root),
            (Content::Json(root), What::Error) => Texts::of_error(root),
            (Content::Form { bytes, parts }, _) => Texts::of_form(bytes, parts),
        }
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
    let verdicts = &mut guarded.verdicts;
    if texts.is_unreadable() {
        guards.unread(plan, direction, verdicts)?;
    }
    let view = View::new(&texts, direction);
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
    swaps: Vec<Swap>,
}

impl Changes {
    /// In the groups of a view.
    pub(crate) fn new(view: &View<'_>, mut swaps: Vec<Swap>) -> Self {
        swaps.sort_by_key(|(group, span, _)| (*group, span.start));
        for swaps in swaps.chunk_by_mut(|a, b| a.0 == b.0) {
            keep_name(view, swaps);
        }
        Self {
            groups: view.groups.clone(),
            swaps,
        }
    }

    /// Puts them in place.
    pub(crate) fn make(self, texts: &mut Texts<'_>) {
        let mut swaps = self.swaps.into_iter().peekable();
        while let Some((group, ..)) = swaps.peek() {
            let group = *group;
            let own = std::iter::from_fn(|| swaps.next_if(|(of, ..)| *of == group));
            let numbers = self.groups.get(group).map(Vec::as_slice);
            let places = own.map(|(_, span, with)| (span, with)).collect::<Vec<_>>();
            texts.replace_in_run(numbers.unwrap_or_default(), places);
        }
    }

    /// The body with them; `None` without any.
    pub(crate) fn apply(self, mut texts: Texts<'_>) -> Option<Vec<u8>> {
        self.make(&mut texts);
        texts.is_changed().then(|| texts.apply())
    }
}

/// What stands in the place of a name that was removed: no format has empty ones, and these
/// letters may stand in the names of all.
pub(crate) const GONE: &str = "redacted";

/// Leaves a name where all of one is removed.
fn keep_name(view: &View<'_>, swaps: &mut [Swap]) {
    let removed = swaps.iter().map(|(_, span, _)| span.len()).sum();
    let is_removed = swaps.iter().all(|(.., with)| with.is_empty());
    if let Some((group, _, with)) = swaps.first_mut()
        && is_removed
        && view.is_name_of(*group, removed)
    {
        GONE.clone_into(with);
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
    let mut hits: Vec<Vec<Hit>> = vec![Vec::new(); view.groups.len()];
    for place in places {
        if let Some(all) = hits.get_mut(place.group) {
            all.push(place.found);
        }
    }
    let mut swaps = Vec::new();
    for (number, with) in replaced {
        let length = view.pieces.get(number).map_or(0, |piece| piece.text.len());
        if let Some((group, base)) = view.place_of(number) {
            let span = base..base + length;
            // Nothing of what was found in it is left.
            if let Some(hits) = hits.get_mut(group) {
                hits.retain(|hit| hit.span.end <= span.start || hit.span.start >= span.end);
            }
            swaps.push((group, span, with));
        }
    }
    if let Some(restorer) = restorer {
        for (group, hits) in hits.iter_mut().enumerate() {
            let found = find_all(restorer, &view.text_of(group)).into_iter();
            hits.extend(found.map(|found| Hit {
                check: Restorer::GUARDRAIL,
                label: found.label,
                span: found.span,
                score: found.score,
            }));
        }
    }
    swaps.extend(view.replaced(hits, &mut |place, taken, choice| {
        let winner = &place.winner;
        match restorer {
            Some(restorer) if winner.check == Restorer::GUARDRAIL => restorer.restored(taken),
            _ => replacement(
                guards,
                (winner.check, &winner.label, taken),
                (direction, choice),
                guarded,
            ),
        }
    }));
    Changes::new(view, swaps)
}

/// What stands in the place of a text that a guardrail takes out, with what it is.
pub(crate) fn replacement(
    guards: &Guards,
    (guardrail, label, text): (usize, &Label, &str),
    (direction, choice): (Direction, u32),
    guarded: &mut Guarded,
) -> String {
    let action = guards.get(guardrail).map(|guard| &guard.rule.action);
    let Some(GuardrailAction::Redact { with, restore }) = action else {
        return String::new();
    };
    let of = match direction {
        Direction::Input => Of::Request { restores: *restore },
        Direction::Output => Of::Answer(choice),
    };
    guarded.vault.replace(label, text, with, of)
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;
    use std::time::{Duration, Instant};

    use serde_json::json;
    use sluice_protocol::WireFormat;
    use sluice_protocol::json::{Document, Limits};

    use super::*;

    /// The time that it takes.
    #[expect(clippy::disallowed_methods, reason = "a test of time")]
    fn took(parts: usize, guards: &Guards) -> Duration {
        let halves = ["jo@exa", "mple.org "];
        let part = |at: usize| json!({"type": "text", "text": halves[at % 2]});
        let parts: Vec<_> = (0..parts).map(part).collect();
        let body = json!({"messages": [{"role": "user", "content": parts}]}).to_string();
        let begun = Instant::now();
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        let body = Body {
            what: What::Message(Some(AnyFormat::Chat(WireFormat::OpenAiChat))),
            content: document.root(body.as_bytes()).into(),
        };
        let mut guarded = Guarded::default();
        let passed = pass_body(guards, &[0], Direction::Input, body, &mut guarded);
        let changed = black_box(passed.unwrap().unwrap());
        let took = begun.elapsed();
        assert!(!String::from_utf8_lossy(&changed).contains("mple"));
        took
    }

    #[test]
    fn twice_as_many_parts_that_are_read_as_one_take_twice_the_time() {
        let guards = super::super::laws::guards("redact");
        // Other work of the machine makes one of a pair slower now and then.
        let mut ratios: Vec<f64> = (0..9)
            .map(|_| {
                let once = took(2000, &guards);
                took(4000, &guards).div_duration_f64(once)
            })
            .collect();
        ratios.sort_by(f64::total_cmp);
        assert!(ratios[4] < 3.0, "{ratios:?}");
    }
}
