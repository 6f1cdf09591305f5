//! A body that can only be judged or translated as a whole.

use sluice_config::Surface;
use sluice_protocol::Losses;
use sluice_protocol::chat::Usage;
use sluice_protocol::chat::{
    ApiError, Choice, ErrorKind, FinishReason, Fold, Part, Response, replay,
};
use sluice_protocol::envelope::Envelope;
use sluice_protocol::json::{Document, Limits, Value};

use super::answer::{Answering, Step, usage_of};
use super::deliver::{deliver, replace, replace_with, set_body_headers, stream_type, with_context};
use super::fallback::{Fault, Problem, falls_back, give_up};
use super::judge::may_try_next;
use super::release::{Held, Released, is_guarded, release, unsaid};
use super::shared::Exchange;
use super::told::{answer_error, tell};
use super::{counts, lists};
use crate::endpoint::Operation;
use crate::host::{CallId, Flow, Host, Side};
use crate::rejection::Rejection;

/// What a whole body is.
#[derive(Debug)]
pub(super) enum Whole {
    /// An answer, to be translated.
    Answer,
    /// An answer in the client's own format, which passes if it can be used.
    Native,
    /// A stream that nobody asked for, to be folded into an answer.
    Stream,
    /// An error with this status.
    Error(u16),
}

/// Waits for a whole body, then answers with what it means.
pub(super) fn collect(
    host: &mut impl Host,
    exchange: &mut Exchange,
    surface: &Surface,
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
        Whole::Error(status) => return answer_error(host, exchange, surface, status, &bytes),
        Whole::Native => return pass(host, exchange, surface, &bytes),
        Whole::Answer if exchange.endpoint.operation == Operation::CountTokens => {
            counts::translate(exchange, surface, &bytes)
                .map(|out| Made::Ready(out, "application/json"))
                .map_err(|rejection| Problem::unusable(rejection.to_error()))
        }
        Whole::Answer if is_list(exchange) => translate_list(host, exchange, &bytes),
        Whole::Answer => translate_answer(host, exchange, surface, &bytes),
        Whole::Stream => fold_stream(host, exchange, surface, &bytes),
    };
    answer(host, exchange, result, size)
}

/// Asks the next target, or puts an error in the place of the `size` bytes that are held.
fn refuse(host: &mut impl Host, exchange: &mut Exchange, problem: Problem, size: usize) -> Step {
    let Problem { error, fault } = problem;
    let error = *error;
    // What a guardrail says is the gateway's own.
    let is_own = matches!(fault, Fault::Stopped(_));
    exchange.tried.status = error.status;
    if falls_back(host, exchange, fault, &error) {
        let error = if is_own {
            error
        } else {
            unsaid(exchange, error)
        };
        return (give_up(host, exchange, error), Flow::Continue);
    }
    if is_own {
        replace(host, exchange, &error, size);
        return (Answering::Replaced, Flow::Continue);
    }
    tell(host, exchange, &error, None, size)
}

/// Passes an answer in the client's own format, if it is one.
fn pass(host: &mut impl Host, exchange: &mut Exchange, surface: &Surface, bytes: &[u8]) -> Step {
    let is_chat = exchange.endpoint.operation == Operation::Chat;
    let may_do_better =
        is_chat && exchange.next().is_some() && exchange.model.fallback.on_unusable();
    let judged = if may_do_better {
        read_all(host, exchange, surface, bytes)
    } else {
        read_outline(exchange, surface, bytes)
    };
    let usage = match judged {
        Ok(usage) => usage,
        Err(error) => return refuse(host, exchange, Problem::unusable(error), bytes.len()),
    };
    exchange.tried.usage.merge(&usage);
    if !is_guarded(exchange) {
        deliver(host, exchange);
        return (Answering::Replaced, Flow::Continue);
    }
    let made = match release(host, exchange, bytes) {
        Ok(Released::Unchanged) => {
            deliver(host, exchange);
            return (Answering::Replaced, Flow::Continue);
        }
        Ok(Released::Changed(changed)) => Ok(Made::Ready(changed, "application/json")),
        Ok(Released::Waits(held)) => Ok(Made::Waits(held)),
        Err(problem) => Err(problem),
    };
    answer(host, exchange, made, bytes.len())
}

/// Reads an answer far enough to tell that it is one, and what it cost.
fn read_outline(exchange: &Exchange, surface: &Surface, bytes: &[u8]) -> Result<Usage, ApiError> {
    let document = Document::outline(bytes, Limits::default())
        .map_err(|error| unreadable(error.to_string()))?;
    refuse_error(exchange, surface, document.root(bytes), bytes)?;
    Ok(usage_of(exchange, surface, bytes))
}

