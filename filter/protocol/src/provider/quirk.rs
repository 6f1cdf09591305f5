//! How a provider departs from the format that it speaks.

/// One departure, for all models of the provider or for some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quirk {
    models: Models,
    change: Change,
}

/// Which models, by how their names begin. A `$` behind it stands for the end, a `*`
/// before it for anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Models {
    All,
    These(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

/// What has to change in a request body, in the words of its format.
///
/// What changes no meaning, another name for the same thing, is no loss. All else is
/// listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A top-level field is not known, or is refused. A value that asks for what
    /// happens anyway goes unlisted.
    Drop(&'static str),
    /// A top-level field has another name.
    Rename {
        /// Its name in the format.
        from: &'static str,
        /// Its name here.
        to: &'static str,
    },
    /// The output limit is known by this of its two names only.
    LimitIs(&'static str),
    /// A top-level number has a narrower range; both ends, as JSON.
    Clamp {
        /// The field.
        field: &'static str,
        /// The least.
        least: &'static str,
        /// The most.
        most: &'static str,
    },
    /// A top-level field takes these words only.
    Words {
        /// The field.
        field: &'static str,
        /// The words.
        known: &'static [&'static str],
    },
    /// A list may have this many items.
    Most {
        /// The field.
        field: &'static str,
        /// How many.
        count: usize,
    },
    /// There is no role `developer`; it is called `system`.
    NoDeveloper,
    /// Speakers have no names.
    NoNames,
    /// Reasoning of earlier turns must not be sent back.
    NoReasoning,
    /// Reasoning of earlier turns is to be sent back, as `reasoning_content`.
    ReasoningBack,
    /// Schemas cannot be demanded to be kept to exactly: `strict` of tools and of
    /// the output is refused.
    NoStrict,
    /// A stream tells its usage without being asked, and `stream_options` is refused.
    NoStreamOptions,
}

impl Change {
    /// The word that must stand in a body which it changes inside of messages or
    /// tools; none if it changes top-level fields only.
    pub(super) const fn inside(self) -> Option<&'static [u8]> {
        match self {
            Self::NoDeveloper => Some(b"developer"),
            Self::NoNames => Some(b"name"),
            Self::NoReasoning => Some(b"reasoning"),
            Self::NoStrict => Some(b"strict"),
            Self::Drop(_)
            | Self::Rename { .. }
            | Self::LimitIs(_)
            | Self::Clamp { .. }
            | Self::Words { .. }
            | Self::Most { .. }
            | Self::ReasoningBack
            | Self::NoStreamOptions => None,
        }
    }
}

impl Quirk {
    /// A departure for all models.
    pub(super) const fn new(change: Change) -> Self {
        Self {
            models: Models::All,
            change,
        }
    }

    /// A departure for models whose names begin so.
    pub(super) const fn of(models: &'static [&'static str], change: Change) -> Self {
        Self {
            models: Models::These(models),
            change,
        }
    }

    /// A departure for all models but those whose names begin so.
    pub(super) const fn except(models: &'static [&'static str], change: Change) -> Self {
        Self {
            models: Models::AllBut(models),
            change,
        }
    }

    /// A field that is not known or refused.
    pub(super) const fn drop(field: &'static str) -> Self {
        Self::new(Change::Drop(field))
    }

    /// A range that is narrower than the format's.
    pub(super) const fn clamp(
        field: &'static str,
        least: &'static str,
        most: &'static str,
    ) -> Self {
        Self::new(Change::Clamp { field, least, most })
    }

    fn concerns(&self, model: &str) -> bool {
        let begins = |names: &[&str]| {
            names.iter().any(|name| {
                if let Some(whole) = name.strip_suffix('$') {
                    model == whole
                } else if let Some(part) = name.strip_prefix('*') {
                    model.contains(part)
                } else {
                    model.starts_with(name)
                }
            })
        };
        match self.models {
            Models::All => true,
            Models::These(names) => begins(names),
            Models::AllBut(names) => !begins(names),
        }
    }
}

/// All departures of one provider in one format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quirks(&'static [Quirk]);

impl Quirks {
    /// The format as its owner specifies it.
    pub const NONE: Self = Self(&[]);

    pub(super) const fn new(list: &'static [Quirk]) -> Self {
        Self(list)
    }

    /// The changes for a model.
    pub fn changes(self, model: &str) -> impl Iterator<Item = Change> + Clone {
        self.0
            .iter()
            .filter(move |quirk| quirk.concerns(model))
            .map(|quirk| quirk.change)
    }

    /// Whether reasoning of earlier turns is to be sent back.
    #[must_use]
    pub fn wants_reasoning(self, model: &str) -> bool {
        self.changes(model)
            .any(|change| change == Change::ReasoningBack)
    }

    /// Whether a stream tells its usage only if it is asked to.
    #[must_use]
    pub fn must_ask_for_usage(self, model: &str) -> bool {
        !self
            .changes(model)
            .any(|change| change == Change::NoStreamOptions)
    }
}
