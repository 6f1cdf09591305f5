//! Any bytes with any status are an error that can be told, in every format.

use sluice_protocol::WireFormat;
use sluice_protocol::json::Document;

use super::DEEP;
use super::pairs::Pairs;

const STATUSES: &[u16] = &[
    0, 200, 400, 401, 404, 408, 413, 422, 429, 500, 503, 529, 999,
];

/// One input, as every pair of formats.
pub fn run(data: &[u8]) {
    check(Pairs::ALL, Pairs::named_by(data).1);
}

/// One input, as the pair of formats that it names.
pub fn run_pair(data: &[u8]) {
    let (pairs, data) = Pairs::named_by(data);
    check(pairs, data);
}

fn check(pairs: Pairs, data: &[u8]) {
    for provider in pairs.sources {
        for status in STATUSES {
            let error = provider.codec().decode_error(*status, data);
            assert!(!error.message.is_empty(), "{provider}: no message");
            for client in pairs.targets {
                let mut out = Vec::new();
                client.codec().encode_error(&error, &mut out);
                let shown = || format!("{provider} to {client}: {}", String::from_utf8_lossy(&out));
                assert!(Document::parse(&out, DEEP).is_ok(), "not JSON: {}", shown());
                let told = client.codec().decode_error(error.status, &out);
                // A format may lead in with words that its clients look for.
                assert!(
                    told.message.ends_with(&*error.message),
                    "{error:?}: {}",
                    shown()
                );
                assert_eq!(told.status, error.status, "{}", shown());
                if *client == WireFormat::GeminiGenerate {
                    assert_eq!(told.retry_after, error.retry_after, "{}", shown());
                }
            }
        }
    }
}
