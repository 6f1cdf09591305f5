//! The provider role: one machine an attempt, in the upstream chain of a cluster.
//!
//! Everything it writes it overwrites, since the request headers are shared by
//! all attempts and still hold what the one before has left there.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use sluice_config::Provider;
use sluice_protocol::WireFormat;

use super::again;
use super::answer::Answering;
use super::hand_over::{ATTEMPT_HEADER, EXCHANGE_HEADER, RETRY_HEADER};
use super::judge::{judge, note_denied};
use super::prepare::{Prepared, prepare};
use super::read::{Asked, Depth};
use super::screen::learn;
use super::settle::{book_copy, enter, settle};
use super::shared::{ANSWER, Answer, EXCHANGE, Exchange, TAKEN, TARGET, Ticket, report_of_refusal};
use super::wire::{Wire, send, write_headers};
use crate::endpoint::endpoint;
use crate::guard::{About, Vault};
use crate::host::{CallId, Flow, Host, Side};
use crate::rejection::Rejection;
use crate::telemetry::{self, Labels, Metric};
use crate::worker::{Ended, Worker};

/// The provider role of one attempt.
#[derive(Debug)]
pub struct Attempt {
    worker: Rc<Worker>,
    provider: Arc<Provider>,
    /// Which attempt of its exchange this is, from 1.
    number: u32,
    /// Which of several at the same time this is, from 1.
    hedge: Option<u32>,
    /// Whether the client gets nothing of this one.
    is_copy: bool,
    phase: Phase,
    /// Whether the proxy holds the body of the answer, so that it can be written.
    holds_body: bool,
    /// For how long nothing of a stream that has begun has come, counted in ticks.
    silence: Duration,
}

#[derive(Debug)]
enum Phase {
    Start,
    /// The gateway role's memory is out of reach: the body must be read again.
    Recovering(Ticket),
    /// The request is on its way.
    Sending(Rc<RefCell<Exchange>>, Prepared),
    /// The provider answers.
    Answering(Rc<RefCell<Exchange>>, Answering),
    /// Nothing is left to do; the exchange, if there was one, is kept to be counted.
    Closed(Option<Rc<RefCell<Exchange>>>),
}

impl Phase {
    /// The answer on its way, which leaves the phase to its caller.
    fn take_answer(&mut self) -> Option<(Rc<RefCell<Exchange>>, Answering)> {
        match mem::replace(self, Self::Closed(None)) {
            Self::Answering(exchange, answering) => Some((exchange, answering)),
            other => {
                *self = other;
                None
            }
        }
    }
}

impl Attempt {
    /// A machine for one attempt at `provider`.
    #[must_use]
    pub fn new(worker: Rc<Worker>, provider: Arc<Provider>) -> Self {
        Self {
            worker,
            provider,
            number: 0,
            hedge: None,
            is_copy: false,
            phase: Phase::Start,
            holds_body: false,
            silence: Duration::ZERO,
        }
    }

    /// The request headers have come; they are shared with other attempts.
    pub fn request_headers(&mut self, host: &mut impl Host, end_of_stream: bool) -> Flow {
        let told = host.property(EXCHANGE);
        let ticket = match told.as_deref() {
            Some(told) => Ticket::read(told),
            None => self.read_headers(host),
        };
        let Some(ticket) = ticket else {
            return self.refuse(host, WireFormat::OpenAiChat, None, &Rejection::Internal);
        };
        let known = self.worker.exchanges().borrow().of_ticket(&ticket);
        let known = known.filter(|_| !self.is_copy);
        match known.filter(|exchange| exchange.borrow().body.is_some()) {
            Some(exchange) => self.begin(host, exchange),
            None => {
                let is_whole = end_of_stream || ticket.is_upgrade();
                self.phase = Phase::Recovering(ticket);
                if is_whole {
                    return self.recover(host, 0);
                }
                Flow::Pause
            }
        }
    }

    /// Reads, where there is no filter state, what stands in the headers in its place:
    /// this is one of several attempts at the same time, or a copy.
    fn read_headers(&mut self, host: &mut impl Host) -> Option<Ticket> {
        let headers = host.headers(Side::Request);
        let mut ticket = Ticket::read(headers.get(EXCHANGE_HEADER)?)?;
        self.hedge = headers.text(ATTEMPT_HEADER).and_then(|n| n.parse().ok());
        if self.hedge.is_none() {
            self.is_copy = true;
            let model = self.worker.config().model(&ticket.model)?;
            ticket.order = vec![model.shadow?.target];
            let authority = self.provider.endpoint.authority();
            host.set_header(Side::Request, ":authority", Some(authority.as_bytes()));
        }
        Some(ticket)
    }

