//! The gateway role: one machine a request, on the listener.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use sluice_config::Model;

use super::account::Account;
use super::admit::{Admission, Caller, Request, admit};
use super::choose::choose;
use super::deliver::{VERDICTS_HEADER, error_code, in_seconds, tell_more_verdicts};
use super::hand_over::{ATTEMPT_HEADER, FAILURE_HEADER, hand_over};
use super::lists;
use super::local_reply;
use super::prepare::prepare;
use super::read::{Asked, Depth};
use super::screen::{conclude, screen};
use super::shared::{ANSWER, Answer, Exchange, ExchangeId, Ticket};
use super::sniff::model_hint;
use crate::endpoint::{Endpoint, Operation};
use crate::guard::{Asking, Verdicts};
use crate::headers::Headers;
use crate::host::{CallId, Flow, Host, Side};
use crate::policy::access;
use crate::rejection::Rejection;
use crate::routing;
use crate::worker::{Waiter, Worker};

/// Headers by which a caller could steer Envoy's router; they are taken off.
const STEERING: &[&str] = &[
    "x-envoy-attempt-count",
    "x-envoy-hedge-on-per-try-timeout",
    "x-envoy-is-timeout-retry",
    "x-envoy-max-retries",
    "x-envoy-original-path",
    "x-envoy-retriable-header-names",
    "x-envoy-retriable-status-codes",
    "x-envoy-retry-grpc-on",
    "x-envoy-retry-on",
    "x-envoy-upstream-alt-stat-name",
    "x-envoy-upstream-rq-per-try-timeout-ms",
    "x-envoy-upstream-rq-timeout-alt-response",
    "x-envoy-upstream-rq-timeout-ms",
    "x-envoy-upstream-stream-duration-ms",
];

/// The gateway role of one request.
#[derive(Debug)]
pub struct Gateway {
    worker: Rc<Worker>,
    id: ExchangeId,
    started: Duration,
    caller: Caller,
    /// Status and code of an answer that no provider gave.
    own: Option<(u16, String)>,
    /// Which targets were not to be asked, and why, if none was left.
    excluded: String,
    unsent: Option<Unsent>,
    phase: Phase,
}

/// What is known of a request that has not been handed over.
#[derive(Debug)]
struct Unsent {
    model: Arc<Model>,
    verdicts: Verdicts,
}

#[derive(Debug)]
enum Phase {
    Start,
    /// The caller is known; its body is on the way.
    Collecting(Box<Request>),
    /// Services are asked about it.
    Asking(Box<Waiting>, Asking),
    /// Every account that may be asked has as many requests under way as it may have.
    Queued(Box<Waiting>),
    /// The request is with an attempt.
    Forwarded(Rc<RefCell<Exchange>>),
    /// An answer of Envoy's own gives way to this body.
    Replacing(Vec<u8>),
    /// Nothing is left to do.
    Closed,
}

/// A request that has been read, and not been handed over.
#[derive(Debug)]
struct Waiting {
    exchange: Exchange,
    /// As the client sent them.
    headers: Headers,
    method: String,
    path: String,
    /// When it waits no longer; none if it has not waited yet.
    until: Option<Duration>,
    /// Its place among those that wait.
    place: Option<Waiter>,
}

impl Gateway {
    /// A machine for one request. `id` must be unique within the VM.
    #[must_use]
    pub fn new(worker: Rc<Worker>, id: ExchangeId) -> Self {
        Self {
            worker,
            id,
            started: Duration::ZERO,
            caller: Caller::unknown(),
            own: None,
            excluded: String::new(),
            unsent: None,
            phase: Phase::Start,
        }
    }

