//! Quirks put into practice: edits of a body that leave every other byte alone.
//!
//! One way for both paths: the client's own body on the native path, and what an
//! encoder has written elsewhere. So the two cannot differ.

use memchr::memmem;

use super::quirk::{Change, Quirks};
use crate::format::WireFormat;
use crate::json::{Document, Edit, Edits, Limits, Text, Value, Writer};
use crate::loss::{LossAction, Losses};
use crate::native::model_edit;

/// Containers nested in this many others are not looked into: it reaches
/// `tools[].function.strict`, not the schemas and texts below.
const LEVELS: usize = 4;

/// Values that ask for what happens anyway, so that nothing is lost without them.
const DEFAULTS: &[(&str, &str)] = &[
    ("n", "1"),
    ("temperature", "1"),
    ("top_p", "1"),
    ("logprobs", "false"),
    ("frequency_penalty", "0"),
    ("presence_penalty", "0"),
    ("store", "false"),
    ("parallel_tool_calls", "true"),
    ("logit_bias", "{}"),
    ("service_tier", "\"auto\""),
];

/// Names of the output limit, the one that counts if both are there first.
const LIMITS: [&str; 2] = ["max_completion_tokens", "max_tokens"];

/// Where servers look for the reasoning of earlier turns.
const REASONING: &[&str] = &["reasoning_content", "reasoning", "reasoning_details"];

impl Quirks {
    /// What must change in any body of a client that goes to a provider of its own
    /// format.
    pub(super) fn native(self, format: WireFormat, model: &str, outline: Value<'_>) -> Edits {
        if self.must_ask_for_usage(model) {
            return format.codec().native_edits(outline, model);
        }
        let mut edits = Edits::default();
        model_edit(outline, model, &mut edits);
        edits
    }

    /// Adds what must change in `bytes`, a body for `model`, of which `outline` shows
    /// at least the top level.
    pub(super) fn edit(
        self,
        model: &str,
        bytes: &[u8],
        outline: Value<'_>,
        edits: &mut Edits,
        losses: &mut Losses,
    ) {
        let changes = self.changes(model);
        if changes.clone().next().is_none() {
            return;
        }
        edit_members(outline, edits, |name, value| {
            changes
                .clone()
                .map(|change| top(change, name, value, outline, losses))
                .find(|fate| !matches!(fate, Fate::Keep))
                .unwrap_or(Fate::Keep)
        });
        let may_be_inside = |change: &Change| {
            change
                .inside()
                .is_some_and(|word| memmem::find(bytes, word).is_some())
        };
        // A word may be written in escapes, which nobody does.
        let has_escapes = || memmem::find(bytes, b"\\u00").is_some();
        let inside = changes.filter(|change| change.inside().is_some());
        if inside
            .clone()
            .any(|change| may_be_inside(&change) || has_escapes())
            && let Ok(document) = Document::upper(bytes, Limits::default(), LEVELS)
        {
            inside.for_each(|change| deep(change, document.root(bytes), edits, losses));
        }
    }
}

