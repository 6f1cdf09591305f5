//! A whole answer on its way past the guardrails.

use sluice_config::GuardrailAction;
use sluice_protocol::WireFormat;
use sluice_protocol::chat::ApiError;
use sluice_protocol::json::{Document, Limits};

use super::again;
use super::fallback::{Course, Fault, Problem};
use super::shared::Exchange;
use crate::endpoint::Operation;
use crate::guard::{self, About, Asking, Direction, Guarded, Stop, Watch, What};
use crate::host::{CallId, Host};
use crate::rejection::Rejection;

/// Whether answers have to be looked at before they go to the client.
pub(super) fn is_guarded(exchange: &Exchange) -> bool {
    !exchange.is_copy && exchange.guarded.is_active()
}

/// Whether a stream must not begin before all of it has been looked at.
pub(super) fn holds_all(exchange: &Exchange) -> bool {
    let guards = exchange.worker.guards();
    !exchange.is_copy && guards.holds_all(&exchange.guarded.output)
}

/// What stops an answer that no guardrail can read, if one has to.
pub(super) fn unread(exchange: &mut Exchange) -> Option<Problem> {
    if exchange.is_copy {
        return None;
    }
    let worker = exchange.worker.clone();
    let Guarded {
        output, verdicts, ..
    } = &mut exchange.guarded;
    let stop = worker.guards().unread(output, Direction::Output, verdicts);
    Some(stopped(exchange, &stop.err()?, None))
}

/// What a stream has to pass that a provider sends in its format, if it has to.
///
/// # Errors
/// What the client is told in its place, and what to do instead.
pub(super) fn watch(exchange: &mut Exchange, format: WireFormat) -> Result<Option<Watch>, Problem> {
    if !is_guarded(exchange) {
        return Ok(None);
    }
    let worker = exchange.worker.clone();
    let client = exchange.client;
    let made = Watch::new(format, client, worker.guards(), &mut exchange.guarded);
    made.map(Some)
        .map_err(|stop| stopped(exchange, &stop, None))
}

/// An answer that the guardrails of the module have let pass.
#[derive(Debug)]
pub(super) enum Released {
    /// As it is.
    Unchanged,
    /// With this in its place.
    Changed(Vec<u8>),
    /// Services are asked about it.
    Waits(Box<Held>),
}

/// A whole answer in the client's format that waits for services.
#[derive(Debug)]
pub(super) struct Held {
    asking: Asking,
    bytes: Vec<u8>,
    /// What it says, if it is an error.
    error: Option<Box<ApiError>>,
}

impl Held {
    /// Takes the answer of a service. `true` once all have answered.
    pub(super) fn take(&mut self, call: CallId, status: u16, body: &[u8]) -> bool {
        self.asking.take(call, status, body);
        self.asking.is_done()
    }

    /// Does what they have said. Returns what the client gets, and the error if it is one.
    ///
    /// # Errors
    /// What the client is told in place of the answer, and what to do instead.
    pub(super) fn conclude(
        self,
        host: &mut impl Host,
        exchange: &mut Exchange,
    ) -> Result<(Vec<u8>, Option<Box<ApiError>>), Problem> {
        let worker = exchange.worker.clone();
        let guards = worker.guards();
        let document = read(&self.bytes)?;
        let body = guard::Body {
            what: what(exchange, self.error.as_deref()),
            content: document.root(&self.bytes).into(),
        };
        let concluded = self
            .asking
            .conclude(host, guards, body, &mut exchange.guarded);
        match concluded {
            Ok(changed) => {
                let bytes = checked(exchange, changed.unwrap_or(self.bytes))?;
                Ok((bytes, self.error))
            }
            Err(stop) => Err(stopped(exchange, &stop, self.error.as_deref())),
        }
    }
}

/// Lets an answer in the client's format pass the guardrails.
///
/// # Errors
/// What the client is told in its place, and what to do instead.
pub(super) fn release(
    host: &mut impl Host,
    exchange: &mut Exchange,
    bytes: &[u8],
) -> Result<Released, Problem> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let plan = exchange.guarded.output.clone();
    let asking = guards.asking_about(&plan);
    if !asking.is_empty() && exchange.endpoint.operation == Operation::Chat {
        exchange.guarded.about = match about(exchange, bytes) {
            Ok(about) => about,
            Err(problem) if guards.closed(&asking).is_some() => return Err(problem),
            Err(_) => exchange.guarded.about.with_unread_calls(),
        };
    }
    let_pass(host, exchange, &plan, bytes, None)
}

/// What the answer tells beside its texts, and the request.
fn about(exchange: &Exchange, bytes: &[u8]) -> Result<About, Problem> {
    let document = read(bytes)?;
    let answer = exchange
        .client
        .codec()
        .decode_response(document.root(bytes));
    let answer = answer.map_err(|error| unreadable(error.to_string()))?;
    Ok(exchange.guarded.about.with_calls(&answer))
}

/// The same for an error in the client's format. It stays one, whatever is found in it:
/// what may not be said is its words.
///
/// # Errors
/// The error without its words.
pub(super) fn release_error(
    host: &mut impl Host,
    exchange: &mut Exchange,
    error: &ApiError,
    bytes: &[u8],
) -> Result<Released, Problem> {
    let guards = exchange.worker.clone();
    let plan = guards.guards().of_errors(&exchange.guarded.output);
    let_pass(host, exchange, &plan, bytes, Some(error))
}

