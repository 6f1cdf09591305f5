//! A body that can only be judged or translated as a whole.

use sluice_config::Surface;
use sluice_protocol::Losses;
use sluice_protocol::chat::{ApiError, Fold, Response, replay};
use sluice_protocol::envelope::Envelope;
use sluice_protocol::json::{Document, Limits};

use super::answer::{Answering, Step};
use super::deliver::{
    deliver, error_code, give_up, is_about_key, replace, set_body_headers, stream_type, tell_wait,
    with_context,
};
use super::shared::Exchange;
use super::{counts, lists};
use crate::endpoint::Operation;
use crate::host::{Flow, Host, Side};
use crate::rejection::Rejection;

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
        Whole::Error(status) => {
            answer_error(host, exchange, surface, status, &bytes);
            return (Answering::Replaced, Flow::Continue);
        }
        Whole::Answer if exchange.endpoint.operation == Operation::CountTokens => {
            counts::translate(exchange, surface, &bytes)
                .map(|out| (out, "application/json"))
                .map_err(|rejection| rejection.to_error())
        }
        Whole::Answer if is_list(exchange) => translate_list(host, exchange, &bytes),
        Whole::Answer => translate_answer(host, exchange, surface, &bytes),
        Whole::Stream => fold_stream(host, exchange, surface, &bytes),
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

fn is_list(exchange: &Exchange) -> bool {
    matches!(exchange.endpoint.operation, Operation::List(_))
}

fn translate_list(
    host: &mut impl Host,
    exchange: &mut Exchange,
    bytes: &[u8],
) -> Result<Translated, ApiError> {
    let id = with_context(host, exchange, |context| context.id.to_owned());
    let out = lists::translate(exchange, &id, bytes).map_err(|rejection| rejection.to_error())?;
    Ok((out, "application/json"))
}

fn translate_answer(
    host: &mut impl Host,
    exchange: &mut Exchange,
    surface: &Surface,
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
        let error = surface.decode_error(502, exchange.error_type.as_deref(), bytes);
        return Err(error.with_status(502));
    }
    let mut response = surface
        .format
        .codec()
        .decode_response(root)
        .map_err(|error| unreadable(error.to_string()))?;
    exchange.names.restore(&mut response);
    exchange.usage.merge(&response.usage);
    Ok(encode_answer(host, exchange, &response))
}

fn fold_stream(
    host: &mut impl Host,
    exchange: &mut Exchange,
    surface: &Surface,
    bytes: &[u8],
) -> Result<Translated, ApiError> {
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
    let mut response = fold.response()?;
    exchange.names.restore(&mut response);
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
    with_context(host, exchange, |context| {
        if is_stream {
            let mut encoder = exchange.client.codec().stream_encoder(context);
            replay(response, &mut |event| encoder.event(event, &mut out));
        } else {
            exchange
                .client
                .codec()
                .encode_response(response, context, &mut out, &mut losses);
        }
    });
    exchange.losses.extend(losses);
    (
        out,
        if is_stream {
            stream_type(exchange)
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
    surface: &Surface,
    status: u16,
    bytes: &[u8],
) {
    let error = surface.decode_error(status, exchange.error_type.as_deref(), bytes);
    let native = !is_about_key(&error)
        && exchange.client == surface.format
        && surface.envelope.is_none()
        && Document::parse(bytes, Limits::default()).is_ok_and(|document| {
            document
                .root(bytes)
                .get("error")
                .and_then(|error| error.get("message"))
                .is_some_and(|message| message.text().is_some())
        });
    if native {
        tell_wait(host, &error);
        exchange.error = Some(error_code(&error));
        deliver(host, exchange);
        return;
    }
    replace(host, exchange, &error, bytes.len());
}
