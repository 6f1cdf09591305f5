//! What a provider answers: judged before it is let go, then passed or translated.

use sluice_config::Provider;
use sluice_protocol::Losses;
use sluice_protocol::chat::{ApiError, ErrorKind, Fold, Response, replay};
use sluice_protocol::codec::{AnswerContext, DecodeStream, EncodeStream};
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::native;

use super::relay::Relay;
use super::shared::{Answer, Exchange};
use crate::headers::Headers;
use crate::host::{Flow, Host, Side};
use crate::rejection::Rejection;
use crate::retry_after::retry_after;

/// Where an answer stands.
#[derive(Debug)]
pub(super) enum Answering {
    /// Given up; Envoy asks the next target.
    GivenUp,
    /// A whole answer passes as it came, and is kept to read its usage.
    PassWhole(Vec<u8>),
    /// A stream whose headers wait for its first event; bytes held so far.
    Opening(Relay, Vec<u8>),
    /// A stream on its way.
    Relaying(Relay),
    /// An answer that can only be judged or translated as a whole; headers wait.
    Whole(Whole),
    /// This body is to stand in its place.
    Replacing(Vec<u8>),
    /// Another body stands in its place; what still comes is dropped.
    Replaced,
}

/// What a whole body is.
#[derive(Debug)]
pub(super) enum Whole {
    /// An answer, to be translated.
    Answer,
    /// A stream that nobody asked for, to be folded into an answer.
    Stream,
    /// An error with this status.
    Error(u16),
}

/// The next state, and whether the proxy goes on.
type Step = (Answering, Flow);

