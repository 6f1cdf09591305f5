//! A text as it comes, in one piece or several that are read as one: what is settled
//! flows on, the rest is held.
//!
//! As in a whole body, each piece is looked at alone, and the whole for what reaches over
//! their borders.

use std::ops::Range;

use sluice_guard::{Match, Window};
use sluice_protocol::texts::PieceKind;

use super::super::cluster::{Cluster, Clusters, Hit, sort};
use super::super::look::crosses;
use super::super::named::spaced;
use super::rules::{Denied, Effect, Found, Rules};

/// Largest text that checks are asked about at once and that has not been released.
const MOST_HELD: usize = 1 << 20;

/// What flows on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Out<'t> {
    /// Text as it came.
    Kept(&'t str),
    /// Text that something else is put in the place of.
    Replaced {
        /// What it was.
        old: &'t str,
        /// What it is now.
        with: &'t str,
    },
}

/// What takes in what flows on.
pub(super) type Sink<'s> = &'s mut dyn FnMut(Out<'_>);

/// What one check sees of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// The piece that comes, from here on.
    Piece(usize),
    /// The same with its name in front, as far as that is in sight.
    Named(usize),
    /// All of it, for what lies across borders.
    Joined,
}

/// Where one check is in a text.
#[derive(Debug)]
struct Lane {
    check: usize,
    sight: Sight,
    /// Where it goes on.
    from: usize,
}

/// One text. All places count from its beginning.
#[derive(Debug)]
pub(super) struct Track {
    /// The name of the text, as something in front of it.
    name: String,
    /// What is known of the text, from `base` on.
    text: String,
    base: usize,
    lanes: Vec<Lane>,
    /// Borders that something may still reach over.
    borders: Vec<usize>,
    /// What has been found over them, as if nothing came any more.
    told: Vec<Hit>,
    hits: Vec<Hit>,
    clusters: Clusters,
    released: usize,
}

impl Track {
    /// A text that has not begun; `None` if no check looks at it.
    pub(super) fn new(kind: PieceKind, name: Option<&str>, rules: &dyn Rules) -> Option<Self> {
        let name = name.map(spaced).unwrap_or_default();
        let mut lanes = Vec::new();
        for check in (0..rules.checks()).filter(|check| rules.looks_at(*check, kind)) {
            let mut lane = |sight| {
                lanes.push(Lane {
                    check,
                    sight,
                    from: 0,
                });
            };
            lane(Sight::Piece(0));
            let behind = rules.find(check).look_behind();
            if !name.is_empty() && behind > 0 {
                lane(Sight::Named(behind));
            }
        }
        let is_seen = !lanes.is_empty();
        is_seen.then(|| Self {
            name,
            text: String::new(),
            base: 0,
            lanes,
            borders: Vec::new(),
            told: Vec::new(),
            hits: Vec::new(),
            clusters: Clusters::default(),
            released: 0,
        })
    }

    /// How much has flowed on.
    pub(super) const fn released(&self) -> usize {
        self.released
    }

    /// How much has come.
    pub(super) const fn end(&self) -> usize {
        self.base + self.text.len()
    }

    /// Takes in the next characters; at the end of the text all of it flows on.
    pub(super) fn feed(
        &mut self,
        more: &str,
        is_end: bool,
        rules: &mut dyn Rules,
        sink: Sink<'_>,
    ) -> Result<(), Denied> {
        self.text.push_str(more);
        let mut settled = self.end();
        for at in 0..self.lanes.len() {
            settled = settled.min(self.look(at, is_end, rules));
        }
        let settled = if is_end { self.end() } else { settled };
        self.pass(settled, rules, sink)?;
        self.forget(rules);
        if !is_end && self.text.len() > MOST_HELD {
            if rules.is_closed() {
                return Err(Denied { check: None });
            }
            self.pass_over(rules, sink)?;
        }
        Ok(())
    }