    /// The request headers have come.
    pub fn request_headers(&mut self, host: &mut impl Host, end_of_stream: bool) -> Flow {
        self.started = host.now();
        let headers = host.headers(Side::Request);
        let admission = admit(
            self.worker.config(),
            &mut self.caller,
            &headers,
            end_of_stream,
        );
        if !matches!(admission, Ok(Admission::Answer(_)) | Err(_)) {
            for (name, _) in headers.iter().filter(|(name, _)| is_internal(name)) {
                host.set_header(Side::Request, name, None);
            }
        }
        match admission {
            Ok(Admission::Collect(request)) => {
                let request = Request { headers, ..request };
                self.phase = Phase::Collecting(Box::new(request));
            }
            Ok(Admission::Forward(request)) => {
                let request = Request { headers, ..request };
                return self.go_on(host, request, Vec::new());
            }
            Ok(Admission::Answer(body)) => {
                self.own = Some((200, String::new()));
                self.phase = Phase::Closed;
                host.reply(200, &[("content-type", "application/json")], &body);
            }
            Err(rejection) => self.reject(host, &rejection),
        }
        Flow::Pause
    }

    /// More of the request body has come; `size` bytes of it are held.
    pub fn request_body(&mut self, host: &mut impl Host, size: usize, end_of_stream: bool) -> Flow {
        if !matches!(self.phase, Phase::Collecting(_)) {
            return if self.is_held() {
                Flow::Pause
            } else {
                Flow::Continue
            };
        }
        if size > self.worker.config().limits().request_body {
            let limit = self.worker.config().limits().request_body;
            self.reject(host, &Rejection::BodyTooLarge { limit });
            return Flow::Pause;
        }
        if !end_of_stream {
            return Flow::Pause;
        }
        let Phase::Collecting(request) = mem::replace(&mut self.phase, Phase::Closed) else {
            return Flow::Pause;
        };
        let bytes = host.body(Side::Request, size);
        self.go_on(host, *request, bytes)
    }

    /// Reads a request and hands it over, or refuses it.
    fn go_on(&mut self, host: &mut impl Host, request: Request, bytes: Vec<u8>) -> Flow {
        let sent = self
            .read(request, bytes)
            .and_then(|waiting| self.screen(host, waiting));
        sent.unwrap_or_else(|rejection| {
            self.reject(host, &rejection);
            Flow::Pause
        })
    }

    /// Whether what comes of the request is to be held.
    const fn is_held(&self) -> bool {
        matches!(
            self.phase,
            Phase::Asking(..) | Phase::Queued(_) | Phase::Closed
        )
    }

    /// Whether the request waits for a free place, so that [`Self::wake`] is to be called
    /// now and then.
    #[must_use]
    pub const fn is_queued(&self) -> bool {
        matches!(self.phase, Phase::Queued(_))
    }

    /// Looks for a free place once more. The request goes on if the flow does.
    pub fn wake(&mut self, host: &mut impl Host) -> Flow {
        let Phase::Queued(waiting) = mem::replace(&mut self.phase, Phase::Closed) else {
            return Flow::Pause;
        };
        self.send(host, *waiting).unwrap_or_else(|rejection| {
            self.reject(host, &rejection);
            Flow::Pause
        })
    }

    /// A call beside the request has been answered. The request goes on if the flow does.
    pub fn called(&mut self, host: &mut impl Host, call: CallId, status: u16, body: &[u8]) -> Flow {
        let Phase::Asking(_, asking) = &mut self.phase else {
            // Nothing waits for it any more.
            return Flow::Pause;
        };
        asking.take(call, status, body);
        if !asking.is_done() {
            return Flow::Pause;
        }
        let Phase::Asking(mut waiting, asking) = mem::replace(&mut self.phase, Phase::Closed)
        else {
            return Flow::Pause;
        };
        let concluded = conclude(host, &mut waiting.exchange, asking);
        let sent = match concluded {
            Ok(()) => self.send(host, *waiting),
            Err(rejection) => {
                self.note(&waiting.exchange);
                Err(rejection)
            }
        };
        sent.unwrap_or_else(|rejection| {
            self.reject(host, &rejection);
            Flow::Pause
        })
    }

    /// The request ends with trailers: its body is complete.
    pub fn request_trailers(&mut self, host: &mut impl Host) -> Flow {
        match self.phase {
            // More than any body: the host gives what there is.
            Phase::Collecting(_) => {
                let held = host
                    .body(
                        Side::Request,
                        self.worker.config().limits().request_body + 1,
                    )
                    .len();
                self.request_body(host, held, true)
            }
            Phase::Asking(..) | Phase::Queued(_) | Phase::Closed => Flow::Pause,
            Phase::Start | Phase::Forwarded(_) | Phase::Replacing(_) => Flow::Continue,
        }
    }

