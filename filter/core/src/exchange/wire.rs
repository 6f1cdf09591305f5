//! The request on its way to a provider: headers and body, where they differ
//! from what is there.

use std::sync::Arc;

use sluice_config::Surface;
use sluice_protocol::Losses;

use super::passed::call_path;
use super::prepare::Prepared;
use super::shared::Exchange;
use crate::endpoint::passed_query;
use crate::headers::Headers;
use crate::host::{Host, Side};

/// The shared request headers as the attempts before have left them.
#[derive(Debug, Default)]
pub(super) struct Wire {
    path: String,
    /// What the client wrote behind the `?` of its path. It belongs to the client's
    /// format (`beta=true`) and goes to providers of that format only.
    query: Option<String>,
    content_length: Option<usize>,
    /// Headers that one format knows and the other's cluster takes off:
    /// `anthropic-*` and `openai-*`, as the client sent them.
    of_format: Vec<(String, Vec<u8>)>,
}

impl Wire {
    /// The headers of a request that no attempt has touched.
    pub(super) fn read(headers: &Headers) -> Self {
        let path = headers.text(":path").unwrap_or_default();
        let query = path
            .split_once('?')
            .and_then(|(_, query)| passed_query(query));
        let length = headers.text("content-length");
        Self {
            path: path.to_owned(),
            query,
            content_length: length.and_then(|length| length.parse().ok()),
            of_format: headers
                .iter()
                .filter(|(name, _)| name.starts_with("anthropic-") || name.starts_with("openai-"))
                .map(|(name, value)| (name.to_owned(), value.to_vec()))
                .collect(),
        }
    }

    /// The beta features that the client asked for by a header of Anthropic's and
    /// that `surface` takes; none where it takes the header as it is.
    pub(super) fn betas(&self, surface: &Surface, losses: &mut Losses) -> Vec<&str> {
        let Some(envelope) = surface.envelope else {
            return Vec::new();
        };
        self.of_format
            .iter()
            .filter(|(name, _)| name == BETA)
            .filter_map(|(_, value)| std::str::from_utf8(value).ok())
            .flat_map(|header| envelope.betas(header, losses))
            .collect()
    }

    /// Takes over what stands there now, written by an attempt out of sight.
    pub(super) fn refresh(&mut self, headers: &Headers) {
        let now = Self::read(headers);
        self.path = now.path;
        self.content_length = now.content_length;
    }

    /// The body has another length from now on.
    pub(super) fn set_length(&mut self, host: &mut impl Host, length: usize) {
        if self.content_length.is_some_and(|before| before != length) {
            let text = length.to_string();
            host.set_header(Side::Request, "content-length", Some(text.as_bytes()));
            self.content_length = Some(length);
        }
    }

    /// Takes the query for an earlier attempt's own, not the client's.
    pub(super) fn forget_query(&mut self) {
        self.query = None;
    }
}

/// The header by which clients ask Anthropic for features that are not settled yet.
const BETA: &str = "anthropic-beta";
const VERSION: &str = "anthropic-version";

/// Writes path, length and format headers where they differ from what is there.
pub(super) fn write_headers(host: &mut impl Host, exchange: &mut Exchange, prepared: &Prepared) {
    let model = Arc::clone(&exchange.model);
    let at = exchange.order.get(exchange.tried.place);
    let Some(target) = at.and_then(|at| model.targets.get(*at)) else {
        return;
    };
    let surface = target.provider.surface(exchange.client);
    let same_format = exchange.client == surface.format;
    let mut path = call_path(exchange, target).unwrap_or_default();
    if let Some(query) = exchange.wire.query.as_deref().filter(|_| same_format) {
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(query);
    }
    if exchange.wire.path != path {
        host.set_header(Side::Request, ":path", Some(path.as_bytes()));
        exchange.wire.path = path;
    }
    let original = exchange.body.as_ref().map_or(0, |body| body.bytes.len());
    let length = prepared.length(original);
    let had_none = exchange.wire.content_length.is_none() && original == 0;
    if exchange.wire.content_length != Some(length) && !(had_none && length == 0) {
        host.set_header(
            Side::Request,
            "content-length",
            Some(length.to_string().as_bytes()),
        );
        exchange.wire.content_length = Some(length);
    }
    if same_format && exchange.attempts > 1 {
        // An attempt at a provider of the other format has taken them off.
        for (name, value) in &exchange.wire.of_format {
            host.set_header(Side::Request, name, Some(value));
        }
    }
    if let Some(envelope) = surface.envelope.filter(|_| same_format) {
        let betas = exchange.wire.betas(surface, &mut Losses::default());
        let header = betas.join(",");
        let stays = envelope.beta_in_header() && !header.is_empty();
        host.set_header(Side::Request, BETA, stays.then_some(header.as_bytes()));
        host.set_header(Side::Request, VERSION, None);
        return;
    }
    let has_version = same_format
        && exchange
            .wire
            .of_format
            .iter()
            .any(|(name, _)| name == VERSION);
    if let Some(version) = surface
        .anthropic_version
        .as_deref()
        .filter(|_| !has_version)
    {
        host.set_header(Side::Request, VERSION, Some(version.as_bytes()));
    }
}

/// Writes the body into what the proxy holds. Returns what is to be done with
/// the bytes that come after.
pub(super) fn send(
    host: &mut impl Host,
    exchange: &Exchange,
    prepared: Prepared,
    size: usize,
) -> Prepared {
    match prepared {
        Prepared::Encoded(bytes, ..) => {
            host.write_body(Side::Request, size, &bytes);
            Prepared::Written
        }
        Prepared::Edited(edits, _) => {
            let original = exchange.body.as_ref().map_or(&[][..], |body| &body.bytes);
            if exchange.body.as_ref().is_some_and(|body| body.is_changed) {
                host.write_body(Side::Request, size, &edits.apply(original));
                return Prepared::Written;
            }
            if edits.is_empty() {
                return Prepared::Passing;
            }
            if size >= edits.prefix() {
                host.write_body(Side::Request, edits.prefix(), &edits.apply_prefix(original));
                return Prepared::Passing;
            }
            host.write_body(Side::Request, size, &edits.apply(original));
            Prepared::Written
        }
        Prepared::Passing => Prepared::Passing,
        Prepared::Written => {
            host.write_body(Side::Request, size, b"");
            Prepared::Written
        }
    }
}
