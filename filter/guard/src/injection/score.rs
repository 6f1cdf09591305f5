//! How signals add up.

use super::class::Class;
use super::encoded;
use super::family::Family;
use super::marks;
use super::reader::{Hit, Hits, Reader, plain};
use super::rules::{RULES, Rule};
use crate::judge::PieceKind;

/// How much of a text is judged at once, and how far on the next window begins. What is
/// far apart does not add up.
const WINDOW: usize = 2048;
const STRIDE: usize = 1536;

/// What a signal counts where the text talks about attacks.
const TALK: f32 = 0.45;

/// What an override counts whose target is an everyday thing.
const EVERYDAY: f32 = 0.3;

/// What counts of what is said of others, or asked about.
const TOLD: f32 = 0.6;

/// How many everyday things are looked at in a window.
const MOST_EVERYDAY: usize = 32;

/// How near a word for no stands before what it turns around.
const NEGATED: usize = 4;

/// How far a condition (`if the user asks`) reaches.
const GUARDED: usize = 64;

/// From which score on what was hidden in another writing is a signal itself.
const HIDDEN: f32 = 0.42;

/// How much more than a text as it stands what is hidden in it has to say.
const MORE: f32 = 0.15;

/// How sure it is that a text is an injection, and why.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Score {
    /// From 0 to 1.
    pub(super) total: f32,
    /// What each family adds.
    by_family: [f32; Family::COUNT],
}

impl Score {
    /// The highest score of a text's windows.
    pub(super) fn of(reader: &Reader, kind: PieceKind, text: &str) -> Self {
        let mut highest = Self::windows(reader, kind, text, false);
        for hidden in encoded::hidden_texts(text) {
            highest.raise(Self::windows(reader, kind, &hidden, true));
        }
        highest
    }

    fn windows(reader: &Reader, kind: PieceKind, text: &str, is_hidden: bool) -> Self {
        let mut highest = Self::default();
        let mut start = 0;
        loop {
            let end = floor(text, start + WINDOW);
            let window = text.get(start..end).unwrap_or_default();
            highest.raise(Self::window(reader, kind, window, is_hidden));
            if end >= text.len() {
                return highest;
            }
            start = floor(text, start + STRIDE);
        }
    }

    fn window(reader: &Reader, kind: PieceKind, raw: &str, is_hidden: bool) -> Self {
        let mut score = Self::default();
        let mut rotated = 0;
        let mut turned = 0;
        let hits = reader.hits(&plain(raw));
        for hit in &hits.all {
            rotated += usize::from(hit.class == Class::Rotated);
            turned += usize::from(hit.class == Class::Reversed);
        }
        words(&hits, |family, weight| score.add(family, weight));
        marks::signals(raw, &raw.to_ascii_lowercase(), &mut |family, weight| {
            score.add(family, f32::from(weight) / 100.0);
        });
        if hits.all.iter().any(|hit| hit.class == Class::Meta) {
            for weight in &mut score.by_family {
                *weight *= TALK;
            }
        }
        let is_talk = hits
            .all
            .iter()
            .any(|hit| matches!(hit.class, Class::About | Class::Question | Class::Meta))
            && !hits
                .all
                .iter()
                .any(|hit| matches!(hit.class, Class::Join | Class::Obey));
        let is_in_quotes_only = score.most() < HIDDEN && !is_talk;
        let (inside, outside) = encoded::quoted(raw);
        if !inside.is_empty() && kind == PieceKind::User {
            score.quoted(reader, &outside);
        }
        let others = [
            (is_in_quotes_only && !inside.is_empty()).then_some(inside),
            encoded::unescaped(raw),
            marks::in_tags(raw),
            (rotated >= 2).then(|| encoded::rot13(raw)),
            (turned >= 2).then(|| encoded::reversed(raw)),
            encoded::joined(raw),
        ];
        for other in others.into_iter().flatten() {
            let mut inner = Self::default();
            words(&reader.hits(&plain(&other)), |family, weight| {
                inner.add(family, weight)
            });
            score.hide(&inner);
        }
        if is_hidden {
            let inner = std::mem::take(&mut score);
            score.hide(&inner);
        }
        score.sum(kind);
        score
    }

    /// Lowers the score of what is only quoted, if something is asked or told about it.
    fn quoted(&mut self, reader: &Reader, outside: &str) {
        let mut rest = Self::default();
        let hits = reader.hits(&plain(outside));
        words(&hits, |family, weight| rest.add(family, weight));
        rest.sum(PieceKind::User);
        if rest.total < HIDDEN && hits.all.iter().any(|hit| hit.class == Class::About) {
            // What an answer begins with stands in quotes as a rule.
            for family in Family::ALL {
                if let Some(weight) = self.by_family.get_mut(family as usize)
                    && family != Family::Suppression
                {
                    *weight *= TALK;
                }
            }
        }
    }

    /// Adds what stood in another writing.
    fn hide(&mut self, inner: &Self) {
        let mut sum = *inner;
        sum.sum(PieceKind::User);
        let mut open = *self;
        open.sum(PieceKind::User);
        if sum.total >= HIDDEN && sum.total > open.total + MORE {
            self.add(Family::Encoded, 0.55);
            for (family, weight) in Family::ALL.into_iter().zip(inner.by_family) {
                self.add(family, weight);
            }
        }
    }