    /// Response headers pass: those of an attempt, of Envoy itself, or of our own reply.
    pub fn response_headers(&mut self, host: &mut impl Host, end_of_stream: bool) -> Flow {
        let given_up = match &self.phase {
            Phase::Forwarded(exchange) => {
                adopt_foreign_answer(host, &mut exchange.borrow_mut());
                if exchange.borrow().is_hedged {
                    adopt_winner(host, &mut exchange.borrow_mut());
                }
                match &exchange.borrow().answer {
                    Answer::Delivered => {
                        let exchange = exchange.borrow();
                        if !exchange.is_shared {
                            tell_more_verdicts(host, &exchange);
                        }
                        return Flow::Continue;
                    }
                    Answer::GivenUp(error) => Some(error.clone()),
                    Answer::Awaited => None,
                }
            }
            Phase::Start | Phase::Collecting(_) | Phase::Asking(..) | Phase::Queued(_) => None,
            Phase::Replacing(_) | Phase::Closed => return Flow::Continue,
        };
        let headers = host.headers(Side::Response);
        let status = headers
            .text(":status")
            .and_then(|status| status.parse().ok())
            .unwrap_or(500);
        // No answer of success comes here but one that a provider role, out of this
        // one's sight, has given up.
        let failure = if status < 400 { 502 } else { status };
        let error = given_up.unwrap_or_else(|| local_reply::error(failure));
        let mut body = Vec::with_capacity(256);
        self.caller.format.codec().encode_error(&error, &mut body);
        let status_sent = error.status;
        self.own = Some((status_sent, error_code(&error)));
        if end_of_stream {
            // No callback follows in which a body could be written, so the whole
            // answer is made anew.
            self.phase = Phase::Closed;
            host.reply(status_sent, &[("content-type", "application/json")], &body);
            return Flow::Pause;
        }
        if status_sent != status {
            host.set_header(
                Side::Response,
                ":status",
                Some(status_sent.to_string().as_bytes()),
            );
        }
        host.set_header(Side::Response, "content-type", Some(b"application/json"));
        host.set_header(
            Side::Response,
            "content-length",
            Some(body.len().to_string().as_bytes()),
        );
        for name in ["content-encoding", "x-sluice-retry"] {
            if headers.get(name).is_some() {
                host.set_header(Side::Response, name, None);
            }
        }
        self.phase = Phase::Replacing(body);
        Flow::Continue
    }

    /// Bytes of an answer pass.
    pub fn response_body(&mut self, host: &mut impl Host, size: usize) -> Flow {
        if let Phase::Replacing(body) = &mut self.phase {
            let body = mem::take(body);
            host.write_body(Side::Response, size, &body);
        }
        Flow::Continue
    }

    /// The exchange is over, whole or cut: count it, log it, forget it.
    pub fn log(&mut self, host: &mut impl Host) {
        // Envoy refused the request before any filter saw it, and counts it itself.
        if matches!(self.phase, Phase::Start) {
            return;
        }
        let exchange = match mem::replace(&mut self.phase, Phase::Closed) {
            Phase::Forwarded(exchange) => Some(exchange),
            // The client has left.
            Phase::Asking(waiting, _) => {
                self.note(&waiting.exchange);
                None
            }
            _ => self.worker.exchanges().borrow().get(self.id),
        };
        self.worker.exchanges().borrow_mut().remove(self.id);
        let exchange = exchange.as_ref().map(|exchange| {
            let mut open = exchange.borrow_mut();
            adopt_foreign_answer(host, &mut open);
            open.is_over = true;
            open.release();
            drop(open);
            exchange.borrow()
        });
        let (model, verdicts) = match (&exchange, &self.unsent) {
            (Some(exchange), _) => (&*exchange.model.name, Some(&exchange.guarded.verdicts)),
            (None, Some(unsent)) => (&*unsent.model.name, Some(&unsent.verdicts)),
            (None, None) => ("", None),
        };
        let guards = self.worker.guards();
        let guardrails = verdicts.map(|all| all.header(guards)).unwrap_or_default();
        if let Some(verdicts) = verdicts {
            let consumer = self.caller.name().unwrap_or_default();
            verdicts.count(host, guards, model, consumer);
        }
        let account = Account {
            guardrails: &guardrails,
            format: self.caller.format,
            operation: self.caller.operation,
            consumer: self.caller.consumer.as_deref(),
            started: self.started,
            excluded: &self.excluded,
            own: self
                .own
                .as_ref()
                .map(|(status, code)| (*status, code.as_str())),
        };
        account.settle(host, exchange.as_deref());
    }

