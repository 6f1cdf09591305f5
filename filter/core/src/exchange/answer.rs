//! What a provider answers: judged before it is let go, then passed or translated.

use sluice_config::Surface;
use sluice_protocol::chat::Usage;
use sluice_protocol::native;

use super::deliver::{deliver, replace_or_retry, stream_type, tell_when_to_retry, with_context};
use super::fallback::{Fault, Problem, falls_back, give_up};
use super::relay::Relay;
use super::release::{Held, holds_all, is_guarded, unread, watch};
use super::shared::Exchange;
use super::stream::{end, open, relay_on};
use super::whole::{Whole, collect, go_on};
use super::{counts, lists};
use crate::endpoint::Operation;
use crate::headers::Headers;
use crate::host::{CallId, Flow, Host, Side};
use crate::rate_limits::quota;
use crate::rejection::Rejection;
use crate::retry_after::retry_after;

/// Where an answer stands.
#[derive(Debug)]
pub(super) enum Answering {
    /// Given up; Envoy asks the next target.
    GivenUp,
    /// A whole answer passes as it came, and is kept to read its usage.
    PassWhole(Vec<u8>),
    /// An answer passes as it came and is not looked at: sound, files, a WebSocket.
    PassUnread,
    /// A stream whose headers wait for its first event; bytes held so far.
    Opening(Relay, Vec<u8>),
    /// A stream on its way.
    Relaying(Relay),
    /// An answer that can only be judged or translated as a whole; headers wait.
    Whole(Whole),
    /// Services are asked about a whole answer; all of it is held.
    Asking(Box<Held>),
    /// This body is to stand in its place.
    Replacing(Vec<u8>),
    /// Another body stands in its place; what still comes is dropped.
    Replaced,
}

/// The next state, and whether the proxy goes on.
pub(super) type Step = (Answering, Flow);

impl Answering {
    /// Judges the response headers. `None` if the answer is complete with them.
    pub(super) fn begin(
        host: &mut impl Host,
        exchange: &mut Exchange,
        surface: &Surface,
        end_of_stream: bool,
    ) -> (Option<Self>, Flow) {
        let headers = host.headers(Side::Response);
        let status = headers
            .text(":status")
            .and_then(|status| status.parse().ok())
            .unwrap_or(502);
        exchange.tried.status = status;
        exchange.tried.error_type = headers.text("x-amzn-errortype").map(str::to_owned);
        let header = headers.text("x-amzn-bedrock-input-token-count");
        exchange.tried.told_input_tokens = header.and_then(|count| count.parse().ok());
        if exchange.model.needs.quota {
            note_quota(host, exchange, &headers);
        }
        let is_translated =
            lists::is_translated(exchange) || counts::is_translated(exchange, surface);
        let succeeded = (200..300).contains(&status);
        let is_passed = exchange.endpoint.operation != Operation::Chat && !is_translated;
        if is_passed
            && succeeded
            && !end_of_stream
            && !may_pass_unread(&headers)
            && let Some(Problem { error, fault }) = unread(exchange)
        {
            return replace_or_retry(host, exchange, fault, *error, end_of_stream);
        }
        if exchange.endpoint.operation != Operation::Chat
            && !is_translated
            && let Some(passed) = pass(host, exchange, &headers, status, end_of_stream)
        {
            return (Some(passed), Flow::Continue);
        }
        let judged = match status {
            200..300 => unusable(&headers, end_of_stream),
            // Whoever followed one would send the request, and its key, past the gateway.
            ..400 => Some("it is a redirect"),
            _ => None,
        };
        if let Some(problem) = judged {
            let error = Rejection::BadAnswer {
                problem: problem.into(),
            }
            .to_error();
            return replace_or_retry(host, exchange, Fault::Unusable, error, end_of_stream);
        }
        if !succeeded {
            let now = host.now();
            exchange.tried.wait = retry_after(&headers, now);
            tell_when_to_retry(host, &headers, exchange.tried.wait);
            let error = surface.decode_error(status, exchange.tried.error_type.as_deref(), b"");
            if end_of_stream {
                return replace_or_retry(host, exchange, Fault::Status, error, true);
            }
            // What the body may add: how long to wait, and what is meant by the status.
            let is_told = status >= 500 || exchange.tried.wait.is_some();
            if is_told
                && exchange.model.fallback.retries_status(status)
                && falls_back(host, exchange, Fault::Status, &error)
            {
                return (Some(give_up(host, exchange, error)), Flow::Continue);
            }
            return (Some(Self::Whole(Whole::Error(status))), Flow::Pause);
        }
        // A provider that does not say what it sends is taken at its word of what
        // was asked.
        let is_stream = headers.media_type().map_or(exchange.stream, |media| {
            media == "text/event-stream" || media == surface.way().stream_type()
        });
        let is_chat = exchange.endpoint.operation == Operation::Chat;
        let same_format = exchange.client == surface.format && !is_translated;
        match (is_stream, exchange.stream) {
            (true, true) if holds_all(exchange) => {
                let stream_type = stream_type(exchange);
                set_type(host, &headers, stream_type);
                (Some(Self::Whole(Whole::Stream)), Flow::Pause)
            }
            (true, true) => {
                let stream_type = stream_type(exchange);
                set_type(host, &headers, stream_type);
                let watch = match watch(exchange, surface.format) {
                    Ok(watch) => watch,
                    Err(Problem { error, fault }) => {
                        return replace_or_retry(host, exchange, fault, *error, end_of_stream);
                    }
                };
                let names = exchange.tried.names.clone();
                let relay = with_context(host, exchange, |context| {
                    Relay::new(exchange.client, surface, names, context, watch)
                });
                (Some(Self::Opening(relay, Vec::new())), Flow::Pause)
            }
            // Held, so that one that breaks off or is none can still become an error,
            // or another target's answer.
            (false, false) if same_format && (is_chat || is_guarded(exchange)) => {
                (Some(Self::Whole(Whole::Native)), Flow::Pause)
            }
            (false, false) if same_format => {
                deliver(host, exchange);
                (Some(Self::PassWhole(Vec::new())), Flow::Continue)
            }
            (true, false) => (Some(Self::Whole(Whole::Stream)), Flow::Pause),
            (false, _) => (Some(Self::Whole(Whole::Answer)), Flow::Pause),
        }
    }

