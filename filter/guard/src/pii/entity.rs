//! What a sort of personal data is, as a row of a table.

use super::run::Run;

/// A sort of personal data. All of them are in [`super::rows::ALL`].
#[derive(Debug)]
pub(crate) struct Entity {
    /// Its name in gateway.yaml and in verdicts.
    pub(crate) name: &'static str,
    /// What it is, as a phrase without a full stop.
    pub(crate) title: &'static str,
    /// What is checked beyond its shape, for the docs; empty if nothing is.
    pub(crate) proof: &'static str,
    /// Whose it is, a country or `GLOBAL`. gateway.yaml may name it to mean them all.
    pub(crate) family: &'static str,
    /// Whether it is looked for where nobody says what to look for.
    pub(crate) is_default: bool,
    /// Shapes of digits, letters and separators.
    pub(crate) rules: &'static [Rule],
    /// What no shape can say.
    pub(crate) seekers: &'static [Seeker],
    /// Words near a match that make it surer: in lower case, without a plural `s`, one or
    /// more of them with a blank between.
    pub(crate) context: &'static [&'static str],
    /// Words near a match that speak against it, beside [`super::context::AGAINST`].
    pub(crate) against: &'static [&'static str],
}

impl Entity {
    /// What a row has where it does not say otherwise.
    pub(crate) const NONE: Self = Self {
        name: "",
        title: "",
        proof: "",
        family: "GLOBAL",
        is_default: true,
        rules: &[],
        seekers: &[],
        context: &[],
        against: &[],
    };
}

/// A shape, and what else must be so.
#[derive(Debug)]
pub(crate) struct Rule {
    /// See [`super::shape`].
    pub(crate) shape: &'static str,
    /// Whether it is one: gets digits and capital letters, without separators and
    /// anything else.
    pub(crate) check: fn(&[u8]) -> bool,
    /// How sure that makes, in percent, where nothing near speaks for or against it.
    /// 80 or more is beyond what words near it could spoil; below 40 it takes a word of
    /// the context, or to stand alone.
    pub(crate) score: u8,
    /// Whether hardly anything else of the shape passes the check, at most one in eight
    /// (measured by a test): proof enough where the entity is asked for by its name.
    pub(crate) is_proof: bool,
}

impl Rule {
    /// A row of a table.
    pub(crate) const fn new(shape: &'static str, score: u8, check: fn(&[u8]) -> bool) -> Self {
        Self {
            shape,
            check,
            score,
            is_proof: false,
        }
    }

    /// The same with a check that hardly anything else passes.
    pub(crate) const fn proof(shape: &'static str, score: u8, check: fn(&[u8]) -> bool) -> Self {
        Self {
            is_proof: true,
            ..Self::new(shape, score, check)
        }
    }
}

/// For a [`Rule`] whose shape says it all.
pub(crate) fn any(_: &[u8]) -> bool {
    true
}

/// What looks for an entity by itself.
#[derive(Debug)]
pub(crate) struct Seeker {
    /// Where it is asked to look.
    pub(crate) hook: Hook,
    /// Looks at a text around a place, and says what is there. What it finds must begin
    /// at most [`super::scan::MAX_RUN`] bytes before the place, be at most as long, and,
    /// if there are blanks in it, be at most [`super::scan::MAX_SPREAD`] long with a
    /// digit or a bracket in its first or second word.
    pub(crate) seek: fn(&[u8], Place) -> Option<Found>,
}

/// What makes the scan stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hook {
    /// A run of letters and digits with a digit in it.
    Number,
    /// `@`.
    At,
    /// `:`.
    Colon,
    /// `.` between two letters or digits.
    Dot,
    /// `(`, `[` or `{` before a letter.
    Bracket,
    /// Two capital letters at the beginning of a run without digits.
    Capitals,
}

/// Where a seeker is asked to look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The byte that made the scan stop; of a run its beginning.
    pub(crate) at: usize,
    /// The run, where the hook is one.
    pub(crate) run: Run,
}

/// What a seeker has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it begins.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// As [`Rule::score`].
    pub(crate) score: u8,
}
