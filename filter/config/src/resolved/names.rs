//! Which model a client means.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Allowed, Config, Model, find};
use crate::resolve::{account_for, needs};
use crate::shape::distance;

/// Longer ones are the names of nothing.
const MAX_NAME: usize = 256;
const MAX_NEAREST: usize = 3;

/// The names of models beside their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Other names, sorted, and the model's place in [`Config::models`].
    pub(crate) aliases: Vec<(String, usize)>,
    /// Other names with a `*`, those with the most literal text first.
    pub(crate) wildcards: Vec<(Wildcard, usize)>,
    /// Models with a `*` in their names, likewise.
    pub(crate) models: Vec<(Wildcard, usize)>,
}

impl Names {
    pub(crate) fn sort(&mut self) {
        self.aliases.sort();
        for list in [&mut self.wildcards, &mut self.models] {
            list.sort_by_key(|(wildcard, _)| Reverse(wildcard.literal()));
        }
    }
}

/// A name in which one `*` stands for anything but nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wildcard {
    start: String,
    end: String,
}

impl Wildcard {
    /// None if there is no `*` in it.
    pub(crate) fn new(name: &str) -> Option<Self> {
        let (start, end) = name.split_once('*')?;
        Some(Self {
            start: start.to_owned(),
            end: end.to_owned(),
        })
    }

    const fn literal(&self) -> usize {
        self.start.len() + self.end.len()
    }

    /// What the `*` stands for in a name, if it fits.
    pub(crate) fn matched<'n>(&self, name: &'n str) -> Option<&'n str> {
        let rest = name.strip_prefix(self.start.as_str())?;
        let matched = rest.strip_suffix(self.end.as_str())?;
        (!matched.is_empty()).then_some(matched)
    }
}

impl Config {
    /// The model that a client means by this name: a model's own name, else one of
    /// its other names, else a name with a `*` that fits, the one with the most
    /// literal text first; at last `provider/model`, where that is allowed.
    ///
    /// Where the name has a `*` the targets ask for what it stood for, and the model
    /// is made for this call.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<Arc<Model>> {
        let is_readable = !name.contains('*') && !name.chars().any(char::is_control);
        if name.len() > MAX_NAME || !is_readable {
            return None;
        }
        if let Some(model) = find(&self.models, name, |model| &model.name) {
            return Some(Arc::clone(model));
        }
        if let Some(at) = self.alias(name) {
            return self.models.get(at).cloned();
        }
        let mut models = self.names.models.iter();
        let found = models.find_map(|(wildcard, at)| Some((wildcard.matched(name)?, *at)));
        if let Some((matched, at)) = found {
            let model = self.models.get(at)?;
            return Some(Arc::new(self.instance(model, name, matched)));
        }
        let (provider, rest) = name.split_once('/')?;
        let direct = self.direct.iter();
        let model = direct
            .filter(|_| !rest.is_empty())
            .find(|model| model.name.strip_suffix("/*") == Some(provider))?;
        Some(Arc::new(self.instance(model, name, rest)))
    }

    fn alias(&self, name: &str) -> Option<usize> {
        let exact = self
            .names
            .aliases
            .binary_search_by(|(alias, _)| alias.as_str().cmp(name));
        if let Ok(found) = exact {
            return self.names.aliases.get(found).map(|(_, at)| *at);
        }
        let mut wildcards = self.names.wildcards.iter();
        let found = wildcards.find(|(wildcard, _)| wildcard.matched(name).is_some());
        found.map(|(_, at)| *at)
    }

    /// A model with `*` in its name, for what that stands for in this request.
    fn instance(&self, model: &Model, name: &str, matched: &str) -> Model {
        let mut model = model.clone();
        name.clone_into(&mut model.key);
        for target in &mut model.targets {
            if target.model.contains('*') {
                target.model = target.model.replacen('*', matched, 1);
                target.card = self.catalogue.card(&target.provider, &target.model);
                target.provider = account_for(&target.provider, &target.model);
            }
        }
        let answering = model
            .shadow
            .map_or(model.targets.len(), |shadow| shadow.target);
        let targets = model.targets.get(..answering).unwrap_or_default();
        model.needs = needs(&model.route, targets, &self.catalogue);
        model
    }

    /// Every name that clients may use as it is, with the model it means, sorted;
    /// those with a `*` are not among them.
    pub fn names(&self) -> impl Iterator<Item = (&str, &Arc<Model>)> {
        let own = self
            .models
            .iter()
            .filter(|model| !model.name.contains('*'))
            .map(|model| (model.name.as_str(), model));
        let others = self
            .names
            .aliases
            .iter()
            .filter_map(|(alias, at)| Some((alias.as_str(), self.models.get(*at)?)));
        let mut all: Vec<(&str, &Arc<Model>)> = own.chain(others).collect();
        all.sort_by_key(|(name, _)| *name);
        all.into_iter()
    }

    /// At most three names that are like this one, the most like first, of models
    /// that are allowed.
    #[must_use]
    pub fn nearest(&self, name: &str, allowed: &Allowed) -> Vec<&str> {
        if name.len() > MAX_NAME {
            return Vec::new();
        }
        let written = name.to_ascii_lowercase();
        let mut near: Vec<(usize, &str)> = self
            .names()
            .filter(|(_, model)| allowed.include(model))
            .filter_map(|(known, _)| Some((unlikeness(&written, known)?, known)))
            .collect();
        near.sort_unstable();
        near.truncate(MAX_NEAREST);
        near.into_iter().map(|(_, known)| known).collect()
    }
}

/// How far a known name is from what was written in lowercase; none if it is not
/// like it.
fn unlikeness(written: &str, known: &str) -> Option<usize> {
    let known = known.to_ascii_lowercase();
    let bare = |name: &str| {
        name.rsplit_once('/')
            .map_or(name.len(), |(_, last)| last.len())
    };
    // A vendor before the name, or a version after it, is no great difference.
    let (longer, shorter) = if written.len() > known.len() {
        (written, known.as_str())
    } else {
        (known.as_str(), written)
    };
    let is_part = shorter.len() >= 3 && longer.contains(shorter);
    let longest = bare(written).max(bare(&known));
    let bound = (longest / 3).max(2);
    if is_part {
        return Some(bound.min(longer.len() - shorter.len()));
    }
    if written.len().abs_diff(known.len()) > bound {
        return None;
    }
    Some(distance(written, &known)).filter(|distance| *distance <= bound)
}