    /// Takes in the next part of the body, of which the proxy holds `size` bytes.
    pub(super) fn body(
        self,
        host: &mut impl Host,
        exchange: &mut Exchange,
        surface: &Surface,
        size: usize,
        end_of_stream: bool,
    ) -> Step {
        match self {
            Self::GivenUp | Self::PassUnread => (self, Flow::Continue),
            Self::PassWhole(kept) => (
                pass_whole(host, exchange, surface, kept, size, end_of_stream),
                Flow::Continue,
            ),
            Self::Opening(relay, held) => open(host, exchange, relay, held, size, end_of_stream),
            Self::Relaying(relay) => (
                relay_on(host, exchange, relay, size, end_of_stream),
                Flow::Continue,
            ),
            Self::Asking(_) => (self, Flow::Pause),
            Self::Whole(whole) => collect(host, exchange, surface, whole, size, end_of_stream),
            Self::Replacing(body) => {
                host.write_body(Side::Response, size, &body);
                (Self::Replaced, Flow::Continue)
            }
            Self::Replaced => {
                if size > 0 {
                    host.write_body(Side::Response, size, b"");
                }
                (Self::Replaced, Flow::Continue)
            }
        }
    }

    /// A service has answered.
    pub(super) fn called(
        self,
        host: &mut impl Host,
        exchange: &mut Exchange,
        call: CallId,
        answer: (u16, &[u8]),
    ) -> Step {
        match self {
            Self::Asking(held) => go_on(host, exchange, held, call, answer),
            // Nothing waits for it.
            other => (other, Flow::Pause),
        }
    }

