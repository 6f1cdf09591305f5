//! Other names of models, and names with a `*`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Problems;
use super::model::{PATTERN_HINT, is_pattern};
use crate::resolved::{Names, Wildcard};
use crate::{Model, Path, raw};

pub(super) fn all(
    gateway: &raw::Gateway,
    models: &[Arc<Model>],
    path: &Path,
    problems: &mut Problems<'_>,
) -> Names {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    owners.extend(
        gateway
            .models
            .0
            .iter()
            .map(|(name, _)| (name.as_str(), name.as_str())),
    );
    let mut names = Names::default();
    for (name, raw) in &gateway.models.0 {
        let path = path.key(name.clone()).key("aliases");
        let Ok(at) = models.binary_search_by(|model| model.name.as_str().cmp(name)) else {
            continue;
        };
        if let Some(wildcard) = Wildcard::new(name) {
            names.models.push((wildcard, at));
            if !raw.aliases.is_empty() {
                problems.add(
                    path,
                    "a model with `*` in its name has no other names",
                    "write the other name as a model of its own",
                );
                continue;
            }
        }
        for (index, alias) in raw.aliases.iter().enumerate() {
            let path = path.index(index);
            if !is_pattern(alias) {
                problems.add(
                    path,
                    format!("{alias:?} cannot be the name of a model"),
                    PATTERN_HINT,
                );
                continue;
            }
            if let Some(owner) = owners.insert(alias, name) {
                problems.add(
                    path,
                    format!("{alias:?} is a name of the model {owner:?} already"),
                    "remove one of them",
                );
                continue;
            }
            match Wildcard::new(alias) {
                Some(wildcard) => names.wildcards.push((wildcard, at)),
                None => names.aliases.push((alias.clone(), at)),
            }
        }
    }
    names.sort();
    names
}