/// The same, and whether anything is in it.
fn read_all(
    host: &mut impl Host,
    exchange: &mut Exchange,
    surface: &Surface,
    bytes: &[u8],
) -> Result<Usage, ApiError> {
    let document =
        Document::parse(bytes, Limits::default()).map_err(|error| unreadable(error.to_string()))?;
    let response = read(exchange, surface, document.root(bytes), bytes)?;
    check(host, exchange, &response)?;
    Ok(response.usage)
}

/// Members of which an answer has one, whatever its format.
const ANSWERS: &[&str] = &["choices", "content", "output", "candidates", "message"];

/// Takes an error in the place of an answer for what it is.
fn refuse_error(
    exchange: &Exchange,
    surface: &Surface,
    root: Value<'_>,
    bytes: &[u8],
) -> Result<(), ApiError> {
    let is_answer = ANSWERS.iter().any(|name| root.get_some(name).is_some());
    if root.get_some("error").is_none() || is_answer {
        return Ok(());
    }
    let error = surface.decode_error(502, exchange.tried.error_type.as_deref(), bytes);
    Err(error.with_status(502))
}

fn unreadable(problem: String) -> ApiError {
    Rejection::BadAnswer {
        problem: problem.into(),
    }
    .to_error()
}

/// Reads an answer. An error in its place is a fault.
fn read<'b>(
    exchange: &Exchange,
    surface: &Surface,
    root: Value<'b>,
    bytes: &'b [u8],
) -> Result<Response<'b>, ApiError> {
    refuse_error(exchange, surface, root, bytes)?;
    let codec = surface.format.codec();
    codec
        .decode_response(root)
        .map_err(|error| unreadable(error.to_string()))
}

/// Refuses an answer without anything in it if there is another target to ask.
fn check(
    host: &mut impl Host,
    exchange: &mut Exchange,
    response: &Response<'_>,
) -> Result<(), ApiError> {
    let says_nothing = |part: &Part<'_>| match part {
        Part::Text { text, .. } => text.is_empty(),
        _ => false,
    };
    let is_empty = |choice: &Choice<'_>| {
        let is_ended = matches!(
            choice.finish,
            None | Some(FinishReason::Stop | FinishReason::ContentFilter)
        );
        is_ended && choice.parts.iter().all(says_nothing)
    };
    if !response.choices.iter().all(is_empty) {
        return Ok(());
    }
    let is_filtered = response
        .choices
        .iter()
        .any(|choice| matches!(choice.finish, Some(FinishReason::ContentFilter)));
    let policy = &exchange.model.fallback;
    let (is_trigger, error) = if is_filtered {
        let error = ApiError::new(ErrorKind::ContentPolicy, "the provider withheld its answer");
        (policy.on_content_policy(), error)
    } else {
        (policy.on_unusable(), unreadable("it is empty".to_owned()))
    };
    if is_trigger && may_try_next(host, exchange) {
        return Err(error);
    }
    Ok(())
}

