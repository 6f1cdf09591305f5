//! Personal data as it is written in gateway.yaml.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::entity::Entity;
use super::rows;
use super::{Pii, Wanted};
use crate::spec::SpecError;

/// Personal data and other identifiers: e-mail addresses, card numbers, national numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PiiCheck")
)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// What to look for: names of entities as in docs/guardrails/pii.md, families of them
    /// (`US`), `default` or `all`. Without any, the default set. An entity that is named
    /// itself is believed without a word near it where its check digits are right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<String>,
    /// How sure a match must be to count, from 0 to 1; 0.4 without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f32>,
    /// The same for single entities.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub min_scores: BTreeMap<String, f32>,
    /// Values that are never reported, in any case of letters. A domain also stands for
    /// e-mail addresses and URLs in it and below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
}

/// How sure a match must be where nobody says otherwise.
pub(crate) const MIN_SCORE: f32 = 0.4;

/// What needs a model of language, and so cannot be found here.
pub(crate) const NEED_A_MODEL: &[&str] = &[
    "PERSON",
    "LOCATION",
    "ORGANIZATION",
    "NRP",
    "AGE",
    "GENDER",
    "TITLE",
    "ID",
    "FAC",
    "GPE",
];

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// Every problem found.
    pub fn compile(&self) -> Result<Pii, Vec<SpecError>> {
        let mut errors = Vec::new();
        let mut wanted: Vec<&'static Entity> = Vec::new();
        for (at, name) in self.entities.iter().enumerate() {
            match chosen(name) {
                Ok(found) => wanted.extend(found),
                Err((problem, mend)) => errors.push(SpecError {
                    at: format!("pii.entities[{at}]"),
                    problem,
                    mend,
                }),
            }
        }
        if self.entities.is_empty() {
            wanted.extend(rows::all().filter(|entity| entity.is_default));
        }
        let min_score = self.min_score.unwrap_or(MIN_SCORE);
        errors.extend(out_of_range("pii.min_score".to_owned(), min_score));
        for (name, score) in &self.min_scores {
            let at = format!("pii.min_scores.{name}");
            if !rows::all().any(|entity| entity.name == name) {
                let (problem, mend) = unknown(name);
                errors.push(SpecError {
                    at: at.clone(),
                    problem,
                    mend,
                });
            }
            errors.extend(out_of_range(at, *score));
        }
        if let Some(at) = self.allow.iter().position(|value| value.trim().is_empty()) {
            errors.push(SpecError {
                at: format!("pii.allow[{at}]"),
                problem: "is empty".to_owned(),
                mend: "write a value that is not to be reported, or take the line out".to_owned(),
            });
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let in_order =
            rows::all().filter(|entity| wanted.iter().any(|one| one.name == entity.name));
        let wanted = in_order.map(|entity| {
            let own = self.min_scores.get(entity.name).copied();
            Wanted {
                entity,
                min_score: (own.unwrap_or(min_score) * 100.0).round() as u8,
                is_named: self.entities.iter().any(|name| name == entity.name),
            }
        });
        Ok(Pii::new(wanted.collect(), &self.allow))
    }
}

fn out_of_range(at: String, score: f32) -> Option<SpecError> {
    (!(0.0..=1.0).contains(&score)).then(|| SpecError {
        at,
        problem: "is not between 0 and 1".to_owned(),
        mend: "write a number from 0 to 1, such as 0.4".to_owned(),
    })
}

/// The names of the entities that a name stands for; if it stands for none the problem
/// and its mend.
pub(crate) fn named(name: &str) -> Result<Vec<&'static str>, (String, String)> {
    let found = chosen(name)?;
    Ok(found.into_iter().map(|entity| entity.name).collect())
}

/// The entities that a name stands for; if it stands for none the problem and its mend.
fn chosen(name: &str) -> Result<Vec<&'static Entity>, (String, String)> {
    let is_meant = |entity: &&Entity| {
        entity.name == name
            || entity.family == name
            || name.eq_ignore_ascii_case("all")
            || (name.eq_ignore_ascii_case("default") && entity.is_default)
    };
    let found: Vec<_> = rows::all().filter(is_meant).collect();
    if found.is_empty() {
        Err(unknown(name))
    } else {
        Ok(found)
    }
}

fn unknown(name: &str) -> (String, String) {
    if NEED_A_MODEL.contains(&name) {
        return (
            format!("{name} cannot be found by its shape"),
            "use a guardrail with a Presidio service for it".to_owned(),
        );
    }
    let names = rows::all().flat_map(|entity| [entity.name, entity.family]);
    let nearest = nearest(names, name);
    (
        format!("there is no entity {name:?}"),
        format!("the nearest is {}", nearest.unwrap_or_default()),
    )
}

/// The name that is most like another one.
pub(crate) fn nearest<'n>(names: impl Iterator<Item = &'n str>, name: &str) -> Option<&'n str> {
    names.min_by_key(|known| distance(known, name))
}

/// How many letters are to be changed, added or taken out; letters in any case.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<u8> = other.bytes().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, a) in one.bytes().enumerate() {
        let mut corner = above;
        let mut left = above + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (slot, b) in row.iter_mut().skip(1).zip(&other) {
            let change = corner + usize::from(!a.eq_ignore_ascii_case(b));
            corner = *slot;
            left = change.min(*slot + 1).min(left + 1);
            *slot = left;
        }
    }
    row.last().copied().unwrap_or_default()
}
