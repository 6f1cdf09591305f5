//! One day of one strategy: the filter's decisions, and what providers make of them.
//!
//! Which target is asked, when an account is left alone, whether there may be another
//! attempt and what is learnt of it is the filter's own code; here is only what the proxy
//! does around it: time goes by, attempts end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::Duration;

use sluice_config::{Config, Consumer, Model, Price, Target};
use sluice_core::exchange::ended_by;
use sluice_core::routing::{self, Caller, Facts, Moment};
use sluice_core::{Ended, Headers, Of, Pace, Worker};
use sluice_protocol::chat::{ApiError, ErrorKind};

use super::clock;
use super::load::Ask;
use super::provider::{Outcome, World};
use super::tally::Tally;
use crate::offline::Offline;

/// Where requests go to.
const PATH: &str = "/v1/chat/completions";
/// How many end users there are, for strategies that keep a user with a target.
const USERS: u64 = 1_000;
/// Characters and bytes of a token, as the filter estimates them.
const CHARS: u64 = 4;
/// How often the worker writes down what it has learnt. The filter does so more often, for
/// the sake of other workers, of which there are none here.
const SYNC: Duration = Duration::from_secs(2);
/// How often a request that waits for a free place looks for one: at each tick.
const LOOK: Duration = Worker::SYNC_PERIOD;

/// A day that is under way.
pub(super) struct Day<'a> {
    model: Model,
    /// The prices of the model's targets in the morning.
    prices: Vec<Option<Price>>,
    priced: f64,
    consumers: &'a [Arc<Consumer>],
    world: World<'a>,
    worker: Worker,
    host: Offline,
    synced: Duration,
    headers: Headers,
    facts: Facts,
    events: BinaryHeap<Reverse<Event>>,
    number: u64,
    tally: Tally,
}

/// Something that happens.
struct Event {
    at: Duration,
    /// Tells apart, and puts in order, what happens at once.
    number: u64,
    what: What,
    call: Box<Call>,
}

#[derive(Debug, Clone, Copy)]
enum What {
    /// A request that waits for a free place looks for one.
    Look,
    /// An attempt fails.
    Fails(Fails),
    /// The first token of an answer comes.
    Begins,
    /// The last one does.
    Ends,
}

#[derive(Debug, Clone, Copy)]
enum Fails {
    /// Without a connection.
    Connect,
    /// With a status and perhaps `retry-after`.
    Status(u16, Option<Duration>),
    /// The time for the first token is over.
    TimeOut,
}

/// A request that is under way.
struct Call {
    ask: Ask,
    order: Vec<usize>,
    /// Which of them is asked.
    place: usize,
    /// Whether the attempt probes an account that was left alone.
    is_probe: bool,
    /// When the attempt began.
    begun: Duration,
    /// When the answer's first token came.
    first: Duration,
}

impl<'a> Day<'a> {
    pub(super) fn new(
        config: &Config,
        model: Model,
        consumers: &'a [Arc<Consumer>],
        world: World<'a>,
        seed: u64,
    ) -> Self {
        let prices = model.targets.iter().map(|target| target.card.price);
        Self {
            prices: prices.collect(),
            priced: -1.0,
            consumers,
            world,
            worker: Worker::new(config.clone(), seed),
            host: Offline::default(),
            synced: Duration::ZERO,
            headers: Headers::default(),
            facts: Facts {
                is_complete: true,
                messages: 1,
                ..Facts::default()
            },
            events: BinaryHeap::new(),
            number: 0,
            tally: Tally::new(model.targets.len()),
            model,
        }
    }

    /// Lets the requests come, and all of them end.
    pub(super) fn run(mut self, requests: impl Iterator<Item = Ask>) -> Tally {
        for ask in requests {
            let now = clock::moment(ask.at);
            while let Some(event) = self.next(now) {
                self.happens(event);
            }
            self.arrives(ask, now);
        }
        while let Some(event) = self.next(Duration::MAX) {
            self.happens(event);
        }
        self.tally.sort();
        self.tally
    }

    fn next(&mut self, until: Duration) -> Option<Event> {
        let is_due = self
            .events
            .peek()
            .is_some_and(|Reverse(event)| event.at <= until);
        is_due
            .then(|| self.events.pop())
            .flatten()
            .map(|Reverse(event)| event)
    }

    fn plan(&mut self, at: Duration, what: What, call: Box<Call>) {
        self.number += 1;
        let number = self.number;
        self.events.push(Reverse(Event {
            at,
            number,
            what,
            call,
        }));
    }

