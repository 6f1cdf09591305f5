//! How an answer goes over the wire: the faults turned into a list of steps,
//! and the body that walks through them.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Bytes, Frame, SizeHint};
use tokio::time::Sleep;

use crate::fault::{Fault, LineEnd};
use crate::formats::Dialect;
use crate::gzip::Gzip;
use crate::reply::{Body, Event, Framing, Reply};
use crate::state::{Outcome, State};
use crate::wire::Manners;

/// One step of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Wait(Duration),
    Send(Vec<u8>),
    /// The connection closes here, with the body unfinished.
    Cut,
}

/// An answer with its faults in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Delivery {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// Before the headers.
    pub(crate) wait: Duration,
    pub(crate) steps: Vec<Step>,
    /// The length announced in the headers; `None` is sent in chunks.
    pub(crate) length: Option<u64>,
}

/// Puts the faults into an answer.
pub(crate) fn deliver(mut reply: Reply, faults: &[Fault], dialect: &dyn Dialect) -> Delivery {
    let mut plan = Steps::default();
    for fault in faults {
        plan.apply(fault, &mut reply, dialect);
    }
    let media = match &reply.body {
        Body::Whole { media, .. } => media,
        Body::Events(_) => "text/event-stream; charset=utf-8",
    };
    let given = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
    if !reply.headers.iter().any(given) {
        reply
            .headers
            .insert(0, ("content-type".into(), media.into()));
    }
    let takes_comments = matches!(&reply.body, Body::Events(events)
        if events.iter().all(|event| event.framing == Framing::Sse));
    let (mut sends, whole) = match reply.body {
        Body::Whole { bytes, .. } => (vec![bytes], true),
        Body::Events(events) => {
            let bytes = events.iter().map(|event| event.bytes(plan.line_end));
            (bytes.collect(), false)
        }
    };
    if plan.pings && takes_comments {
        let comment = format!(": keep-alive{0}{0}", plan.line_end).into_bytes();
        sends = sends
            .into_iter()
            .flat_map(|event| [comment.clone(), event])
            .collect();
    }
    let cut = if whole {
        plan.cut_body
    } else {
        plan.cut_stream
    };
    let mut length = whole.then(|| sends.iter().map(|send| send.len() as u64).sum());
    let mut ends_in_cut = false;
    if let Some(after) = cut {
        let half = sends.get(after).map(|send| send.len() / 2).unwrap_or(0);
        sends.truncate(after + 1);
        if let Some(last) = sends.get_mut(after) {
            last.truncate(half);
        }
        ends_in_cut = true;
    }
    if plan.gzip {
        let mut gzip = Gzip::new();
        sends = sends.iter().map(|send| gzip.piece(send)).collect();
        if !ends_in_cut {
            sends.push(gzip.finish());
        }
        reply
            .headers
            .push(("content-encoding".into(), "gzip".into()));
        if !ends_in_cut {
            length = whole.then(|| sends.iter().map(|send| send.len() as u64).sum());
        }
    }
    let mut steps = Vec::new();
    for (index, send) in sends.into_iter().enumerate() {
        let pause = if index == 0 { plan.first } else { plan.between };
        if !pause.is_zero() {
            steps.push(Step::Wait(pause));
        }
        if !send.is_empty() {
            steps.push(Step::Send(send));
        }
    }
    if ends_in_cut {
        steps.push(Step::Cut);
    }
    Delivery {
        status: reply.status,
        headers: reply.headers,
        wait: plan.headers,
        steps,
        length,
    }
}

/// What the faults say about the bytes; what they say about the content is
/// done to the reply at once.
struct Steps {
    headers: Duration,
    first: Duration,
    between: Duration,
    line_end: &'static str,
    cut_stream: Option<usize>,
    cut_body: Option<usize>,
    gzip: bool,
    pings: bool,
}

impl Default for Steps {
    fn default() -> Self {
        Self {
            headers: Duration::ZERO,
            first: Duration::ZERO,
            between: Duration::ZERO,
            line_end: "\n",
            cut_stream: None,
            cut_body: None,
            gzip: false,
            pings: false,
        }
    }
}