    /// Lets go of all that has come, and does not look at it again.
    fn pass_over(&mut self, rules: &mut dyn Rules, sink: Sink<'_>) -> Result<(), Denied> {
        let end = self.end();
        self.pass(end, rules, sink)?;
        for lane in &mut self.lanes {
            lane.from = end;
        }
        self.forget(rules);
        Ok(())
    }

    /// The piece ends here, and another may follow that is read as going on from it.
    pub(super) fn border(&mut self, rules: &mut dyn Rules, sink: Sink<'_>) -> Result<(), Denied> {
        self.feed("", false, rules, sink)?;
        let end = self.end();
        let is_joined = self.lanes.iter().any(|lane| lane.sight == Sight::Joined);
        let mut settled = end;
        let mut next = Vec::new();
        for at in 0..self.lanes.len() {
            let Some(Lane { check, sight, from }) = self.lanes.get(at) else {
                continue;
            };
            let (check, sight, from) = (*check, *sight, *from);
            let mut lane = |sight, from| next.push(Lane { check, sight, from });
            match sight {
                Sight::Joined => lane(sight, from),
                Sight::Piece(_) => {
                    // Until here, all that there is has been one piece.
                    if !is_joined {
                        lane(Sight::Joined, from);
                    }
                    lane(Sight::Piece(end), end);
                    self.look(at, true, rules);
                }
                Sight::Named(_) => {
                    self.look(at, true, rules);
                }
            }
        }
        self.lanes = next;
        for lane in self.lanes.iter().filter(|lane| lane.sight == Sight::Joined) {
            settled = settled.min(lane.from);
        }
        self.borders.push(end);
        self.pass(settled, rules, sink)
    }

    /// Lets go of all that has come, whatever may follow. What then reaches over from it
    /// is still found, and what is left of it taken out.
    pub(super) fn let_go(&mut self, rules: &mut dyn Rules, sink: Sink<'_>) -> Result<(), Denied> {
        let end = self.end();
        let begins = Sight::Piece(end);
        if self.lanes.iter().all(|lane| lane.sight != begins) {
            self.border(rules, sink)?;
        }
        let known = self.hits.len();
        for at in 0..self.lanes.len() {
            let joined = self
                .lanes
                .get(at)
                .filter(|lane| lane.sight == Sight::Joined);
            let Some(from) = joined.map(|lane| lane.from) else {
                continue;
            };
            self.look(at, true, rules);
            // It may be longer yet.
            if let Some(lane) = self.lanes.get_mut(at) {
                lane.from = from;
            }
        }
        let found = self.hits.get(known..).unwrap_or_default();
        self.told.extend_from_slice(found);
        self.pass(end, rules, sink)
    }

    /// Decides about what begins before `settled`, and lets it go.
    fn pass(
        &mut self,
        settled: usize,
        rules: &mut dyn Rules,
        sink: Sink<'_>,
    ) -> Result<(), Denied> {
        sort(&mut self.hits);
        let ready = self.hits.partition_point(|hit| hit.span.start < settled);
        let ready: Vec<Hit> = self.hits.drain(..ready).collect();
        for hit in ready {
            let found = Found {
                check: hit.check,
                label: &hit.label,
                text: slice(&self.text, self.base, &hit.span),
            };
            match rules.effect(&found) {
                Effect::Note => {}
                Effect::Deny => {
                    let (check, start) = (hit.check, hit.span.start);
                    if let Some(cluster) = self.clusters.close(start) {
                        self.replace(cluster, rules, sink);
                    }
                    self.release(self.clusters.start().unwrap_or(start).min(start), sink);
                    return Err(Denied { check: Some(check) });
                }
                Effect::Replace => {
                    if let Some(cluster) = self.clusters.push(hit) {
                        self.replace(cluster, rules, sink);
                    }
                }
            }
        }
        if let Some(cluster) = self.clusters.close(settled) {
            self.replace(cluster, rules, sink);
        }
        self.release(self.clusters.start().unwrap_or(settled).min(settled), sink);
        Ok(())
    }