/// What has come of a provider's answer.
enum Made {
    /// A body for the client, and its media type.
    Ready(Vec<u8>, &'static str),
    /// One in the client's format that waits for services.
    Waits(Box<Held>),
}

/// Lets a whole answer in the client's format pass the guardrails, if there are any, and
/// gives it the form that the client asked for.
fn released(host: &mut impl Host, exchange: &mut Exchange, out: Vec<u8>) -> Result<Made, Problem> {
    if !is_guarded(exchange) {
        return Ok(Made::Ready(out, "application/json"));
    }
    let out = match release(host, exchange, &out)? {
        Released::Unchanged => out,
        Released::Changed(changed) => changed,
        Released::Waits(held) => return Ok(Made::Waits(held)),
    };
    in_form(host, exchange, out)
}

/// Gives a whole answer in the client's format the form that it asked for.
fn in_form(host: &mut impl Host, exchange: &Exchange, out: Vec<u8>) -> Result<Made, Problem> {
    if !exchange.stream {
        return Ok(Made::Ready(out, "application/json"));
    }
    let stream = as_stream(host, exchange, &out).map_err(Problem::unusable)?;
    Ok(Made::Ready(stream, stream_type(exchange)))
}

/// Goes on with an answer that has waited for services, of which one has answered.
pub(super) fn go_on(
    host: &mut impl Host,
    exchange: &mut Exchange,
    mut held: Box<Held>,
    call: CallId,
    (status, body): (u16, &[u8]),
) -> Step {
    if !held.take(call, status, body) {
        return (Answering::Asking(held), Flow::Pause);
    }
    // All that the proxy holds.
    let size = exchange.limits.envoy_buffer();
    let made = match held.conclude(host, exchange) {
        Ok((body, Some(error))) => {
            replace_with(host, exchange, &error, &body, size);
            return (Answering::Replaced, Flow::Continue);
        }
        Ok((out, None)) => in_form(host, exchange, out),
        Err(problem) => Err(problem),
    };
    answer(host, exchange, made, size)
}

/// Puts what has been made of an answer in the place of the `size` bytes that are held.
fn answer(
    host: &mut impl Host,
    exchange: &mut Exchange,
    made: Result<Made, Problem>,
    size: usize,
) -> Step {
    match made {
        Ok(Made::Waits(held)) => (Answering::Asking(held), Flow::Pause),
        Ok(Made::Ready(body, media_type)) if body.len() <= exchange.limits.envoy_buffer() => {
            deliver(host, exchange);
            set_body_headers(host, media_type, body.len());
            host.write_body(Side::Response, size, &body);
            (Answering::Replaced, Flow::Continue)
        }
        Ok(Made::Ready(..)) => {
            let error = Rejection::BadAnswer {
                problem: "it is too large".into(),
            }
            .to_error();
            replace(host, exchange, &error, size);
            (Answering::Replaced, Flow::Continue)
        }
        Err(problem) => refuse(host, exchange, problem, size),
    }
}

fn is_list(exchange: &Exchange) -> bool {
    matches!(exchange.endpoint.operation, Operation::List(_))
}

fn translate_list(
    host: &mut impl Host,
    exchange: &mut Exchange,
    bytes: &[u8],
) -> Result<Made, Problem> {
    let id = with_context(host, exchange, |context| context.id.to_owned());
    let out = lists::translate(exchange, &id, bytes)
        .map_err(|rejection| Problem::unusable(rejection.to_error()))?;
    released(host, exchange, out)
}

fn translate_answer(
    host: &mut impl Host,
    exchange: &mut Exchange,
    surface: &Surface,
    bytes: &[u8],
) -> Result<Made, Problem> {
    let document = Document::parse(bytes, Limits::default())
        .map_err(|error| Problem::unusable(unreadable(error.to_string())))?;
    let mut response =
        read(exchange, surface, document.root(bytes), bytes).map_err(Problem::unusable)?;
    check(host, exchange, &response).map_err(Problem::unusable)?;
    exchange.tried.names.restore(&mut response);
    exchange.tried.usage.merge(&response.usage);
    encode_answer(host, exchange, &response)
}

fn fold_stream(
    host: &mut impl Host,
    exchange: &mut Exchange,
    surface: &Surface,
    bytes: &[u8],
) -> Result<Made, Problem> {
    let mut fold = Fold::new(exchange.limits.response_body);
    let mut decoder = surface.format.codec().stream_decoder();
    let mut plain = Vec::new();
    let bytes = match surface.envelope.and_then(Envelope::unwrapper) {
        Some(mut unwrapper) => {
            unwrapper.feed(bytes, &mut plain);
            unwrapper.finish(&mut plain);
            &plain
        }
        None => bytes,
    };
    decoder.feed(bytes, &mut |event| fold.push(event));
    decoder.finish(&mut |event| fold.push(event));
    let mut response = fold.response().map_err(Problem::unusable)?;
    check(host, exchange, &response).map_err(Problem::unusable)?;
    exchange.tried.names.restore(&mut response);
    exchange.tried.usage.merge(&response.usage);
    encode_answer(host, exchange, &response)
}

/// Writes an answer in the form the client asked for: whole, or as a stream.
fn encode_answer(
    host: &mut impl Host,
    exchange: &mut Exchange,
    response: &Response<'_>,
) -> Result<Made, Problem> {
    let codec = exchange.client.codec();
    let mut losses = Losses::default();
    let mut out = Vec::with_capacity(1024);
    // Guardrails read whole answers.
    let is_whole = !exchange.stream || is_guarded(exchange);
    with_context(host, exchange, |context| {
        if is_whole {
            codec.encode_response(response, context, &mut out, &mut losses);
        } else {
            let mut encoder = codec.stream_encoder(context);
            replay(response, &mut |event| encoder.event(event, &mut out));
        }
    });
    exchange.tried.losses.extend(losses);
    if is_whole {
        return released(host, exchange, out);
    }
    Ok(Made::Ready(out, stream_type(exchange)))
}

/// Makes a stream of a whole answer in the client's format.
fn as_stream(host: &mut impl Host, exchange: &Exchange, bytes: &[u8]) -> Result<Vec<u8>, ApiError> {
    let codec = exchange.client.codec();
    let document =
        Document::parse(bytes, Limits::default()).map_err(|error| unreadable(error.to_string()))?;
    let response = codec
        .decode_response(document.root(bytes))
        .map_err(|error| unreadable(error.to_string()))?;
    let mut out = Vec::with_capacity(bytes.len() * 2);
    with_context(host, exchange, |context| {
        let mut encoder = codec.stream_encoder(context);
        replay(&response, &mut |event| encoder.event(event, &mut out));
    });
    Ok(out)
}