    /// What the strongest family counts.
    fn most(&self) -> f32 {
        self.by_family.iter().copied().fold(0.0, f32::max)
    }

    fn add(&mut self, family: Family, weight: f32) {
        if let Some(known) = self.by_family.get_mut(family as usize) {
            *known = known.max(weight);
        }
    }

    /// The chance that one of the families is right.
    fn sum(&mut self, kind: PieceKind) {
        let mut wrong = 1.0;
        for family in Family::ALL {
            if let Some(weight) = self.by_family.get_mut(family as usize) {
                *weight = (*weight * family.factor(kind)).min(0.97);
                wrong *= 1.0 - *weight;
            }
        }
        self.total = 1.0 - wrong;
    }

    /// Takes the other one if it is higher.
    pub(super) fn raise(&mut self, other: Self) {
        if other.total > self.total {
            *self = other;
        }
    }

    /// The families that count most, at most three.
    pub(super) fn families(&self) -> String {
        let mut ranked: Vec<_> = Family::ALL.into_iter().zip(self.by_family).collect();
        ranked.retain(|(_, weight)| *weight > 0.0);
        ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let names: Vec<_> = ranked
            .iter()
            .take(3)
            .map(|(family, _)| family.name())
            .collect();
        names.join(", ")
    }
}

/// The last boundary of characters at a place or before it.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where a meaning has been seen: the last places, newest first.
#[derive(Debug, Clone, Copy, Default)]
struct Seen([Option<Place>; 3]);

/// Where a meaning stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    is_told: bool,
}

impl Seen {
    fn see(&mut self, hit: &Hit) {
        let [newest, second, _] = self.0;
        // Terms within each other are one.
        if let Some(place) = newest.filter(|place| hit.start < place.end) {
            let one = Place {
                end: place.end.max(hit.end),
                ..place
            };
            self.0 = [Some(one), second, self.0[2]];
            return;
        }
        let place = Place {
            start: hit.start,
            end: hit.end,
            is_told: hit.is_told,
        };
        self.0 = [Some(place), newest, second];
    }
}

/// Every signal in the meanings of a window.
fn words(hits: &Hits, mut each: impl FnMut(Family, f32)) {
    let (hits, wide) = (&hits.all, hits.wide);
    let there = hits
        .iter()
        .fold(0, |bits, hit| bits | 1_u128 << (hit.class as usize));
    let rules: Vec<&Rule> = RULES
        .iter()
        .filter(|rule| rule.bits & there == rule.bits)
        .collect();
    if rules.is_empty() {
        return;
    }
    let mut seen = [Seen::default(); Class::COUNT];
    let everyday: Vec<&Hit> = hits
        .iter()
        .filter(|hit| hit.class == Class::Everyday)
        .take(MOST_EVERYDAY)
        .collect();
    for hit in hits {
        if is_turned_around(hit, &seen) {
            continue;
        }
        if let Some(seen) = seen.get_mut(hit.class as usize) {
            seen.see(hit);
        }
        let bit = 1_u128 << (hit.class as usize);
        for rule in rules.iter().filter(|rule| rule.bits & bit != 0) {
            let Some((start, is_told)) = start_of(rule, &seen) else {
                continue;
            };
            if hit.end - start <= rule.within * wide / 8 {
                let mut weight = f32::from(rule.weight) / 100.0;
                if is_told && rule.family.is_asked() {
                    weight *= TOLD;
                }
                let is_everyday = matches!(
                    rule.family,
                    Family::Override | Family::Mode | Family::Disclosure
                ) && everyday
                    .iter()
                    .any(|near| near.end + 24 > start && near.start < hit.end + 24);
                each(
                    rule.family,
                    if is_everyday {
                        weight * EVERYDAY
                    } else {
                        weight
                    },
                );
            }
        }
    }
}

/// Whether a word for no, or a condition, makes a meaning its opposite.
fn is_turned_around(hit: &Hit, seen: &[Seen; Class::COUNT]) -> bool {
    if !matches!(
        hit.class,
        Class::Override | Class::Undo | Class::Reveal | Class::Rework
    ) {
        return false;
    }
    let last = |class: Class| {
        seen.get(class as usize)
            .and_then(|seen| seen.0.first().copied().flatten())
    };
    let is_within = |class: Class, most: usize| {
        last(class).is_some_and(|place| {
            place.start < hit.start && hit.start.saturating_sub(place.end) <= most
        })
    };
    is_within(Class::Negation, NEGATED) || is_within(Class::Guarding, GUARDED)
}

/// Where the meanings of a rule begin, if all have been seen in its order, and whether one
/// of them is said of others.
fn start_of(rule: &Rule, seen: &[Seen; Class::COUNT]) -> Option<(usize, bool)> {
    let mut start = usize::MAX;
    let mut is_told = false;
    let mut places = [None; 2];
    for (at, class) in rule.classes.iter().enumerate() {
        let earlier = rule
            .classes
            .iter()
            .take(at)
            .filter(|one| *one == class)
            .count();
        let place = seen
            .get(*class as usize)?
            .0
            .get(earlier)
            .copied()
            .flatten()?;
        start = start.min(place.start);
        is_told |= place.is_told;
        if let Some(slot) = places.get_mut(at) {
            *slot = Some(place.start);
        }
    }
    let is_ordered = match places {
        [Some(first), Some(second)] => first <= second,
        _ => true,
    };
    (is_ordered || !rule.is_ordered).then_some((start, is_told))
}
