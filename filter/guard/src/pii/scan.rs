//! One pass over a text that stops at what may belong to personal data, and asks the
//! rules only there.

use super::context::SURE;
use super::entity::{Entity, Found, Hook, Place, Rule, Seeker};
use super::run::{Run, before, byte, may_begin};
use super::shape::{Behind, Kind, MAX_HEAD, MAX_LENGTH, Shape};

/// How long a run, and what is found in it, may be. What is longer is not looked at, or
/// cut off.
pub(crate) const MAX_RUN: usize = 384;

/// How long what has blanks in it may be.
pub(crate) const MAX_SPREAD: usize = 64;

/// How long a run of letters and digits may be for rules to look at it; what is longer is
/// encoded data.
const MAX_WORD: usize = 100;

/// What a byte may be the beginning of.
const NUMBER: u8 = 1;
const AT: u8 = 1 << 1;
const COLON: u8 = 1 << 2;
const DOT: u8 = 1 << 3;
const BRACKET: u8 = 1 << 4;
const CAPITAL: u8 = 1 << 5;

/// Rules and seekers of the entities that are looked for.
#[derive(Debug)]
pub(super) struct Scanner {
    /// What each byte makes the scan stop for, as far as somebody asks for it.
    stops: [u8; 256],
    shapes: Vec<Ready>,
    /// The shapes that a run may begin.
    by_run: ByRun,
    /// Those that a word of a length may begin, with a number behind it.
    by_word: Vec<Vec<u16>>,
    seekers: Vec<(u16, &'static Seeker)>,
}

/// A shape with the rules that have it, and whose they are.
#[derive(Debug)]
struct Ready {
    shape: Shape,
    rules: Vec<(u16, &'static Rule)>,
}

/// Shapes by what a text's run of letters and digits is, what comes behind it, and how
/// long it is.
#[derive(Debug)]
struct ByRun {
    /// Which row each byte behind a run leads to: one for each that a shape may have
    /// there, and one for the rest.
    next: [u8; 256],
    /// By kind, what comes behind, the row of the next byte, and length.
    table: Vec<Vec<Vec<u16>>>,
    rows: usize,
}

impl ByRun {
    fn new(shapes: &[Ready]) -> Self {
        let may_follow = |byte: u8| {
            let mut sets = shapes.iter().flat_map(|ready| ready.shape.follows());
            sets.any(|set| set.holds(byte))
        };
        let mut next = [0; 256];
        // What stands for all that no shape has.
        let mut bytes = vec![0];
        for (slot, byte) in next.iter_mut().zip(0..=u8::MAX) {
            if may_follow(byte) {
                *slot = bytes.len() as u8;
                bytes.push(byte);
            }
        }
        let mut table = Vec::new();
        for kind in Kind::ALL {
            for behind in Behind::ALL {
                for byte in &bytes {
                    let mut row: Vec<Vec<u16>> = Vec::new();
                    for (ready, nth) in shapes.iter().zip(0_u16..) {
                        let lengths = ready.shape.first_runs(kind, behind, *byte);
                        for length in (0..MAX_LENGTH).filter(|length| lengths >> length & 1 == 1) {
                            if row.len() <= length {
                                row.resize_with(length + 1, Vec::new);
                            }
                            if let Some(all) = row.get_mut(length) {
                                all.push(nth);
                            }
                        }
                    }
                    table.push(row);
                }
            }
        }
        Self {
            next,
            table,
            rows: bytes.len(),
        }
    }

