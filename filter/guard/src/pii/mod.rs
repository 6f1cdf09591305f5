//! Personal data: identifiers with a shape, and mostly a checksum, of their own.
//!
//! What there is to find is in the tables of `rows`. A `scan` goes over the text once
//! and stops at digits, `@` and the like; only there the rules are asked. What they find
//! is surer or less sure by what stands near it (`context`).

mod checksum;
mod context;
mod entity;
mod lexicon;
mod overlap;
mod plain;
mod rows;
mod run;
mod scan;
mod seek;
mod shape;
mod spec;

use std::ops::Range;

use crate::detect::EntityInfo;
use crate::find::{Find, Label, Match, Window};
use context::Context;
use entity::{Entity, Found};
use lexicon::Lexicon;
use overlap::CHAIN;
use plain::Plain;
use scan::{LOOK_AHEAD, MAX_RUN, Raw, Scanner};
pub use spec::Spec;
pub(crate) use spec::{MIN_SCORE, NEED_A_MODEL, distance, named, nearest};

/// Personal data to look for, made ready.
#[derive(Debug)]
pub struct Pii {
    scanner: Scanner,
    lexicon: Lexicon,
    entities: Vec<Wanted>,
    /// Values that are never reported, in small letters.
    allow: Vec<String>,
}

#[derive(Debug)]
struct Wanted {
    entity: &'static Entity,
    /// In percent.
    min_score: u8,
    /// Whether it is asked for by its own name.
    is_named: bool,
}

impl Pii {
    fn new(entities: Vec<Wanted>, allow: &[String]) -> Self {
        Self {
            scanner: Scanner::new(entities.iter().map(|wanted| &wanted.entity)),
            lexicon: Lexicon::new(entities.iter().map(|wanted| &wanted.entity)),
            entities,
            allow: allow
                .iter()
                .map(|value| value.trim().to_lowercase())
                .collect(),
        }
    }

    /// What is sure enough of a raw find, with its score in the end.
    fn weigh(&self, context: &mut Context<'_>, raw: Raw) -> Option<Weighed> {
        let wanted = self.entities.get(usize::from(raw.entity))?;
        let Wanted { min_score, .. } = wanted;
        let score = match raw.found.score {
            score if raw.is_proven && wanted.is_named => score.max(PROVEN),
            score if wanted.is_named => score.max(SHAPED),
            score => score,
        };
        if score.saturating_add(context::RAISED) < *min_score {
            return None;
        }
        let span = raw.found.start..raw.found.end;
        let weight = context.weigh(&span, raw.entity, score);
        let score = weight.score;
        (score >= *min_score && score > 0).then_some(Weighed {
            entity: raw.entity,
            found: Found { score, ..raw.found },
            is_named: weight.is_named,
        })
    }

    fn is_allowed(&self, text: &str, span: &Range<usize>) -> bool {
        if self.allow.is_empty() {
            return false;
        }
        let value = text.get(span.clone()).unwrap_or_default().to_lowercase();
        let host = host(&value);
        self.allow.iter().any(|allowed| {
            value == *allowed
                || host.is_some_and(|host| {
                    host.strip_suffix(allowed.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                })
        })
    }
}

/// How sure a check makes that hardly anything else passes, where somebody asks for this
/// very entity.
const PROVEN: u8 = 50;

/// How sure a mere shape makes then: enough where nothing else stands in the text.
const SHAPED: u8 = 5;

/// A raw find that is sure enough.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    entity: u16,
    found: Found,
    /// Whether a word near it says what it is.
    is_named: bool,
}

/// Where a word near a number says what it is, takes away what else the same characters
/// could be, but for what is beyond doubt.
fn drop_unnamed(all: &mut Vec<Weighed>) {
    if !all.iter().any(|one| one.is_named) {
        return;
    }
    all.sort_by_key(|one| (one.found.start, !one.is_named, usize::MAX - one.found.end));
    let mut named_to = 0;
    all.retain(|one| {
        if one.is_named {
            named_to = named_to.max(one.found.end);
        }
        one.is_named || one.found.end > named_to || one.found.score >= context::SURE
    });
}

