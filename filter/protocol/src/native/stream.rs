//! A stream that passes as it came, read along.
//!
//! Frames are searched for a few byte strings first; only those that hold one
//! (a usage report, an error) are read as JSON. In JSON a quote inside a string
//! is escaped, so that `"usage"` with its quotes is never model output.

use std::ops::Range;

use memchr::memmem;

use super::ending::{Ending, Lack};
use crate::aws;
use crate::chat::{ApiError, ErrorKind, Event, Usage};
use crate::codec::AnswerContext;
use crate::error::FrameError;
use crate::eventstream;
use crate::format::WireFormat;
use crate::json::{Document, Edit, Edits, Limits, Value};
use crate::search::search;
use crate::sse::{Frame, Framer};

/// Largest event that is read; the same bound that the codecs use.
const LARGEST_EVENT: usize = 16 << 20;

/// Reads a provider's stream along, and hides from the client the usage event
/// that only Sluice asked for.
#[derive(Debug)]
pub struct StreamTap {
    format: WireFormat,
    /// Finds events with token counts.
    usage_key: memmem::Finder<'static>,
    framer: Framer,
    /// Cuts the stream where it comes in frames of AWS.
    frames: Option<eventstream::Framer>,
    hide_usage: bool,
    usage: Usage,
    error: Option<ApiError>,
    has_started: bool,
    has_content: bool,
    ending: Ending,
    /// The last event was not ended.
    is_open: bool,
}

impl StreamTap {
    /// A tap on a stream of `format`. With `hide_usage`, usage is taken out of it
    /// (formats that report it only on request).
    #[must_use]
    pub fn new(format: WireFormat, hide_usage: bool) -> Self {
        Self {
            format,
            usage_key: memmem::Finder::new(format.codec().usage_key()),
            framer: Framer::new(LARGEST_EVENT),
            frames: (format.codec().stream_type() == eventstream::MEDIA_TYPE)
                .then(|| eventstream::Framer::new(eventstream::LARGEST)),
            hide_usage: hide_usage && format.codec().hides_usage(),
            usage: Usage::default(),
            error: None,
            has_started: false,
            has_content: false,
            ending: Ending::new(format),
            is_open: false,
        }
    }

    /// Reads the next bytes. `None` if they pass as they are; else what stands in
    /// their place.
    ///
    /// # Errors
    /// An event over the bound, or a frame that is damaged.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        if let Some(mut frames) = self.frames.take() {
            frames.feed(chunk, |message| self.message(&message))?;
            self.frames = Some(frames);
            return Ok(None);
        }
        let is_under_way = self.has_started && !self.framer.has_pending();
        if is_under_way && chunk.ends_with(b"\n\n") && self.is_ordinary(chunk) {
            return Ok(self.hide_usage.then(|| without_null_usage(chunk)).flatten());
        }
        let mut framer = std::mem::replace(&mut self.framer, Framer::new(0));
        let result = if self.hide_usage {
            self.rewrite(&mut framer, chunk)
        } else {
            self.look(&mut framer, chunk)
        };
        self.framer = framer;
        result
    }

    /// Whether whole events of model output are all there is in `chunk`: no usage,
    /// no error, nothing to be read as JSON. Nearly all chunks are like that, so
    /// they are searched once and not even cut into events.
    fn is_ordinary(&mut self, chunk: &[u8]) -> bool {
        let tells_usage = self
            .usage_key
            .find_iter(chunk)
            .any(|at| !is_null_usage(chunk, at));
        if tells_usage || search!(br#""error""#, |finder| finder.find(chunk)).is_some() {
            return false;
        }
        self.has_content = self.has_content || self.format.codec().has_content(chunk);
        self.ending.look(chunk);
        true
    }

    /// The bytes are over: what was held back, if anything.
    pub fn finish(&mut self) -> Option<Vec<u8>> {
        if let Some(frames) = &mut self.frames {
            if let Err(problem) = frames.finish() {
                let error = ApiError::new(ErrorKind::Server, problem.to_string());
                self.error.get_or_insert_with(|| error.with_status(502));
            }
            return None;
        }
        let mut framer = std::mem::replace(&mut self.framer, Framer::new(0));
        self.is_open = framer.has_pending();
        let mut out = Vec::new();
        framer.finish(|frame| self.frame(&frame, &mut out));
        (self.hide_usage && !out.is_empty()).then_some(out)
    }

    /// Ends a stream whose bytes are over, where the provider has not: by the
    /// terminator alone if that is all there is to add, else by an error.
    pub fn close(&mut self, out: &mut Vec<u8>) {
        if !self.has_started || self.error.is_some() {
            return;
        }
        let lack = self.ending.lack();
        if self.is_open && lack != Lack::Nothing {
            out.extend_from_slice(b"\n\n");
        }
        match lack {
            Lack::Nothing => {}
            Lack::Terminator(terminator) => out.extend_from_slice(terminator.as_bytes()),
            Lack::End => {
                let error = ApiError::new(ErrorKind::Server, BROKEN_OFF).with_status(502);
                let context = AnswerContext::default();
                let mut encoder = self.format.codec().stream_encoder(&context);
                encoder.event(&Event::Error(error.clone()), out);
                self.error = Some(error);
            }
        }
    }

    /// The format of the stream.
    #[must_use]
    pub fn format(&self) -> WireFormat {
        self.format
    }

    /// Token counts so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// The provider's error event, if one came.
    #[must_use]
    pub fn error(&self) -> Option<&ApiError> {
        self.error.as_ref()
    }

    /// Whether an event of the answer has come; comments, signs of life and what is not
    /// JSON are none.
    #[must_use]
    pub fn has_started(&self) -> bool {
        self.has_started
    }

    /// Whether output of the model has come.
    #[must_use]
    pub fn has_content(&self) -> bool {
        self.has_content
    }

    /// Passes everything on, cut as it came.
    fn look(&mut self, framer: &mut Framer, chunk: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        let mut unused = Vec::new();
        framer.feed(chunk, |frame| {
            self.frame(&frame, &mut unused);
            unused.clear();
        })?;
        Ok(None)
    }

    /// Passes whole frames on, some of them changed, and holds back the rest.
    fn rewrite(
        &mut self,
        framer: &mut Framer,
        chunk: &[u8],
    ) -> Result<Option<Vec<u8>>, FrameError> {
        let whole = !framer.has_pending();
        let mut out = Vec::with_capacity(chunk.len());
        framer.feed(chunk, |frame| self.frame(&frame, &mut out))?;
        Ok((!whole || out != chunk).then_some(out))
    }

    /// Takes note of one frame of AWS.
    fn message(&mut self, message: &eventstream::Message<'_>) {
        self.has_started = true;
        let codec = self.format.codec();
        self.has_content = self.has_content || codec.has_content(message.raw);
        if let Some(error) = aws::frame_error(&message.headers, message.payload) {
            self.error.get_or_insert(error);
        } else if self.usage_key.find(message.payload).is_some()
            && let Ok(document) = Document::parse(message.payload, Limits::default())
        {
            codec.usages(document.root(message.payload), &mut |usage| {
                self.usage.merge(&codec.decode_usage(usage));
            });
        }
    }

    /// Takes note of one frame, and appends what is left of it for the client.
    fn frame(&mut self, frame: &Frame<'_>, out: &mut Vec<u8>) {
        let Some(data) = frame.data else {
            out.extend_from_slice(frame.raw);
            return;
        };
        self.has_started = self.has_started || is_news(data);
        self.has_content = self.has_content || self.format.codec().has_content(data);
        self.ending.look(data);
        let tells_usage = self.usage_key.find(data).is_some();
        if !tells_usage && search!(br#""error""#, |finder| finder.find(data)).is_none() {
            out.extend_from_slice(frame.raw);
            return;
        }
        let Ok(document) = Document::parse(data, Limits::default()) else {
            out.extend_from_slice(frame.raw);
            return;
        };
        let root = document.root(data);
        let codec = self.format.codec();
        if let Some(error) = codec.stream_error(root, data) {
            self.error = self.error.take().or(Some(error));
        }
        codec.usages(root, &mut |usage| {
            self.usage.merge(&codec.decode_usage(usage))
        });
        if self.hide_usage && tells_usage {
            hide_usage(root, frame.raw, data, out);
        } else {
            out.extend_from_slice(frame.raw);
        }
    }
}

