//! Parts of a stream that are open: their text, and what waits for that.

use std::collections::VecDeque;

use sluice_protocol::chat::{Event, Origin, PartKind, Signature};
use sluice_protocol::json::{Document, Limits, Text, Value};
use sluice_protocol::texts::{PieceKind, Texts};

use super::arguments::{Arguments, Written};
use super::hold::Each;
use super::inner::changed;
use super::rules::{Denied, Rules};
use super::shift::Shifts;
use super::track::{Out, Track};

/// Most events that wait for a text, and their bytes.
const MOST_WAITING: usize = 4096;
const MOST_WAITING_BYTES: usize = 1 << 20;

/// A part, or parts of one choice whose texts are read as one.
#[derive(Debug)]
pub(super) struct OpenPart {
    pub(super) choice: u32,
    /// The part that what comes belongs to; none while none is open.
    pub(super) comes: Option<u32>,
    /// The part that what goes on belongs to, once that has begun.
    pub(super) goes: Option<u32>,
    pub(super) content: Content,
    waiting: VecDeque<Waiting>,
    waiting_bytes: usize,
}

#[derive(Debug)]
pub(super) enum Content {
    /// No check looks at it.
    Free,
    Said(Box<Spoken>),
    Arguments(Box<Arguments>),
}

/// What a model says or thinks.
#[derive(Debug)]
pub(super) struct Spoken {
    track: Track,
    /// What comes, and what goes on.
    comes: Said,
    goes: Said,
    /// Where the part that comes begins in the text of the choice, in characters.
    base: usize,
}

/// What the words of a part are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Text of the answer, in which citations count.
    Text,
    Refusal,
    Reasoning,
}

impl Said {
    pub(super) const fn of(kind: &PartKind<'_>) -> Option<Self> {
        match kind {
            PartKind::Text => Some(Self::Text),
            PartKind::Refusal => Some(Self::Refusal),
            PartKind::Reasoning => Some(Self::Reasoning),
            _ => None,
        }
    }

    pub(super) const fn kind(self) -> PieceKind {
        match self {
            Self::Text | Self::Refusal => PieceKind::Answer,
            Self::Reasoning => PieceKind::Reasoning,
        }
    }

    const fn part_kind(self) -> PartKind<'static> {
        match self {
            Self::Text => PartKind::Text,
            Self::Refusal => PartKind::Refusal,
            Self::Reasoning => PartKind::Reasoning,
        }
    }
}

/// How far a text has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// More may come.
    Now,
    /// Its part is over, and another may go on from it: with a border between them, or
    /// as if there were none.
    Over { has_border: bool },
    /// The same, and something else comes first.
    LetGo,
    /// Nothing more comes.
    End,
}

/// An event that waits until its text has gone on.
#[derive(Debug)]
struct Waiting {
    /// Behind what it belongs; none if not known yet.
    due: Option<Due>,
    event: Later,
}

/// A place in a text, as it came.
#[derive(Debug, Clone, Copy)]
struct Due {
    /// In bytes of the text.
    byte: usize,
    /// In characters of the choice.
    char: usize,
}

#[derive(Debug)]
pub(super) enum Later {
    Start(u32, Said),
    Stop,
    Citation(Vec<u8>),
    Signature(Origin, String),
    /// Of the tokens from this character on.
    LogProbs(usize, Vec<u8>),
    /// A citation of a part that begins at this character.
    CitationFrom(usize, Vec<u8>),
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

/// What has gone on from one place of a text.
struct Gone {
    from: usize,
    text: String,
    /// What it stands in the place of.
    old: Option<String>,
}

impl Later {
    const fn len(&self) -> usize {
        match self {
            Self::Start(..) | Self::Stop => 0,
            Self::Citation(bytes) | Self::CitationFrom(_, bytes) | Self::LogProbs(_, bytes) => {
                bytes.len()
            }
            Self::Signature(_, data) => data.len(),
        }
    }

    /// Whether it may be left out.
    const fn is_note(&self) -> bool {
        matches!(
            self,
            Self::Citation(_) | Self::CitationFrom(..) | Self::LogProbs(..)
        )
    }
}

impl OpenPart {
    /// A part that stands alone.
    pub(super) const fn new(choice: u32, part: u32, content: Content) -> Self {
        Self {
            choice,
            comes: Some(part),
            goes: Some(part),
            content,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
        }
    }

    /// Words, whose first part has not begun.
    pub(super) fn said(choice: u32, said: Said, track: Track) -> Self {
        let content = Content::Said(Box::new(Spoken {
            track,
            comes: said,
            goes: said,
            base: 0,
        }));
        Self {
            comes: None,
            goes: None,
            ..Self::new(choice, 0, content)
        }
    }