/// The domain of an e-mail address or URL.
fn host(value: &str) -> Option<&str> {
    if let Some((_, rest)) = value.split_once("://") {
        let host = rest.split(['/', '?', '#']).next()?;
        let host = host.rsplit('@').next()?;
        return host.split(':').next();
    }
    if let Some((_, domain)) = value.rsplit_once('@') {
        return Some(domain);
    }
    let host = value.split(['/', '?', '#', ':']).next()?;
    host.contains('.').then_some(host)
}

/// Every entity that is known.
pub fn entities() -> impl Iterator<Item = EntityInfo> {
    rows::all().map(|entity| EntityInfo {
        name: entity.name,
        title: entity.title,
        proof: entity.proof,
        family: entity.family,
        is_default: entity.is_default,
    })
}

impl Find for Pii {
    fn find(&self, window: Window<'_>, each: &mut dyn FnMut(Match)) -> usize {
        let base = plain::before(window.text, window.from, LOOK_BEHIND);
        let Some(plain) = Plain::of(window.text, base) else {
            return self.read(window, each);
        };
        let settled = self.read(
            Window {
                text: plain.text(),
                is_start: window.is_start && base == 0,
                from: plain.at(window.from),
                is_end: window.is_end,
            },
            &mut |found| {
                each(Match {
                    span: plain.begin(found.span.start)..plain.end(found.span.end),
                    ..found
                });
            },
        );
        if window.is_end {
            window.text.len()
        } else {
            plain.end(settled).max(window.from)
        }
    }

    fn look_behind(&self) -> usize {
        LOOK_BEHIND * plain::MOST
    }

    fn reach(&self) -> usize {
        (MAX_RUN + LOOK_AHEAD + 4) * plain::MOST
    }
}

/// How many bytes before a match decide about it, as they read.
const LOOK_BEHIND: usize = CHAIN + context::BEFORE + MAX_RUN;

impl Pii {
    /// [`Find::find`] of a text that reads as it is written.
    fn read(&self, window: Window<'_>, each: &mut dyn FnMut(Match)) -> usize {
        let text = window.text.as_bytes();
        let settled = if window.is_end {
            text.len()
        } else {
            self.scanner.settled(text, window.from)
        };
        let first = window.from.saturating_sub(CHAIN);
        let mut context = Context::new(&window, &self.lexicon);
        let mut raws: Vec<Weighed> = Vec::new();
        self.scanner.scan(text, first, &mut |raw| {
            if raw.found.start >= first && raw.found.start < settled {
                raws.extend(self.weigh(&mut context, raw));
            }
        });
        drop_unnamed(&mut raws);
        let mut matches: Vec<(Range<usize>, Match)> = Vec::new();
        raws.sort_by_key(|raw| raw.entity);
        for of_one in raws.chunk_by(|one, other| one.entity == other.entity) {
            let Some(wanted) = of_one
                .first()
                .and_then(|raw| self.entities.get(usize::from(raw.entity)))
            else {
                continue;
            };
            let mut all: Vec<Found> = of_one.iter().map(|raw| raw.found).collect();
            overlap::settle(&mut all);
            for found in all {
                let span = found.start..found.end;
                if found.start >= window.from && !self.is_allowed(window.text, &span) {
                    let found = Match {
                        label: Label::BuiltIn(wanted.entity.name),
                        span: span.clone(),
                        score: f32::from(found.score) / 100.0,
                    };
                    matches.push((span, found));
                }
            }
        }
        matches.sort_by_key(|(span, _)| span.start);
        for (_, found) in matches {
            each(found);
        }
        settled
    }
}

#[cfg(test)]
mod tests;