    /// Reads the body.
    fn read(&self, request: Request, bytes: Vec<u8>) -> Result<Waiting, Rejection> {
        let Request {
            endpoint,
            method,
            path,
            content_type,
            fallback_model,
            wire,
            headers,
        } = request;
        let depth = self.depth(&endpoint, &bytes);
        let asked = Asked::read(&endpoint, content_type.as_deref(), bytes, depth)?;
        let name = asked.model.as_ref().or(fallback_model.as_ref());
        let name = name.ok_or(Rejection::NoModel)?;
        let model = access::model(self.worker.config(), self.caller.consumer.as_deref(), name)?;
        let worker = Rc::clone(&self.worker);
        let mut exchange = Exchange::new(worker, endpoint, model, Vec::new(), asked, wire);
        exchange.started = self.started;
        Ok(Waiting {
            exchange,
            headers,
            method,
            path,
            until: None,
            place: None,
        })
    }

    /// Lets a request pass its guardrails, and sends it.
    fn screen(&mut self, host: &mut impl Host, waiting: Waiting) -> Result<Flow, Rejection> {
        let mut waiting = waiting;
        match screen(host, &mut waiting.exchange, self.caller.name()) {
            Ok(None) => self.send(host, waiting),
            Ok(Some(asking)) => {
                self.phase = Phase::Asking(Box::new(waiting), asking);
                Ok(Flow::Pause)
            }
            Err(rejection) => {
                self.note(&waiting.exchange);
                Err(rejection)
            }
        }
    }

    /// Notes what guardrails have come to, for a request that no attempt may be made of.
    fn note(&mut self, exchange: &Exchange) {
        self.unsent = Some(Unsent {
            model: Arc::clone(&exchange.model),
            verdicts: exchange.guarded.verdicts.clone(),
        });
    }

    /// Chooses the targets, prepares the first and hands over, or waits for a free place.
    fn send(&mut self, host: &mut impl Host, waiting: Waiting) -> Result<Flow, Rejection> {
        let mut waiting = waiting;
        self.note(&waiting.exchange);
        let caller = routing::Caller {
            consumer: self.caller.consumer.as_deref(),
            headers: &waiting.headers,
            path: &waiting.path,
        };
        let has_waited = waiting.until.is_some();
        let is_over = match waiting.until {
            Some(until) => host.now() >= until,
            None => !self.worker.has_room_to_wait(),
        };
        let exchange = &mut waiting.exchange;
        let queue = choose(host, exchange, &caller, &mut self.excluded, !is_over)?;
        if let Some(queue) = queue {
            waiting
                .until
                .get_or_insert_with(|| self.started.saturating_add(queue));
            let bytes = waiting.exchange.held();
            let worker = &self.worker;
            let place = waiting.place.take();
            waiting.place = place.or_else(|| worker.place_to_wait(bytes));
            self.phase = Phase::Queued(Box::new(waiting));
            return Ok(Flow::Pause);
        }
        let first = exchange.candidates().next().ok_or(Rejection::Internal)?;
        exchange.prepared = Some(prepare(exchange, first)?);
        if has_waited {
            // Others wait as well, and are woken before this one's attempt begins.
            exchange.reserve();
        }
        Ok(self.forward(host, waiting))
    }

