//! Any body is read or refused, and what is written from it is a request.

use sluice_protocol::Losses;
use sluice_protocol::chat::{Part, Request, Tool};
use sluice_protocol::codec::Target;
use sluice_protocol::json::{Document, Limits};

use super::DEEP;
use super::pairs::Pairs;

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
    let root = document.root(data);
    for client in pairs.sources {
        let outline = client.codec().outline(root);
        let Ok(request) = client.codec().decode_request(root) else {
            continue;
        };
        assert!(
            outline.is_ok_and(|outline| Some(&outline.model) == request.model.as_ref()
                && outline.stream == request.stream),
            "{client}: the outline is of another request"
        );
        for provider in pairs.targets {
            let target = Target {
                model: "a-model",
                default_max_tokens: 4096,
                wants_reasoning: false,
            };
            let (mut out, mut losses) = (Vec::new(), Losses::default());
            if provider
                .codec()
                .encode_request(&request, &target, &mut out, &mut losses)
                .is_err()
            {
                continue;
            }
            let shown = || String::from_utf8_lossy(&out);
            let again = Document::parse(&out, DEEP);
            assert!(
                again.is_ok(),
                "{client} to {provider}: not JSON: {}",
                shown()
            );
            let Ok(again) = again else { continue };
            let asked = provider.codec().decode_request(again.root(&out));
            // A part that only the source knows is passed as it is where the target
            // takes its kind, and may be as broken as it was.
            assert!(
                asked.is_ok() || has_native(&request),
                "{client} to {provider}: {asked:?}: {}",
                shown()
            );
            let Ok(asked) = asked else { continue };
            let in_path = provider.codec().is_model_in_path();
            let model = if in_path { "" } else { "a-model" };
            assert!(
                asked.model.as_ref().is_some_and(|asked| *asked == model)
                    && (in_path || asked.stream == request.stream),
                "{client} to {provider}: {}",
                shown()
            );
        }
    }
}

fn has_native(request: &Request<'_>) -> bool {
    let native = |part: &Part<'_>| matches!(part, Part::Native { .. });
    let within = |part: &Part<'_>| match part {
        Part::ToolResult { content, .. } => content.iter().any(native),
        part => native(part),
    };
    let mut tools = request.tools.iter();
    tools.any(|tool| matches!(tool, Tool::Native { .. }))
        || request
            .messages
            .iter()
            .any(|message| message.parts.iter().any(within))
}