impl Steps {
    fn apply(&mut self, fault: &Fault, reply: &mut Reply, dialect: &dyn Dialect) {
        match fault {
            Fault::Delay {
                headers,
                first_event,
                events,
            } => {
                self.headers += *headers;
                self.first += *first_event;
                self.between += *events;
            }
            Fault::CutStream { after } => self.cut_stream = Some(*after),
            Fault::CutBody => self.cut_body = Some(0),
            Fault::Gzip => self.gzip = true,
            Fault::Pings => {
                self.pings = true;
                edit_events(reply, |events| {
                    if let Some(ping) = dialect.ping() {
                        *events = events
                            .drain(..)
                            .flat_map(|event| [event, ping.clone()])
                            .collect();
                        // Nothing follows the terminator.
                        events.pop();
                    }
                });
            }
            Fault::LineEnd(LineEnd::CrLf) => self.line_end = "\r\n",
            Fault::LineEnd(LineEnd::Cr) => self.line_end = "\r",
            Fault::Status {
                code,
                headers,
                body,
            } => {
                *reply = dialect.error(*code);
                if let Some(text) = body {
                    reply.body = Body::Whole {
                        media: "application/json",
                        bytes: text.clone().into_bytes(),
                    };
                }
                reply.headers.extend(headers.iter().cloned());
            }
            Fault::HtmlErrorPage { code } => *reply = html_page(*code),
            Fault::EmptyBody => {
                reply.body = Body::Whole {
                    media: "application/json",
                    bytes: Vec::new(),
                };
            }
            Fault::ErrorFirstEvent => edit_events(reply, |events| {
                *events = vec![dialect.error_event()];
            }),
            Fault::ErrorMidStream { after } => edit_events(reply, |events| {
                events.truncate(*after);
                events.push(dialect.error_event());
            }),
            Fault::MalformedEvent { at } => edit_events(reply, |events| {
                if let Some(event) = events.get_mut(*at) {
                    let middle = (0..=event.data.len() / 2)
                        .rev()
                        .find(|at| event.data.is_char_boundary(*at));
                    event.data.truncate(middle.unwrap_or(0));
                }
            }),
            Fault::NoDone => edit_events(reply, |events| {
                events.pop();
            }),
            Fault::UnknownEvent => edit_events(reply, |events| {
                let at = events.len().min(1);
                events.insert(at, dialect.unknown_event());
            }),
            // These act on the connection or on the plan of the answer.
            Fault::Refuse
            | Fault::Reset
            | Fault::SplitBytes { .. }
            | Fault::JsonInsteadOfStream
            | Fault::StreamInsteadOfJson
            | Fault::LargeAnswer { .. } => {}
        }
    }
}

fn edit_events(reply: &mut Reply, edit: impl FnOnce(&mut Vec<Event>)) {
    if let Body::Events(events) = &mut reply.body {
        edit(events);
    }
}

fn html_page(status: u16) -> Reply {
    let page = format!(
        "<!DOCTYPE html>\n<html><head><title>{status}</title></head>\
         <body><h1>Error {status}</h1><p>The web server reported an error.</p></body></html>\n"
    );
    Reply {
        status,
        headers: Vec::new(),
        body: Body::Whole {
            media: "text/html; charset=UTF-8",
            bytes: page.into_bytes(),
        },
    }
}

/// A body that walks through its steps, and notes what became of it.
pub(crate) struct SteppedBody {
    steps: VecDeque<Step>,
    sleep: Option<Pin<Box<Sleep>>>,
    length: Option<u64>,
    manners: Arc<Manners>,
    witness: Option<(Arc<State>, u64)>,
}

impl SteppedBody {
    /// `manners` are those of the connection; `witness` is told what became of
    /// the answer to the request of that number.
    pub(crate) fn new(
        delivery: Delivery,
        manners: Arc<Manners>,
        witness: Option<(Arc<State>, u64)>,
    ) -> Self {
        let mut body = Self {
            steps: delivery.steps.into(),
            sleep: None,
            length: delivery.length,
            manners,
            witness,
        };
        if body.steps.is_empty() {
            body.note(Outcome::Done);
        }
        body
    }

    fn note(&mut self, outcome: Outcome) {
        if let Some((state, number)) = self.witness.take() {
            state.finish(number, outcome);
        }
    }
}

impl hyper::body::Body for SteppedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        loop {
            if let Some(sleep) = &mut this.sleep {
                if sleep.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                this.sleep = None;
            }
            match this.steps.pop_front() {
                None => {
                    this.note(Outcome::Done);
                    return Poll::Ready(None);
                }
                Some(Step::Wait(pause)) => {
                    this.sleep = Some(Box::pin(tokio::time::sleep(pause)));
                }
                Some(Step::Send(bytes)) => {
                    if this.steps.is_empty() {
                        this.note(Outcome::Done);
                    }
                    return Poll::Ready(Some(Ok(Frame::data(bytes.into()))));
                }
                Some(Step::Cut) => {
                    // An error here would take back bytes that have not left yet.
                    this.note(Outcome::Done);
                    this.manners.cut.store(true, Ordering::Relaxed);
                    this.steps.push_front(Step::Cut);
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty() && self.sleep.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

impl Drop for SteppedBody {
    fn drop(&mut self) {
        self.note(Outcome::ClientLeft);
    }
}
