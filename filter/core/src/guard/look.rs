//! What the checks of one side find in its texts.

use std::ops::Range;

use sluice_config::GuardrailAction;
use sluice_guard::{Beside, Check, Find, Judged, Match, Piece, PieceKind, Subject, find_all};
use sluice_protocol::texts::Texts;

use super::about::About;
use super::cluster::{Cluster, Hit, unite};
use super::named::{find_named, spaced};
use super::set::{Guard, Guards};
use super::stop::Stop;
use super::verdict::{Direction, Ending, Verdicts};

/// Texts that are read as one, as numbers of their pieces; most are of one.
pub(crate) type Group = Vec<usize>;

/// What is to be taken out of a group, with its place in bytes of all its texts one behind
/// the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    /// The number of the group.
    pub(crate) group: usize,
    pub(crate) found: Hit,
}

/// The texts of one side.
#[derive(Debug)]
pub(crate) struct View<'t> {
    pub(crate) pieces: Vec<Piece<'t>>,
    /// The name of each, in front of it; mostly none.
    names: Vec<String>,
    pub(crate) groups: Vec<Group>,
    /// Which of several answers each piece belongs to, and what sorts it there.
    times: Vec<(u32, (u8, usize))>,
    /// For each piece its group, and where it begins there.
    places: Vec<(usize, usize)>,
    /// For each piece whether it is of a turn that has been answered already.
    is_old: Vec<bool>,
}

impl<'t> View<'t> {
    pub(crate) fn new(texts: &'t Texts<'_>, direction: Direction) -> Self {
        let pieces: Vec<Piece<'t>> = texts
            .pieces()
            .iter()
            .map(|piece| Piece {
                kind: piece.kind,
                message: piece.message,
                text: &piece.text,
            })
            .collect();
        let names = texts.pieces().iter().map(|piece| {
            let name = piece.name.and_then(|name| texts.pieces().get(name));
            name.map(|name| spaced(&name.text)).unwrap_or_default()
        });
        let names = names.collect();
        let mut groups = texts.runs();
        let mut is_grouped = vec![false; pieces.len()];
        for number in groups.iter().flatten() {
            if let Some(is_grouped) = is_grouped.get_mut(*number) {
                *is_grouped = true;
            }
        }
        let alone = is_grouped
            .iter()
            .enumerate()
            .filter(|(_, grouped)| !**grouped);
        groups.extend(alone.map(|(number, _)| vec![number]));
        let newest = match direction {
            Direction::Input => newest_turn(texts),
            Direction::Output => None,
        };
        let is_old = texts.pieces().iter().map(|piece| {
            let is_before = newest.is_some_and(|newest| piece.message <= newest);
            piece.in_turn && is_before
        });
        let mut places = vec![(0, 0); pieces.len()];
        for (group, numbers) in groups.iter().enumerate() {
            let mut base = 0;
            for number in numbers {
                if let Some(place) = places.get_mut(*number) {
                    *place = (group, base);
                }
                base += pieces.get(*number).map_or(0, |piece| piece.text.len());
            }
        }
        let times = texts.pieces().iter().enumerate().map(|(number, piece)| {
            let choice = u32::try_from(piece.choice).unwrap_or(u32::MAX);
            (choice, texts.time_of(number))
        });
        Self {
            pieces,
            names,
            groups,
            times: times.collect(),
            places,
            is_old: is_old.collect(),
        }
    }