/// What a stream that breaks off is ended with.
const BROKEN_OFF: &str = "the provider's stream broke off";

/// Whether the data of an event is a part of an answer, or its end.
fn is_news(data: &[u8]) -> bool {
    if data == b"[DONE]" {
        return true;
    }
    Document::parse(data, Limits::default()).is_ok_and(|document| {
        let kind = document.root(data).get("type");
        kind.is_none_or(|kind| !kind.text().is_some_and(|kind| kind == "ping"))
    })
}

/// What an event of model output says of usage, where it is to be told at the end.
const NULL_USAGE: &[u8] = br#","usage":null"#;

/// Whether the `"usage"` at `at` is the last member of its event and `null`.
fn is_null_usage(chunk: &[u8], at: usize) -> bool {
    let place = at.checked_sub(1).and_then(|start| chunk.get(start..));
    place
        .and_then(|text| text.strip_prefix(NULL_USAGE))
        .is_some_and(|after| after.starts_with(b"}\n"))
}

/// The chunk without those; `None` if there are none.
fn without_null_usage(chunk: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut from = 0;
    search!(NULL_USAGE, |usage| {
        for at in usage
            .find_iter(chunk)
            .filter(|at| is_null_usage(chunk, at + 1))
        {
            if from == 0 {
                out.reserve_exact(chunk.len());
            }
            out.extend_from_slice(chunk.get(from..at).unwrap_or_default());
            from = at + NULL_USAGE.len();
        }
    });
    if from == 0 {
        return None;
    }
    out.extend_from_slice(chunk.get(from..).unwrap_or_default());
    Some(out)
}

/// Leaves out an event that only tells usage, and the member `usage` of any other.
fn hide_usage(root: Value<'_>, raw: &[u8], data: &[u8], out: &mut Vec<u8>) {
    let only_usage = root.get("usage").is_some_and(|usage| usage.is_object())
        && root
            .get("choices")
            .is_none_or(|choices| choices.items().next().is_none());
    if only_usage {
        return;
    }
    let place = memmem::find(raw, data);
    match (member_span(root, "usage"), place) {
        (Some(span), Some(at)) => {
            let mut edits = Edits::default();
            edits.push(Edit {
                span: at + span.start..at + span.end,
                with: Vec::new(),
            });
            out.extend_from_slice(&edits.apply(raw));
        }
        _ => out.extend_from_slice(raw),
    }
}

/// Where a member of an object stands, one comma beside it included.
fn member_span(object: Value<'_>, key: &str) -> Option<Range<usize>> {
    let mut before: Option<usize> = None;
    let mut members = object.member_spans().peekable();
    while let Some((name, span)) = members.next() {
        if name == key {
            let next = members.peek().map(|(_, next)| next.start);
            return match (before, next) {
                (Some(end), _) => Some(end..span.end),
                (None, Some(next)) => Some(span.start..next),
                (None, None) => Some(span),
            };
        }
        before = Some(span.end);
    }
    None
}
