//! The edit that nearly every format needs.

use crate::json::{Edit, Edits, Value, Writer};

/// Makes the member `model` of `root` say `model`; nothing if it does already.
/// Returns the member, if there is one.
pub(crate) fn model_edit<'a>(root: Value<'a>, model: &str, edits: &mut Edits) -> Option<Value<'a>> {
    let written = root.get("model")?;
    if written.text().is_none_or(|text| text != model) {
        let mut with = Vec::with_capacity(model.len() + 2);
        Writer::new(&mut with).str(model);
        edits.push(Edit {
            span: written.span(),
            with,
        });
    }
    Some(written)
}
