//! Any whole answer is read or refused, and says the same in every format.

use sluice_protocol::Losses;
use sluice_protocol::json::{Document, Limits};

use super::pairs::Pairs;
use super::said::{agree, said};
use super::{CONTEXT, DEEP};

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
    let Ok(document) = Document::parse(data, Limits::default()) else {
        return;
    };
    for provider in pairs.sources {
        let Ok(response) = provider.codec().decode_response(document.root(data)) else {
            continue;
        };
        for client in pairs.targets {
            let (mut out, mut losses) = (Vec::new(), Losses::default());
            client
                .codec()
                .encode_response(&response, &CONTEXT, &mut out, &mut losses);
            let shown = || format!("{provider} to {client}: {}", String::from_utf8_lossy(&out));
            let again = Document::parse(&out, DEEP);
            assert!(again.is_ok(), "not JSON: {}", shown());
            let Ok(again) = again else { continue };
            let answer = client.codec().decode_response(again.root(&out));
            assert!(answer.is_ok(), "{answer:?}: {}", shown());
            let Ok(answer) = answer else { continue };
            let (source, seen) = (said(*client, &response), said(*client, &answer));
            assert!(
                agree(&source, &seen),
                "{source:?} became {seen:?}: {}",
                shown()
            );
        }
    }
}