    /// Whether words of this sort may go on from these.
    pub(super) fn is_followed_by(&self, said: Said) -> bool {
        self.is_over()
            && self
                .spoken()
                .is_some_and(|own| own.comes.kind() == said.kind())
    }

    /// Whether these are words whose part is over.
    pub(super) const fn is_over(&self) -> bool {
        self.comes.is_none()
    }

    /// Whether log-probabilities may belong to it.
    pub(super) fn has_tokens(&self) -> bool {
        self.spoken().is_some_and(|own| {
            let is_held = own.track.released() < own.track.end();
            own.comes == Said::Text && (is_held || !self.is_over())
        })
    }

    fn spoken(&self) -> Option<&Spoken> {
        match &self.content {
            Content::Said(spoken) => Some(spoken),
            Content::Free | Content::Arguments(_) => None,
        }
    }

    /// A part begins whose words go on from these, if there are any.
    pub(super) fn begin(
        &mut self,
        part: u32,
        said: Said,
        state: &mut OpenChoice,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        self.comes = Some(part);
        if let Content::Said(own) = &mut self.content {
            (own.comes, own.base) = (said, state.came);
        }
        self.wait(Later::Start(part, said), state, rules, each)
    }

    /// Takes in the next characters, and gives what may go on.
    pub(super) fn feed(
        &mut self,
        text: &str,
        until: Until,
        state: &mut OpenChoice,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        let is_end = until == Until::End;
        let mut gone = Vec::new();
        let done = match &mut self.content {
            Content::Free => {
                self.tell(text.to_owned(), each);
                Ok(())
            }
            Content::Arguments(arguments) => {
                let mut out = Written::default();
                let mut done = arguments.feed(text, rules, &mut out);
                if is_end && done.is_ok() {
                    done = arguments.finish(rules, &mut out);
                }
                self.tell(out.json, each);
                done
            }
            Content::Said(own) => {
                if own.comes == Said::Text {
                    state.came += text.chars().count();
                }
                let mut from = own.track.released();
                let mut sink = |out: Out<'_>| {
                    let (text, old) = match out {
                        Out::Kept(text) => (text, None),
                        Out::Replaced { old, with } => (with, Some(old)),
                    };
                    gone.push(Gone {
                        from,
                        text: text.to_owned(),
                        old: old.map(ToOwned::to_owned),
                    });
                    from += old.unwrap_or(text).len();
                };
                match until {
                    Until::Over { has_border: true } => own.track.border(rules, &mut sink),
                    Until::Now | Until::Over { .. } | Until::End => {
                        own.track.feed(text, is_end, rules, &mut sink)
                    }
                    Until::LetGo => own.track.let_go(rules, &mut sink),
                }
            }
        };
        // What has gone on before a denial is told.
        let passed = self.pass_on(gone, state, rules, each);
        let mut done = done.and(passed);
        if done.is_ok() && until != Until::Now {
            // Of what has come, nothing more is told.
            let now = self.due(state);
            for waiting in &mut self.waiting {
                waiting.due.get_or_insert(now);
            }
        }
        if done.is_ok() && matches!(until, Until::Over { .. }) {
            self.comes = None;
            done = self.wait(Later::Stop, state, rules, each);
        }
        if done.is_ok() && is_end {
            done = self.release(usize::MAX, state, rules, each);
        }
        done
    }

    /// Tells what has gone on, each piece in the part that it came in. What stands in the
    /// place of something belongs where that began.
    fn pass_on(
        &mut self,
        gone: Vec<Gone>,
        state: &mut OpenChoice,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        let mut said = String::new();
        for mut piece in gone {
            while let Some(stop) = self.next_stop() {
                if stop > piece.from {
                    let within = stop - piece.from;
                    if piece.old.is_some() || within >= piece.text.len() {
                        break;
                    }
                    let rest = piece.text.split_off(within);
                    let head = std::mem::replace(&mut piece.text, rest);
                    piece.from = stop;
                    self.count(&head, None, state);
                    said.push_str(&head);
                }
                self.tell(std::mem::take(&mut said), each);
                self.release(stop, state, rules, each)?;
            }
            self.count(&piece.text, piece.old.as_deref(), state);
            said.push_str(&piece.text);
        }
        self.tell(said, each);
        let released = self.spoken().map_or(0, |own| own.track.released());
        self.release(released, state, rules, each)
    }