impl Answering {
    /// Judges the response headers. `None` if the answer is complete with them.
    pub(super) fn begin(
        host: &mut impl Host,
        exchange: &mut Exchange,
        provider: &Provider,
        end_of_stream: bool,
    ) -> (Option<Self>, Flow) {
        let headers = host.headers(Side::Response);
        let status = headers
            .text(":status")
            .and_then(|status| status.parse().ok())
            .unwrap_or(502);
        exchange.status = status;
        let succeeded = (200..300).contains(&status);
        let judged = if succeeded {
            unusable(&headers, end_of_stream)
        } else {
            None
        };
        if let Some(problem) = judged {
            let error = Rejection::BadAnswer {
                problem: problem.into(),
            }
            .to_error();
            return replace_or_retry(host, exchange, error, end_of_stream);
        }
        if !succeeded {
            if exchange.model.fallback.retries_status(status) && exchange.next().is_some() {
                let error = provider.format.decode_error(status, b"");
                return (Some(give_up(host, exchange, error)), Flow::Continue);
            }
            tell_when_to_retry(host, &headers);
            if end_of_stream {
                let error = provider.format.decode_error(status, b"");
                return replace_or_retry(host, exchange, error, true);
            }
            return (Some(Self::Whole(Whole::Error(status))), Flow::Pause);
        }
        let is_stream = headers
            .media_type()
            .is_some_and(|media| media == "text/event-stream");
        let same_format = exchange.client == provider.format;
        match (is_stream, exchange.stream) {
            (true, true) => {
                let relay = context(host, exchange, |context| {
                    Relay::new(exchange.client, provider.format, context)
                });
                (Some(Self::Opening(relay, Vec::new())), Flow::Pause)
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
        provider: &Provider,
        size: usize,
        end_of_stream: bool,
    ) -> Step {
        match self {
            Self::GivenUp => (Self::GivenUp, Flow::Continue),
            Self::PassWhole(kept) => (
                pass_whole(host, exchange, provider, kept, size, end_of_stream),
                Flow::Continue,
            ),
            Self::Opening(relay, held) => open(host, exchange, relay, held, size, end_of_stream),
            Self::Relaying(relay) => (
                relay_on(host, exchange, relay, size, end_of_stream),
                Flow::Continue,
            ),
            Self::Whole(whole) => collect(host, exchange, provider, whole, size, end_of_stream),
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

    /// Whether the proxy holds the body until it is complete.
    pub(super) fn holds_body(&self) -> bool {
        matches!(self, Self::Whole(_))
    }
}

/// Why an answer that claims success cannot be used.
fn unusable(headers: &Headers, end_of_stream: bool) -> Option<&'static str> {
    if end_of_stream {
        return Some("it is empty");
    }
    let encoding = headers
        .text("content-encoding")
        .map(str::trim)
        .unwrap_or_default();
    (!encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity"))
        .then_some("it is compressed although that was not asked for")
}

/// Passes a whole answer of the client's own format, and counts its tokens.
fn pass_whole(
    host: &mut impl Host,
    exchange: &mut Exchange,
    provider: &Provider,
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
        exchange
            .usage
            .merge(&native::usage_of(provider.format, &kept));
        kept = Vec::new();
    }
    Answering::PassWhole(kept)
}

/// Holds a stream until its first event tells whether it is an answer.
fn open(
    host: &mut impl Host,
    exchange: &mut Exchange,
    mut relay: Relay,
    mut held: Vec<u8>,
    size: usize,
    end_of_stream: bool,
) -> Step {
    let chunk = if size > 0 {
        host.body(Side::Response, size)
    } else {
        Vec::new()
    };
    let fed = relay.feed(&chunk);
    // With nothing held and nothing changed the chunk can pass where it is.
    let passes = fed.is_none() && held.is_empty();
    match fed {
        Some(bytes) => held.extend_from_slice(&bytes),
        None => held.extend_from_slice(&chunk),
    }
    let tail = if end_of_stream {
        relay.finish()
    } else {
        Vec::new()
    };
    held.extend_from_slice(&tail);
    exchange.usage.merge(&relay.usage());
    let failed = relay.error_first().cloned().or_else(|| {
        (end_of_stream && !relay.has_started()).then(|| {
            Rejection::BadAnswer {
                problem: "the stream ended before its first event".into(),
            }
            .to_error()
        })
    });
    if let Some(error) = failed {
        return fail_open(host, exchange, error, size);
    }
    if !relay.has_started() {
        if size > 0 {
            host.write_body(Side::Response, size, b"");
        }
        // Signs of life alone may go on for long, but not without bound.
        if held.len() > exchange.limits.response_body {
            let error = Rejection::BadAnswer {
                problem: "its first event is too large".into(),
            }
            .to_error();
            return fail_open(host, exchange, error, 0);
        }
        return (Answering::Opening(relay, held), Flow::Pause);
    }
    if held.len() > exchange.limits.envoy_buffer() {
        let error = Rejection::BadAnswer {
            problem: "its first event is too large".into(),
        }
        .to_error();
        return fail_open(host, exchange, error, size);
    }
    deliver(host, exchange);
    host.set_header(Side::Response, "content-length", None);
    if relay.has_content() {
        note_first_token(host, exchange);
    }
    if !passes || !tail.is_empty() {
        host.write_body(Side::Response, size, &held);
    }
    (Answering::Relaying(relay), Flow::Continue)
}

/// Retries a stream that began with an error, or answers with that error.
fn fail_open(host: &mut impl Host, exchange: &mut Exchange, error: ApiError, size: usize) -> Step {
    exchange.status = error.status;
    if exchange.model.fallback.on_stream_error() && exchange.next().is_some() {
        return (give_up(host, exchange, error), Flow::Continue);
    }
    replace(host, exchange, &error, size);
    (Answering::Replaced, Flow::Continue)
}

fn relay_on(
    host: &mut impl Host,
    exchange: &mut Exchange,
    mut relay: Relay,
    size: usize,
    end_of_stream: bool,
) -> Answering {
    let chunk = if size > 0 {
        host.body(Side::Response, size)
    } else {
        Vec::new()
    };
    let fed = relay.feed(&chunk);
    let tail = if end_of_stream {
        relay.finish()
    } else {
        Vec::new()
    };
    match (fed, tail.is_empty()) {
        (None, true) => {}
        (fed, _) => {
            let mut out = fed.unwrap_or(chunk);
            out.extend_from_slice(&tail);
            if size > 0 || !out.is_empty() {
                host.write_body(Side::Response, size, &out);
            }
        }
    }
    exchange.usage.merge(&relay.usage());
    if exchange.first_token.is_none() && relay.has_content() {
        note_first_token(host, exchange);
    }
    if exchange.error.is_none() && relay.error().is_some() {
        exchange.error = Some("stream_error".to_owned());
    }
    Answering::Relaying(relay)
}

/// Waits for a whole body, then answers with what it means.
fn collect(
    host: &mut impl Host,
    exchange: &mut Exchange,
    provider: &Provider,
    whole: Whole,
    size: usize,
    end_of_stream: bool,
) -> Step {
    if size > exchange.limits.response_body {
        let error = Rejection::BadAnswer {
            problem: "it is too large".into(),
        }
        .to_error();
        replace(host, exchange, &error, size);
        return (Answering::Replaced, Flow::Continue);
    }
    if !end_of_stream {
        return (Answering::Whole(whole), Flow::Pause);
    }
    let bytes = if size > 0 {
        host.body(Side::Response, size)
    } else {
        Vec::new()
    };
    let result = match whole {
        Whole::Error(status) => {
            answer_error(host, exchange, provider, status, &bytes);
            return (Answering::Replaced, Flow::Continue);
        }
        Whole::Answer => translate_answer(host, exchange, provider, &bytes),
        Whole::Stream => fold_stream(host, exchange, provider, &bytes),
    };
    match result {
        Ok((body, media_type)) if body.len() <= exchange.limits.envoy_buffer() => {
            deliver(host, exchange);
            set_body_headers(host, media_type, body.len());
            host.write_body(Side::Response, size, &body);
            (Answering::Replaced, Flow::Continue)
        }
        Ok(_) => {
            let error = Rejection::BadAnswer {
                problem: "it is too large".into(),
            }
            .to_error();
            replace(host, exchange, &error, size);
            (Answering::Replaced, Flow::Continue)
        }
        Err(error) => {
            exchange.status = error.status;
            if exchange.model.fallback.retries_status(error.status) && exchange.next().is_some() {
                return (give_up(host, exchange, error), Flow::Continue);
            }
            replace(host, exchange, &error, size);
            (Answering::Replaced, Flow::Continue)
        }
    }
}

/// A body for the client, and its media type.
type Translated = (Vec<u8>, &'static str);

fn translate_answer(
    host: &mut impl Host,
    exchange: &mut Exchange,
    provider: &Provider,
    bytes: &[u8],
) -> Result<Translated, ApiError> {
    let unreadable = |error: String| {
        Rejection::BadAnswer {
            problem: error.into(),
        }
        .to_error()
    };
    let document =
        Document::parse(bytes, Limits::default()).map_err(|error| unreadable(error.to_string()))?;
    let root = document.root(bytes);
    if root.get_some("error").is_some()
        && root.get_some("choices").is_none()
        && root.get_some("content").is_none()
    {
        let error = provider.format.decode_error(502, bytes);
        return Err(error.with_status(502));
    }
    let response = provider
        .format
        .decode_response(root)
        .map_err(|error| unreadable(error.to_string()))?;
    exchange.usage.merge(&response.usage);
    Ok(encode_answer(host, exchange, &response))
}

fn fold_stream(
    host: &mut impl Host,
    exchange: &mut Exchange,
    provider: &Provider,
    bytes: &[u8],
) -> Result<Translated, ApiError> {
    let mut fold = Fold::new(exchange.limits.response_body);
    let mut decoder = provider.format.stream_decoder();
    decoder.feed(bytes, &mut |event| fold.push(event));
    decoder.finish(&mut |event| fold.push(event));
    let response = fold.response()?;
    exchange.usage.merge(&response.usage);
    Ok(encode_answer(host, exchange, &response))
}

/// Writes an answer in the form the client asked for: whole, or as a stream.
fn encode_answer(
    host: &mut impl Host,
    exchange: &mut Exchange,
    response: &Response<'_>,
) -> Translated {
    let mut losses = Losses::default();
    let mut out = Vec::with_capacity(1024);
    let is_stream = exchange.stream;
    context(host, exchange, |context| {
        if is_stream {
            let mut encoder = exchange.client.stream_encoder(context);
            replay(response, &mut |event| encoder.event(event, &mut out));
        } else {
            exchange
                .client
                .encode_response(response, context, &mut out, &mut losses);
        }
    });
    exchange.losses.extend(losses);
    (
        out,
        if is_stream {
            "text/event-stream"
        } else {
            "application/json"
        },
    )
}

/// Answers with a provider's error: as it came if it is in the client's format
/// already, else translated.
fn answer_error(
    host: &mut impl Host,
    exchange: &mut Exchange,
    provider: &Provider,
    status: u16,
    bytes: &[u8],
) {
    if status == 401 {
        // It is the gateway's key that was refused, and some providers quote it.
        let error = ApiError::new(
            ErrorKind::Authentication,
            "the provider refused the gateway's key",
        )
        .with_code("provider_key_refused");
        replace(host, exchange, &error, bytes.len());
        return;
    }
    let error = provider.format.decode_error(status, bytes);
    let native = exchange.client == provider.format
        && Document::parse(bytes, Limits::default()).is_ok_and(|document| {
            document
                .root(bytes)
                .get("error")
                .is_some_and(|error| error.is_object())
        });
    if native {
        exchange.error = Some(error_code(&error));
        deliver(host, exchange);
        return;
    }
    replace(host, exchange, &error, bytes.len());
}

/// Asks Envoy for the next target.
fn give_up(host: &mut impl Host, exchange: &mut Exchange, error: ApiError) -> Answering {
    exchange.answer = Answer::GivenUp(error);
    host.set_header(Side::Response, "x-sluice-retry", Some(b"1"));
    Answering::GivenUp
}

/// The same, where headers are all that has come; without another target the
/// error is the answer.
fn replace_or_retry(
    host: &mut impl Host,
    exchange: &mut Exchange,
    error: ApiError,
    end_of_stream: bool,
) -> (Option<Answering>, Flow) {
    exchange.status = error.status;
    if exchange.model.fallback.retries_status(error.status) && exchange.next().is_some() {
        return (Some(give_up(host, exchange, error)), Flow::Continue);
    }
    if end_of_stream {
        // There is no body to replace, so the whole answer is.
        exchange.answer = Answer::Delivered;
        exchange.body = None;
        exchange.error = Some(error_code(&error));
        let body = error_body(exchange, &error);
        host.reply(error.status, &[("content-type", "application/json")], &body);
        return (None, Flow::Pause);
    }
    let body = announce_error(host, exchange, &error);
    (Some(Answering::Replacing(body)), Flow::Continue)
}

/// Puts an error in place of the `size` bytes of body that the proxy holds.
fn replace(host: &mut impl Host, exchange: &mut Exchange, error: &ApiError, size: usize) {
    let body = announce_error(host, exchange, error);
    host.write_body(Side::Response, size, &body);
}

/// Makes the headers those of an error, and returns the body that goes with them.
fn announce_error(host: &mut impl Host, exchange: &mut Exchange, error: &ApiError) -> Vec<u8> {
    let body = error_body(exchange, error);
    exchange.status = error.status;
    exchange.error = Some(error_code(error));
    deliver(host, exchange);
    host.set_header(
        Side::Response,
        ":status",
        Some(error.status.to_string().as_bytes()),
    );
    host.set_header(Side::Response, "content-encoding", None);
    set_body_headers(host, "application/json", body.len());
    body
}

fn error_body(exchange: &Exchange, error: &ApiError) -> Vec<u8> {
    let mut body = Vec::with_capacity(256);
    exchange.client.encode_error(error, &mut body);
    body
}

fn error_code(error: &ApiError) -> String {
    error
        .code
        .as_deref()
        .map_or_else(|| format!("{:?}", error.kind), str::to_owned)
}

fn set_body_headers(host: &mut impl Host, media_type: &str, length: usize) {
    host.set_header(Side::Response, "content-type", Some(media_type.as_bytes()));
    host.set_header(
        Side::Response,
        "content-length",
        Some(length.to_string().as_bytes()),
    );
}

/// Lets the answer go to the client: from here on there is no other attempt.
fn deliver(host: &mut impl Host, exchange: &mut Exchange) {
    exchange.answer = Answer::Delivered;
    exchange.body = None;
    if let Some(target) = exchange.current() {
        let name = format!("{}/{}", target.provider.name, target.model);
        host.set_header(Side::Response, "x-sluice-target", Some(name.as_bytes()));
    }
    if !exchange.losses.is_empty() {
        host.set_header(
            Side::Response,
            "x-sluice-losses",
            Some(exchange.losses.header().as_bytes()),
        );
    }
}

fn note_first_token(host: &mut impl Host, exchange: &mut Exchange) {
    if exchange.first_token.is_none() {
        exchange.first_token = Some(host.now());
    }
}

/// Passes on, in seconds, when the provider wants to be asked again.
fn tell_when_to_retry(host: &mut impl Host, headers: &Headers) {
    let now = host.now();
    let Some(wait) = retry_after(headers, now) else {
        return;
    };
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let text = seconds.to_string();
    if headers.get("retry-after") != Some(text.as_bytes()) {
        host.set_header(Side::Response, "retry-after", Some(text.as_bytes()));
    }
}

/// Calls `use_it` with what an encoder needs beside the answer.
fn context<T>(
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
    })
}
