//! Everything that can be found by a name, whichever check finds it: for tools that ask
//! for entities and not for guardrails.

use crate::check::Check;
use crate::find::{Match, find_all};
use crate::pii;
use crate::secrets;

/// What is known of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityInfo {
    /// Its name, as in gateway.yaml.
    pub name: &'static str,
    /// What it is, as a phrase without a full stop.
    pub title: &'static str,
    /// What is checked beyond its shape; empty if nothing is.
    pub proof: &'static str,
    /// Which family it is of: a country, `GLOBAL`.
    pub family: &'static str,
    /// Whether it is looked for where nobody says what to look for.
    pub is_default: bool,
}

/// A name that no entity has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; {mend}")]
pub struct UnknownEntity {
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
}

/// Every entity that is known, in the order of the docs.
#[must_use]
pub fn entities() -> Vec<EntityInfo> {
    pii::entities().chain(secrets::entities()).collect()
}

/// The checks that find entities: by their names, by a family's name, by `default` or by
/// `all`. `min_score` is what a match must reach; 0.4 without it.
///
/// # Errors
/// A name that is not known, with the nearest one.
pub fn detect(names: &[&str], min_score: Option<f32>) -> Result<Vec<Check>, UnknownEntity> {
    let mut of_pii = Vec::new();
    let mut of_secrets = Vec::new();
    for name in names {
        let before = of_secrets.len();
        of_secrets.extend(secrets::named(name).map(str::to_owned));
        match pii::named(name) {
            Ok(_) => of_pii.push((*name).to_owned()),
            Err(_) if of_secrets.len() > before => {}
            Err((problem, mend)) if pii::NEED_A_MODEL.contains(name) => {
                return Err(UnknownEntity { problem, mend });
            }
            Err((problem, _)) => {
                let all = entities();
                let names = all.iter().flat_map(|entity| [entity.name, entity.family]);
                let nearest = pii::nearest(names, name).unwrap_or_default();
                let mend = format!("the nearest is {nearest}");
                return Err(UnknownEntity { problem, mend });
            }
        }
    }
    let mut checks = Vec::new();
    if !of_pii.is_empty() {
        let spec = pii::Spec {
            entities: of_pii,
            min_score,
            ..pii::Spec::default()
        };
        let found = spec.compile().map_err(first)?;
        checks.push(Check::Find(Box::new(found)));
    }
    if !of_secrets.is_empty() {
        let spec = secrets::Spec {
            kinds: of_secrets,
            min_score,
            ..secrets::Spec::default()
        };
        let found = spec.compile().map_err(first)?;
        checks.push(Check::Find(Box::new(found)));
    }
    Ok(checks)
}

/// What checks find in a whole text, in order of the beginnings. What is wholly inside a
/// match that is at least as sure is left out.
#[must_use]
pub fn find_entities(checks: &[Check], text: &str) -> Vec<Match> {
    let mut all: Vec<Match> = Vec::new();
    for check in checks {
        if let Check::Find(find) = check {
            all.extend(find_all(find.as_ref(), text));
        }
    }
    all.sort_by(|one, other| {
        (one.span.start.cmp(&other.span.start))
            .then(other.span.end.cmp(&one.span.end))
            .then(other.score.total_cmp(&one.score))
    });
    let mut around: Vec<(usize, f32)> = Vec::new();
    all.retain(|found| {
        around.retain(|(end, _)| *end > found.span.start);
        let is_inside =
            |(end, score): &(usize, f32)| *end >= found.span.end && *score >= found.score;
        let stays = !around.iter().any(is_inside);
        if stays {
            around.push((found.span.end, found.score));
        }
        stays
    });
    all
}

fn first(errors: Vec<crate::spec::SpecError>) -> UnknownEntity {
    let first = errors.into_iter().next();
    let (problem, mend) = first.map_or_else(Default::default, |error| {
        (format!("{} {}", error.at, error.problem), error.mend)
    });
    UnknownEntity { problem, mend }
}
