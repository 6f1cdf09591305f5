//! A stream on its way from provider to client: read along, or translated.

use sluice_config::Surface;
use sluice_protocol::WireFormat;
use sluice_protocol::chat::{ApiError, ErrorKind, Event, FinishReason, ToolNames, Usage};
use sluice_protocol::codec::{AnswerContext, DecodeStream, EncodeStream};
use sluice_protocol::envelope::{Envelope, Unwrapper};
use sluice_protocol::native::{ArrayForm, StreamTap};

use crate::guard::{Guarded, Guards, Stop, Watch};

/// A stream on its way.
#[derive(Debug)]
pub(super) struct Relay {
    /// Takes off what a cloud has wrapped around it.
    unwrapper: Option<Unwrapper>,
    course: Course,
    /// Makes one JSON array of events that pass as they came.
    array: Option<ArrayForm>,
}

/// How a stream gets to the client.
#[derive(Debug)]
enum Course {
    /// Same format: the bytes pass, and are read along.
    Tap(Box<StreamTap>),
    /// Another format.
    Translate(Box<Translation>),
    /// The stream broke a bound; its error has been told, the rest is dropped.
    Broken(Box<Seen>),
}

#[derive(Debug)]
pub(super) struct Translation {
    decoder: Box<dyn DecodeStream>,
    encoder: Box<dyn EncodeStream>,
    /// What the provider calls the tools.
    names: ToolNames,
    /// What it has to pass, if guardrails look at it.
    watch: Option<Watch>,
    /// What has ended it, if one of them has.
    stopped: Option<Stop>,
    seen: Seen,
}

/// The guardrails, and what they know of the exchange.
pub(super) struct Guarding<'g> {
    pub(super) guards: &'g Guards,
    pub(super) guarded: &'g mut Guarded,
}

impl Translation {
    /// Translates the next bytes, or what is left to be said.
    fn run(&mut self, chunk: Option<&[u8]>, guarding: &mut Guarding<'_>, out: &mut Vec<u8>) {
        let Self {
            decoder,
            encoder,
            names,
            watch,
            stopped,
            seen,
        } = self;
        let mut each = |event: &Event<'_>| {
            seen.note(event);
            if stopped.is_some() {
                return;
            }
            let Some(watch) = watch else {
                names.restore_event(event, &mut |event| encoder.event(event, out));
                return;
            };
            names.restore_event(event, &mut |event| {
                let Guarding { guards, guarded } = guarding;
                let mut on = |event: &Event<'_>| {
                    if let Event::Error(error) = event {
                        // As it may be told.
                        seen.error = Some(error.clone());
                    }
                    encoder.event(event, out);
                };
                if stopped.is_none()
                    && let Err(stop) = watch.event(event, guards, guarded, &mut on)
                {
                    *stopped = Some(stop);
                    watch.end(&FinishReason::ContentFilter, &mut on);
                }
            });
        };
        match chunk {
            Some(chunk) => decoder.feed(chunk, &mut each),
            None => decoder.finish(&mut each),
        }
        if let Some(watch) = watch.as_mut().filter(|_| stopped.is_none()) {
            let Guarding { guards, guarded } = guarding;
            let mut on = |event: &Event<'_>| encoder.event(event, out);
            if let Err(stop) = watch.settle(guards, guarded, &mut on) {
                *stopped = Some(stop);
                watch.end(&FinishReason::ContentFilter, &mut on);
            }
        }
    }
}

/// What a stream has told so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) usage: Usage,
    pub(super) error: Option<ApiError>,
    /// An event that is more than a sign of life has come.
    pub(super) has_started: bool,
    /// Output of the model has come.
    pub(super) has_content: bool,
}

impl Seen {
    /// Takes note of an event.
    pub(super) fn note(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(start) => self.usage.merge(&start.usage),
            Event::Usage(usage) => self.usage.merge(usage),
            Event::PartDelta { .. } => self.has_content = true,
            Event::PartStart {
                kind: sluice_protocol::chat::PartKind::ToolCall { .. },
                ..
            } => self.has_content = true,
            Event::Error(error) => self.error = Some(error.clone()),
            _ => {}
        }
        self.has_started |= !matches!(
            event,
            Event::Ping | Event::Malformed | Event::Unknown { .. }
        );
    }

    /// The error, if it came in place of an answer.
    fn error_first(&self) -> Option<&ApiError> {
        self.error.as_ref().filter(|_| !self.has_content)
    }
}

impl Relay {
    pub(super) fn new(
        client: WireFormat,
        surface: &Surface,
        names: ToolNames,
        context: &AnswerContext<'_>,
        watch: Option<Watch>,
    ) -> Self {
        let passes = client == surface.format && watch.is_none();
        Self {
            unwrapper: surface.envelope.and_then(Envelope::unwrapper),
            course: Course::new(client, surface.format, names, context, watch),
            array: (context.array_stream && passes).then(ArrayForm::default),
        }
    }

    /// Reads the next bytes. `None` if they pass as they are; else what stands in
    /// their place.
    pub(super) fn feed(&mut self, chunk: &[u8], guarding: &mut Guarding<'_>) -> Option<Vec<u8>> {
        let passed = self.unwrapped(chunk, guarding);
        let Some(array) = &mut self.array else {
            return passed;
        };
        // The tap has the same bound for an event, and has told it.
        Some(
            array
                .feed(passed.as_deref().unwrap_or(chunk))
                .unwrap_or_default(),
        )
    }

