//! What is found in the corpus against what is in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sluice_guard::{Check, Find, find_all};

use crate::build::{is_secret, schemes};
use crate::scheme::Class;
use crate::text::{Label, Text};

#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) labelled: usize,
    pub(crate) found: usize,
    pub(crate) wrong: usize,
    pub(crate) examples: Vec<String>,
}

impl Tally {
    pub(crate) fn precision(&self) -> f64 {
        let fired = self.found + self.wrong;
        if fired == 0 {
            1.0
        } else {
            self.found as f64 / fired as f64
        }
    }

    pub(crate) fn recall(&self) -> f64 {
        if self.labelled == 0 {
            1.0
        } else {
            self.found as f64 / self.labelled as f64
        }
    }
}

struct Fired {
    label: Label,
    score: f32,
}

/// What all checks find in a text, as the product resolves it: what lies within a surer
/// match of something else is dropped.
fn fired(checks: &[Check], text: &str) -> Vec<Fired> {
    let mut all = Vec::new();
    for check in checks {
        let Check::Find(find) = check else { continue };
        let find: &dyn Find = find.as_ref();
        for found in find_all(find, text) {
            let chars = |end: usize| text[..end].chars().count();
            all.push(Fired {
                label: Label {
                    entity: found.label.as_str().to_owned(),
                    start: chars(found.span.start),
                    end: chars(found.span.end),
                },
                score: found.score,
            });
        }
    }
    let within = |one: &Label, other: &Label| {
        other.start <= one.start && one.end <= other.end && one.entity != other.entity
    };
    let kept = |one: &&Fired| {
        !all.iter().any(|other| {
            within(&one.label, &other.label)
                && other.score > one.score
                && !(other.label.entity == "URL" && is_secret(&one.label.entity))
        })
    };
    let kept: Vec<Fired> = all
        .iter()
        .filter(kept)
        .map(|fired| Fired {
            label: fired.label.clone(),
            score: fired.score,
        })
        .collect();
    kept
}

fn touches(one: &Label, other: &Label) -> bool {
    one.start < other.end && other.start < one.end
}

fn is_same(one: &Label, other: &Label) -> bool {
    let touches = touches(one, other);
    let spans = one.start == other.start && one.end == other.end;
    one.entity == other.entity && (spans || (one.entity == "DATE_TIME" && touches))
}

/// A tally an entity.
pub(crate) fn measure(
    checks: &[Check],
    known: &[&str],
    corpus: &[Text],
) -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for text in corpus {
        let fired = fired(checks, &text.text);
        for label in text
            .labels
            .iter()
            .filter(|label| known.contains(&label.entity.as_str()))
        {
            let tally = tallies.entry(label.entity.clone()).or_default();
            tally.labelled += 1;
            if fired.iter().any(|fired| is_same(&fired.label, label)) {
                tally.found += 1;
            } else {
                tally.examples.push(format!("missed in {:?}", text.text));
            }
        }
        for one in &fired {
            if text.labels.iter().any(|label| is_same(&one.label, label)) {
                continue;
            }
            // A link that is a secret is a link.
            let is_link = one.label.entity == "URL"
                && text
                    .labels
                    .iter()
                    .any(|label| is_secret(&label.entity) && touches(label, &one.label));
            // As sure as what is right, of the same characters: nobody can tell.
            let tied = fired.iter().any(|other| {
                other.score == one.score
                    && (other.label.start, other.label.end) == (one.label.start, one.label.end)
                    && text.labels.iter().any(|label| is_same(&other.label, label))
            });
            if !tied && !is_link {
                let tally = tallies.entry(one.label.entity.clone()).or_default();
                tally.wrong += 1;
                let span: String = text
                    .text
                    .chars()
                    .skip(one.label.start)
                    .take(one.label.end - one.label.start)
                    .collect();
                tally.examples.push(format!(
                    "{span:?} at {} in {:?} ({})",
                    one.score, text.text, text.kind
                ));
            }
        }
    }
    tallies
}

/// What an entity has to reach.
pub(crate) fn floor(entity: &str) -> f64 {
    match schemes().find(|scheme| scheme.entity == entity) {
        Some(scheme) if scheme.class.has_checksum() => 0.99,
        _ => 0.95,
    }
}

pub(crate) fn table(tallies: &BTreeMap<String, Tally>) -> String {
    let mut table = String::from(
        "| entity | evidence | labelled | found | false | precision | recall |\n|---|---|---|---|---|---|---|\n",
    );
    for (entity, tally) in tallies {
        let class = schemes()
            .find(|scheme| scheme.entity == entity)
            .map(|scheme| scheme.class);
        let evidence = match class {
            Some(Class::Strong) => "checksum and shape",
            Some(Class::Weak) => "checksum and words",
            Some(Class::Shape) => "shape",
            Some(Class::Plain) => "shape and words",
            None => "",
        };
        let _ = writeln!(
            table,
            "| {entity} | {evidence} | {} | {} | {} | {:.3} | {:.3} |",
            tally.labelled,
            tally.found,
            tally.wrong,
            tally.precision(),
            tally.recall(),
        );
    }
    table
}