    /// Finds in each text of a group that is read, and across their borders.
    pub(crate) fn find(
        &self,
        (number, check): (usize, &dyn Find),
        group: usize,
        reads: &dyn Fn(usize, &Piece<'_>) -> bool,
        hits: &mut Vec<Hit>,
    ) {
        let mut hit = |base: usize, found: Match| {
            hits.push(Hit {
                check: number,
                label: found.label,
                span: base + found.span.start..base + found.span.end,
                score: found.score,
            });
        };
        // Texts that are read stand side by side: they are of one kind, and only the
        // oldest may be passed over.
        let mut base = 0;
        let mut first = None;
        let mut borders = Vec::new();
        let mut joined = String::new();
        let numbers = self.groups.get(group).map(Vec::as_slice);
        let numbers = numbers.unwrap_or_default();
        let pieces = numbers
            .iter()
            .filter_map(|number| Some((*number, self.pieces.get(*number)?)));
        for (number, piece) in pieces {
            if reads(number, piece) {
                let name = self.names.get(number).map_or("", String::as_str);
                for found in find_named(check, name, piece.text) {
                    hit(base, found);
                }
                first.get_or_insert(base);
                if numbers.len() > 1 {
                    joined.push_str(piece.text);
                    borders.push(joined.len());
                }
            }
            base += piece.text.len();
        }
        borders.pop();
        if borders.is_empty() {
            return;
        }
        for found in find_all(check, &joined) {
            if crosses(&borders, &found.span) {
                hit(first.unwrap_or_default(), found);
            }
        }
    }

    /// All text of a group.
    pub(crate) fn text_of(&self, group: usize) -> String {
        let numbers = self.groups.get(group).into_iter().flatten();
        let pieces = numbers.filter_map(|number| self.pieces.get(*number));
        pieces.map(|piece| piece.text).collect()
    }

    /// Whether a group is a name of so many bytes, such as a tool's; what stands in free
    /// JSON is none.
    pub(crate) fn is_name_of(&self, group: usize, length: usize) -> bool {
        let Some([number]) = self.groups.get(group).map(Vec::as_slice) else {
            return false;
        };
        let is_free = self.names.get(*number).is_none_or(|name| !name.is_empty());
        let piece = self.pieces.get(*number);
        piece.is_some_and(|piece| {
            !is_free && piece.kind == PieceKind::Other && piece.text.len() == length && length > 0
        })
    }

    /// What is to stand in the place of findings, by their groups: `with` is told each
    /// place with its text and the choice it is of, in the order in which a stream would
    /// come to them.
    pub(crate) fn replaced(
        &self,
        hits: Vec<Vec<Hit>>,
        with: &mut dyn FnMut(&Cluster, &str, u32) -> String,
    ) -> Vec<Swap> {
        let mut all = Vec::new();
        for (group, hits) in hits.into_iter().enumerate() {
            if hits.is_empty() {
                continue;
            }
            let text = self.text_of(group);
            let numbers = self.groups.get(group).into_iter().flatten().copied();
            let starts =
                numbers.map(|number| (self.places.get(number).map_or(0, |at| at.1), number));
            let mut starts = starts.peekable();
            let mut first = starts.next().unwrap_or_default();
            for cluster in unite(hits) {
                while let Some(next) = starts.next_if(|(base, _)| *base <= cluster.span.start) {
                    first = next;
                }
                let (base, number) = first;
                let time = self.times.get(number).copied().unwrap_or_default();
                let place = cluster.span.start.saturating_sub(base);
                let taken = text.get(cluster.span.clone()).unwrap_or_default();
                all.push(((time, place), group, cluster, taken.to_owned()));
            }
        }
        all.sort_by_key(|(time, ..)| *time);
        let swaps = all
            .into_iter()
            .map(|(((choice, _), _), group, cluster, taken)| {
                let with = with(&cluster, &taken, choice);
                (group, cluster.span, with)
            });
        swaps.collect()
    }

    /// Whether a guardrail looks at a text.
    pub(crate) fn reads(&self, guard: &Guard, number: usize, piece: &Piece<'_>) -> bool {
        let is_old = || self.is_old.get(number).copied().unwrap_or_default();
        guard.rule.reads(piece.kind) && !(guard.rule.latest && is_old())
    }

    /// The group of a text, and where it begins there.
    pub(crate) fn place_of(&self, number: usize) -> Option<(usize, usize)> {
        self.places.get(number).copied()
    }

    /// The texts that a guardrail looks at, and their numbers.
    pub(crate) fn read_by<'v>(
        &'v self,
        guard: &'v Guard,
    ) -> impl Iterator<Item = (usize, &'v Piece<'t>)> + 'v {
        let all = self.pieces.iter().enumerate();
        all.filter(|(number, piece)| self.reads(guard, *number, piece))
    }
}

/// A place in a group, and what is to stand there.
pub(crate) type Swap = (usize, Range<usize>, String);

/// Whether a place reaches over one of these borders, which are in order.
pub(crate) fn crosses(borders: &[usize], span: &Range<usize>) -> bool {
    let next = borders.partition_point(|border| *border <= span.start);
    borders.get(next).is_some_and(|border| *border < span.end)
}

