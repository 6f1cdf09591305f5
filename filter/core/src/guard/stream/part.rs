//! A part of a stream that is open: its text, and what waits for that.

use std::collections::VecDeque;
use std::ops::Range;

use sluice_protocol::chat::{Event, Origin, Signature};
use sluice_protocol::json::{Document, Limits, Value};
use sluice_protocol::texts::{PieceKind, Texts};

use super::arguments::{Arguments, Written};
use super::hold::Each;
use super::rules::{Denied, Rules};
use super::shift::Shifts;
use super::track::{Out, Track};
use super::whole;

#[derive(Debug)]
pub(super) struct OpenPart {
    pub(super) choice: u32,
    pub(super) part: u32,
    pub(super) content: Content,
    /// Where its text begins in that of the choice, in characters as they came.
    pub(super) base: usize,
    pub(super) waiting: VecDeque<Waiting>,
    pub(super) waiting_bytes: usize,
}

#[derive(Debug)]
pub(super) enum Content {
    /// No check looks at it.
    Free,
    /// Text of the answer, whose offsets count, or another.
    Text {
        track: Track,
        counts: bool,
    },
    Arguments(Box<Arguments>),
}

/// An event that waits until its text has gone on.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The character of the choice behind which it belongs; none if not known yet.
    pub(super) due: Option<usize>,
    pub(super) event: Later,
}

#[derive(Debug)]
pub(super) enum Later {
    Citation(Vec<u8>),
    Signature(Origin, String),
    /// Of the tokens from this character on.
    LogProbs(usize, Vec<u8>),
}

#[derive(Debug, Default)]
pub(super) struct OpenChoice {
    pub(super) shifts: Shifts,
    /// Characters that have come.
    pub(super) came: usize,
    /// Where the last log-probabilities stood.
    pub(super) told: usize,
    pub(super) is_finished: bool,
}

impl Later {
    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Citation(bytes) | Self::LogProbs(_, bytes) => bytes.len(),
            Self::Signature(_, data) => data.len(),
        }
    }

    pub(super) const fn is_signature(&self) -> bool {
        matches!(self, Self::Signature(..))
    }
}

impl OpenPart {
    pub(super) fn is_empty(&self) -> bool {
        match &self.content {
            Content::Free => true,
            Content::Text { track, .. } => track.is_empty(),
            Content::Arguments(_) => false,
        }
    }

    pub(super) fn feed(
        &mut self,
        text: &str,
        is_end: bool,
        state: &mut OpenChoice,
        rules: &mut dyn Rules,
        out: &mut Written,
    ) -> Result<(), Denied> {
        match &mut self.content {
            Content::Free => {
                out.json.push_str(text);
                Ok(())
            }
            Content::Arguments(arguments) => {
                arguments.feed(text, rules, out)?;
                if is_end {
                    arguments.finish(rules, out)?;
                }
                Ok(())
            }
            Content::Text { track, counts } => {
                if *counts {
                    state.came += text.chars().count();
                }
                track.feed(text, is_end, rules, &mut |piece| match piece {
                    Out::Kept(text) => {
                        out.json.push_str(text);
                        if *counts {
                            state.shifts.kept(text);
                        }
                    }
                    Out::Replaced { old, with } => {
                        out.json.push_str(with);
                        out.is_changed = true;
                        if *counts {
                            state.shifts.replaced(old, with);
                        }
                    }
                })
            }
        }
    }

    /// Gives the events whose text has gone on.
    pub(super) fn release(
        &mut self,
        state: &OpenChoice,
        is_end: bool,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        let (choice, part) = (self.choice, self.part);
        let is_held = matches!(self.content, Content::Text { counts: true, .. });
        let is_gone = |due: Option<usize>| due.is_some_and(|due| due <= state.shifts.released());
        while let Some(next) = self.waiting.front() {
            let is_due = if is_held {
                is_gone(next.due)
            } else {
                self.is_empty()
            };
            if !is_due && !is_end {
                return Ok(());
            }
            let Some(Waiting { due, event }) = self.waiting.pop_front() else {
                return Ok(());
            };
            self.waiting_bytes = self.waiting_bytes.saturating_sub(event.len());
            match event {
                Later::Signature(origin, data) => each(&Event::Signature {
                    choice,
                    part,
                    signature: Signature {
                        origin,
                        data: data.into(),
                    },
                }),
                Later::LogProbs(from, raw) => {
                    let place: Range<usize> = from..due.unwrap_or(state.came);
                    if state.shifts.is_kept(&place) {
                        with_value(&raw, &mut |value| each(&Event::LogProbs { choice, value }));
                    }
                }
                Later::Citation(raw) => {
                    let Some(raw) = state.shifts.citation(&raw, self.base) else {
                        continue;
                    };
                    let raw = changed(&raw, rules, |root| Texts::told(PieceKind::Other, root))?;
                    with_value(&raw, &mut |value| {
                        each(&Event::Citation {
                            choice,
                            part,
                            value,
                        });
                    });
                }
            }
        }
        Ok(())
    }
}

/// JSON with the rules applied to its texts.
pub(super) fn changed(
    raw: &[u8],
    rules: &mut dyn Rules,
    read: impl for<'a> FnOnce(Value<'a>) -> Texts<'a>,
) -> Result<Vec<u8>, Denied> {
    let Ok(document) = Document::parse(raw, Limits::default()) else {
        return Ok(b"null".to_vec());
    };
    let mut texts = read(document.root(raw));
    whole::apply(&mut texts, rules)?;
    Ok(texts.apply())
}

fn with_value(raw: &[u8], then: &mut dyn FnMut(Value<'_>)) {
    if let Ok(document) = Document::parse(raw, Limits::default()) {
        then(document.root(raw));
    }
}