    fn count(&self, text: &str, old: Option<&str>, state: &mut OpenChoice) {
        if self.spoken().is_some_and(|own| own.goes == Said::Text) {
            match old {
                None => state.shifts.kept(text),
                Some(old) => state.shifts.replaced(old, text),
            }
        }
    }

    fn next_stop(&self) -> Option<usize> {
        let mut stops = self.waiting.iter();
        let stop = stops.find(|waiting| matches!(waiting.event, Later::Stop))?;
        stop.due.map(|due| due.byte)
    }

    fn tell(&self, text: String, each: Each<'_>) {
        if let (Some(part), false) = (self.goes, text.is_empty()) {
            let (choice, text) = (self.choice, Text::from(text));
            each(&Event::PartDelta { choice, part, text });
        }
    }

    /// Behind all that has come.
    fn due(&self, state: &OpenChoice) -> Due {
        let byte = match &self.content {
            Content::Free => 0,
            Content::Said(own) => own.track.end(),
            Content::Arguments(_) => usize::MAX,
        };
        let char = state.came;
        Due { byte, char }
    }

    /// Tells an event once the text has gone on that it belongs to.
    pub(super) fn wait(
        &mut self,
        event: Later,
        state: &mut OpenChoice,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        let mut due = Some(self.due(state));
        let event = match (event, self.spoken()) {
            (Later::Citation(raw), Some(own)) => Later::CitationFrom(own.base, raw),
            (event, _) => event,
        };
        if matches!(event, Later::LogProbs(..)) {
            // Those before are of the tokens up to here at most.
            for waiting in &mut self.waiting {
                waiting.due = waiting.due.or(due);
            }
            state.told = state.came;
            if !self.is_over() {
                due = None;
            }
        }
        self.waiting_bytes += event.len();
        self.waiting.push_back(Waiting { due, event });
        if self.waiting.len() > MOST_WAITING || self.waiting_bytes > MOST_WAITING_BYTES {
            // Left out rather than told before their text.
            self.waiting.retain(|waiting| !waiting.event.is_note());
            self.waiting_bytes = 0;
        }
        let released = self.spoken().map_or(0, |own| own.track.released());
        self.release(released, state, rules, each)?;
        if self.is_over() && self.waiting.len() > MOST_WAITING {
            return self.feed("", Until::LetGo, state, rules, each);
        }
        Ok(())
    }

    /// Gives the events whose text has gone on.
    fn release(
        &mut self,
        to: usize,
        state: &OpenChoice,
        rules: &mut dyn Rules,
        each: Each<'_>,
    ) -> Result<(), Denied> {
        let choice = self.choice;
        while let Some(next) = self.waiting.front() {
            if next.due.is_none_or(|due| due.byte > to) {
                return Ok(());
            }
            let Some(Waiting { due, event }) = self.waiting.pop_front() else {
                return Ok(());
            };
            self.waiting_bytes = self.waiting_bytes.saturating_sub(event.len());
            let part = self.goes.unwrap_or_default();
            match event {
                Later::Start(part, said) => {
                    self.goes = Some(part);
                    if let Content::Said(own) = &mut self.content {
                        own.goes = said;
                    }
                    let kind = said.part_kind();
                    each(&Event::PartStart { choice, part, kind });
                }
                Later::Stop => {
                    self.goes = None;
                    each(&Event::PartStop { choice, part });
                }
                Later::Signature(origin, data) => each(&Event::Signature {
                    choice,
                    part,
                    signature: Signature {
                        origin,
                        data: data.into(),
                    },
                }),
                Later::LogProbs(from, raw) => {
                    let place = from..due.map_or(state.came, |due| due.char);
                    if state.shifts.is_kept(&place) {
                        with_value(&raw, &mut |value| each(&Event::LogProbs { choice, value }));
                    }
                }
                Later::Citation(raw) => cite(&raw, (choice, part), rules, each)?,
                Later::CitationFrom(base, raw) => {
                    if let Some(raw) = state.shifts.citation(&raw, base) {
                        cite(&raw, (choice, part), rules, each)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn cite(
    raw: &[u8],
    (choice, part): (u32, u32),
    rules: &mut dyn Rules,
    each: Each<'_>,
) -> Result<(), Denied> {
    let raw = changed(raw, rules, |root| Texts::told(PieceKind::Other, root))?;
    with_value(&raw.unwrap_or_default(), &mut |value| {
        each(&Event::Citation {
            choice,
            part,
            value,
        });
    });
    Ok(())
}

fn with_value(raw: &[u8], then: &mut dyn FnMut(Value<'_>)) {
    if let Ok(document) = Document::parse(raw, Limits::default()) {
        then(document.root(raw));
    }
}
