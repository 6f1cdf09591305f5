//! The edits that nearly every format needs.

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

/// What makes a body ask for `model` and changes nothing else, for operations that are
/// passed on as they are. A body that names none gets it as its first member.
#[must_use]
pub fn set_model(root: Value<'_>, model: &str) -> Edits {
    let mut edits = Edits::default();
    if model_edit(root, model, &mut edits).is_some() || !root.is_object() {
        return edits;
    }
    let mut with = br#""model":"#.to_vec();
    Writer::new(&mut with).str(model);
    if root.members().next().is_some() {
        with.push(b',');
    }
    let inside = root.span().start + 1;
    edits.push(Edit {
        span: inside..inside,
        with,
    });
    edits
}