    fn get(&self, text: &[u8], run: Run) -> Option<&Vec<u16>> {
        let next = self.next.get(usize::from(byte(text, run.end)))?;
        let kind = Kind::of(text, run) as usize;
        let behind = Behind::run(text, run.end) as usize;
        let row = (kind * Behind::ALL.len() + behind) * self.rows + usize::from(*next);
        self.table.get(row)?.get(run.len())
    }
}

/// What has been found, before anything near it is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    /// Which of the scanner's entities.
    pub(super) entity: u16,
    pub(super) found: Found,
    /// As [`Rule::is_proof`].
    pub(super) is_proven: bool,
}

impl Scanner {
    pub(super) fn new<'e>(entities: impl Iterator<Item = &'e &'static Entity>) -> Self {
        let mut shapes: Vec<(&'static str, Ready)> = Vec::new();
        let mut seekers = Vec::new();
        for (entity, at) in entities.zip(0_u16..) {
            for rule in entity.rules {
                let known = shapes.iter_mut().find(|(shape, _)| *shape == rule.shape);
                if let Some((_, ready)) = known {
                    ready.rules.push((at, rule));
                } else {
                    let ready = Ready {
                        shape: Shape::new(rule.shape),
                        rules: vec![(at, rule)],
                    };
                    shapes.push((rule.shape, ready));
                }
            }
            seekers.extend(entity.seekers.iter().map(|seeker| (at, seeker)));
        }
        let shapes: Vec<Ready> = shapes.into_iter().map(|(_, ready)| ready).collect();
        let of_word = |length: usize| {
            let numbered = shapes.iter().zip(0_u16..);
            let fitting = numbered.filter(|(ready, _)| ready.shape.may_have_word(length));
            fitting.map(|(_, at)| at).collect()
        };
        let by_word = (0..=MAX_HEAD).map(of_word).collect();
        let asks = |hook: Hook| seekers.iter().any(|(_, seeker)| seeker.hook == hook);
        let mut stops = [0; 256];
        let mut stop = |bytes: &[u8], hook: Hook, class: u8, always: bool| {
            if always || asks(hook) {
                for byte in bytes {
                    if let Some(slot) = stops.get_mut(usize::from(*byte)) {
                        *slot |= class;
                    }
                }
            }
        };
        stop(b"0123456789", Hook::Number, NUMBER, !shapes.is_empty());
        stop(b"@", Hook::At, AT, false);
        stop(b":", Hook::Colon, COLON, false);
        stop(b".", Hook::Dot, DOT, false);
        stop(b"([{", Hook::Bracket, BRACKET, false);
        let capitals: Vec<u8> = (b'A'..=b'Z').collect();
        stop(&capitals, Hook::Capitals, CAPITAL, false);
        Self {
            stops,
            by_run: ByRun::new(&shapes),
            shapes,
            by_word,
            seekers,
        }
    }

    /// Reports everything whose first stop is at `from` or behind it.
    pub(super) fn scan(&self, text: &[u8], from: usize, each: &mut dyn FnMut(Raw)) {
        let mut here = from;
        while let Some((at, class)) = self.next_stop(text, here) {
            here = at + 1;
            match class {
                NUMBER => {
                    let run = Run::around(text, at, MAX_RUN);
                    here = run.end.max(here);
                    self.number(text, run, each);
                }
                CAPITAL => {
                    if !byte(text, at + 1).is_ascii_uppercase()
                        || before(text, at, 1).is_ascii_alphanumeric()
                    {
                        continue;
                    }
                    let run = Run::around(text, at, MAX_RUN);
                    if run.digits == 0 {
                        self.seek(text, Hook::Capitals, Place { at, run }, each);
                        here = run.end.max(here);
                    }
                }
                AT => self.seek(text, Hook::At, Place::plain(at), each),
                COLON => self.seek(text, Hook::Colon, Place::plain(at), each),
                BRACKET if byte(text, at + 1).is_ascii_alphabetic() => {
                    self.seek(text, Hook::Bracket, Place::plain(at), each);
                }
                DOT if is_within(text, at) => self.seek(text, Hook::Dot, Place::plain(at), each),
                _ => {}
            }
        }
    }

    fn next_stop(&self, text: &[u8], from: usize) -> Option<(usize, u8)> {
        let class = |byte: &u8| self.stops.get(usize::from(*byte)).copied().unwrap_or(0);
        let tail = text.get(from..)?;
        let distance = tail.iter().position(|byte| class(byte) != 0)?;
        Some((from + distance, class(tail.get(distance)?)))
    }

    fn number(&self, text: &[u8], run: Run, each: &mut dyn FnMut(Raw)) {
        if run.len() > MAX_WORD {
            return;
        }
        let head = head(text, run);
        let place = Place { at: run.start, run };
        self.try_all(text, run.start, self.by_run.get(text, run), each);
        if let Some(head) = head {
            self.try_all(text, head.start, self.by_word.get(head.len()), each);
        }
        self.seek(text, Hook::Number, place, each);
    }

