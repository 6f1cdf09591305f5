//! The items of a stream that is being read, and how much of each has been told.

use super::item_decode::{BETWEEN_PIECES, redacted};
use super::response_decode::{call_id, told};
use crate::chat::{Event, Origin, PartKind, Signature};
use crate::codec::openai::CUSTOM_ITEM;
use crate::json::{Text, Value};

/// Most items and pieces of one stream; more come from garbage.
const MOST_PIECES: usize = 1 << 14;

/// What an item says, and so in which part it goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Text,
    Refusal,
    /// The reasoning itself.
    Reasoning,
    /// A summary of it.
    Summary,
    Arguments,
}

/// How much of a text has gone out, and which: enough to find out what is missing
/// of it once the whole of it comes, without keeping it.
#[derive(Debug, Clone, Copy)]
struct Told {
    length: usize,
    hash: u64,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            length: 0,
            // FNV-1a.
            hash: 0xcbf2_9ce4_8422_2325,
        }
    }
}

impl Told {
    fn add(&mut self, text: &str) {
        self.length += text.len();
        for byte in text.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// What of `whole` has not gone out; nothing if something else has.
    fn rest<'t>(&self, whole: &'t str) -> &'t str {
        let Some((before, rest)) = whole.split_at_checked(self.length) else {
            return "";
        };
        let mut expected = Self::default();
        expected.add(before);
        if expected.hash == self.hash { rest } else { "" }
    }
}

/// One text of an item.
#[derive(Debug)]
struct Piece {
    said: Said,
    number: u64,
    told: Told,
    /// Annotations that have gone out.
    cited: usize,
    /// The part that is open for it, if it has one of its own.
    open: Option<u32>,
}

/// One item of the output.
#[derive(Debug, Default)]
struct Item {
    index: u64,
    kind: String,
    is_done: bool,
    pieces: Vec<Piece>,
    /// The open part of a call or of reasoning, which all pieces share.
    open: Option<u32>,
    /// Whether it is a call that has begun.
    is_call: bool,
}