    /// Asks one check, and returns the place before which nothing more begins for it.
    fn look(&mut self, at: usize, is_end: bool, rules: &dyn Rules) -> usize {
        let (base, end) = (self.base, self.end());
        let Some(lane) = self.lanes.get_mut(at) else {
            return end;
        };
        let (check, borders, hits) = (lane.check, &self.borders, &mut self.hits);
        let told = &self.told;
        let mut note = |found: Match, at: &dyn Fn(usize) -> usize, limit: usize| {
            let span = at(found.span.start)..at(found.span.end);
            let hit = Hit {
                check,
                label: found.label,
                span,
                score: found.score,
            };
            let is_its = lane.sight != Sight::Joined
                || (crosses(borders, &hit.span) && !told.contains(&hit));
            if is_its && hit.span.start < limit {
                hits.push(hit);
            }
        };
        let find = rules.find(check);
        let place = match lane.sight {
            Sight::Named(behind) if lane.from < behind => {
                let named = [&*self.name, &*self.text].concat();
                let shift = self.name.len();
                let window = Window {
                    text: &named,
                    is_start: true,
                    from: shift + lane.from,
                    is_end,
                };
                let place = |place: usize| place.saturating_sub(shift);
                place(find.find(window, &mut |found| note(found, &place, behind)))
            }
            Sight::Named(_) => end,
            Sight::Piece(_) | Sight::Joined => {
                let start = match lane.sight {
                    Sight::Piece(start) => start,
                    Sight::Named(_) | Sight::Joined => 0,
                };
                let first = start.max(base);
                let window = Window {
                    text: slice(&self.text, base, &(first..end)),
                    is_start: first == start,
                    from: lane.from.saturating_sub(first),
                    is_end,
                };
                let place = |place: usize| first + place;
                place(find.find(window, &mut |found| note(found, &place, usize::MAX)))
            }
        };
        lane.from = place.clamp(base, end);
        lane.from
    }

    fn replace(&mut self, cluster: Cluster, rules: &mut dyn Rules, sink: Sink<'_>) {
        let Cluster { span, winner } = cluster;
        self.release(span.start, sink);
        if span.end <= self.released {
            return;
        }
        let with = rules.replacement(&Found {
            check: winner.check,
            label: &winner.label,
            text: slice(&self.text, self.base, &span),
        });
        let old = slice(&self.text, self.base, &(self.released..span.end));
        sink(Out::Replaced { old, with: &with });
        self.released = span.end;
    }

    fn release(&mut self, to: usize, sink: Sink<'_>) {
        let kept = slice(&self.text, self.base, &(self.released..to));
        if !kept.is_empty() {
            sink(Out::Kept(kept));
        }
        self.released = self.released.max(to);
    }

    /// Drops what no check looks at any more.
    fn forget(&mut self, rules: &dyn Rules) {
        let joined = self.lanes.iter().filter(|lane| lane.sight == Sight::Joined);
        if let Some(first) = joined.map(|lane| lane.from).min() {
            self.borders.retain(|border| *border > first);
            self.told.retain(|hit| hit.span.start >= first);
        }
        let needed = self.lanes.iter().map(|lane| {
            let behind = rules.find(lane.check).look_behind();
            lane.from.saturating_sub(behind)
        });
        let needed = needed.min().unwrap_or(0).min(self.released);
        let gone = self
            .text
            .floor_char_boundary(needed - self.base.min(needed));
        // Moving the rest costs as much as it is long.
        if gone * 2 >= self.text.len() {
            self.text.drain(..gone);
            self.base += gone;
        }
    }
}

fn slice<'t>(text: &'t str, base: usize, span: &Range<usize>) -> &'t str {
    let at = |place: usize| text.floor_char_boundary(place.saturating_sub(base));
    text.get(at(span.start)..at(span.end)).unwrap_or_default()
}