    fn try_all(
        &self,
        text: &[u8],
        at: usize,
        shapes: Option<&Vec<u16>>,
        each: &mut dyn FnMut(Raw),
    ) {
        let shapes = shapes.filter(|shapes| !shapes.is_empty());
        let begins = shapes.is_some() && may_begin(text, at);
        let leads = begins || matches!(before(text, at, 1), b'+' | b'(');
        let fitting = shapes
            .into_iter()
            .flatten()
            .filter_map(|nth| self.shapes.get(usize::from(*nth)))
            .filter(|ready| {
                if ready.shape.has_lead() {
                    leads
                } else {
                    begins
                }
            })
            .filter(|ready| ready.shape.may_begin_with(byte(text, at)));
        for Ready { shape, rules } in fitting {
            let Some(hit) = shape.match_at(text, at) else {
                continue;
            };
            for (entity, rule) in rules {
                if (!hit.goes_on || rule.score >= SURE) && (rule.check)(hit.bytes()) {
                    each(Raw {
                        entity: *entity,
                        found: Found {
                            start: hit.start,
                            end: hit.end,
                            score: rule.score,
                        },
                        is_proven: rule.is_proof,
                    });
                }
            }
        }
    }

    fn seek(&self, text: &[u8], hook: Hook, place: Place, each: &mut dyn FnMut(Raw)) {
        for (entity, seeker) in &self.seekers {
            if seeker.hook == hook
                && let Some(found) = (seeker.seek)(text, place)
            {
                each(Raw {
                    entity: *entity,
                    found,
                    is_proven: false,
                });
            }
        }
    }

    /// The place before which nothing can begin that what follows could still change.
    pub(super) fn settled(&self, text: &[u8], from: usize) -> usize {
        // What has no blanks in it: from the first run with a stop in it, of those that
        // end near enough to the end for what follows to matter.
        let near = run_start(text, text.len().saturating_sub(LOOK_AHEAD));
        let stop = self.next_stop(text, near).map_or(text.len(), |(at, _)| at);
        let solid = run_start(text, stop);
        // What has blanks in it: from the word before the first digit or bracket.
        let last = text.len().saturating_sub(MAX_SPREAD + LOOK_AHEAD);
        let is_open =
            |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'(' | b'[' | b'{' | b'+');
        let tail = text.get(last..).unwrap_or_default();
        let opening = tail
            .iter()
            .position(is_open)
            .map_or(text.len(), |at| last + at);
        let spread = word_before(text, run_start(text, opening)).max(last);
        // What has not come yet may have the last two words before it.
        let unknown = word_before(text, run_start(text, text.len()));
        let least = text.len().saturating_sub(MAX_RUN + LOOK_AHEAD).max(from);
        let mut settled = solid.min(spread).min(unknown).max(least);
        while settled > from && !is_boundary(text, settled) {
            settled -= 1;
        }
        settled
    }
}

impl Place {
    const fn plain(at: usize) -> Self {
        Self {
            at,
            run: Run {
                start: at,
                end: at + 1,
                digits: 0,
            },
        }
    }
}

/// How many bytes behind a match decide about it.
pub(super) const LOOK_AHEAD: usize = super::context::AFTER + 8;

/// Whether a character begins or the text ends at a place.
fn is_boundary(text: &[u8], at: usize) -> bool {
    byte(text, at) & 0xC0 != 0x80
}

/// Where what is not blank and stands before a place begins; at most [`MAX_RUN`] back.
fn run_start(text: &[u8], at: usize) -> usize {
    let head = text.get(..at).unwrap_or(text);
    let solid = head.iter().rev().take(MAX_RUN);
    head.len() - solid.take_while(|byte| !byte.is_ascii_whitespace()).count()
}

/// Where the word before a place begins; at most [`MAX_SPREAD`] back.
fn word_before(text: &[u8], at: usize) -> usize {
    let head = text.get(..at).unwrap_or(text);
    let blanks = head.iter().rev().take(MAX_SPREAD);
    let end = at - blanks.take_while(|byte| byte.is_ascii_whitespace()).count();
    run_start(text, end).max(at.saturating_sub(MAX_SPREAD))
}

/// The short word before a number, with one separator between them.
fn head(text: &[u8], run: Run) -> Option<Run> {
    let gap = run.start.checked_sub(1)?;
    if !matches!(byte(text, gap), b' ' | b'-' | b'.') || !before(text, gap, 1).is_ascii_alphabetic()
    {
        return None;
    }
    let head = Run::around(text, gap, MAX_HEAD + 1);
    (head.digits == 0 && head.len() <= MAX_HEAD && head.end == gap && may_begin(text, head.start))
        .then_some(head)
}

/// Whether a dot stands between what may be two parts of a name.
fn is_within(text: &[u8], at: usize) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80;
    is_part(byte(text, at + 1)) && is_part(before(text, at, 1))
}
