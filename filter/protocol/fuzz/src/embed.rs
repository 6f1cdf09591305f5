//! Any body about embeddings is read or refused, and what is written from it is read again.

use sluice_protocol::Losses;
use sluice_protocol::embed::{AnswerContext, EmbedFormat, Encoding};
use sluice_protocol::json::{Document, Limits};

use super::DEEP;

/// One input.
pub fn run(data: &[u8]) {
    requests(data);
    responses(data);
}

fn requests(data: &[u8]) {
    let Ok(document) = Document::parse(data, Limits::default()) else {
        return;
    };
    let root = document.root(data);
    for client in EmbedFormat::ALL {
        let outline = client.outline(root);
        let Ok(request) = client.decode_request(root) else {
            continue;
        };
        assert!(
            outline.is_ok_and(|outline| request.model.as_ref().is_none_or(|m| *m == outline.model)),
            "{client}: the outline is of another request"
        );
        for provider in EmbedFormat::ALL {
            let (mut out, mut losses) = (Vec::new(), Losses::default());
            let written = provider.encode_request(&request, "a-model", &mut out, &mut losses);
            if written.is_err() {
                continue;
            }
            let shown = || format!("{client} to {provider}: {}", String::from_utf8_lossy(&out));
            let again = Document::parse(&out, DEEP);
            assert!(again.is_ok(), "not JSON: {}", shown());
            let Ok(again) = again else { continue };
            let asked = provider.decode_request(again.root(&out));
            assert!(
                asked
                    .as_ref()
                    .is_ok_and(|asked| asked.inputs.len() == request.inputs.len()),
                "{asked:?}: {}",
                shown()
            );
        }
    }
}

fn responses(data: &[u8]) {
    for provider in EmbedFormat::ALL {
        let Ok(document) = provider.parse_response(data) else {
            continue;
        };
        let Ok(response) = provider.decode_response(document.root(data)) else {
            continue;
        };
        for client in EmbedFormat::ALL {
            for encoding in [Encoding::Float, Encoding::Base64] {
                let context = AnswerContext {
                    model: "a-model",
                    id: "an-id",
                    encoding,
                    input_tokens: None,
                };
                let (mut out, mut losses) = (Vec::new(), Losses::default());
                let written = client.encode_response(&response, &context, &mut out, &mut losses);
                if written.is_err() {
                    continue;
                }
                let shown = || format!("{provider} to {client}: {}", String::from_utf8_lossy(&out));
                assert!(Document::parse(&out, DEEP).is_ok(), "not JSON: {}", shown());
                let again = client.parse_response(&out);
                let Ok(again) = again else { continue };
                let answer = client.decode_response(again.root(&out));
                assert!(answer.is_ok(), "{answer:?}: {}", shown());
            }
        }
    }
}
