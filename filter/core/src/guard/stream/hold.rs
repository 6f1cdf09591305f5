//! The rules over a stream: between its decoder and its encoder.
//!
//! Text goes on as soon as no check can find anything that begins in it; what is held
//! is at most the longest reach of the checks and what overlaps there. Whatever pieces
//! the text comes in, the same goes on. What belongs to a text (citations, signatures,
//! probabilities of tokens) waits for it.
//!
//! Parts of one choice that say something, or think, behind each other are read as one:
//! the next waits until the last has gone on. Where something else comes between, that
//! may be long, and so the text before is let go: what reaches over it is found all the
//! same, and the rest of it taken out.

use std::collections::BTreeMap;

use sluice_protocol::WireFormat;
use sluice_protocol::chat::{ApiError, Event, FinishReason, PartKind, Start, Usage};
use sluice_protocol::json::{Document, Limits, Text};
use sluice_protocol::texts::{PieceKind, Texts};

use super::super::body::GONE;
use super::arguments::Arguments;
use super::inner::changed;
use super::part::{Content, Later, OpenChoice, OpenPart, Said, Until};
use super::rules::{Denied, Rules};
use super::track::{Out, Track};

/// Most parts that are open side by side.
const MOST_OPEN: usize = 512;

/// Formats in which texts that stand behind each other are one.
const MERGING: [WireFormat; 3] = [
    WireFormat::OpenAiChat,
    WireFormat::OpenAiCompletions,
    WireFormat::GeminiGenerate,
];

