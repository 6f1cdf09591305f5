//! What the two roles know of one exchange.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use sluice_config::{Limits, Model, Target};
use sluice_protocol::WireFormat;
use sluice_protocol::chat::{ApiError, Usage};
use sluice_protocol::json::{self, Document, Writer};

use super::prepare::Prepared;
use super::read::{Asked, Body};
use super::tried::Tried;
use super::wire::Wire;
use crate::endpoint::{Endpoint, endpoint};
use crate::guard::{Guarded, Plan};
use crate::routing::Facts;
use crate::worker::Worker;

/// Number of an exchange, unique within a VM for as long as it lives.
pub type ExchangeId = u32;

/// Where an answer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// None has come that the client may see.
    Awaited,
    /// An attempt was given up for this; Envoy should ask the next target. If the
    /// client sees an answer all the same, it is this error.
    GivenUp(ApiError),
    /// An attempt answers, in the client's format.
    Delivered,
}

/// One exchange between a client and, in the end, one provider.
#[derive(Debug)]
pub struct Exchange {
    pub(super) limits: Limits,
    /// What the client asked for.
    pub(super) endpoint: Endpoint,
    pub(super) client: WireFormat,
    pub(super) stream: bool,
    pub(super) include_usage: bool,
    pub(super) model: Arc<Model>,
    /// The request; gone once an attempt delivers.
    pub(super) body: Option<Body>,
    /// What the first target gets, made while the body was checked.
    pub(super) prepared: Option<Prepared>,
    /// What the shared request headers say now, so that only what differs is written.
    pub(super) wire: Wire,
    pub(super) started: Duration,
    /// The targets to try, in this order, as indexes into the model's targets.
    pub(super) order: Vec<usize>,
    /// Whether the next target is asked as well when the first is late.
    pub(super) is_hedged: bool,
    /// Whether this is a copy, of which the client gets nothing.
    pub(super) is_copy: bool,
    /// The target that gets a copy, as index into the model's targets.
    pub(super) shadow: Option<usize>,
    /// What guardrails know of it.
    pub(super) guarded: Guarded,
    /// What was read of the request for its rules, while it waits.
    pub(super) facts: Option<Facts>,
    /// Estimated tokens of input.
    pub(super) estimated_input: u64,
    /// Targets that were left out because their accounts are left alone for a while.
    pub(super) cooling: Vec<usize>,
    /// Attempts begun.
    pub(super) attempts: u32,
    /// The attempt that is looked at: between callbacks the one that answers, or
    /// else the latest.
    pub(super) tried: Tried,
    /// Other attempts that have not ended.
    parked: Vec<Tried>,
    /// The number of the attempt whose answer the client gets.
    pub(super) winner: Option<u32>,
    pub(super) answer: Answer,
    /// Whether the retry budget has been charged for the next attempt.
    pub(super) is_retry_taken: bool,
    /// The account at which a place is kept for the first attempt.
    reserved: Option<usize>,
    /// Whether the gateway role has seen the end of it.
    pub(super) is_over: bool,
    /// What the worker knows, as far as the gateway role's configuration goes.
    pub(super) worker: Rc<Worker>,
    /// Whether both roles see this value; else the provider role reports by property.
    pub(super) is_shared: bool,
}

impl Exchange {
    /// An exchange that no attempt has begun.
    pub(super) fn new(
        worker: Rc<Worker>,
        endpoint: Endpoint,
        model: Arc<Model>,
        order: Vec<usize>,
        asked: Asked,
        wire: Wire,
    ) -> Self {
        Self {
            limits: worker.config().limits(),
            client: endpoint.format,
            endpoint,
            stream: asked.stream,
            include_usage: asked.include_usage,
            model,
            body: Some(asked.body),
            prepared: None,
            wire,
            started: Duration::ZERO,
            order,
            cooling: Vec::new(),
            is_hedged: false,
            is_copy: false,
            shadow: None,
            guarded: Guarded::default(),
            facts: None,
            estimated_input: 0,
            attempts: 0,
            tried: Tried::default(),
            parked: Vec::new(),
            winner: None,
            answer: Answer::Awaited,
            is_retry_taken: false,
            reserved: None,
            is_over: false,
            worker,
            is_shared: true,
        }
    }

