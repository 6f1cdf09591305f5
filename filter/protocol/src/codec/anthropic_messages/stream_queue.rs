//! The blocks of a stream that is being written, in a row.

use std::collections::VecDeque;

use crate::json::Writer;
use crate::sse::write_event;

/// Most parts that may be open at once.
pub(super) const MOST_OPEN: usize = 1024;

/// Most bytes that wait for the end of a call.
const MOST_WAITING: usize = 16 << 20;

/// A part that is made of nothing but words, so that it can be cut anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prose {
    /// Text, a refusal among it.
    Text,
    /// Reasoning.
    Thinking,
}

#[derive(Debug)]
struct Segment {
    part: u32,
    index: u64,
    /// `None` for a block that must not be cut.
    prose: Option<Prose>,
    stopped: bool,
    /// Frames that wait until the segment is live.
    frames: Vec<u8>,
}

/// Blocks that are begun and not told to their end. What belongs to the first
/// goes straight out, what belongs to the others waits behind it.
#[derive(Debug, Default)]
pub(super) struct Queue {
    segments: VecDeque<Segment>,
    next_index: u64,
    waiting: usize,
    overflown: bool,
}

impl Queue {
    /// Whether more waits, or is open, than there is room for.
    pub(super) fn is_full(&self) -> bool {
        self.overflown || self.waiting > MOST_WAITING
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.segments.clear();
    }

    /// What an open part of words is, if it has a block.
    pub(super) fn prose_of(&self, part: u32) -> Option<Prose> {
        let open = |segment: &&Segment| segment.part == part && !segment.stopped;
        self.segments.iter().rev().find(open)?.prose
    }

    /// Where the open block of a part is.
    pub(super) fn find(&self, part: u32, prose: Option<Prose>) -> Option<usize> {
        self.segments
            .iter()
            .rposition(|segment| segment.part == part && segment.prose == prose && !segment.stopped)
    }

    /// The first part whose block is open.
    pub(super) fn first_open(&self) -> Option<u32> {
        let open = |segment: &&Segment| !segment.stopped;
        self.segments.iter().find(open).map(|segment| segment.part)
    }

    /// Begins a block behind the others. One of words in front of it gives way:
    /// it is ended, and its part is handed back.
    pub(super) fn open(
        &mut self,
        part: u32,
        prose: Option<Prose>,
        out: &mut Vec<u8>,
        block: impl FnOnce(&mut Writer<'_>),
    ) -> Option<(u32, Prose)> {
        if self.segments.len() >= MOST_OPEN {
            self.overflown = true;
            return None;
        }
        let gives_way = self.segments.back().and_then(|last| {
            let prose = last.prose.filter(|_| !last.stopped)?;
            Some((last.part, prose))
        });
        if let Some((last, _)) = gives_way {
            self.stop(last, out);
        }
        self.segments.push_back(Segment {
            part,
            index: self.next_index,
            prose,
            stopped: false,
            frames: Vec::new(),
        });
        self.next_index += 1;
        self.frame(
            self.segments.len() - 1,
            out,
            "content_block_start",
            |writer| {
                writer.key("content_block");
                writer.begin_object();
                block(writer);
                writer.end_object();
            },
        );
        gives_way
    }

    /// Writes a delta of the block at `at`.
    pub(super) fn delta(
        &mut self,
        at: usize,
        out: &mut Vec<u8>,
        delta: impl FnOnce(&mut Writer<'_>),
    ) {
        self.frame(at, out, "content_block_delta", |writer| {
            writer.key("delta");
            writer.begin_object();
            delta(writer);
            writer.end_object();
        });
    }

    /// Ends the open block of a part; `false` if it has none.
    pub(super) fn stop(&mut self, part: u32, out: &mut Vec<u8>) -> bool {
        let open = |segment: &Segment| segment.part == part && !segment.stopped;
        let Some(at) = self.segments.iter().rposition(open) else {
            return false;
        };
        self.frame(at, out, "content_block_stop", |_| {});
        if let Some(segment) = self.segments.get_mut(at) {
            segment.stopped = true;
        }
        while self.segments.front().is_some_and(|first| first.stopped) {
            self.segments.pop_front();
            if let Some(first) = self.segments.front_mut() {
                self.waiting = self.waiting.saturating_sub(first.frames.len());
                out.append(&mut first.frames);
            }
        }
        true
    }

    /// Writes one event of a block, to the client or behind its segment.
    fn frame(
        &mut self,
        at: usize,
        out: &mut Vec<u8>,
        name: &'static str,
        members: impl FnOnce(&mut Writer<'_>),
    ) {
        let Some(segment) = self.segments.get_mut(at) else {
            return;
        };
        let index = segment.index;
        let sink = if at == 0 { out } else { &mut segment.frames };
        let before = sink.len();
        write_frame(sink, name, |writer| {
            writer.key("index");
            writer.u64(index);
            members(writer);
        });
        if at > 0 {
            self.waiting = self.waiting.saturating_add(sink.len() - before);
        }
    }
}

/// Writes an event whose data begins with its name as `type`.
pub(super) fn write_frame(
    out: &mut Vec<u8>,
    name: &'static str,
    members: impl FnOnce(&mut Writer<'_>),
) {
    write_event(out, Some(name), |out| {
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("type");
        writer.str(name);
        members(&mut writer);
        writer.end_object();
    });
}