/// What takes events on.
pub(crate) type Each<'e> = &'e mut dyn FnMut(&Event<'_>);

/// Applies rules to one stream.
#[derive(Debug)]
pub(crate) struct Hold {
    format: WireFormat,
    /// Whether the client sees where one part of text ends and the next begins.
    has_borders: bool,
    parts: Vec<OpenPart>,
    choices: BTreeMap<u32, OpenChoice>,
    /// Characters of one part that have not been looked at yet.
    gathered: Option<(u32, u32, String)>,
    usage: Usage,
    has_started: bool,
    is_over: bool,
}

impl Hold {
    /// For a stream that a provider of one format sends to a client of another.
    #[must_use]
    pub(crate) fn new(format: WireFormat, client: WireFormat) -> Self {
        Self {
            format,
            has_borders: !MERGING.contains(&client),
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
        for OpenPart { choice, goes, .. } in self.parts.drain(..) {
            if let Some(part) = goes {
                each(&Event::PartStop { choice, part });
            }
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
                self.stop(event, (*choice, *part), rules, each)?;
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
            Event::Error(error) => {
                self.flush(None, rules, each)?;
                self.is_over = true;
                each(&Event::Error(said(error, rules)?));
            }
            Event::End => {
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
        let is_full = self.parts.len() >= MOST_OPEN;
        if is_full && rules.is_closed() {
            return Err(Denied { check: None });
        }
        if is_full {
            // What nobody looks at is known only for its stop.
            self.parts.push(OpenPart::new(choice, part, Content::Free));
            let kind = kind.clone();
            each(&Event::PartStart { choice, part, kind });
            return Ok(());
        }
        rules.turn_to(choice);
        let said = Said::of(kind);
        let is_of = |open: &OpenPart| open.choice == choice;
        let goes_on = said.and_then(|said| {
            let mut open = self.parts.iter();
            open.position(|open| is_of(open) && open.is_followed_by(said))
        });
        let state = self.choices.entry(choice).or_default();
        for (at, open) in self.parts.iter_mut().enumerate() {
            if is_of(open) && open.is_over() && Some(at) != goes_on {
                open.feed("", Until::LetGo, state, rules, each)?;
            }
        }
        if let Some(open) = goes_on.and_then(|at| self.parts.get_mut(at))
            && let Some(said) = said
        {
            return open.begin(part, said, state, rules, each);
        }
        let track = said.and_then(|said| Some((said, Track::new(said.kind(), None, rules)?)));
        if let Some((said, track)) = track {
            let mut open = OpenPart::said(choice, said, track);
            let done = open.begin(part, said, state, rules, each);
            self.parts.push(open);
            return done;
        }
        let sees_arguments =
            (0..rules.checks()).any(|check| rules.looks_at(check, PieceKind::ToolArguments));
        let content = match kind {
            PartKind::ToolCall { .. } if sees_arguments => {
                Content::Arguments(Box::new(Arguments::new()))
            }
            _ => Content::Free,
        };
        self.parts.push(OpenPart::new(choice, part, content));
        match kind {
            PartKind::ToolCall { id, name } => {
                let id = id.clone();
                let name = self.name(name, rules)?;
                let kind = PartKind::ToolCall { id, name };
                each(&Event::PartStart { choice, part, kind });
            }
            // What only its format knows.
            PartKind::Native { kind, value } => {
                let format = self.format;
                let bytes = changed(value.raw(), rules, |root| Texts::of_part(format, root))?;
                let bytes = bytes.unwrap_or_default();
                let document = Document::parse(&bytes, Limits::default()).unwrap_or_default();
                let (kind, value) = (kind.clone(), document.root(&bytes));
                let kind = PartKind::Native { kind, value };
                each(&Event::PartStart { choice, part, kind });
            }
            kind => {
                let kind = kind.clone();
                each(&Event::PartStart { choice, part, kind });
            }
        }
        Ok(())
    }

    /// The name of a tool, which a model may have made up.
    fn name<'n>(&self, name: &Text<'n>, rules: &mut dyn Rules) -> Result<Text<'n>, Denied> {
        let written = rewritten(PieceKind::Other, &name.to_str(), rules)?;
        Ok(match written {
            None => name.clone(),
            Some(written) if written.is_empty() => GONE.into(),
            Some(written) => written.into(),
        })
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
        rules.turn_to(choice);
        let state = self.choices.entry(choice).or_default();
        match self.parts.get_mut(at) {
            Some(open) => open.feed(&text, Until::Now, state, rules, each),
            None => Ok(()),
        }
    }

    fn position(&self, choice: u32, part: u32) -> Option<usize> {
        let is_it = |open: &OpenPart| open.choice == choice && open.comes == Some(part);
        self.parts.iter().rposition(is_it)
    }

    /// A part is over.
    fn stop(
        &mut self,
        event: &Event<'_>,
        (choice, part): (u32, u32),
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        rules.turn_to(choice);
        let at = self.position(choice, part);
        let state = self.choices.entry(choice).or_default();
        if let Some(at) = at
            && let Some(open) = self.parts.get_mut(at)
        {
            if matches!(open.content, Content::Said(_)) {
                let has_border = self.has_borders;
                return open.feed("", Until::Over { has_border }, state, rules, each);
            }
            open.feed("", Until::End, state, rules, each)?;
            self.parts.remove(at);
        }
        each(event);
        Ok(())
    }

    /// Ends the texts of a choice, or all.
    fn flush(
        &mut self,
        choice: Option<u32>,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        let mut at = 0;
        while let Some(open) = self.parts.get_mut(at) {
            if choice.is_some_and(|choice| open.choice != choice) {
                at += 1;
                continue;
            }
            rules.turn_to(open.choice);
            let state = self.choices.entry(open.choice).or_default();
            open.feed("", Until::End, state, rules, each)?;
            self.parts.remove(at);
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
        rules.turn_to(choice);
        let at = match part {
            Some(part) => self.position(choice, part),
            None => {
                let mut open = self.parts.iter();
                open.rposition(|open| open.choice == choice && open.has_tokens())
            }
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
        open.wait(later, state, rules, each)
    }
}

/// A short text with the rules applied; `None` if it stays as it is.
fn rewritten(kind: PieceKind, text: &str, rules: &mut dyn Rules) -> Result<Option<String>, Denied> {
    let Some(mut track) = Track::new(kind, None, rules) else {
        return Ok(None);
    };
    let mut written = String::new();
    let mut is_changed = false;
    track.feed(text, true, rules, &mut |out| match out {
        Out::Kept(text) => written.push_str(text),
        Out::Replaced { with, .. } => {
            written.push_str(with);
            is_changed = true;
        }
    })?;
    Ok(is_changed.then_some(written))
}

/// An error with the rules applied to what it says.
fn said(error: &ApiError, rules: &mut dyn Rules) -> Result<ApiError, Denied> {
    let mut told = error.clone();
    let texts = [
        Some(&mut told.message),
        told.code.as_mut(),
        told.param.as_mut(),
    ];
    for text in texts.into_iter().flatten() {
        if let Some(written) = rewritten(PieceKind::Answer, text, rules)? {
            *text = written.into();
        }
    }
    Ok(told)
}
