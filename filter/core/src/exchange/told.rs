//! A provider's error on its way to the client: past the guardrails like any answer, then
//! as it came if it is in the client's format already, else translated.

use sluice_config::Surface;
use sluice_protocol::WireFormat;
use sluice_protocol::chat::ApiError;
use sluice_protocol::json::{Document, Limits, Value};

use super::answer::{Answering, Step};
use super::deliver::{
    deliver, error_body, error_code, is_about_key, replace, replace_with, tell_wait,
};
use super::fallback::{Fault, falls_back, give_up, tell_earliest};
use super::release::{Released, is_guarded, release_error, unsaid};
use super::shared::Exchange;
use crate::host::{Flow, Host};

/// Whether a body is an error that clients of the format know as one. Providers that
/// stand behind another cloud may answer with that cloud's.
fn is_error_of(format: WireFormat, body: Value<'_>) -> bool {
    let kind = match format {
        WireFormat::GeminiGenerate => "status",
        WireFormat::OpenAiChat
        | WireFormat::OpenAiCompletions
        | WireFormat::OpenAiResponses
        | WireFormat::AnthropicMessages
        | WireFormat::BedrockConverse
        | WireFormat::CohereChat => "type",
    };
    body.get("error").is_some_and(|error| {
        let is_text = |key| error.get(key).is_some_and(|value| value.text().is_some());
        is_text("message") && is_text(kind)
    })
}

/// Answers with a provider's error, as it came if it is in the client's format already,
/// else translated; or asks the next target.
pub(super) fn answer_error(
    host: &mut impl Host,
    exchange: &mut Exchange,
    surface: &Surface,
    status: u16,
    bytes: &[u8],
) -> Step {
    let error = surface.decode_error(status, exchange.tried.error_type.as_deref(), bytes);
    if falls_back(host, exchange, Fault::Status, &error) {
        let error = unsaid(exchange, error);
        return (give_up(host, exchange, error), Flow::Continue);
    }
    let native = !is_about_key(&error)
        && exchange.client == surface.format
        && surface.envelope.is_none()
        && Document::parse(bytes, Limits::default())
            .is_ok_and(|document| is_error_of(exchange.client, document.root(bytes)));
    tell(host, exchange, &error, native.then_some(bytes), bytes.len())
}

/// Answers with an error, in place of the `size` bytes that are held; they pass where they
/// are if they are `native` to the client.
pub(super) fn tell(
    host: &mut impl Host,
    exchange: &mut Exchange,
    error: &ApiError,
    native: Option<&[u8]>,
    size: usize,
) -> Step {
    // What is said of the gateway's own key is said in its own words.
    let released = if is_guarded(exchange) && !is_about_key(error) {
        let encoded = native.is_none().then(|| error_body(exchange, error));
        let body = encoded.as_deref().or(native).unwrap_or_default();
        release_error(host, exchange, error, body)
    } else {
        Ok(Released::Unchanged)
    };
    match released {
        Ok(Released::Unchanged) if native.is_some() => {
            tell_wait(host, error);
            tell_earliest(host, exchange, error.status);
            exchange.tried.error = Some(error_code(error));
            deliver(host, exchange);
        }
        Ok(Released::Unchanged) => replace(host, exchange, error, size),
        Ok(Released::Changed(body)) => replace_with(host, exchange, error, &body, size),
        Ok(Released::Waits(held)) => return (Answering::Asking(held), Flow::Pause),
        Err(problem) => replace(host, exchange, &problem.error, size),
    }
    (Answering::Replaced, Flow::Continue)
}