/// The last message of the model that somebody has answered: one at the very end is put
/// into its mouth by the client, and is new.
fn newest_turn(texts: &Texts<'_>) -> Option<usize> {
    let pieces = || texts.pieces().iter().filter(|piece| piece.in_turn);
    let others =
        pieces().filter(|piece| matches!(piece.kind, PieceKind::User | PieceKind::ToolResult));
    let last = others.map(|piece| piece.message).max()?;
    let turns = pieces().filter(|piece| is_models(piece.kind));
    turns
        .map(|piece| piece.message)
        .filter(|turn| *turn < last)
        .max()
}

const fn is_models(kind: PieceKind) -> bool {
    matches!(
        kind,
        PieceKind::Answer | PieceKind::Reasoning | PieceKind::ToolArguments
    )
}

/// Lets the texts of one side pass the guardrails of a plan, in the order of the file, but
/// for those that ask a service. Returns what is to be taken out.
///
/// Every guardrail sees the texts as they came. The first that stops them ends it.
///
/// # Errors
/// What stops them.
pub(crate) fn look(
    guards: &Guards,
    plan: &[usize],
    direction: Direction,
    view: &View<'_>,
    about: &About,
    verdicts: &mut Verdicts,
) -> Result<Vec<Place>, Stop> {
    let mut places = Vec::new();
    for (index, guard) in guards.of(plan) {
        let before = places.len();
        let outcome = match &guard.check {
            Some(Check::Service(_)) => continue,
            None => Outcome::Failed,
            Some(Check::Find(check)) => {
                let reads = |number, piece: &Piece<'_>| view.reads(guard, number, piece);
                for group in 0..view.groups.len() {
                    let mut hits = Vec::new();
                    view.find((index, check.as_ref()), group, &reads, &mut hits);
                    places.extend(hits.into_iter().map(|found| Place { group, found }));
                }
                let count = u32::try_from(places.len() - before).unwrap_or(u32::MAX);
                Outcome::of(count, None)
            }
            Some(Check::Judge(_)) if about.is_unread() => Outcome::Failed,
            Some(Check::Judge(check)) => {
                let pieces: Vec<Piece<'_>> = view.read_by(guard).map(|(_, piece)| *piece).collect();
                let beside = Beside::default();
                match about.subject(&pieces, beside, |subject: &Subject<'_>| {
                    check.judge(subject)
                }) {
                    Judged::Passed => Outcome::Passed,
                    Judged::Failed { reason, .. } => Outcome::of(1, Some(reason)),
                }
            }
        };
        if !is_taken_out(guard) {
            places.truncate(before);
        }
        conclude(guard, index, direction, outcome, verdicts)?;
    }
    Ok(places)
}

/// How one check has ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Nothing is wrong.
    Passed,
    /// So many things are; and what, if that can be said.
    Found(u32, Option<String>),
    /// It could not be made.
    Failed,
}

impl Outcome {
    pub(crate) fn of(count: u32, reason: Option<String>) -> Self {
        if count == 0 {
            Self::Passed
        } else {
            Self::Found(count, reason)
        }
    }
}

/// Notes how one check has ended, and stops what it stops.
///
/// # Errors
/// What stops it.
pub(crate) fn conclude(
    guard: &Guard,
    index: usize,
    direction: Direction,
    outcome: Outcome,
    verdicts: &mut Verdicts,
) -> Result<(), Stop> {
    let (ending, reason) = match outcome {
        Outcome::Passed => (Ending::Passed, None),
        Outcome::Found(count, reason) => (Ending::Found(count), reason),
        Outcome::Failed => (Ending::Failed, None),
    };
    verdicts.note(index, direction, ending);
    match ending {
        _ if !guard.rule.is_enforced => Ok(()),
        Ending::Passed => Ok(()),
        Ending::Failed if guard.rule.fails_open => Ok(()),
        Ending::Failed => Err(Stop::unasked(index)),
        Ending::Found(_) => match guard.rule.action {
            GuardrailAction::Flag { .. } => Ok(()),
            // What is wrong as a whole leaves nothing to take out.
            GuardrailAction::Redact { .. } if reason.is_none() => Ok(()),
            GuardrailAction::Redact { .. }
            | GuardrailAction::Deny
            | GuardrailAction::Fallback
            | GuardrailAction::Retry { .. } => Err(Stop::found(index, reason)),
        },
    }
}

/// Whether what a guardrail finds is taken out.
pub(crate) fn is_taken_out(guard: &Guard) -> bool {
    guard.rule.is_enforced && matches!(guard.rule.action, GuardrailAction::Redact { .. })
}
