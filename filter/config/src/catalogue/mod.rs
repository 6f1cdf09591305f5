//! What is known of providers' models: a table that comes with Sluice, and what the
//! file says in its place. What neither knows excludes nothing.
//!
//! Deliberately absent: prices by length of the prompt, for sound and for images, by
//! batch and by tier. The table has the usual price of text.

mod name;
mod row;
mod rows;

use sluice_protocol::provider::Kind;

use crate::{Card, Feature, Pattern, Provider};

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

/// A row of the table, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Kinds of providers whose price it is; none for models that anybody may run.
    pub kinds: &'static [&'static str],
    /// The name, or with a `*` at the end the beginning of several.
    pub model: &'static str,
    /// What is known.
    pub card: Card,
}

impl Catalogue {
    /// The day of the table.
    pub const DATE: &'static str = "2026-08-21";

    pub(crate) fn new(mut overrides: Vec<Known>) -> Self {
        overrides.sort_by_key(|known| std::cmp::Reverse(known.weight()));
        Self { overrides }
    }

    /// The table, section by section.
    pub fn entries() -> impl Iterator<Item = Entry> {
        rows::ALL.iter().flat_map(|section| {
            section.rows.iter().map(|row| Entry {
                kinds: section.kinds,
                model: row.name,
                card: row.card(),
            })
        })
    }

    /// What the table says of a model by the name that a provider of this kind has for
    /// it.
    ///
    /// Prices are those of the kind. Without one, as for a server that is known by its
    /// format alone, they are those of who makes the model.
    #[must_use]
    pub fn shipped(kind: Option<&Kind>, model: &str) -> Card {
        shipped(kind.map(|kind| kind.name), &name::candidates(model))
    }

    /// What is known of a provider's model by the name that the provider has for it.
    #[must_use]
    pub fn card(&self, provider: &Provider, model: &str) -> Card {
        let shipped = Self::shipped(provider.kind, model);
        let said = self.said(provider, model);
        said.map_or(shipped, |said| merge(shipped, said))
    }

    /// What the file says of a provider's model.
    pub(crate) fn said(&self, provider: &Provider, model: &str) -> Option<&Card> {
        if self.overrides.is_empty() {
            return None;
        }
        let own = format!("{}/{model}", provider.name);
        let names = std::iter::once(own.as_str()).chain(name::candidates(model));
        let fits = |known: &&Known| names.clone().any(|name| known.name.matches(name));
        self.overrides.iter().find(fits).map(|known| &known.card)
    }
}

/// What the table says.
fn shipped(kind: Option<&str>, names: &[&str]) -> Card {
    let is_theirs =
        |section: &&&row::Section| kind.is_none_or(|kind| section.kinds.contains(&kind));
    let theirs = rows::ALL.iter().filter(is_theirs);
    if let Some(row) = found(theirs, names) {
        return row.card();
    }
    // The model is the same, the price is not.
    let card = found(rows::ALL.iter(), names).map(row::Row::card);
    Card {
        price: None,
        ..card.unwrap_or_default()
    }
}

/// The row for the first of the names that has one; of several the longest.
fn found<'a>(
    sections: impl Iterator<Item = &'a &'static row::Section> + Clone,
    names: &[&str],
) -> Option<&'static row::Row> {
    names.iter().find_map(|name| {
        sections.clone().find_map(|section| {
            let rows = section.rows.iter().filter(|row| row.matches(name));
            rows.max_by_key(|row| (!row.name.ends_with('*'), row.name.len()))
        })
    })
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
