//! The rules over a stream: between its decoder and its encoder.
//!
//! Text goes on as soon as no check can find anything that begins in it; what is held
//! is at most the longest reach of the checks and what overlaps there. Whatever pieces
//! the text comes in, the same goes on. What belongs to a text (citations, signatures,
//! probabilities of tokens) waits for it.

use std::collections::{BTreeMap, VecDeque};

use sluice_protocol::WireFormat;
use sluice_protocol::chat::{Event, FinishReason, PartKind, Start, Usage};
use sluice_protocol::json::{Document, Limits, Text, Value};
use sluice_protocol::texts::{PieceKind, Texts};

use super::arguments::{Arguments, Written};
use super::part::{Content, Later, OpenChoice, OpenPart, Waiting, changed};
use super::rules::{Denied, Rules};
use super::track::{Out, Track};

/// Most parts that are open side by side.
const MOST_OPEN: usize = 512;
/// Most events that wait for a text, and their bytes.
const MOST_WAITING: usize = 4096;
const MOST_WAITING_BYTES: usize = 1 << 20;

/// What takes events on.
pub(crate) type Each<'e> = &'e mut dyn FnMut(&Event<'_>);

/// Applies rules to one stream.
#[derive(Debug)]
pub(crate) struct Hold {
    format: WireFormat,
    parts: Vec<OpenPart>,
    choices: BTreeMap<u32, OpenChoice>,
    /// Characters of one part that have not been looked at yet.
    gathered: Option<(u32, u32, String)>,
    usage: Usage,
    has_started: bool,
    is_over: bool,
}

impl Hold {
    /// For a stream that a provider of this format sends.
    #[must_use]
    pub(crate) fn new(format: WireFormat) -> Self {
        Self {
            format,
            parts: Vec::new(),
            choices: BTreeMap::new(),
            gathered: None,
            usage: Usage::default(),
            has_started: false,
            is_over: false,
        }
    }

    /// Takes in the next event, and gives what may go on. Text is only gathered, until
    /// something else comes or [`Hold::settle`] says that nothing more has come for now.
    /// After a denial nothing goes on any more but [`Hold::end`].
    ///
    /// # Errors
    /// A match that denies. What stands before it has gone on.
    pub(crate) fn event(
        &mut self,
        event: &Event<'_>,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        if self.is_over {
            return Ok(());
        }
        let done = match event {
            Event::PartDelta { choice, part, text } => {
                self.gather(*choice, *part, &text.to_str(), rules, each)
            }
            _ => self
                .look(rules, each)
                .and_then(|()| self.step(event, rules, each)),
        };
        self.is_over |= done.is_err();
        done
    }

    /// Looks at what has come: a part of the stream's bytes has been read to its end.
    ///
    /// # Errors
    /// As [`Hold::event`].
    pub(crate) fn settle(&mut self, rules: &mut dyn Rules, each: Each<'_>) -> Result<(), Denied> {
        if self.is_over {
            return Ok(());
        }
        let done = self.look(rules, each);
        self.is_over |= done.is_err();
        done
    }

    /// Ends the stream in good form: open parts are closed, and choices end for this
    /// reason.
    pub(crate) fn end(&mut self, reason: &FinishReason<'_>, each: Each<'_>) {
        self.is_over = true;
        if !self.has_started {
            each(&Event::Start(Start::default()));
        }
        for OpenPart { choice, part, .. } in self.parts.drain(..) {
            each(&Event::PartStop { choice, part });
        }
        if self.choices.is_empty() {
            self.choice(0);
        }
        for (choice, state) in std::mem::take(&mut self.choices) {
            if !state.is_finished {
                let reason = reason.clone();
                each(&Event::Finish { choice, reason });
            }
        }
        if !self.usage.is_empty() {
            each(&Event::Usage(self.usage));
        }
        each(&Event::End);
    }

    fn step(
        &mut self,
        event: &Event<'_>,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        match event {
            Event::Start(start) => {
                self.has_started = true;
                self.usage.merge(&start.usage);
                each(event);
            }
            Event::Usage(usage) => {
                self.usage.merge(usage);
                each(event);
            }
            Event::PartStart { choice, part, kind } => {
                self.part_start(*choice, *part, kind, rules, each)?;
            }
            Event::PartStop { choice, part } => {
                self.stop(*choice, *part, rules, each)?;
                each(event);
            }
            Event::Signature {
                choice,
                part,
                signature,
            } => {
                let data = signature.data.to_str().into_owned();
                let later = Later::Signature(signature.origin, data);
                self.later(*choice, Some(*part), later, event, rules, each)?;
            }
            Event::Citation {
                choice,
                part,
                value,
            } => {
                let later = Later::Citation(value.raw().to_vec());
                self.later(*choice, Some(*part), later, event, rules, each)?;
            }
            Event::LogProbs { choice, value } => {
                let told = self.choice(*choice).told;
                let later = Later::LogProbs(told, value.raw().to_vec());
                self.later(*choice, None, later, event, rules, each)?;
            }
            Event::Finish { choice, .. } => {
                self.flush(Some(*choice), rules, each)?;
                self.choice(*choice).is_finished = true;
                each(event);
            }
            Event::Error(_) | Event::End => {
                self.flush(None, rules, each)?;
                self.is_over = true;
                each(event);
            }
            _ => each(event),
        }
        Ok(())
    }

    fn choice(&mut self, number: u32) -> &mut OpenChoice {
        self.choices.entry(number).or_default()
    }

    fn part_start(
        &mut self,
        choice: u32,
        part: u32,
        kind: &PartKind<'_>,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        if self.parts.len() >= MOST_OPEN {
            return Err(Denied { check: None });
        }
        let text = |kind, counts, rules: &dyn Rules| {
            let track = Track::new(kind, None, rules);
            track.map_or(Content::Free, |track| Content::Text { track, counts })
        };
        let sees_arguments =
            (0..rules.checks()).any(|check| rules.looks_at(check, PieceKind::ToolArguments));
        let content = match kind {
            PartKind::Text => text(PieceKind::Answer, true, rules),
            PartKind::Refusal => text(PieceKind::Answer, false, rules),
            PartKind::Reasoning => text(PieceKind::Reasoning, false, rules),
            PartKind::ToolCall { .. } if sees_arguments => {
                Content::Arguments(Box::new(Arguments::new()))
            }
            _ => Content::Free,
        };
        let base = self.choice(choice).came;
        let kind = match kind {
            PartKind::ToolCall { id, name } => PartKind::ToolCall {
                id: id.clone(),
                name: self.name(name, rules)?,
            },
            kind => kind.clone(),
        };
        self.parts.push(OpenPart {
            choice,
            part,
            content,
            base,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
        });
        let PartKind::Native { kind, value } = kind else {
            each(&Event::PartStart { choice, part, kind });
            return Ok(());
        };
        let bytes = self.native(value, rules)?;
        let document = Document::parse(&bytes, Limits::default()).unwrap_or_default();
        let value = document.root(&bytes);
        let kind = PartKind::Native { kind, value };
        each(&Event::PartStart { choice, part, kind });
        Ok(())
    }

    /// The name of a tool, which a model may have made up.
    fn name<'n>(&self, name: &Text<'n>, rules: &mut dyn Rules) -> Result<Text<'n>, Denied> {
        let Some(mut track) = Track::new(PieceKind::Other, None, rules) else {
            return Ok(name.clone());
        };
        let mut written = String::new();
        let mut is_changed = false;
        track.feed(&name.to_str(), true, rules, &mut |out| match out {
            Out::Kept(text) => written.push_str(text),
            Out::Replaced { with, .. } => {
                written.push_str(with);
                is_changed = true;
            }
        })?;
        let is_name = is_changed && !written.is_empty();
        Ok(if is_name {
            written.into()
        } else {
            name.clone()
        })
    }

    /// A part that only its format knows.
    fn native(&self, value: Value<'_>, rules: &mut dyn Rules) -> Result<Vec<u8>, Denied> {
        changed(value.raw(), rules, |root| Texts::of_part(self.format, root))
    }

    /// Characters of one part are looked at together, as far as they come together.
    fn gather(
        &mut self,
        choice: u32,
        part: u32,
        text: &str,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        if let Some((of, its, gathered)) = &mut self.gathered
            && (*of, *its) == (choice, part)
        {
            gathered.push_str(text);
            return Ok(());
        }
        self.look(rules, each)?;
        self.gathered = Some((choice, part, text.to_owned()));
        Ok(())
    }

    fn look(&mut self, rules: &mut dyn Rules, each: Each<'_>) -> Result<(), Denied> {
        let Some((choice, part, text)) = self.gathered.take() else {
            return Ok(());
        };
        if self.position(choice, part).is_none() {
            // What has not begun is a text of the answer.
            self.part_start(choice, part, &PartKind::Text, rules, each)?;
        }
        let Some(at) = self.position(choice, part) else {
            return Ok(());
        };
        let mut written = Written::default();
        let state = self.choices.entry(choice).or_default();
        let Some(open) = self.parts.get_mut(at) else {
            return Ok(());
        };
        let done = open.feed(&text, false, state, rules, &mut written);
        emit(choice, part, written.json, each);
        done?;
        open.release(state, false, rules, each)
    }

    fn position(&self, choice: u32, part: u32) -> Option<usize> {
        let is_it = |open: &OpenPart| open.choice == choice && open.part == part;
        self.parts.iter().rposition(is_it)
    }

    fn stop(
        &mut self,
        choice: u32,
        part: u32,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        let Some(at) = self.position(choice, part) else {
            return Ok(());
        };
        let mut open = self.parts.remove(at);
        let state = self.choice(choice);
        let mut written = Written::default();
        let done = open.feed("", true, state, rules, &mut written);
        emit(choice, part, written.json, each);
        let done = done.and_then(|()| open.release(state, true, rules, each));
        if done.is_err() {
            // It is still to be ended.
            self.parts.push(open);
        }
        done
    }

    /// Ends the texts of a choice, or all.
    fn flush(
        &mut self,
        choice: Option<u32>,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        let open: Vec<_> = self
            .parts
            .iter()
            .filter(|open| choice.is_none_or(|choice| open.choice == choice))
            .map(|open| (open.choice, open.part))
            .collect();
        for (choice, part) in open {
            self.stop(choice, part, rules, each)?;
        }
        Ok(())
    }

    /// An event that belongs to the text before it; without a part to that which is
    /// open in its choice.
    fn later(
        &mut self,
        choice: u32,
        part: Option<u32>,
        later: Later,
        event: &Event<'_>,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        let at = match part {
            Some(part) => self.position(choice, part),
            None => self.parts.iter().rposition(|open| {
                let counts = matches!(open.content, Content::Text { counts: true, .. });
                open.choice == choice && counts
            }),
        };
        let state = self.choices.entry(choice).or_default();
        let Some(open) = at.and_then(|at| self.parts.get_mut(at)) else {
            // Of a text that is over: what it repeats may have been replaced there.
            let repeats = matches!(later, Later::LogProbs(..));
            if !repeats || state.shifts.is_kept(&(0..usize::MAX)) {
                each(event);
            }
            return Ok(());
        };
        if matches!(open.content, Content::Free) && !matches!(later, Later::Citation(_)) {
            each(event);
            return Ok(());
        }
        let is_told = matches!(later, Later::LogProbs(..));
        if is_told {
            // Those before are of the tokens up to here at most.
            for waiting in &mut open.waiting {
                waiting.due.get_or_insert(state.came);
            }
            state.told = state.came;
        }
        open.waiting_bytes += later.len();
        open.waiting.push_back(Waiting {
            due: (!is_told).then_some(state.came),
            event: later,
        });
        if open.waiting.len() > MOST_WAITING || open.waiting_bytes > MOST_WAITING_BYTES {
            // Left out rather than told before their text.
            open.waiting.retain(|waiting| waiting.event.is_signature());
            open.waiting_bytes = 0;
        }
        open.release(state, false, rules, each)
    }
}

fn emit(choice: u32, part: u32, text: String, each: Each<'_>) {
    if !text.is_empty() {
        let text = Text::from(text);
        each(&Event::PartDelta { choice, part, text });
    }
}
