//! One candidate of a stream that is being read.

use crate::chat::{Event, FinishReason, PartKind, Signature};
use crate::json::{Text, Value};

use super::calls::Calls;
use super::citations::{self, Offsets};
use super::key::{is, list, member, raw_text, text};
use super::partial_args::{Arguments, continues};
use super::signature::{self, Held};
use super::words::finish_reason;

/// Most citations that are told.
const MOST_CITED: usize = 1024;

/// The part that is open.
#[derive(Debug)]
enum Open {
    Text,
    Thought,
    /// A call whose arguments are still to come.
    Call(Arguments),
}

/// What is known of one candidate.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Its number.
    choice: u32,
    /// The open part and its number.
    open: Option<(Open, u32)>,
    next: u32,
    has_calls: bool,
    /// Where the characters of its text stand.
    offsets: Offsets,
    /// The citations that have been told, since each chunk may repeat them.
    cited: Vec<Vec<u8>>,
    /// The last finish reason that came.
    reason: Option<Text<'static>>,
}

impl Candidate {
    /// A candidate without parts.
    pub(super) fn new(choice: u32) -> Self {
        Self {
            choice,
            open: None,
            next: 0,
            has_calls: false,
            offsets: Offsets::default(),
            cited: Vec::new(),
            reason: None,
        }
    }

    /// Whether this is the one of this number.
    pub(super) fn is(&self, index: u64) -> bool {
        u64::from(self.choice) == index
    }

    /// Whether a finish reason has come.
    pub(super) fn is_finished(&self) -> bool {
        self.reason.is_some()
    }

    /// Whether more of a call has come than is held.
    pub(super) fn is_full(&self) -> bool {
        matches!(&self.open, Some((Open::Call(arguments), _)) if arguments.is_full())
    }