/// What becomes of a member of an object.
enum Fate {
    Keep,
    Remove,
    /// Another value.
    Value(Vec<u8>),
    /// Another name for the same value.
    Name(&'static str),
}

/// Edits the members of an object. Neighbours that go, go in one edit, with their
/// commas.
fn edit_members(
    object: Value<'_>,
    edits: &mut Edits,
    mut fate_of: impl FnMut(&Text<'_>, Value<'_>) -> Fate,
) {
    let mut kept_end = None;
    let mut going: Option<std::ops::Range<usize>> = None;
    for ((_, span), (name, value)) in object.member_spans().zip(object.members()) {
        let fate = fate_of(&name, value);
        if let Fate::Remove = fate {
            let start = going.map_or(span.start, |going| going.start);
            going = Some(start..span.end);
            continue;
        }
        if let Some(gone) = going.take() {
            edits.push(Edit {
                span: gone.start..span.start,
                with: Vec::new(),
            });
        }
        kept_end = Some(span.end);
        match fate {
            Fate::Keep | Fate::Remove => {}
            Fate::Value(with) => edits.push(Edit {
                span: value.span(),
                with,
            }),
            Fate::Name(new) => {
                let mut with = Vec::with_capacity(new.len() + 3 + value.span().len());
                Writer::new(&mut with).str(new);
                with.push(b':');
                with.extend_from_slice(value.raw());
                edits.push(Edit { span, with });
            }
        }
    }
    if let Some(gone) = going {
        edits.push(Edit {
            span: kept_end.unwrap_or(gone.start)..gone.end,
            with: Vec::new(),
        });
    }
}

/// What a change makes of a top-level member.
fn top(
    change: Change,
    name: &Text<'_>,
    value: Value<'_>,
    root: Value<'_>,
    losses: &mut Losses,
) -> Fate {
    match change {
        Change::Drop(field) if *name == *field => {
            if !is_default(field, value) {
                losses.dropped(field, "this provider does not take it");
            }
            Fate::Remove
        }
        Change::NoStreamOptions if *name == "stream_options" => Fate::Remove,
        Change::Rename { from, to } if *name == *from => {
            if root.get_some(to).is_some() {
                losses.dropped(from, "it is given under its other name too");
                Fate::Remove
            } else {
                Fate::Name(to)
            }
        }
        Change::LimitIs(wanted) if LIMITS.iter().any(|limit| *name == **limit) => {
            let winner = LIMITS
                .iter()
                .find(|limit| root.get_some(limit).is_some())
                .copied()
                .unwrap_or(wanted);
            if *name != *winner {
                Fate::Remove
            } else if winner == wanted {
                Fate::Keep
            } else {
                Fate::Name(wanted)
            }
        }
        Change::Clamp { field, least, most } if *name == *field => {
            let is = |holds: fn(&f64, &f64) -> bool, bound: &str| {
                let bound = bound.parse().ok();
                value
                    .f64()
                    .zip(bound)
                    .is_some_and(|(number, bound)| holds(&number, &bound))
            };
            let with = if is(f64::lt, least) {
                least
            } else if is(f64::gt, most) {
                most
            } else {
                return Fate::Keep;
            };
            losses.push(
                LossAction::Clamped,
                field,
                format!("this provider takes {least} to {most}"),
            );
            Fate::Value(with.as_bytes().to_vec())
        }
        Change::Words { field, known } if *name == *field => {
            let is_known = value
                .text()
                .is_some_and(|text| known.iter().any(|word| text == **word));
            if is_known {
                return Fate::Keep;
            }
            if !value.is_null() {
                let reason = format!("this provider knows {} only", known.join(", "));
                losses.dropped(field, reason);
            }
            Fate::Remove
        }
        Change::Most { field, count } if *name == *field => most(field, count, value, losses),
        _ => Fate::Keep,
    }
}

fn is_default(field: &str, value: Value<'_>) -> bool {
    let mut defaults = DEFAULTS.iter().filter(|(name, _)| *name == field);
    value.is_null()
        || defaults.any(|(_, default)| {
            value.raw() == default.as_bytes()
                || value.number().is_some() && value.f64() == default.parse().ok()
        })
}

/// The first items of a list that is too long.
fn most(field: &'static str, count: usize, value: Value<'_>, losses: &mut Losses) -> Fate {
    if value.items().count() <= count {
        return Fate::Keep;
    }
    losses.push(
        LossAction::Clamped,
        field,
        format!("this provider takes {count}, the first are kept"),
    );
    let mut with = Vec::new();
    let mut writer = Writer::new(&mut with);
    writer.begin_array();
    value
        .items()
        .take(count)
        .for_each(|item| writer.value(item));
    writer.end_array();
    Fate::Value(with)
}

/// Applies a change to what is inside of messages and tools.
fn deep(change: Change, root: Value<'_>, edits: &mut Edits, losses: &mut Losses) {
    if change == Change::NoStrict {
        no_strict(root, edits, losses);
        return;
    }
    let messages = root
        .get("messages")
        .into_iter()
        .flat_map(|list| list.items());
    for (index, message) in messages.enumerate() {
        edit_members(message, edits, |name, value| match change {
            Change::NoDeveloper
                if *name == "role" && value.text().is_some_and(|role| role == "developer") =>
            {
                Fate::Value(br#""system""#.to_vec())
            }
            Change::NoNames if *name == "name" => {
                losses.dropped(
                    format!("messages[{index}].name"),
                    "this provider does not take it",
                );
                Fate::Remove
            }
            Change::NoReasoning if REASONING.iter().any(|field| *name == **field) => {
                if !value.is_null() {
                    losses.dropped(
                        format!("messages[{index}].{name}"),
                        "this provider takes no reasoning back",
                    );
                }
                Fate::Remove
            }
            _ => Fate::Keep,
        });
    }
}

fn no_strict(root: Value<'_>, edits: &mut Edits, losses: &mut Losses) {
    let tools = root.get("tools").into_iter().flat_map(|list| list.items());
    let functions = tools
        .enumerate()
        .filter_map(|(index, tool)| Some((format!("tools[{index}]"), tool.get("function")?)));
    let output = root
        .get("response_format")
        .and_then(|format| format.get("json_schema"))
        .map(|schema| ("response_format.json_schema".to_owned(), schema));
    for (at, holder) in functions.chain(output) {
        edit_members(holder, edits, |name, value| {
            if *name != "strict" {
                return Fate::Keep;
            }
            if value.bool() == Some(true) {
                losses.dropped(format!("{at}.strict"), "this provider cannot demand it");
            }
            Fate::Remove
        });
    }
}