    /// What is done, by its name in the log and in metrics.
    pub(super) fn operation(&self) -> &'static str {
        self.endpoint.operation.name(self.client)
    }

    /// The target of the attempt that is looked at.
    pub(super) fn current(&self) -> Option<&Target> {
        self.target_at(self.tried.place)
    }

    /// The target after that one.
    pub(super) fn next(&self) -> Option<&Target> {
        self.target_at(self.tried.place + 1)
    }

    /// Bytes of the request that are kept.
    pub(super) fn held(&self) -> usize {
        self.body.as_ref().map_or(0, |body| body.bytes.len())
    }

    /// Keeps a place for the first attempt.
    pub(super) fn reserve(&mut self) {
        let account = self.candidates().next().map(|target| target.provider.slot);
        if let Some(account) = account {
            self.worker.ledger().borrow_mut().reserve(account);
            self.reserved = Some(account);
        }
    }

    /// Gives back such a place, if there is one.
    pub(super) fn release(&mut self) {
        if let Some(account) = self.reserved.take() {
            self.worker.ledger().borrow_mut().end(account);
        }
    }

    /// Whether another attempt is under way.
    pub(super) fn has_others(&self) -> bool {
        self.parked.iter().any(|tried| !tried.is_over)
    }

    /// The targets to try, in this order.
    pub(super) fn candidates(&self) -> impl Iterator<Item = &Target> {
        self.order
            .iter()
            .filter_map(|index| self.model.targets.get(*index))
    }

    /// Every target that could serve the request sooner or later.
    pub(super) fn servers(&self) -> impl Iterator<Item = &Target> {
        self.order
            .iter()
            .chain(&self.cooling)
            .filter_map(|index| self.model.targets.get(*index))
    }

    /// Puts those of the targets still to come whose accounts are left alone behind
    /// the others.
    pub(super) fn put_cooling_last(&mut self, now: Duration) {
        let ledger = self.worker.ledger().borrow();
        if let Some(to_come) = self.order.get_mut(self.tried.place + 1..) {
            ledger.put_cooling_last(&self.model, to_come, now);
        }
    }

    fn target_at(&self, place: usize) -> Option<&Target> {
        self.model.targets.get(*self.order.get(place)?)
    }

    /// Looks at the attempt of this number, which has begun.
    pub(super) fn look_at(&mut self, number: u32) {
        if self.tried.number == number {
            return;
        }
        let at = self.parked.iter().position(|tried| tried.number == number);
        if let Some(tried) = at.map(|at| self.parked.swap_remove(at)) {
            self.parked.push(mem::replace(&mut self.tried, tried));
        }
    }

    /// Begins an attempt for the target at a place in the order, and looks at it.
    pub(super) fn begin(&mut self, place: usize, number: u32, now: Duration) {
        self.attempts = self.attempts.max(number);
        let begun = Tried {
            number,
            place,
            started: now,
            ..Tried::default()
        };
        let before = mem::replace(&mut self.tried, begun);
        if before.number > 0 {
            self.parked.push(before);
        }
    }

    /// The attempt that is looked at has ended. Looks at the one that answers, if
    /// there is one, else at the latest.
    pub(super) fn end_attempt(&mut self) {
        self.tried.is_over = true;
        if let Some(winner) = self.winner {
            self.look_at(winner);
        } else if let Some(latest) = self.parked.iter().map(|tried| tried.number).max()
            && latest > self.tried.number
        {
            self.look_at(latest);
        }
    }

    /// What a provider role tells where it shares no memory with the gateway role.
    pub(super) fn report(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128);
        let mut writer = Writer::new(&mut out);
        writer.begin_object();
        let numbers = [
            ("attempts", Some(u64::from(self.attempts))),
            ("place", Some(self.tried.place as u64)),
            ("status", Some(u64::from(self.tried.status))),
            (
                "delivered",
                Some(u64::from(self.answer == Answer::Delivered)),
            ),
            ("input_tokens", self.tried.usage.input_tokens),
            ("output_tokens", self.tried.usage.output_tokens),
        ];
        for (name, value) in numbers {
            if let Some(value) = value {
                writer.key(name);
                writer.u64(value);
            }
        }
        writer.end_object();
        out
    }

    /// Takes over such a report, unless a later attempt has been seen.
    pub(super) fn adopt(&mut self, report: &[u8]) {
        let Ok(document) = Document::parse(report, json::Limits::default()) else {
            return;
        };
        let root = document.root(report);
        let number = |name: &str| root.get(name).and_then(|value| value.u64());
        let attempts = number("attempts").and_then(|n| u32::try_from(n).ok());
        let is_old = attempts.is_some_and(|attempts| attempts <= self.attempts);
        if self.is_shared && self.attempts > 0 && is_old {
            return;
        }
        self.is_shared = false;
        self.attempts = attempts.unwrap_or(self.attempts);
        self.tried.place = number("place")
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(self.tried.place);
        self.tried.status = number("status")
            .and_then(|n| u16::try_from(n).ok())
            .unwrap_or(self.tried.status);
        if number("delivered") == Some(1) {
            self.answer = Answer::Delivered;
        }
        let usage = Usage {
            input_tokens: number("input_tokens"),
            output_tokens: number("output_tokens"),
            ..Usage::default()
        };
        self.tried.usage.merge(&usage);
    }
}

