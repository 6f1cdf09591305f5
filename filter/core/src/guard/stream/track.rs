//! One text as it comes: what is settled flows on, the rest is held.

use std::ops::Range;

use sluice_guard::{Match, Window};
use sluice_protocol::texts::PieceKind;

use super::super::named::spaced;
use super::cluster::{Clusters, Hit, sort};
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

/// Where one check is in a text.
#[derive(Debug)]
struct Lane {
    check: usize,
    /// Where it goes on.
    from: usize,
    /// Whether it sees the text's name in front. Such a lane ends where the name is out
    /// of sight.
    sight: Option<usize>,
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
    hits: Vec<Hit>,
    clusters: Clusters,
    released: usize,
}

impl Track {
    /// A text that has not begun; `None` if no check looks at it.
    pub(super) fn new(kind: PieceKind, name: Option<&str>, rules: &dyn Rules) -> Option<Self> {
        let name = name.map(spaced).unwrap_or_default();
        let mut lanes = Vec::new();
        for check in 0..rules.checks() {
            if rules.looks_at(check, kind) {
                let lane = |sight| Lane {
                    check,
                    from: 0,
                    sight,
                };
                lanes.push(lane(None));
                let sight = rules.find(check).look_behind();
                if !name.is_empty() && sight > 0 {
                    lanes.push(lane(Some(sight)));
                }
            }
        }
        let is_seen = !lanes.is_empty();
        is_seen.then(|| Self {
            name,
            text: String::new(),
            base: 0,
            lanes,
            hits: Vec::new(),
            clusters: Clusters::default(),
            released: 0,
        })
    }

    /// Whether nothing is held.
    pub(super) fn is_empty(&self) -> bool {
        self.released == self.end()
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
        let settled = self.look(is_end, rules);
        sort(&mut self.hits);
        let ready = self.hits.partition_point(|hit| hit.span.start < settled);
        let ready: Vec<Hit> = self.hits.drain(..ready).collect();
        for hit in ready {
            let found = Found {
                check: hit.check,
                label: &hit.label,
                score: hit.score,
                text: slice(&self.text, self.base, &hit.span),
            };
            match rules.effect(&found) {
                Effect::Note => {}
                Effect::Deny => {
                    let (check, start) = (hit.check, hit.span.start);
                    if let Some(cluster) = self.clusters.close(start) {
                        self.replace(cluster.span, &cluster.winner, rules, sink);
                    }
                    self.release(self.clusters.start().unwrap_or(start).min(start), sink);
                    return Err(Denied { check: Some(check) });
                }
                Effect::Replace => {
                    if let Some(cluster) = self.clusters.push(hit) {
                        self.replace(cluster.span, &cluster.winner, rules, sink);
                    }
                }
            }
        }
        if let Some(cluster) = self.clusters.close(settled) {
            self.replace(cluster.span, &cluster.winner, rules, sink);
        }
        self.release(self.clusters.start().unwrap_or(settled).min(settled), sink);
        self.forget(rules);
        if !is_end && self.text.len() > MOST_HELD {
            return Err(Denied { check: None });
        }
        Ok(())
    }

    fn end(&self) -> usize {
        self.base + self.text.len()
    }

    /// Asks every check, and returns the place before which nothing more begins.
    fn look(&mut self, is_end: bool, rules: &dyn Rules) -> usize {
        let end = self.end();
        let mut settled = end;
        for lane in &mut self.lanes {
            let check = lane.check;
            let base = self.base;
            let hits = &mut self.hits;
            let mut note = |found: Match, shift: usize, limit: usize| {
                let at = |place: usize| (base + place).saturating_sub(shift);
                let span = at(found.span.start)..at(found.span.end);
                if span.start < limit && !span.is_empty() {
                    hits.push(Hit {
                        check,
                        label: found.label,
                        span,
                        score: found.score,
                    });
                }
            };
            let find = rules.find(check);
            match lane.sight {
                None => {
                    let window = Window {
                        text: &self.text,
                        is_start: base == 0,
                        from: lane.from - base,
                        is_end,
                    };
                    lane.from = base + find.find(window, &mut |found| note(found, 0, usize::MAX));
                }
                Some(sight) if lane.from < sight => {
                    let named = [&*self.name, &*self.text].concat();
                    let shift = self.name.len();
                    let window = Window {
                        text: &named,
                        is_start: true,
                        from: shift + lane.from,
                        is_end,
                    };
                    let place = find.find(window, &mut |found| note(found, shift, sight));
                    lane.from = place.saturating_sub(shift);
                }
                Some(_) => lane.from = end,
            }
            lane.from = lane.from.clamp(base, end);
            settled = settled.min(lane.from);
        }
        if is_end { end } else { settled }
    }

    fn replace(&mut self, span: Range<usize>, winner: &Hit, rules: &mut dyn Rules, sink: Sink<'_>) {
        self.release(span.start, sink);
        let old = slice(&self.text, self.base, &span);
        let with = rules.replacement(&Found {
            check: winner.check,
            label: &winner.label,
            score: winner.score,
            text: old,
        });
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
