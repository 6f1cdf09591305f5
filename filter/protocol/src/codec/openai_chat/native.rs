//! A body or a stream of this format that goes to a provider of this format.

use crate::json::{Edit, Edits, Value};
use crate::native::model_edit;
use crate::search::search;

pub(super) fn edits(root: Value<'_>, model: &str) -> Edits {
    let mut edits = Edits::default();
    if let Some(written) = model_edit(root, model, &mut edits)
        && root.get("stream").and_then(|stream| stream.bool()) == Some(true)
    {
        ask_for_usage(root, written, &mut edits);
    }
    edits
}
/// Makes `stream_options.include_usage` true.
fn ask_for_usage(root: Value<'_>, model: Value<'_>, edits: &mut Edits) {
    const OPTION: &[u8] = br#""include_usage":true"#;
    let Some(options) = root.get("stream_options") else {
        let with = [br#","stream_options":{"#.as_slice(), OPTION, b"}"].concat();
        let end = model.span().end;
        // Behind the model's own edit, if there is one.
        edits.push(Edit {
            span: end..end,
            with,
        });
        return;
    };
    if !options.is_object() {
        edits.push(Edit {
            span: options.span(),
            with: [b"{".as_slice(), OPTION, b"}"].concat(),
        });
        return;
    }
    match options.get("include_usage") {
        Some(asked) if asked.bool() == Some(true) => {}
        Some(asked) => edits.push(Edit {
            span: asked.span(),
            with: b"true".to_vec(),
        }),
        None => {
            let inside = options.span().start + 1;
            let comma: &[u8] = if options.members().next().is_some() {
                b","
            } else {
                b""
            };
            edits.push(Edit {
                span: inside..inside,
                with: [OPTION, comma].concat(),
            });
        }
    }
}

pub(super) fn has_content(events: &[u8]) -> bool {
    const TEXT: &[u8] = br#"content":""#;
    let text = search!(TEXT, |finder| finder.find_iter(events).any(|at| {
        events
            .get(at + TEXT.len())
            .is_some_and(|next| *next != b'"')
    }));
    text || search!(br#""tool_calls":["#, |finder| finder.find(events)).is_some()
}