    fn unwrapped(&mut self, chunk: &[u8], guarding: &mut Guarding<'_>) -> Option<Vec<u8>> {
        let Some(unwrapper) = &mut self.unwrapper else {
            return self.course.feed(chunk, guarding);
        };
        let mut plain = Vec::with_capacity(chunk.len());
        unwrapper.feed(chunk, &mut plain);
        Some(self.course.feed(&plain, guarding).unwrap_or(plain))
    }

    /// The bytes are over: what is still to be sent.
    pub(super) fn finish(&mut self, guarding: &mut Guarding<'_>) -> Vec<u8> {
        let rest = self.rest(guarding);
        let Some(array) = &mut self.array else {
            return rest;
        };
        let mut out = array.feed(&rest).unwrap_or_default();
        out.extend(array.finish());
        out
    }

    fn rest(&mut self, guarding: &mut Guarding<'_>) -> Vec<u8> {
        let Some(unwrapper) = &mut self.unwrapper else {
            return self.course.finish(guarding);
        };
        let mut plain = Vec::new();
        unwrapper.finish(&mut plain);
        let mut out = self.course.feed(&plain, guarding).unwrap_or(plain);
        out.extend(self.course.finish(guarding));
        out
    }

    /// What has ended it, if a guardrail has.
    pub(super) fn stopped(&self) -> Option<&Stop> {
        match &self.course {
            Course::Translate(translation) => translation.stopped.as_ref(),
            Course::Tap(_) | Course::Broken(_) => None,
        }
    }

    /// Whether the answer has begun, so that it can be let go to the client.
    pub(super) fn has_started(&self) -> bool {
        self.course.has_started()
    }

    pub(super) fn has_content(&self) -> bool {
        self.course.has_content()
    }

    pub(super) fn usage(&self) -> Usage {
        self.course.usage()
    }

    /// The error that came in place of an answer, if one did.
    pub(super) fn error_first(&self) -> Option<&ApiError> {
        self.course.error_first()
    }

    /// Whether an error has ended the stream.
    pub(super) fn error(&self) -> Option<&ApiError> {
        self.course.error()
    }
}

impl Course {
    fn new(
        client: WireFormat,
        provider: WireFormat,
        names: ToolNames,
        context: &AnswerContext<'_>,
        watch: Option<Watch>,
    ) -> Self {
        if client == provider && watch.is_none() {
            return Self::Tap(Box::new(StreamTap::new(client, !context.include_usage)));
        }
        Self::Translate(Box::new(Translation {
            decoder: provider.codec().stream_decoder(),
            encoder: client.codec().stream_encoder(context),
            names,
            watch,
            stopped: None,
            seen: Seen::default(),
        }))
    }

    /// Reads the next bytes. `None` if they pass as they are; else what stands in
    /// their place.
    fn feed(&mut self, chunk: &[u8], guarding: &mut Guarding<'_>) -> Option<Vec<u8>> {
        match self {
            Self::Broken(_) => Some(Vec::new()),
            Self::Tap(tap) => match tap.feed(chunk) {
                Ok(bytes) => bytes,
                Err(problem) => {
                    let mut seen = Seen {
                        usage: tap.usage(),
                        ..Seen::default()
                    };
                    seen.has_started = tap.has_started();
                    seen.has_content = tap.has_content();
                    let error = ApiError::new(ErrorKind::Server, problem.to_string());
                    let event = Event::Error(error.with_status(502));
                    seen.note(&event);
                    let mut out = Vec::new();
                    let mut encoder = tap
                        .format()
                        .codec()
                        .stream_encoder(&AnswerContext::default());
                    encoder.event(&event, &mut out);
                    *self = Self::Broken(Box::new(seen));
                    Some(out)
                }
            },
            Self::Translate(translation) => {
                let mut out = Vec::with_capacity(chunk.len() * 2);
                translation.run(Some(chunk), guarding, &mut out);
                Some(out)
            }
        }
    }

    /// The bytes are over: what is still to be sent.
    fn finish(&mut self, guarding: &mut Guarding<'_>) -> Vec<u8> {
        match self {
            Self::Broken(_) => Vec::new(),
            Self::Tap(tap) => {
                let mut out = tap.finish().unwrap_or_default();
                tap.close(&mut out);
                out
            }
            Self::Translate(translation) => {
                let mut out = Vec::new();
                translation.run(None, guarding, &mut out);
                out
            }
        }
    }

    /// Whether the answer has begun, so that it can be let go to the client.
    fn has_started(&self) -> bool {
        match self {
            Self::Broken(seen) => seen.has_started,
            Self::Tap(tap) => tap.has_started(),
            Self::Translate(translation) => translation.seen.has_started,
        }
    }

    fn has_content(&self) -> bool {
        match self {
            Self::Broken(seen) => seen.has_content,
            Self::Tap(tap) => tap.has_content(),
            Self::Translate(translation) => translation.seen.has_content,
        }
    }

    fn usage(&self) -> Usage {
        match self {
            Self::Broken(seen) => seen.usage,
            Self::Tap(tap) => tap.usage(),
            Self::Translate(translation) => translation.seen.usage,
        }
    }

    /// The error that came in place of an answer, if one did.
    fn error_first(&self) -> Option<&ApiError> {
        match self {
            Self::Broken(seen) => seen.error_first(),
            Self::Tap(tap) => tap.error().filter(|_| !tap.has_content()),
            Self::Translate(translation) => translation.seen.error_first(),
        }
    }

    /// Whether an error has ended the stream.
    fn error(&self) -> Option<&ApiError> {
        match self {
            Self::Broken(seen) => seen.error.as_ref(),
            Self::Tap(tap) => tap.error(),
            Self::Translate(translation) => translation.seen.error.as_ref(),
        }
    }
}