    /// More of the request body passes; `size` bytes of it are held.
    pub fn request_body(&mut self, host: &mut impl Host, size: usize, end_of_stream: bool) -> Flow {
        match &mut self.phase {
            Phase::Recovering(_) if end_of_stream => self.recover(host, size),
            Phase::Recovering(_) | Phase::Closed(_) => Flow::Pause,
            Phase::Sending(exchange, prepared) => {
                let ready = mem::replace(prepared, Prepared::Passing);
                *prepared = send(host, &exchange.borrow(), ready, size);
                Flow::Continue
            }
            Phase::Start | Phase::Answering(..) => Flow::Continue,
        }
    }

    /// The request ends with trailers: its body is complete.
    pub fn request_trailers(&mut self, host: &mut impl Host) -> Flow {
        match self.phase {
            Phase::Recovering(_) => {
                let held = host
                    .body(Side::Request, self.worker.config().limits().envoy_buffer())
                    .len();
                self.recover(host, held)
            }
            Phase::Closed(_) => Flow::Pause,
            Phase::Start | Phase::Sending(..) | Phase::Answering(..) => Flow::Continue,
        }
    }

    /// The provider's response headers have come.
    pub fn response_headers(&mut self, host: &mut impl Host, end_of_stream: bool) -> Flow {
        let exchange = match mem::replace(&mut self.phase, Phase::Closed(None)) {
            Phase::Sending(exchange, _) => exchange,
            // The refusal of this very filter, for one.
            other => {
                self.phase = other;
                return Flow::Continue;
            }
        };
        exchange.borrow_mut().look_at(self.number);
        let surface = self.provider.surface(exchange.borrow().client);
        let (answering, flow) =
            Answering::begin(host, &mut exchange.borrow_mut(), surface, end_of_stream);
        self.phase = match answering {
            Some(answering) => Phase::Answering(exchange, answering),
            None => Phase::Closed(Some(exchange)),
        };
        self.report(host);
        flow
    }

    /// More of the answer has come; `size` bytes of it are held.
    pub fn response_body(
        &mut self,
        host: &mut impl Host,
        size: usize,
        end_of_stream: bool,
    ) -> Flow {
        let Some((exchange, answering)) = self.phase.take_answer() else {
            return Flow::Continue;
        };
        self.silence = Duration::ZERO;
        exchange.borrow_mut().look_at(self.number);
        let surface = self.provider.surface(exchange.borrow().client);
        let (next, flow) = answering.body(
            host,
            &mut exchange.borrow_mut(),
            surface,
            size,
            end_of_stream,
        );
        self.phase = Phase::Answering(exchange, next);
        self.holds_body = flow == Flow::Pause;
        self.report(host);
        flow
    }

    /// The answer ends with trailers: its body is complete.
    pub fn response_trailers(&mut self, host: &mut impl Host) -> Flow {
        if self.holds_body {
            let held = host.body(Side::Response, self.worker.config().limits().envoy_buffer());
            return self.response_body(host, held.len(), true);
        }
        let Some((exchange, answering)) = self.phase.take_answer() else {
            return Flow::Continue;
        };
        exchange.borrow_mut().look_at(self.number);
        let surface = self.provider.surface(exchange.borrow().client);
        let (next, flow) = answering.trailers(host, &mut exchange.borrow_mut(), surface);
        self.phase = match next {
            Some(answering) => Phase::Answering(exchange, answering),
            None => Phase::Closed(Some(exchange)),
        };
        self.report(host);
        flow
    }

    /// A call beside the answer has been answered. The answer goes on if the flow does.
    pub fn called(&mut self, host: &mut impl Host, call: CallId, status: u16, body: &[u8]) -> Flow {
        if !matches!(self.phase, Phase::Answering(_, Answering::Asking(_))) {
            // Nothing waits for it any more.
            return Flow::Pause;
        }
        let Some((exchange, answering)) = self.phase.take_answer() else {
            return Flow::Pause;
        };
        exchange.borrow_mut().look_at(self.number);
        let answer = (status, body);
        let (next, flow) = answering.called(host, &mut exchange.borrow_mut(), call, answer);
        self.phase = Phase::Answering(exchange, next);
        self.holds_body = flow == Flow::Pause;
        self.report(host);
        flow
    }

    /// Some time has passed. `true` if nothing more is to be expected of a stream that has
    /// begun, so that it should be cut: Envoy's own guard is off by then.
    pub fn tick(&mut self, passed: Duration) -> bool {
        let Phase::Answering(exchange, Answering::Relaying(_)) = &self.phase else {
            return false;
        };
        self.silence = self.silence.saturating_add(passed);
        self.silence > exchange.borrow().model.timeouts.idle
    }

