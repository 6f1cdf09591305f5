//! Edits of the keys that Sluice owns in a request.

use crate::format::WireFormat;
use crate::json::{Edit, Edits, Value, Writer};

/// What must change in `root`, a request body of `format`, so that it asks for
/// `model`; and, where a stream only tells its usage on request, that it does.
///
/// Every edit stands as near to the front as it can, so that a body whose
/// `model` comes first is not copied for it.
#[must_use]
pub fn edits(format: WireFormat, root: Value<'_>, model: &str) -> Edits {
    let mut edits = Edits::default();
    let Some(written) = root.get("model") else {
        return edits;
    };
    if written.text().is_none_or(|text| text != model) {
        let mut with = Vec::with_capacity(model.len() + 2);
        Writer::new(&mut with).str(model);
        edits.push(Edit {
            span: written.span(),
            with,
        });
    }
    if format == WireFormat::OpenAiChat
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