    /// How much of a body is worth reading, as far as can be guessed.
    fn depth(&self, endpoint: &Endpoint, bytes: &[u8]) -> Depth {
        let named = endpoint.model.as_deref().or_else(|| model_hint(bytes));
        let model = named.and_then(|name| self.worker.config().model(name));
        let target = model.as_ref().and_then(|model| model.targets.first());
        if let (Operation::List(client), Some(target)) = (endpoint.operation, target) {
            let route = lists::route_of(client, &target.provider, &target.model);
            return match route {
                Some(route) if route.format != client => Depth::Whole,
                _ => Depth::Outline,
            };
        }
        match target {
            Some(target) if target.provider.surface(endpoint.format).format != endpoint.format => {
                Depth::Whole
            }
            _ => Depth::Outline,
        }
    }

    /// Hands the exchange over to the first attempt.
    fn forward(&mut self, host: &mut impl Host, waiting: Waiting) -> Flow {
        let Waiting {
            exchange,
            method,
            path,
            ..
        } = waiting;
        let ticket = Ticket {
            id: self.id,
            vm: self.worker.exchanges().borrow().vm(),
            client: self.caller.format,
            method,
            path,
            array: exchange.endpoint.array,
            model: exchange.model.key.clone(),
            order: exchange.order.clone(),
            guardrails: exchange.guarded.output.clone(),
            restores: exchange.guarded.vault.restores(),
        };
        hand_over(host, &exchange, &ticket);
        let exchange = Rc::new(RefCell::new(exchange));
        self.worker
            .exchanges()
            .borrow_mut()
            .insert(self.id, Rc::clone(&exchange));
        self.phase = Phase::Forwarded(exchange);
        Flow::Continue
    }

    fn reject(&mut self, host: &mut impl Host, rejection: &Rejection) {
        self.phase = Phase::Closed;
        let error = rejection.to_error();
        self.own = Some((error.status, rejection.code().to_owned()));
        let mut body = Vec::with_capacity(256);
        self.caller.format.codec().encode_error(&error, &mut body);
        let mut headers = vec![("content-type", "application/json")];
        if let Rejection::WrongMethod { allowed } = rejection {
            headers.push(("allow", allowed.as_str()));
        }
        let guards = self.worker.guards();
        let unsent = self.unsent.as_ref().map(|unsent| &unsent.verdicts);
        let verdicts = unsent.map(|verdicts| verdicts.header(guards));
        let verdicts = verdicts.filter(|told| !told.is_empty());
        if let Some(verdicts) = &verdicts {
            headers.push((VERDICTS_HEADER, verdicts));
        }
        let wait = error.retry_after.map(in_seconds);
        if let Some(wait) = &wait {
            headers.push(("retry-after", wait));
        }
        host.reply(error.status, &headers, &body);
    }
}

/// Takes over what a provider role without shared memory has told of its answer.
fn adopt_foreign_answer(host: &mut impl Host, exchange: &mut Exchange) {
    // What a role has told that shares memory is known already.
    let is_known = exchange.is_shared && exchange.answer == Answer::Delivered;
    if !is_known && let Some(report) = host.property(ANSWER) {
        exchange.adopt(&report);
    }
}

/// Takes over which of the attempts that were made at the same time has answered.
fn adopt_winner(host: &mut impl Host, exchange: &mut Exchange) {
    let headers = host.headers(Side::Response);
    let number = headers.text(ATTEMPT_HEADER).and_then(|n| n.parse().ok());
    let is_failure = headers.get(FAILURE_HEADER).is_some();
    for name in [ATTEMPT_HEADER, FAILURE_HEADER] {
        if headers.get(name).is_some() {
            host.set_header(Side::Response, name, None);
        }
    }
    exchange.winner = number.filter(|_| !is_failure);
    match exchange.winner {
        // Also where the attempt's own memory is out of reach.
        Some(number) => {
            exchange.look_at(number);
            exchange.answer = Answer::Delivered;
        }
        // What an attempt has let go was not taken: Envoy answers itself.
        None if exchange.answer == Answer::Delivered => exchange.answer = Answer::Awaited,
        None => {}
    }
}

fn is_internal(name: &str) -> bool {
    name.starts_with("x-sluice-") || STEERING.contains(&name)
}