fn let_pass(
    host: &mut impl Host,
    exchange: &mut Exchange,
    plan: &[usize],
    bytes: &[u8],
    error: Option<&ApiError>,
) -> Result<Released, Problem> {
    let worker = exchange.worker.clone();
    let guards = worker.guards();
    let direction = Direction::Output;
    let document = match read(bytes) {
        Ok(document) => document,
        Err(problem) if exchange.guarded.vault.restores() => return Err(problem),
        Err(problem) => {
            let unread = guards.unread(plan, direction, &mut exchange.guarded.verdicts);
            return unread.map_or(Err(problem), |()| Ok(Released::Unchanged));
        }
    };
    let body = guard::Body {
        what: what(exchange, error),
        content: document.root(bytes).into(),
    };
    let passed = guard::pass_body(guards, plan, direction, body, &mut exchange.guarded);
    let changed = passed.map_err(|stop| stopped(exchange, &stop, error))?;
    let changed = changed.map(|bytes| checked(exchange, bytes)).transpose()?;
    if guards.asks_services(plan) {
        let bytes = changed.unwrap_or_else(|| bytes.to_vec());
        return ask(host, exchange, plan, bytes, error);
    }
    Ok(changed.map_or(Released::Unchanged, Released::Changed))
}

/// Asks services about an answer.
fn ask(
    host: &mut impl Host,
    exchange: &mut Exchange,
    plan: &[usize],
    bytes: Vec<u8>,
    error: Option<&ApiError>,
) -> Result<Released, Problem> {
    let worker = exchange.worker.clone();
    let document = read(&bytes)?;
    let body = guard::Body {
        what: what(exchange, error),
        content: document.root(&bytes).into(),
    };
    let provider = exchange.current().map(|target| {
        let provider = &target.provider;
        provider
            .kind
            .map_or_else(|| provider.name.clone(), |kind| kind.name.to_owned())
    });
    let from = provider
        .as_deref()
        .map(|provider| (provider, exchange.tried.status));
    let what = What::Message(exchange.endpoint.body_format());
    let request = exchange.body.as_ref().and_then(|body| body.content().ok());
    let side = guard::Side {
        direction: Direction::Output,
        body,
        request: request.map(|content| guard::Body { what, content }),
        from,
    };
    let asking = Asking::begin(host, &worker, plan, side, &mut exchange.guarded);
    let asking = asking.map_err(|stop| stopped(exchange, &stop, error))?;
    drop(document);
    let Some(asking) = asking else {
        return Ok(Released::Changed(bytes));
    };
    let is_done = asking.is_done();
    let held = Held {
        asking,
        bytes,
        error: error.cloned().map(Box::new),
    };
    if is_done {
        let (bytes, _) = held.conclude(host, exchange)?;
        return Ok(Released::Changed(bytes));
    }
    Ok(Released::Waits(Box::new(held)))
}

/// What is looked at.
fn what(exchange: &Exchange, error: Option<&ApiError>) -> What {
    match error {
        Some(_) => What::Error,
        None => What::Message(exchange.endpoint.body_format()),
    }
}

fn read(bytes: &[u8]) -> Result<Document, Problem> {
    Document::parse(bytes, Limits::default()).map_err(|error| unreadable(error.to_string()))
}

fn unreadable(problem: String) -> Problem {
    let problem = problem.into();
    Problem::unusable(Rejection::BadAnswer { problem }.to_error())
}

/// Nothing longer may be written.
fn checked(exchange: &Exchange, bytes: Vec<u8>) -> Result<Vec<u8>, Problem> {
    if bytes.len() > exchange.limits.envoy_buffer() {
        return Err(unreadable("it is too large".to_owned()));
    }
    Ok(bytes)
}

/// What the client is told of a guardrail that stops an answer, or an error in its place,
/// and what to do instead.
fn stopped(exchange: &mut Exchange, stop: &Stop, error: Option<&ApiError>) -> Problem {
    let told = stop.rejection(exchange.worker.guards()).to_error();
    match error {
        Some(error) => Problem::new(Fault::Stopped(Course::Refuse), withheld(error, &told)),
        None => Problem::new(Fault::Stopped(course(exchange, stop)), told),
    }
}

/// An error with these words in the place of its own: clients go by its status.
fn withheld(error: &ApiError, told: &ApiError) -> ApiError {
    ApiError {
        message: told.message.clone(),
        code: told.code.clone(),
        param: None,
        request_id: None,
        ..error.clone()
    }
}

/// An error whose words nobody has looked at, without them where somebody has to.
pub(super) fn unsaid(exchange: &Exchange, error: ApiError) -> ApiError {
    if !is_guarded(exchange) {
        return error;
    }
    let message = format!("the provider answered with status {}", error.status);
    let told = ApiError::new(error.kind, message);
    withheld(&error, &told)
}

/// What the client is told of a stream that began with an error, which a guardrail has
/// stopped.
pub(super) fn withheld_by(exchange: &Exchange, error: &ApiError, stop: &Stop) -> ApiError {
    let told = stop.rejection(exchange.worker.guards()).to_error();
    withheld(error, &told)
}

/// What is done about an answer that a guardrail has stopped.
fn course(exchange: &mut Exchange, stop: &Stop) -> Course {
    let worker = exchange.worker.clone();
    match stop.action(worker.guards()) {
        Some(GuardrailAction::Fallback) => Course::NextTarget,
        Some(GuardrailAction::Retry { attempts })
            if exchange.guarded.told.len() < usize::from(*attempts)
                && ask_again(exchange, stop) =>
        {
            Course::SameTarget
        }
        _ => Course::Refuse,
    }
}

/// Makes the next attempt one at the same target, that is told what was wrong. `false`
/// where that cannot be.
fn ask_again(exchange: &mut Exchange, stop: &Stop) -> bool {
    if exchange.is_hedged || exchange.endpoint.operation != Operation::Chat {
        return false;
    }
    let reason = stop.reason().unwrap_or("it breaks a rule of this service");
    let text = format!(
        "Your last answer was not accepted: {reason}. Answer the same request again, so that it is."
    );
    again::ask(exchange, &text)
}