    /// Ends an answer by its trailers, at which the proxy holds no body: all of it
    /// has passed, or none has come. Nothing can be written to it any more, so
    /// that a stream's own last words are lost. `None` if another answer stands in
    /// its place.
    pub(super) fn trailers(
        self,
        host: &mut impl Host,
        exchange: &mut Exchange,
        surface: &Surface,
    ) -> (Option<Self>, Flow) {
        let (fault, error) = match self {
            Self::Relaying(relay) => return (Some(end(host, exchange, relay)), Flow::Continue),
            Self::PassWhole(kept) => {
                let passed = pass_whole(host, exchange, surface, kept, 0, true);
                return (Some(passed), Flow::Continue);
            }
            Self::Asking(_) => return (Some(self), Flow::Pause),
            Self::GivenUp | Self::PassUnread | Self::Replacing(_) | Self::Replaced => {
                return (Some(self), Flow::Continue);
            }
            Self::Whole(Whole::Error(status)) => {
                let error_type = exchange.tried.error_type.as_deref();
                (Fault::Status, surface.decode_error(status, error_type, b""))
            }
            Self::Opening(..) | Self::Whole(Whole::Answer | Whole::Native | Whole::Stream) => {
                let problem = EMPTY.into();
                (Fault::Unusable, Rejection::BadAnswer { problem }.to_error())
            }
        };
        replace_or_retry(host, exchange, fault, error, true)
    }
}

/// Notes what an answer tells of its account's rate limits.
fn note_quota(host: &mut impl Host, exchange: &Exchange, headers: &Headers) {
    let now = host.now();
    if let (Some(quota), Some(target)) = (quota(headers, now), exchange.current()) {
        let mut ledger = exchange.worker.ledger().borrow_mut();
        ledger.note_quota(target.provider.slot, quota, now);
    }
}

/// Lets an answer go that is the client's as it is, whatever it holds. `None` for one
/// that has to be judged.
fn pass(
    host: &mut impl Host,
    exchange: &mut Exchange,
    headers: &Headers,
    status: u16,
    end_of_stream: bool,
) -> Option<Answering> {
    let is_upgraded = status == 101 && exchange.endpoint.operation.is_upgrade();
    if !is_upgraded && !(200..300).contains(&status) {
        return None;
    }
    let media = headers.media_type().unwrap_or_default();
    if is_guarded(exchange) && media == "application/json" && !end_of_stream {
        return None;
    }
    deliver(host, exchange);
    let tells_usage = media == "application/json" && headers.get("content-encoding").is_none();
    Some(if tells_usage && !end_of_stream {
        Answering::PassWhole(Vec::new())
    } else {
        Answering::PassUnread
    })
}

fn set_type(host: &mut impl Host, headers: &Headers, media_type: &str) {
    if headers.media_type().is_none_or(|media| media != media_type) {
        let media_type = Some(media_type.as_bytes());
        host.set_header(Side::Response, "content-type", media_type);
    }
}

/// Media that nobody looks into for text.
const MEDIA: &[&str] = &["audio/", "image/", "video/"];

/// Whether an answer is JSON, which guardrails can read, or media, which they need not.
fn may_pass_unread(headers: &Headers) -> bool {
    let media = headers.media_type().unwrap_or_default();
    media == "application/json" || MEDIA.iter().any(|kind| media.starts_with(kind))
}

/// What is wrong with an answer that has no body.
const EMPTY: &str = "it is empty";

/// Why an answer that claims success cannot be used.
fn unusable(headers: &Headers, end_of_stream: bool) -> Option<&'static str> {
    if end_of_stream {
        return Some(EMPTY);
    }
    let encoding = headers
        .text("content-encoding")
        .map(str::trim)
        .unwrap_or_default();
    (!encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity"))
        .then_some("it is compressed although that was not asked for")
}

/// What a whole answer of the client's own format has cost.
pub(super) fn usage_of(exchange: &Exchange, surface: &Surface, bytes: &[u8]) -> Usage {
    match exchange.endpoint.operation {
        Operation::Chat => native::usage_of(surface.format, bytes),
        Operation::List(format) => lists::usage(format, bytes),
        _ => native::any_usage_of(bytes),
    }
}

/// Passes a whole answer of the client's own format, and counts its tokens.
fn pass_whole(
    host: &mut impl Host,
    exchange: &mut Exchange,
    surface: &Surface,
    mut kept: Vec<u8>,
    size: usize,
    end_of_stream: bool,
) -> Answering {
    if size > 0 && kept.len().saturating_add(size) <= exchange.limits.response_body {
        let chunk = host.body(Side::Response, size);
        if kept.is_empty() {
            kept = chunk;
        } else {
            kept.extend_from_slice(&chunk);
        }
    }
    if end_of_stream {
        let usage = usage_of(exchange, surface, &kept);
        exchange.tried.usage.merge(&usage);
        kept = Vec::new();
    }
    Answering::PassWhole(kept)
}