    /// The attempt is over, whichever way.
    pub fn done(&mut self, host: &mut impl Host) {
        let exchange = match mem::replace(&mut self.phase, Phase::Closed(None)) {
            Phase::Sending(exchange, _)
            | Phase::Answering(exchange, _)
            | Phase::Closed(Some(exchange)) => exchange,
            Phase::Start | Phase::Recovering(_) | Phase::Closed(None) => return,
        };
        let mut exchange = exchange.borrow_mut();
        exchange.look_at(self.number);
        let labels = telemetry::labels(Labels {
            provider: &self.provider.name,
            model: &exchange.model.name,
            consumer: "",
            operation: exchange.operation(),
            status: exchange.tried.status,
        });
        if self.is_copy {
            if self.number > 0 {
                book_copy(host, &mut exchange, &labels);
            }
            return;
        }
        host.measure(&labels, &[(Metric::Attempts, 1)]);
        if self.number > 0 {
            settle(host, &mut exchange, &labels);
        }
        exchange.end_attempt();
    }

    /// Begins an attempt of a known exchange.
    fn begin(&mut self, host: &mut impl Host, exchange: Rc<RefCell<Exchange>>) -> Flow {
        let mut guard = exchange.borrow_mut();
        let current = &mut *guard;
        self.catch_up(host, current);
        // Attempt n is for target n, unless Envoy asked the same cluster again.
        let number = self.hedge.unwrap_or(current.attempts + 1);
        let expected = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
        let is_mine = |place: &usize| {
            let at = current.order.get(*place);
            let target = at.and_then(|at| current.model.targets.get(*at));
            target.is_some_and(|target| target.provider.name == self.provider.name)
        };
        let count = current.order.len();
        let place = (expected..count)
            .find(is_mine)
            .or_else(|| (0..count).rev().find(is_mine));
        let Some(place) = place else {
            let format = current.client;
            drop(guard);
            return self.refuse(host, format, Some(exchange), &Rejection::Internal);
        };
        let now = host.now();
        current.begin(place, number, now);
        self.number = number;
        if current.winner.is_none() {
            current.answer = Answer::Awaited;
        }
        enter(host, current, now);
        if self.is_copy {
            // It is nobody's first attempt, and none after one.
        } else if number > 1 {
            if !mem::take(&mut current.is_retry_taken) && !current.worker.take_retry(now) {
                let format = current.client;
                note_denied(host, current);
                drop(guard);
                return self.refuse(host, format, Some(exchange), &Rejection::NoRetries);
            }
            count_fallback(host, current);
        } else {
            current.worker.note_first_attempt(now);
        }
        if let Some(next) = current.next() {
            host.set_property(TARGET, next.provider.name.as_bytes());
        }
        let first = current.prepared.take().filter(|_| place == 0);
        let target = current.current();
        let prepared = match (first, target) {
            (Some(prepared), _) => Ok(prepared),
            (None, Some(target)) => prepare(current, target),
            (None, None) => Err(Rejection::Internal),
        };
        let mut prepared = match prepared {
            Ok(prepared) => prepared,
            Err(rejection) => {
                let format = current.client;
                drop(guard);
                return self.refuse(host, format, Some(exchange), &rejection);
            }
        };
        current.tried.losses.clone_from(prepared.losses());
        current.tried.names = prepared.take_names();
        write_headers(host, current, &prepared);
        drop(guard);
        self.phase = Phase::Sending(exchange, prepared);
        Flow::Continue
    }

    /// Takes over what other attempts have left that this exchange has not seen: those of
    /// a VM of their own, and those at the same time.
    fn catch_up(&self, host: &mut impl Host, exchange: &mut Exchange) {
        if self.hedge.is_some() {
            let headers = host.headers(Side::Request);
            exchange.wire.refresh(&headers);
        } else if exchange.is_shared && (exchange.order.len() > 1 || exchange.guarded.is_active()) {
            let made = host.attempt_count().unwrap_or(1).saturating_sub(1);
            if made > exchange.attempts {
                exchange.attempts = made;
                let headers = host.headers(Side::Request);
                exchange.wire.refresh(&headers);
                again::take_over(host, exchange);
            }
        }
    }

