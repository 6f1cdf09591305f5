//! Letting an answer go, giving it up, or putting an error in its place.

use std::time::Duration;

use sluice_protocol::chat::{ApiError, ErrorKind};
use sluice_protocol::codec::AnswerContext;

use super::answer::Answering;
use super::fallback::{Fault, falls_back, give_up, tell_earliest};
use super::hand_over::ATTEMPT_HEADER;
use super::judge::judge;
use super::shared::{Answer, Exchange};
use crate::headers::Headers;
use crate::host::{Flow, Host, Side};
use crate::retry_after::LONGEST;
use crate::worker::Ended;

/// What guardrails have come to.
pub(super) const VERDICTS_HEADER: &str = "x-sluice-guardrails";

/// A provider's error as a client may see it: without its words where they are about
/// the gateway's own key, which some providers quote in them.
pub(super) fn concealed(error: ApiError) -> ApiError {
    if !is_about_key(&error) {
        return error;
    }
    let kind = match error.kind {
        ErrorKind::Permission => ErrorKind::Permission,
        _ => ErrorKind::Authentication,
    };
    ApiError::new(kind, "the provider refused the gateway's key").with_code("provider_key_refused")
}

/// Whether the provider refuses the key that the gateway came with.
pub(super) fn is_about_key(error: &ApiError) -> bool {
    let names_key = || {
        let message = error.message.to_ascii_lowercase();
        ["api_key", "api key", "apikey", "access token", "credential"]
            .iter()
            .any(|word| message.contains(word))
    };
    match error.kind {
        ErrorKind::Authentication => true,
        ErrorKind::Permission => names_key(),
        _ => error.status == 401,
    }
}

/// Asks Envoy for the next target where headers are all that has come; without another
/// target the error is the answer.
pub(super) fn replace_or_retry(
    host: &mut impl Host,
    exchange: &mut Exchange,
    fault: Fault,
    error: ApiError,
    end_of_stream: bool,
) -> (Option<Answering>, Flow) {
    exchange.tried.status = error.status;
    if falls_back(host, exchange, fault, &error) {
        return (Some(give_up(host, exchange, error)), Flow::Continue);
    }
    if end_of_stream {
        // There is no body to replace, so the whole answer is.
        exchange.answer = Answer::Delivered;
        exchange.winner = Some(exchange.tried.number);
        exchange.body = None;
        exchange.tried.error = Some(error_code(&error));
        let body = error_body(exchange, &error);
        let number = exchange.tried.number.to_string();
        let mut headers = vec![("content-type", "application/json")];
        if exchange.is_hedged {
            headers.push((ATTEMPT_HEADER, &number));
        }
        host.reply(error.status, &headers, &body);
        return (None, Flow::Pause);
    }
    let body = announce_error(host, exchange, &error);
    (Some(Answering::Replacing(body)), Flow::Continue)
}

/// Puts an error in place of the `size` bytes of body that the proxy holds.
pub(super) fn replace(
    host: &mut impl Host,
    exchange: &mut Exchange,
    error: &ApiError,
    size: usize,
) {
    let body = announce_error(host, exchange, error);
    host.write_body(Side::Response, size, &body);
}

/// Makes the headers those of an error, and returns the body that goes with them.
fn announce_error(host: &mut impl Host, exchange: &mut Exchange, error: &ApiError) -> Vec<u8> {
    let error = &concealed(error.clone());
    let body = error_body(exchange, error);
    announce(host, exchange, error, body.len());
    body
}

/// Puts the body of an error in place of the `size` bytes of body that the proxy holds.
pub(super) fn replace_with(
    host: &mut impl Host,
    exchange: &mut Exchange,
    error: &ApiError,
    body: &[u8],
    size: usize,
) {
    announce(host, exchange, error, body.len());
    // A code that has been taken out is not for the log either.
    let code = error.code.as_deref().unwrap_or_default();
    if !String::from_utf8_lossy(body).contains(code) {
        exchange.tried.error = Some(format!("{:?}", error.kind));
    }
    host.write_body(Side::Response, size, body);
}

/// Makes the headers those of an error with a body of this length.
fn announce(host: &mut impl Host, exchange: &mut Exchange, error: &ApiError, length: usize) {
    tell_wait(host, error);
    tell_earliest(host, exchange, error.status);
    exchange.tried.status = error.status;
    exchange.tried.error = Some(error_code(error));
    deliver(host, exchange);
    host.set_header(
        Side::Response,
        ":status",
        Some(error.status.to_string().as_bytes()),
    );
    for name in ["content-encoding", "location"] {
        host.set_header(Side::Response, name, None);
    }
    set_body_headers(host, "application/json", length);
}

pub(super) fn error_body(exchange: &Exchange, error: &ApiError) -> Vec<u8> {
    let mut body = Vec::with_capacity(256);
    exchange.client.codec().encode_error(error, &mut body);
    body
}