    fn arrives(&mut self, ask: Ask, now: Duration) {
        if now.saturating_sub(self.synced) >= SYNC {
            self.synced = now;
            self.worker.sync(&mut self.host, now);
        }
        self.price(ask.at);
        if let Some(part) = self.tally.part(ask.at) {
            part.requests += 1;
        }
        let call = Call {
            ask,
            order: Vec::new(),
            place: 0,
            is_probe: false,
            begun: now,
            first: now,
        };
        self.chooses(Box::new(call), now);
    }

    /// A change of prices, of which the gateway learns by a new file.
    fn price(&mut self, at: f64) {
        let minute = (at / 60.0).floor();
        if minute <= self.priced {
            return;
        }
        self.priced = minute;
        for (target, price) in self.model.targets.iter_mut().zip(&self.prices) {
            let times = self.world.price(target, at);
            target.card.price = price.map(|price| multiplied(price, times));
        }
    }

    fn chooses(&mut self, mut call: Box<Call>, now: Duration) {
        self.reads(&call.ask);
        let moment = Moment {
            now,
            seed: self.worker.random(),
        };
        let consumer = usize::try_from(call.ask.user)
            .ok()
            .and_then(|user| user.checked_rem(self.consumers.len()))
            .and_then(|at| self.consumers.get(at));
        let caller = Caller {
            consumer: consumer.map(Arc::as_ref),
            headers: &self.headers,
            path: PATH,
        };
        let decision = {
            let ledger = self.worker.ledger().borrow();
            let config = self.worker.config();
            routing::decide(
                config,
                &self.model,
                &self.facts,
                &caller,
                ledger.state(),
                moment,
            )
        };
        for target in decision
            .stopped
            .iter()
            .filter_map(|at| self.model.targets.get(*at))
        {
            self.worker.ledger().borrow_mut().stop(target.slot, now);
        }
        let waited = now.saturating_sub(clock::moment(call.ask.at));
        if decision.queue.is_some_and(|longest| waited < longest) {
            self.plan(now + LOOK, What::Look, call);
            return;
        }
        if decision.order.is_empty() {
            self.tally.refused += 1;
            return;
        }
        self.tally.last_resort += u64::from(decision.is_last_resort);
        call.order = decision.order;
        self.worker.note_first_attempt(now);
        self.begins(call, now);
    }

    /// What the filter reads of a request.
    fn reads(&mut self, ask: &Ask) {
        use sluice_config::Feature;
        let facts = &mut self.facts;
        facts.features = ask.features;
        facts.input_tokens = ask.input_tokens;
        facts.prompt_chars = ask.input_tokens.saturating_mul(CHARS);
        facts.tool_count = u64::from(ask.features.has(Feature::Tools));
        facts.user = self
            .model
            .needs
            .user
            .then(|| format!("user-{}", ask.user % USERS));
    }

    fn begins(&mut self, mut call: Box<Call>, now: Duration) {
        let Some((index, target)) = current(&self.model, &call) else {
            return;
        };
        let account = target.provider.slot;
        let in_flight = self
            .worker
            .ledger()
            .borrow()
            .state()
            .account(account)
            .in_flight;
        call.is_probe = self.worker.ledger().borrow_mut().begin(account, now);
        if call.is_probe {
            self.worker.sync(&mut self.host, now);
        }
        let at = clock::second(now);
        let outcome = self.world.ask((index, target), &call.ask, at, in_flight);
        let patience = self.model.timeouts.first_token;
        let (span, what) = match outcome {
            Outcome::Answers { first_token, .. } if first_token > patience => {
                (patience, What::Fails(Fails::TimeOut))
            }
            Outcome::Answers {
                first_token,
                further,
            } => {
                call.first = now + first_token + further;
                (first_token, What::Begins)
            }
            Outcome::Refuses(span) => (span, What::Fails(Fails::Connect)),
            Outcome::Errs(span, status, wait) => (span, What::Fails(Fails::Status(status, wait))),
        };
        call.begun = now;
        self.plan(now + span, what, call);
    }

    fn happens(&mut self, event: Event) {
        let Event {
            at, what, mut call, ..
        } = event;
        match what {
            What::Look => self.chooses(call, at),
            What::Fails(how) => self.fails(call, how, at),
            What::Begins => {
                self.judge(&call, Ended::Answered, at);
                let end = std::mem::replace(&mut call.first, at);
                self.plan(end, What::Ends, call);
            }
            What::Ends => self.ends(&call, at),
        }
    }

    fn judge(&mut self, call: &Call, ended: Ended, now: Duration) {
        let Some((_, target)) = current(&self.model, call) else {
            return;
        };
        let of = Of {
            account: target.provider.slot,
            target: target.slot,
            is_probe: call.is_probe,
        };
        let limits = self.worker.config().reliability().cool_down;
        let mut ledger = self.worker.ledger().borrow_mut();
        let (_, is_urgent) = ledger.judge(of, ended, limits, now);
        drop(ledger);
        if is_urgent {
            self.worker.sync(&mut self.host, now);
        }
    }