    /// Begins an attempt whose exchange is not in reach, from the body itself.
    fn recover(&mut self, host: &mut impl Host, size: usize) -> Flow {
        let Phase::Recovering(ticket) = mem::replace(&mut self.phase, Phase::Closed(None)) else {
            return Flow::Pause;
        };
        let format = ticket.client;
        match self.reread(host, &ticket, size) {
            Ok(exchange) => {
                let flow = self.begin(host, Rc::new(RefCell::new(exchange)));
                if flow == Flow::Continue {
                    return self.request_body(host, size, true);
                }
                flow
            }
            Err(rejection) => self.refuse(host, format, None, &rejection),
        }
    }

    fn reread(
        &self,
        host: &mut impl Host,
        ticket: &Ticket,
        size: usize,
    ) -> Result<Exchange, Rejection> {
        let headers = host.headers(Side::Request);
        let mut endpoint = endpoint(&ticket.method, &ticket.path, ticket.client)
            .map_err(|_| Rejection::Internal)?;
        endpoint.array = ticket.array;
        let bytes = host.body(Side::Request, size);
        let asked = Asked::read(
            &endpoint,
            headers.text("content-type"),
            bytes,
            Depth::Outline,
        )?;
        let model = self
            .worker
            .config()
            .model(&ticket.model)
            .ok_or(Rejection::Internal)?;
        let order = ticket.order.clone();
        // Envoy counts the attempts; without shared memory nobody else does.
        let counted = if self.is_copy || self.hedge.is_some() {
            None
        } else {
            host.attempt_count()
        };
        let attempts = counted.unwrap_or(1).saturating_sub(1);
        let mut wire = Wire::read(&headers);
        if attempts > 0 {
            wire.forget_query();
        }
        let mut exchange =
            Exchange::new(Rc::clone(&self.worker), endpoint, model, order, asked, wire);
        exchange.started = host.now();
        exchange.is_shared = false;
        exchange.is_hedged = self.hedge.is_some();
        exchange.is_copy = self.is_copy;
        exchange.attempts = attempts;
        exchange.guarded.output.clone_from(&ticket.guardrails);
        exchange.guarded.about = About::of_nothing(&ticket.model);
        learn(&mut exchange, &[])?;
        if ticket.restores && !self.is_copy {
            // Without it the client would get placeholders for what it said.
            let taken = host.property(TAKEN).and_then(|taken| Vault::read(&taken));
            exchange.guarded.vault = taken.ok_or(Rejection::Internal)?;
        }
        if attempts > 0 && !again::take_over(host, &mut exchange) {
            return Err(Rejection::Internal);
        }
        Ok(exchange)
    }

    fn refuse(
        &mut self,
        host: &mut impl Host,
        format: WireFormat,
        exchange: Option<Rc<RefCell<Exchange>>>,
        rejection: &Rejection,
    ) -> Flow {
        let error = rejection.to_error();
        let mut may_another_answer = false;
        if let Some(exchange) = exchange.as_ref().filter(|_| self.number > 0) {
            let mut exchange = exchange.borrow_mut();
            judge(host, &mut exchange, Ended::CalledOff);
            exchange.tried.is_refused = true;
            exchange.tried.is_over = true;
            exchange.tried.status = error.status;
            exchange.tried.error = Some(rejection.code().to_owned());
            may_another_answer = exchange.is_hedged && exchange.has_others();
            if !may_another_answer {
                exchange.answer = Answer::Delivered;
                exchange.winner = Some(exchange.tried.number);
            }
        }
        if exchange.is_none() {
            // The gateway role would take it for an answer of Envoy's own.
            host.set_property(ANSWER, &report_of_refusal(error.status));
        }
        self.phase = Phase::Closed(exchange);
        let mut body = Vec::with_capacity(256);
        format.codec().encode_error(&error, &mut body);
        let number = self.hedge.map(|number| number.to_string());
        let mut headers = vec![("content-type", "application/json")];
        if let Some(number) = &number {
            headers.push((ATTEMPT_HEADER, number));
        }
        if may_another_answer {
            headers.push((RETRY_HEADER, "1"));
        }
        host.reply(error.status, &headers, &body);
        Flow::Pause
    }

    /// Tells the gateway role by property what it cannot see in memory.
    fn report(&self, host: &mut impl Host) {
        if let Phase::Answering(exchange, _) | Phase::Closed(Some(exchange)) = &self.phase {
            let exchange = exchange.borrow();
            if !exchange.is_shared {
                host.set_property(ANSWER, &exchange.report());
            }
        }
    }
}

fn count_fallback(host: &mut impl Host, exchange: &Exchange) {
    let provider = exchange
        .current()
        .map_or("", |target| &target.provider.name);
    let labels = Labels {
        provider,
        model: &exchange.model.name,
        operation: exchange.operation(),
        ..Labels::default()
    };
    host.measure(&telemetry::labels(labels), &[(Metric::Fallbacks, 1)]);
}
