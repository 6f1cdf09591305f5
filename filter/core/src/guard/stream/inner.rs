//! The rules over JSON that stands in a stream as a whole.

use sluice_guard::Piece;
use sluice_protocol::json::{Document, JsonError, Limits, Problem, Value};
use sluice_protocol::texts::{PieceKind, Texts};

use super::super::body::Changes;
use super::super::cluster::sort;
use super::super::look::View;
use super::super::verdict::Direction;
use super::rules::{Denied, Effect, Found, Rules};

/// Applies the rules to all texts of JSON.
///
/// # Errors
/// A match that denies; nothing of it is then to go on.
pub(super) fn apply(texts: &mut Texts<'_>, rules: &mut dyn Rules) -> Result<(), Denied> {
    let view = View::new(texts, Direction::Output);
    let mut all = Vec::with_capacity(view.groups.len());
    for group in 0..view.groups.len() {
        let mut hits = Vec::new();
        for check in 0..rules.checks() {
            let reads = |_, piece: &Piece<'_>| rules.looks_at(check, piece.kind);
            view.find((check, rules.find(check)), group, &reads, &mut hits);
        }
        sort(&mut hits);
        let text = view.text_of(group);
        let mut denied = None;
        hits.retain(|hit| {
            if denied.is_some() {
                return false;
            }
            let effect = rules.effect(&Found {
                check: hit.check,
                label: &hit.label,
                text: text.get(hit.span.clone()).unwrap_or_default(),
            });
            if effect == Effect::Deny {
                denied = Some(hit.check);
            }
            effect == Effect::Replace
        });
        if denied.is_some() {
            return Err(Denied { check: denied });
        }
        all.push(hits);
    }
    let swaps = view.replaced(all, &mut |place, text, _| {
        rules.replacement(&Found {
            check: place.winner.check,
            label: &place.winner.label,
            text,
        })
    });
    let changes = Changes::new(&view, swaps);
    drop(view);
    changes.make(texts);
    Ok(())
}

/// JSON with the rules applied to its texts, which `read` finds; `None` if it is none.
pub(super) fn changed(
    raw: &[u8],
    rules: &mut dyn Rules,
    read: impl for<'a> FnOnce(Value<'a>) -> Texts<'a>,
) -> Result<Option<Vec<u8>>, Denied> {
    let document = match Document::parse(raw, Limits::default()) {
        Ok(document) => document,
        Err(JsonError {
            problem: Problem::Depth | Problem::Size,
            ..
        }) => return unread(raw, rules).map(|()| None),
        Err(_) => return Ok(None),
    };
    let mut texts = read(document.root(raw));
    if texts.is_unreadable() && rules.is_closed() {
        return Err(Denied { check: None });
    }
    apply(&mut texts, rules)?;
    Ok(Some(texts.apply()))
}

/// JSON that is too much to be opened: as it is written all of it can be read, but for
/// what is escaped.
///
/// # Errors
/// Something is, and must be read.
pub(super) fn unread(raw: &[u8], rules: &dyn Rules) -> Result<(), Denied> {
    if raw.contains(&b'\\') && rules.is_closed() {
        return Err(Denied { check: None });
    }
    Ok(())
}

/// A text that is JSON itself, with the rules applied; `None` if it is none.
pub(super) fn changed_text(
    text: &str,
    kind: PieceKind,
    rules: &mut dyn Rules,
) -> Result<Option<String>, Denied> {
    let changed = changed(text.as_bytes(), rules, |root| Texts::free(kind, root))?;
    Ok(changed.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}
