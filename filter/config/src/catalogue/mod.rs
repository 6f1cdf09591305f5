//! What is known of providers' models: a table that comes with Sluice, and what the
//! file says in its place. What neither knows excludes nothing.

mod name;

use sluice_protocol::provider::Kind;

use crate::{Card, Feature, Pattern};

/// The table, and what the file says in its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// Exact names first, then beginnings, the longest first.
    overrides: Vec<Known>,
}

/// What the file says of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) name: Pattern,
    pub(crate) card: Card,
}

impl Known {
    /// What decides between two that fit.
    const fn weight(&self) -> usize {
        match &self.name {
            Pattern::Exact(_) => usize::MAX,
            Pattern::Prefix(start) => start.len(),
        }
    }
}

impl Catalogue {
    pub(crate) fn new(mut overrides: Vec<Known>) -> Self {
        overrides.sort_by_key(|known| std::cmp::Reverse(known.weight()));
        Self { overrides }
    }

    /// What is known of a model by the name that a provider of this kind has for it.
    #[must_use]
    pub fn card(&self, _kind: Option<&Kind>, model: &str) -> Card {
        let plain = name::plain(model);
        let said = self
            .overrides
            .iter()
            .find(|known| known.name.matches(model))
            .or_else(|| {
                self.overrides
                    .iter()
                    .find(|known| known.name.matches(plain))
            });
        said.map_or_else(Card::default, |said| merge(Card::default(), &said.card))
    }
}

fn merge(shipped: Card, said: &Card) -> Card {
    let mut capabilities = shipped.capabilities;
    for (feature, _) in Feature::ALL {
        if let Some(has) = said.capabilities.get(*feature) {
            capabilities.set(*feature, has);
        }
    }
    Card {
        context_window: said.context_window.or(shipped.context_window),
        max_output: said.max_output.or(shipped.max_output),
        capabilities,
        price: said.price.or(shipped.price),
    }
}