type Each<'e> = &'e mut dyn FnMut(&Event<'_>);

/// The items so far.
#[derive(Debug, Default)]
pub(super) struct Items {
    items: Vec<Item>,
    next_part: u32,
    count: usize,
    has_custom_call: bool,
}

impl Items {
    /// Whether there are more than any answer has.
    pub(super) fn is_full(&self) -> bool {
        self.count > MOST_PIECES
    }

    /// An item begins.
    pub(super) fn added(&mut self, index: u64, item: Value<'_>, each: Each<'_>) {
        let slot = self.slot(index);
        let kind = text(item, "type");
        if let Some(known) = self.items.get_mut(slot)
            && known.kind.is_empty()
            && let Some(kind) = kind
        {
            known.kind = kind.to_str().into_owned();
        }
        self.begin_call(slot, item, each);
    }

    /// An item is complete: what has not been told of it is told now.
    pub(super) fn done(&mut self, index: u64, item: Value<'_>, each: Each<'_>) {
        let slot = self.slot(index);
        if self.items.get(slot).is_none_or(|known| known.is_done) {
            return;
        }
        let kind = text(item, "type").unwrap_or(Text::Literal(b"message"));
        match &*kind.to_str() {
            "message" => {
                for (number, part) in (0..).zip(list(item, "content")) {
                    self.part_done(index, number, part, each);
                }
            }
            "reasoning" => self.reasoning_done(slot, item, each),
            "function_call" => {
                self.begin_call(slot, item, each);
                if let Some(whole) = text(item, "arguments") {
                    self.settle(index, Said::Arguments, 0, &whole, each);
                }
            }
            _ => {
                self.has_custom_call |= kind == CUSTOM_ITEM;
                self.close_texts(each);
                let part = self.number();
                each(&Event::PartStart {
                    choice: 0,
                    part,
                    kind: PartKind::Native { kind, value: item },
                });
                each(&Event::PartStop { choice: 0, part });
            }
        }
        self.close(slot, each);
    }

    /// A content part is complete.
    pub(super) fn part_done(&mut self, index: u64, number: u64, part: Value<'_>, each: Each<'_>) {
        let kind = text(part, "type");
        let (said, key) = match kind.as_ref().map(Text::to_str).as_deref() {
            Some("output_text" | "text") => (Said::Text, "text"),
            Some("refusal") => (Said::Refusal, "refusal"),
            Some("reasoning_text") => (Said::Reasoning, "text"),
            _ => return,
        };
        if let Some(whole) = text(part, key) {
            self.settle(index, said, number, &whole, each);
        }
        let cited = self
            .piece(index, said, number)
            .map_or(0, |piece| piece.cited);
        for annotation in list(part, "annotations").skip(cited) {
            self.cite(index, number, annotation, each);
        }
        if let Some(piece) = self.piece(index, said, number) {
            close(&mut piece.open, each);
        }
    }

    /// More of a text.
    pub(super) fn say(
        &mut self,
        index: u64,
        said: Said,
        number: u64,
        text: &Text<'_>,
        each: Each<'_>,
    ) {
        let slot = self.slot(index);
        if text.is_empty() || self.items.get(slot).is_none_or(|item| item.is_done) {
            return;
        }
        let Some(part) = self.part_for(slot, said, number, each) else {
            return;
        };
        if let Some(piece) = self.piece(index, said, number) {
            piece.told.add(&text.to_str());
        }
        each(&Event::PartDelta {
            choice: 0,
            part,
            text: text.clone(),
        });
    }

    /// The whole of a text: what the deltas have left out is told now.
    pub(super) fn settle(
        &mut self,
        index: u64,
        said: Said,
        number: u64,
        whole: &Text<'_>,
        each: Each<'_>,
    ) {
        let so_far = self.piece(index, said, number).map(|piece| piece.told);
        let whole = whole.to_str();
        let rest = so_far.unwrap_or_default().rest(&whole);
        self.say(index, said, number, &Text::from(rest), each);
    }

    /// An annotation of a text.
    pub(super) fn cite(&mut self, index: u64, number: u64, value: Value<'_>, each: Each<'_>) {
        let slot = self.slot(index);
        if self.items.get(slot).is_none_or(|item| item.is_done) {
            return;
        }
        let Some(part) = self.part_for(slot, Said::Text, number, each) else {
            return;
        };
        if let Some(piece) = self.piece(index, Said::Text, number) {
            piece.cited += 1;
        }
        each(&Event::Citation {
            choice: 0,
            part,
            value,
        });
    }

    /// The whole response has come: items that no event told, or not to their end.
    pub(super) fn whole(&mut self, response: Value<'_>, each: Each<'_>) {
        let is_untold = self.items.is_empty();
        for (index, item) in (0..).zip(list(response, "output")) {
            let is_cut = |known: &Item| {
                let kind = text(item, "type");
                known.index == index && kind.is_some_and(|kind| kind == known.kind.as_str())
            };
            if (is_untold || self.items.iter().any(is_cut)) && !self.is_full() {
                self.done(index, item, each);
            }
        }
    }

    /// Ends every part; says whether tools are called.
    pub(super) fn end(&mut self, each: Each<'_>) -> bool {
        for slot in 0..self.items.len() {
            let nameless = |item: &Item| item.kind == "function_call" && !item.is_call;
            if self.items.get(slot).is_some_and(nameless) {
                // A call that never got a name can be answered by nobody.
                each(&Event::Malformed);
            }
            self.close(slot, each);
        }
        self.has_custom_call || self.items.iter().any(|item| item.is_call)
    }

    fn slot(&mut self, index: u64) -> usize {
        let known = self.items.iter().rposition(|item| item.index == index);
        known.unwrap_or_else(|| {
            self.count += 1;
            self.items.push(Item {
                index,
                ..Item::default()
            });
            self.items.len() - 1
        })
    }

    fn piece(&mut self, index: u64, said: Said, number: u64) -> Option<&mut Piece> {
        let item = self.items.iter_mut().rfind(|item| item.index == index)?;
        let is_it = |piece: &&mut Piece| piece.said == said && piece.number == number;
        item.pieces.iter_mut().find(is_it)
    }

    fn number(&mut self) -> u32 {
        let part = self.next_part;
        self.next_part = part.saturating_add(1);
        part
    }

    /// The open part for a text, which begins now if it has not yet. Texts come one
    /// after the other, so the one before ends.
    fn part_for(&mut self, slot: usize, said: Said, number: u64, each: Each<'_>) -> Option<u32> {
        let item = self.items.get_mut(slot)?;
        let at = item
            .pieces
            .iter()
            .position(|piece| piece.said == said && piece.number == number);
        let is_shared = matches!(said, Said::Reasoning | Said::Summary | Said::Arguments);
        let open = match at.and_then(|at| item.pieces.get(at)) {
            _ if is_shared => item.open,
            Some(piece) => piece.open,
            None => None,
        };
        if said == Said::Arguments && open.is_none() {
            return None;
        }
        let goes_on = item.pieces.iter().any(|piece| piece.told.length > 0);
        if at.is_none() {
            self.count += 1;
            item.pieces.push(Piece {
                said,
                number,
                told: Told::default(),
                cited: 0,
                open: None,
            });
        }
        if let Some(part) = open {
            if at.is_none() && is_shared && goes_on {
                let text = Text::from(BETWEEN_PIECES);
                each(&Event::PartDelta {
                    choice: 0,
                    part,
                    text,
                });
            }
            return Some(part);
        }
        self.close_texts(each);
        let part = self.number();
        let kind = match said {
            Said::Refusal => PartKind::Refusal,
            Said::Reasoning | Said::Summary => PartKind::Reasoning,
            Said::Text | Said::Arguments => PartKind::Text,
        };
        each(&Event::PartStart {
            choice: 0,
            part,
            kind,
        });
        let item = self.items.get_mut(slot)?;
        if is_shared {
            item.open = Some(part);
        } else {
            let is_it = |piece: &&mut Piece| piece.said == said && piece.number == number;
            item.pieces.iter_mut().find(is_it)?.open = Some(part);
        }
        Some(part)
    }

    fn reasoning_done(&mut self, slot: usize, item: Value<'_>, each: Each<'_>) {
        let Some(index) = self.items.get(slot).map(|item| item.index) else {
            return;
        };
        for (key, said) in [("content", Said::Reasoning), ("summary", Said::Summary)] {
            for (number, piece) in (0..).zip(list(item, key)) {
                if let Some(whole) = text(piece, "text") {
                    self.settle(index, said, number, &whole, each);
                }
            }
        }
        let Some(data) = item.get_some("encrypted_content").and_then(told) else {
            return;
        };
        let signature = Signature::from_wire(Origin::OpenAi, data);
        let open = self.items.get(slot).and_then(|item| item.open);
        if let (None, Some(data)) = (open, redacted(&signature)) {
            self.close_texts(each);
            let part = self.number();
            each(&Event::PartStart {
                choice: 0,
                part,
                kind: PartKind::RedactedReasoning { data },
            });
            each(&Event::PartStop { choice: 0, part });
            return;
        }
        // A part of its own, without text, where nothing can be read.
        if let Some(part) = open.or_else(|| self.part_for(slot, Said::Summary, 0, each)) {
            each(&Event::Signature {
                choice: 0,
                part,
                signature,
            });
        }
    }

    /// Begins the part of a call once its name is known.
    fn begin_call(&mut self, slot: usize, item: Value<'_>, each: Each<'_>) {
        let is_call = text(item, "type").is_some_and(|kind| kind == "function_call");
        let Some(name) = item.get_some("name").and_then(told).filter(|_| is_call) else {
            return;
        };
        let is_new = |known: &Item| !known.is_call && !known.is_done && known.open.is_none();
        if !self.items.get(slot).is_some_and(is_new) {
            return;
        }
        self.close_texts(each);
        let part = self.number();
        each(&Event::PartStart {
            choice: 0,
            part,
            kind: PartKind::ToolCall {
                id: call_id(item, slot),
                name,
            },
        });
        if let Some(known) = self.items.get_mut(slot) {
            known.is_call = true;
            known.open = Some(part);
        }
    }

    /// Ends every open part that is not a call.
    fn close_texts(&mut self, each: Each<'_>) {
        for item in &mut self.items {
            for piece in &mut item.pieces {
                close(&mut piece.open, each);
            }
            if !item.is_call {
                close(&mut item.open, each);
            }
        }
    }

    /// Ends an item.
    fn close(&mut self, slot: usize, each: Each<'_>) {
        let Some(item) = self.items.get_mut(slot) else {
            return;
        };
        item.is_done = true;
        for piece in &mut item.pieces {
            close(&mut piece.open, each);
        }
        if let Some(part) = item.open.filter(|_| item.is_call) {
            let has_arguments = item.pieces.iter().any(|piece| piece.told.length > 0);
            if !has_arguments {
                let text = Text::Literal(b"{}");
                each(&Event::PartDelta {
                    choice: 0,
                    part,
                    text,
                });
            }
        }
        close(&mut item.open, each);
        item.pieces = Vec::new();
    }
}

fn close(open: &mut Option<u32>, each: Each<'_>) {
    if let Some(part) = open.take() {
        each(&Event::PartStop { choice: 0, part });
    }
}

fn text<'a>(object: Value<'a>, key: &str) -> Option<Text<'a>> {
    object.get_some(key)?.text()
}

fn list<'a>(object: Value<'a>, key: &str) -> impl Iterator<Item = Value<'a>> + use<'a> {
    object
        .get_some(key)
        .into_iter()
        .flat_map(|list| list.items())
}