    /// Reads what a chunk tells of it.
    pub(super) fn read(
        &mut self,
        candidate: Value<'_>,
        calls: &mut Calls<'static>,
        each: &mut dyn FnMut(&Event<'_>),
    ) {
        let content = member(candidate, "content");
        let parts = content.and_then(|content| member(content, "parts"));
        for part in parts.into_iter().flat_map(list) {
            self.part(part, calls, each);
        }
        if let Some(value) = member(candidate, "logprobsResult").filter(Value::is_object) {
            each(&Event::LogProbs {
                choice: self.choice,
                value,
            });
        }
        self.cite(candidate, each);
        let reason = text(candidate, "finishReason");
        // One that says nothing does not end an answer.
        if let Some(reason) = reason.filter(|word| finish_reason(word, false).is_some()) {
            self.reason = Some(reason.into_owned());
        }
    }

    /// Tells its end.
    pub(super) fn finish(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        self.close(each);
        let said = self
            .reason
            .as_ref()
            .and_then(|word| finish_reason(word, self.has_calls));
        let usual = if self.has_calls {
            FinishReason::ToolCalls
        } else {
            FinishReason::Stop
        };
        each(&Event::Finish {
            choice: self.choice,
            reason: said.unwrap_or(usual),
        });
    }

    fn part(
        &mut self,
        part: Value<'_>,
        calls: &mut Calls<'static>,
        each: &mut dyn FnMut(&Event<'_>),
    ) {
        let is_thought = member(part, "thought").and_then(|flag| flag.bool()) == Some(true);
        let held = text(part, "thoughtSignature")
            .filter(|text| !text.is_empty())
            .map(signature::read);
        if let Some(call) = member(part, "functionCall") {
            self.call(call, held, calls, each);
            return;
        }
        if let Some(said) = text(part, "text") {
            self.words(said, is_thought, held, each);
            return;
        }
        let beside = ["thought", "thoughtSignature", "mediaResolution"];
        let kind = part
            .members()
            .find(|(key, value)| !value.is_null() && !beside.iter().any(|known| is(key, known)));
        match kind {
            Some((kind, _)) => self.whole(PartKind::Native { kind, value: part }, each),
            None if held.is_some() => self.words(Text::from(""), is_thought, held, each),
            None if part.is_object() => {}
            None => each(&Event::Malformed),
        }
    }

    fn words(
        &mut self,
        said: Text<'_>,
        is_thought: bool,
        held: Option<Held<'_>>,
        each: &mut dyn FnMut(&Event<'_>),
    ) {
        match held {
            Some(Held::Redacted(data)) => {
                self.whole(PartKind::RedactedReasoning { data }, each);
            }
            Some(Held::Proof(signature)) if is_thought => {
                if !matches!(self.open, Some((Open::Thought, _))) {
                    self.begin(Open::Thought, PartKind::Reasoning, each);
                }
                self.delta(said, each);
                self.sign(signature, each);
                // What comes behind a signature is not what it proves.
                self.close(each);
                return;
            }
            Some(Held::Proof(signature)) => self.proof(signature, each),
            None => {}
        }
        if said.is_empty() {
            return;
        }
        if !is_thought {
            self.offsets.add(&said.to_str());
        }
        match (&self.open, is_thought) {
            (Some((Open::Text, _)), false) | (Some((Open::Thought, _)), true) => {}
            (_, false) => self.begin(Open::Text, PartKind::Text, each),
            (_, true) => self.begin(Open::Thought, PartKind::Reasoning, each),
        }
        self.delta(said, each);
    }

    /// Tells the sources that a chunk brings, in a text part.
    fn cite(&mut self, candidate: Value<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        let Some(sources) = citations::of_candidate(candidate, &self.offsets) else {
            return;
        };
        for value in sources.items() {
            if self.cited.iter().any(|told| told == value.raw()) || self.cited.len() >= MOST_CITED {
                continue;
            }
            self.cited.push(value.raw().to_vec());
            if !matches!(self.open, Some((Open::Text, _))) {
                self.begin(Open::Text, PartKind::Text, each);
            }
            if let Some((_, part)) = self.open {
                each(&Event::Citation {
                    choice: self.choice,
                    part,
                    value,
                });
            }
        }
    }

    /// The signature of the part that follows.
    fn proof(&mut self, signature: Signature<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        self.begin(Open::Thought, PartKind::Reasoning, each);
        self.sign(signature, each);
        self.close(each);
    }

    fn sign(&self, signature: Signature<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if let Some((_, part)) = self.open {
            each(&Event::Signature {
                choice: self.choice,
                part,
                signature,
            });
        }
    }

    fn call(
        &mut self,
        call: Value<'_>,
        held: Option<Held<'_>>,
        calls: &mut Calls<'static>,
        each: &mut dyn FnMut(&Event<'_>),
    ) {
        let name = text(call, "name").filter(|name| !name.is_empty());
        if let Some(name) = name {
            match held {
                Some(Held::Proof(signature)) => self.proof(signature, each),
                Some(Held::Redacted(data)) => {
                    self.whole(PartKind::RedactedReasoning { data }, each);
                }
                None => {}
            }
            self.has_calls = true;
            let id = text(call, "id").filter(|id| !id.is_empty());
            let name = name.into_owned();
            let id = calls.called(id.map(Text::into_owned), &name);
            let kind = PartKind::ToolCall { id, name };
            self.begin(Open::Call(Arguments::default()), kind, each);
        }
        let Some((Open::Call(arguments), _)) = &mut self.open else {
            // Nobody could answer such a call.
            each(&Event::Malformed);
            return;
        };
        if let Some(pieces) = member(call, "partialArgs")
            && !arguments.read(pieces)
        {
            each(&Event::Malformed);
        }
        match member(call, "args").filter(Value::is_object) {
            Some(args) => {
                self.delta(raw_text(args), each);
                // Told already.
                if let Some((open, _)) = &mut self.open {
                    *open = Open::Text;
                }
                self.close(each);
            }
            None if continues(call) => {}
            None => self.close(each),
        }
    }

    /// A part that is complete with its start.
    fn whole(&mut self, kind: PartKind<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        self.begin(Open::Text, kind, each);
        self.close(each);
    }

    fn begin(&mut self, open: Open, kind: PartKind<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        self.close(each);
        let part = self.next;
        self.next = part.saturating_add(1);
        self.open = Some((open, part));
        each(&Event::PartStart {
            choice: self.choice,
            part,
            kind,
        });
    }

    fn delta(&self, text: Text<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if let Some((_, part)) = self.open
            && !text.is_empty()
        {
            each(&Event::PartDelta {
                choice: self.choice,
                part,
                text,
            });
        }
    }

    /// Ends the open part, if there is one.
    fn close(&mut self, each: &mut dyn FnMut(&Event<'_>)) {
        if let Some((Open::Call(arguments), _)) = &self.open {
            let json = String::from_utf8_lossy(&arguments.to_json()).into_owned();
            self.delta(Text::from(json), each);
        }
        if let Some((_, part)) = self.open.take() {
            each(&Event::PartStop {
                choice: self.choice,
                part,
            });
        }
    }
}
