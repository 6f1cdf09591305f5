//! The native path's edits: the model, and that a stream tells its usage.

use crate::json::{Edit, Edits, Value};
use crate::native::model_edit;

/// What must change in a request body so that it asks for `model`, and for the usage
/// event if it asks for a stream.
pub(crate) fn edits(root: Value<'_>, model: &str) -> Edits {
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
