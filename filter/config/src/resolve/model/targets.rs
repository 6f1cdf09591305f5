//! The different targets of a model, each once.

use std::sync::Arc;

use super::super::{Problems, data, suggest};
use crate::catalogue::Catalogue;
use crate::{
    Card, Condition, Feature, Group, Needs, Node, Path, Provider, Sticky, Strategy, Target, raw,
};

const MAX_TARGETS: usize = 16;
const MAX_MODEL: usize = 256;

/// Collects the targets on the way through a tree.
pub(super) struct Targets<'a> {
    providers: &'a [Arc<Provider>],
    catalogue: &'a Catalogue,
    /// Whether the model's name has a `*` that a target's may repeat.
    is_wildcard: bool,
    found: Vec<Target>,
}

impl<'a> Targets<'a> {
    pub(super) const fn new(
        providers: &'a [Arc<Provider>],
        catalogue: &'a Catalogue,
        is_wildcard: bool,
    ) -> Self {
        Self {
            providers,
            catalogue,
            is_wildcard,
            found: Vec::new(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.found.len()
    }

    /// The index of a target, unless its provider is not known.
    pub(super) fn index(
        &mut self,
        provider: &str,
        model: &str,
        path: &Path,
        problems: &mut Problems<'_>,
    ) -> Option<usize> {
        self.check_model(model, path.key("model"), problems);
        let provider = self.provider(provider, path.key("provider"), problems)?;
        let same = |target: &Target| target.model == model && target.provider.slot == provider.slot;
        let at = self.found.iter().position(same).unwrap_or_else(|| {
            self.found.push(Target {
                card: self.catalogue.card(provider, model),
                provider: data::account_for(provider, model),
                model: model.to_owned(),
                slot: 0,
            });
            self.found.len() - 1
        });
        Some(at)
    }

    /// The index of a shadow's target, which is none of the others.
    pub(super) fn shadow(
        &mut self,
        raw: &raw::Shadow,
        path: &Path,
        problems: &mut Problems<'_>,
    ) -> Option<usize> {
        if raw.percent.0 == 0 {
            problems.add(
                path.key("percent"),
                "nothing would be copied",
                "remove the shadow",
            );
        }
        let count = self.found.len();
        let at = self.index(&raw.provider, &raw.model, path, problems)?;
        if at < count {
            problems.add(
                path.clone(),
                "it is a target already",
                "choose another one, or remove it",
            );
        }
        Some(at)
    }

    pub(super) fn finish(self, path: &Path, problems: &mut Problems<'_>) -> Vec<Target> {
        if self.found.len() > MAX_TARGETS {
            problems.add(
                path.key("targets"),
                format!(
                    "{} different targets, but a model may have {MAX_TARGETS}",
                    self.found.len()
                ),
                "remove some",
            );
        }
        self.found
    }

    fn check_model(&self, model: &str, path: Path, problems: &mut Problems<'_>) {
        if model.is_empty() || model.len() > MAX_MODEL || model.chars().any(char::is_control) {
            problems.add(path, "not the name of a model", "use 1 to 256 characters");
        } else if model.contains('*') && !self.is_wildcard {
            problems.add(
                path,
                "`*` repeats what a `*` in the name of the model stood for, and there is none",
                "write out the model",
            );
        } else if model.matches('*').count() > 1 {
            problems.add(path, "several `*`", "use one");
        }
    }

    fn provider(
        &self,
        name: &str,
        path: Path,
        problems: &mut Problems<'_>,
    ) -> Option<&'a Arc<Provider>> {
        let found = self
            .providers
            .binary_search_by(|provider| provider.name.as_str().cmp(name))
            .ok()
            .and_then(|at| self.providers.get(at));
        if found.is_none() && !problems.known.providers.iter().any(|known| known == name) {
            let names = self.providers.iter().map(|provider| provider.name.as_str());
            problems.add(
                path,
                format!("unknown provider {name:?}"),
                suggest(name, names),
            );
        }
        found
    }
}

/// The target that stands for any model of a provider.
pub(super) fn any_model(provider: &Arc<Provider>, slot: usize) -> Target {
    Target {
        provider: Arc::clone(provider),
        model: "*".to_owned(),
        card: Card::default(),
        slot,
    }
}

/// What has to be read of a request to order these targets; the shadow is none of them.
///
/// What all targets lack makes no difference to the order: the provider that gets such
/// a request says so itself. That the file says it is reason enough to look.
pub(crate) fn needs(route: &Group, targets: &[Target], catalogue: &Catalogue) -> Needs {
    let lacks = |target: &Target, feature| target.card.capabilities.get(feature) == Some(false);
    let said: Vec<_> = targets
        .iter()
        .filter_map(|target| catalogue.said(&target.provider, &target.model))
        .collect();
    let mut needs = Needs::default();
    for (feature, _) in Feature::ALL {
        let lacking = targets.iter().filter(|target| lacks(target, *feature));
        let count = lacking.count();
        let is_choice = count > 0 && count < targets.len();
        let is_said = || {
            let mut cards = said.iter();
            cards.any(|card| card.capabilities.get(*feature) == Some(false))
        };
        if is_choice || is_said() {
            needs.lacking.set(*feature, false);
        }
    }
    group_needs(route, &mut needs);
    needs
}

fn group_needs(group: &Group, needs: &mut Needs) {
    match &group.strategy {
        Strategy::LowestCost => needs.body = true,
        Strategy::FillFirst { .. } => needs.quota = true,
        Strategy::Weighted { sticky } | Strategy::Canary { sticky, .. } => {
            needs.user |= *sticky == Some(Sticky::User);
        }
        Strategy::Priority | Strategy::LowestLatency { .. } | Strategy::LeastBusy => {}
    }
    for member in &group.members {
        needs.body |= member.when.as_ref().is_some_and(reads_body);
        if let Node::Group(group) = &member.node {
            group_needs(group, needs);
        }
    }
}

fn reads_body(condition: &Condition) -> bool {
    match condition {
        Condition::All(terms) | Condition::Any(terms) => terms.iter().any(reads_body),
        Condition::Not(term) => reads_body(term),
        Condition::Has(feature, _) => *feature != Feature::Stream,
        Condition::Number(..) => true,
        Condition::Consumer(_)
        | Condition::Team(_)
        | Condition::Header(..)
        | Condition::Path(_)
        | Condition::Time(_) => false,
    }
}