/// The same where nothing but a refusal has come of an attempt.
pub(super) fn report_of_refusal(status: u16) -> Vec<u8> {
    format!(r#"{{"status":{status},"delivered":1}}"#).into_bytes()
}

/// The exchanges of one VM.
///
/// Bounded: past [`Exchanges::MOST`] the oldest is forgotten, and its next
/// attempt reads the request from the body again.
#[derive(Debug, Default)]
pub struct Exchanges {
    /// The number of the VM.
    vm: u64,
    live: BTreeMap<ExchangeId, Rc<RefCell<Exchange>>>,
}

impl Exchanges {
    /// Most exchanges kept at a time.
    pub const MOST: usize = 16_384;

    /// Those of the VM of this number.
    #[must_use]
    pub const fn of(vm: u64) -> Self {
        Self {
            vm,
            live: BTreeMap::new(),
        }
    }

    /// The number of the VM: others count their exchanges from the same begin.
    pub(super) const fn vm(&self) -> u64 {
        self.vm
    }

    pub(super) fn insert(&mut self, id: ExchangeId, exchange: Rc<RefCell<Exchange>>) {
        if self.live.len() >= Self::MOST {
            self.live.pop_first();
        }
        self.live.insert(id, exchange);
    }

    pub(super) fn get(&self, id: ExchangeId) -> Option<Rc<RefCell<Exchange>>> {
        self.live.get(&id).cloned()
    }

    /// The exchange of a ticket, if this is the VM that it was read in.
    pub(super) fn of_ticket(&self, ticket: &Ticket) -> Option<Rc<RefCell<Exchange>>> {
        self.get(ticket.id).filter(|_| ticket.vm == self.vm)
    }

    pub(super) fn remove(&mut self, id: ExchangeId) {
        self.live.remove(&id);
    }

    /// How many are kept now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.live.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.live.is_empty()
    }
}

/// The property that names the target of the next attempt: a provider of the
/// configuration. The route's cluster matcher reads it.
pub(super) const TARGET: &str = "sluice.target";
/// The property that ties both roles to one exchange.
pub(super) const EXCHANGE: &str = "sluice.exchange";
/// The property that tells the route of an answer that is to be streamed.
pub(super) const MODE: &str = "sluice.mode";
/// The value of [`MODE`] for streams.
pub(super) const MODE_STREAM: &str = "stream";
/// The value of [`MODE`] for attempts at the same time.
pub(super) const MODE_HEDGE: &str = "hedge";
/// The property that names the provider that gets a copy of the request.
pub(super) const SHADOW: &str = "sluice.shadow";
/// The value of [`MODE`] for WebSockets.
pub(super) const MODE_WEBSOCKET: &str = "websocket";
/// The property with the log fragment.
pub(super) const LOG: &str = "sluice.log";
/// The property with all tokens of the exchange, for a rate-limit filter.
pub(super) const TOKENS: &str = "sluice.tokens";
/// The property by which a provider role that shares no memory with the gateway
/// role tells what it did.
pub(super) const ANSWER: &str = "sluice.answer";
/// The property with what guardrails have taken out of the request and the answer gives
/// back, for a provider role that shares no memory with the gateway role.
pub(super) const TAKEN: &str = "sluice.taken";
/// The property by which an attempt that was stopped tells those in other VMs what a target
/// is told that is asked again.
pub(super) const ASKED: &str = "sluice.asked";

/// The value of [`EXCHANGE`]: enough to find the exchange in memory, or to begin
/// again from the body where memory is not shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) id: ExchangeId,
    /// The VM of the gateway role.
    pub(super) vm: u64,
    pub(super) client: WireFormat,
    /// The request line as the client wrote it, without its query.
    pub(super) method: String,
    pub(super) path: String,
    /// Whether a stream is to be one JSON array.
    pub(super) array: bool,
    /// The model, as the client wrote it.
    pub(super) model: String,
    /// The targets to try, in this order.
    pub(super) order: Vec<usize>,
    /// The guardrails that the answer has to pass.
    pub(super) guardrails: Plan,
    /// Whether something is to be put back into the answer: [`TAKEN`] tells what.
    pub(super) restores: bool,
}

impl Ticket {
    pub(super) fn write(&self) -> String {
        let Self {
            id,
            vm,
            client,
            method,
            path,
            array,
            model,
            order,
            guardrails,
            restores,
        } = self;
        let (order, guardrails) = (listed(order), listed(guardrails));
        format!(
            "{id} {vm} {client} {method} {path} {array} {order} {guardrails} {restores} {model}"
        )
    }

    /// Whether the request has no end of its own.
    pub(super) fn is_upgrade(&self) -> bool {
        endpoint(&self.method, &self.path, self.client)
            .is_ok_and(|endpoint| endpoint.operation.is_upgrade())
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut words = std::str::from_utf8(bytes).ok()?.splitn(10, ' ');
        let mut word = || words.next();
        Some(Self {
            id: word()?.parse().ok()?,
            vm: word()?.parse().ok()?,
            client: word()?.parse().ok()?,
            method: word()?.to_owned(),
            path: word()?.to_owned(),
            array: word()?.parse().ok()?,
            order: list(word()?)?,
            guardrails: list(word()?)?,
            restores: word()?.parse().ok()?,
            model: word()?.to_owned(),
        })
    }
}

/// Writes `2,0,1`; nothing is `-`.
pub(super) fn listed(indexes: &[usize]) -> String {
    if indexes.is_empty() {
        return "-".to_owned();
    }
    let indexes: Vec<String> = indexes.iter().map(ToString::to_string).collect();
    indexes.join(",")
}

/// Reads it.
pub(super) fn list(text: &str) -> Option<Vec<usize>> {
    if text == "-" {
        return Some(Vec::new());
    }
    text.split(',').map(|index| index.parse().ok()).collect()
}