    fn fails(&mut self, mut call: Box<Call>, how: Fails, now: Duration) {
        let policy = &self.model.fallback;
        let (ended, is_trigger) = match how {
            Fails::Connect => (Ended::Failed, policy.on_connect()),
            Fails::TimeOut => (Ended::Failed, policy.on_reset()),
            Fails::Status(status, wait) => {
                let error = ApiError::new(ErrorKind::from_status(status), "").with_status(status);
                (ended_by(&error, wait), policy.retries_status(status))
            }
        };
        self.judge(&call, ended, now);
        self.learns(&call, how, now);
        if !is_trigger || call.place + 1 >= call.order.len() {
            return;
        }
        if !self.worker.take_retry(now) {
            self.tally.denied += 1;
            return;
        }
        call.place += 1;
        let ledger = self.worker.ledger().borrow();
        if let Some(to_come) = call.order.get_mut(call.place..) {
            ledger.put_cooling_last(&self.model, to_come, now);
        }
        drop(ledger);
        self.tally.extra += 1;
        self.begins(call, now);
    }

    /// What the filter learns of a failed attempt when it is over, and what it costs.
    fn learns(&mut self, call: &Call, how: Fails, now: Duration) {
        let Some((index, target)) = current(&self.model, call) else {
            return;
        };
        let mut ledger = self.worker.ledger().borrow_mut();
        ledger.end(target.provider.slot);
        if !matches!(how, Fails::Status(..)) {
            let known = ledger.state().target(target.slot);
            let pace = Pace::of_silence(now.saturating_sub(call.begun), &known);
            ledger.measure(target.slot, pace, now);
        }
        drop(ledger);
        if matches!(how, Fails::TimeOut)
            && let Some(part) = self.tally.part(call.ask.at)
        {
            // The provider has read it, and says so on its bill.
            part.cost += cost(target, call.ask.input_tokens, 0);
        }
        self.note_quota(index, now);
    }

    fn ends(&mut self, call: &Call, now: Duration) {
        let Some((index, target)) = current(&self.model, call) else {
            return;
        };
        let arrived = clock::moment(call.ask.at);
        let first_token = call.first.saturating_sub(arrived).as_secs_f32();
        let total = now.saturating_sub(arrived).as_secs_f32();
        let cost = cost(target, call.ask.input_tokens, call.ask.output_tokens);
        let pace = Pace::of_stream(
            call.first.saturating_sub(call.begun),
            now.saturating_sub(call.first),
            call.ask.output_tokens,
        );
        let mut ledger = self.worker.ledger().borrow_mut();
        ledger.end(target.provider.slot);
        ledger.measure(target.slot, pace, now);
        drop(ledger);
        self.note_quota(index, now);
        self.tally.total.push(total);
        if let Some(part) = self.tally.part(call.ask.at) {
            part.answered += 1;
            part.first_token.push(first_token);
            part.cost += cost;
            if let Some(share) = part.shares.get_mut(index) {
                *share += 1;
            }
        }
    }

    /// What an answer tells of its account's rate limit.
    fn note_quota(&self, index: usize, now: Duration) {
        let Some(target) = self.model.targets.get(index) else {
            return;
        };
        if let Some(quota) = self.world.quota((index, target), clock::second(now)) {
            let mut ledger = self.worker.ledger().borrow_mut();
            ledger.note_quota(target.provider.slot, quota, now);
        }
    }
}

/// The target that is asked, and its index.
fn current<'m>(model: &'m Model, call: &Call) -> Option<(usize, &'m Target)> {
    let index = *call.order.get(call.place)?;
    Some((index, model.targets.get(index)?))
}

/// Dollars.
fn cost(target: &Target, input: u64, output: u64) -> f64 {
    let price = target.card.price.unwrap_or_default();
    let input = price.input.saturating_mul(input);
    let output = price.output.saturating_mul(output);
    #[expect(clippy::cast_precision_loss, reason = "a sum of money for people")]
    let billionths = input.saturating_add(output) as f64;
    billionths / 1e9
}

fn multiplied(price: Price, times: f64) -> Price {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "billionths of a dollar, far below 2^52"
    )]
    let multiply = |amount: u64| (amount as f64 * times).round() as u64;
    Price {
        input: multiply(price.input),
        output: multiply(price.output),
        cache_read: price.cache_read.map(multiply),
        cache_write: price.cache_write.map(multiply),
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Event {}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Event {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at).then(self.number.cmp(&other.number))
    }
}
