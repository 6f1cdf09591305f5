//! Any body about rerank is read or refused, and what is written from it is read again.

use sluice_protocol::Losses;
use sluice_protocol::json::{Document, Limits, Value};
use sluice_protocol::rerank::{AnswerContext, Request, RerankFormat, Response};

use super::DEEP;

/// One input.
pub fn run(data: &[u8]) {
    let Ok(document) = Document::parse(data, Limits::default()) else {
        return;
    };
    let root = document.root(data);
    for source in RerankFormat::ALL {
        for target in RerankFormat::ALL {
            if let Ok(request) = source.decode_request(root) {
                check_request(*source, *target, &request);
            }
            if let Ok(response) = source.decode_response(root) {
                check_response(*source, *target, &response);
            }
        }
    }
}

fn check_request(source: RerankFormat, target: RerankFormat, request: &Request<'_>) {
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    let written = target.encode_request(request, "a-model", &mut out, &mut losses);
    if written.is_err() {
        return;
    }
    read(source, target, &out, |root| {
        let again = target.decode_request(root);
        again.is_ok_and(|again| again.documents.len() == request.documents.len())
    });
}

fn check_response(source: RerankFormat, target: RerankFormat, response: &Response<'_>) {
    let context = AnswerContext {
        model: "a-model",
        id: "an-id",
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    target.encode_response(response, &context, &mut out, &mut losses);
    read(source, target, &out, |root| {
        let again = target.decode_response(root);
        again.is_ok_and(|again| again.results.len() == response.results.len())
    });
}

fn read(
    source: RerankFormat,
    target: RerankFormat,
    out: &[u8],
    says_the_same: impl Fn(Value<'_>) -> bool,
) {
    let shown = || format!("{source} to {target}: {}", String::from_utf8_lossy(out));
    let again = Document::parse(out, DEEP);
    assert!(again.is_ok(), "not JSON: {}", shown());
    let Ok(again) = again else { return };
    assert!(says_the_same(again.root(out)), "{}", shown());
}