/// What the log says of an error: its code if that is one, else its kind. Providers
/// write the code, and what they please.
pub(super) fn error_code(error: &ApiError) -> String {
    /// Longer than any code that is one.
    const LONGEST: usize = 64;
    let is_word = |code: &&str| {
        code.len() <= LONGEST
            && code
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    error
        .code
        .as_deref()
        .filter(is_word)
        .map_or_else(|| format!("{:?}", error.kind), str::to_owned)
}

pub(super) fn set_body_headers(host: &mut impl Host, media_type: &str, length: usize) {
    host.set_header(Side::Response, "content-type", Some(media_type.as_bytes()));
    host.set_header(
        Side::Response,
        "content-length",
        Some(length.to_string().as_bytes()),
    );
}

/// Lets the answer go to the client: from here on there is no other attempt.
pub(super) fn deliver(host: &mut impl Host, exchange: &mut Exchange) {
    exchange.answer = Answer::Delivered;
    exchange.winner = Some(exchange.tried.number);
    exchange.body = None;
    judge(host, exchange, Ended::Answered);
    if let Some(target) = exchange.current() {
        let name = format!("{}/{}", target.provider.name, target.model);
        host.set_header(Side::Response, "x-sluice-target", Some(name.as_bytes()));
    }
    let told = exchange.guarded.verdicts.header(exchange.worker.guards());
    tell_verdicts(host, exchange, exchange.tried.status, &told);
    if exchange.is_hedged {
        let number = exchange.tried.number.to_string();
        host.set_header(Side::Response, ATTEMPT_HEADER, Some(number.as_bytes()));
    }
    if !exchange.tried.losses.is_empty() {
        host.set_header(
            Side::Response,
            "x-sluice-losses",
            Some(exchange.tried.losses.header().as_bytes()),
        );
    }
}

/// The same in the gateway role, of an attempt in another VM: what that could not know
/// stands in front of what it has told.
pub(super) fn tell_more_verdicts(host: &mut impl Host, exchange: &Exchange) {
    let headers = host.headers(Side::Response);
    let status = headers.text(":status").and_then(|text| text.parse().ok());
    let own = exchange.guarded.verdicts.header(exchange.worker.guards());
    let told = match headers.text(VERDICTS_HEADER) {
        Some(known) => format!("{own}, {known}"),
        None => own,
    };
    tell_verdicts(host, exchange, status.unwrap_or_default(), &told);
}

/// Tells in the headers of an answer with this status what guardrails have come to, as far
/// as that is known.
fn tell_verdicts(host: &mut impl Host, exchange: &Exchange, status: u16, told: &str) {
    let (guards, verdicts) = (exchange.worker.guards(), &exchange.guarded.verdicts);
    if verdicts.is_clean() {
        return;
    }
    host.set_header(Side::Response, VERDICTS_HEADER, Some(told.as_bytes()));
    let flagged = verdicts.status(guards);
    if let Some(flagged) = flagged.filter(|_| (200..300).contains(&status)) {
        let flagged = flagged.to_string();
        host.set_header(Side::Response, ":status", Some(flagged.as_bytes()));
    }
}

pub(super) fn note_first_token(host: &mut impl Host, exchange: &mut Exchange) {
    if exchange.tried.first_token.is_none() {
        exchange.tried.first_token = Some(host.now());
    }
}

/// Passes on, in seconds, when the provider wants to be asked again.
pub(super) fn tell_when_to_retry(host: &mut impl Host, headers: &Headers, wait: Option<Duration>) {
    let Some(wait) = wait else {
        return;
    };
    if headers.get("retry-after") != Some(in_seconds(wait).as_bytes()) {
        set_wait(host, wait);
    }
}

pub(super) fn set_wait(host: &mut impl Host, wait: Duration) {
    let text = in_seconds(wait);
    host.set_header(Side::Response, "retry-after", Some(text.as_bytes()));
}

/// A client that comes a fraction too early is refused again.
pub(super) fn in_seconds(wait: Duration) -> String {
    let seconds = wait.min(LONGEST).as_secs();
    let is_more = seconds < LONGEST.as_secs() && wait.subsec_nanos() > 0;
    (seconds + u64::from(is_more)).to_string()
}

/// Passes on the wait that an error's body tells, if no header has told one.
pub(super) fn tell_wait(host: &mut impl Host, error: &ApiError) {
    let Some(wait) = error.retry_after else {
        return;
    };
    if host.headers(Side::Response).get("retry-after").is_none() {
        set_wait(host, wait);
    }
}

/// The media type of a stream for the client.
pub(super) fn stream_type(exchange: &Exchange) -> &'static str {
    if exchange.endpoint.array {
        "application/json"
    } else {
        exchange.client.codec().stream_type()
    }
}

/// Calls `use_it` with what an encoder needs beside the answer.
pub(super) fn with_context<T>(
    host: &mut impl Host,
    exchange: &Exchange,
    use_it: impl FnOnce(&AnswerContext<'_>) -> T,
) -> T {
    let now = host.now();
    let id = format!("sluice-{:x}{:x}", now.as_micros(), exchange.attempts);
    let model = exchange.current().map_or("", |target| &target.model);
    use_it(&AnswerContext {
        id: &id,
        created: now.as_secs(),
        model,
        include_usage: exchange.include_usage,
        array_stream: exchange.endpoint.array,
    })
}
