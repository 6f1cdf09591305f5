//! Regular expressions of the operator's own.
//!
//! Their time is linear: no back-references, no look-around but `^`, `$` and `\b`.
//! Syntax: the documentation of Rust's `regex`.

mod find;
mod held;

use std::fmt;
use std::sync::Arc;

use regex_automata::meta;
use regex_automata::nfa::thompson::WhichCaptures;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::name::check_name;
use crate::find::Label;
use crate::spec::SpecError;
use find::Pattern;
pub use find::Regexes;
use held::Held;

/// Patterns of one check.
const MOST: usize = 1000;
/// The longest match that a check may ask for, in bytes.
const CEILING: usize = 4096;
const LONGEST: usize = 256;
/// The memory of one pattern made ready, and of all, in bytes.
const SIZE: usize = 1 << 20;
const SIZE_OF_ALL: usize = 16 << 20;
/// The memory that one pattern may use while it is looked for.
const CACHE: usize = 256 << 10;
const NESTING: u32 = 50;

/// Regular expressions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "RegexCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// The patterns, at most 1,000: each with its name, or as it is.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Written>"))]
    pub patterns: Vec<PatternSpec>,
    /// How long a match of a pattern that has no bound of its own may be, in bytes: 256
    /// if left out, 4,096 at most. Of a longer one this much is found, if the pattern
    /// fits it. As much of a stream is held back while a match goes on.
    #[serde(default = "default_longest")]
    pub longest: usize,
    /// Whether small and capital letters are the same.
    #[serde(default)]
    pub case_insensitive: bool,
}

/// How a pattern may be written.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "read for its schema only")]
enum Written {
    /// The expression alone; its matches are called `PATTERN`.
    Alone(String),
    /// With what belongs to it.
    Named(PatternSpec),
}

/// One regular expression. Read from its text alone as well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "RegexPattern")
)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct PatternSpec {
    /// What its matches are called in verdicts and placeholders: capital letters,
    /// digits and `_`. `PATTERN` if left out.
    #[serde(default = "default_name")]
    pub name: String,
    /// The expression, in the syntax of Rust's `regex`.
    pub pattern: String,
    /// How sure a match is, from 0 to 1; 1 if left out.
    #[serde(default = "default_score")]
    pub score: f32,
}

impl Serialize for PatternSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for PatternSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AloneOrNamed;

        impl<'de> Visitor<'de> for AloneOrNamed {
            type Value = PatternSpec;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pattern, or a map with `name` and `pattern`")
            }

            fn visit_str<E>(self, pattern: &str) -> Result<PatternSpec, E> {
                Ok(PatternSpec {
                    name: default_name(),
                    pattern: pattern.to_owned(),
                    score: default_score(),
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PatternSpec, A::Error> {
                PatternSpec::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_any(AloneOrNamed)
    }
}

fn default_name() -> String {
    "PATTERN".to_owned()
}

const fn default_longest() -> usize {
    LONGEST
}

const fn default_score() -> f32 {
    1.0
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// Every problem found.
    pub fn compile(&self) -> Result<Regexes, Vec<SpecError>> {
        let mut errors = Vec::new();
        if self.patterns.is_empty() || self.patterns.len() > MOST {
            errors.push(error(
                "regex.patterns".to_owned(),
                format!("there are {} patterns", self.patterns.len()),
                format!("give at least one and at most {MOST}"),
            ));
        }
        if self.longest == 0 || self.longest > CEILING {
            errors.push(error(
                "regex.longest".to_owned(),
                format!("{} bytes is out of range", self.longest),
                format!("give 1 to {CEILING}"),
            ));
        }
        let mut patterns = Vec::new();
        let mut parsed = Vec::new();
        for (nth, pattern) in self.patterns.iter().take(MOST).enumerate() {
            let at = format!("regex.patterns[{nth}]");
            errors.extend(check_name(&format!("{at}.name"), &pattern.name));
            if !(0.0..=1.0).contains(&pattern.score) {
                errors.push(error(
                    format!("{at}.score"),
                    "the score is out of range".to_owned(),
                    "give 0 to 1".to_owned(),
                ));
            }
            match self.pattern(pattern) {
                Ok((made, hir)) => {
                    patterns.push(made);
                    parsed.push(hir);
                }
                Err((problem, mend)) => errors.push(error(format!("{at}.pattern"), problem, mend)),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let held = Held::new(&parsed).ok_or_else(|| {
            vec![error(
                "regex.patterns".to_owned(),
                format!("all patterns together need more than {SIZE_OF_ALL} bytes"),
                "take some away, or bound their repetitions more tightly".to_owned(),
            )]
        })?;
        Ok(Regexes::new(patterns, held))
    }

    fn pattern(&self, spec: &PatternSpec) -> Result<(Pattern, Hir), (String, String)> {
        let hir = ParserBuilder::new()
            .nest_limit(NESTING)
            .case_insensitive(self.case_insensitive)
            .build()
            .parse(&spec.pattern)
            .map_err(|error| (syntax(&error), SYNTAX.to_owned()))?;
        let Some(shortest) = hir.properties().minimum_len() else {
            return Err((
                "the pattern never matches".to_owned(),
                "take it away, or mend its character classes".to_owned(),
            ));
        };
        if shortest == 0 {
            return Err((
                "the pattern matches the empty text".to_owned(),
                "make one part of it necessary: `+` for `*`, or no `?`".to_owned(),
            ));
        }
        let longest = match hir.properties().maximum_len() {
            Some(longest) if longest > CEILING => {
                return Err((
                    format!("a match may be {longest} bytes long, more than {CEILING}"),
                    "lower the bounds of its repetitions, or use `+` or `*` and set \
                     `regex.longest`"
                        .to_owned(),
                ));
            }
            Some(longest) => longest,
            None if shortest > self.longest => {
                return Err((
                    format!(
                        "a match is {shortest} bytes long at least, more than the {} of \
                         `regex.longest`",
                        self.longest
                    ),
                    "raise `regex.longest`".to_owned(),
                ));
            }
            None => self.longest,
        };
        let config = meta::Config::new()
            .nfa_size_limit(Some(SIZE))
            .onepass_size_limit(Some(CACHE))
            .hybrid_cache_capacity(CACHE)
            .which_captures(WhichCaptures::Implicit);
        let regex = meta::Builder::new()
            .configure(config)
            .build_from_hir(&hir)
            .map_err(|_| {
                (
                    format!("the pattern needs more than {SIZE} bytes of memory"),
                    "bound its repetitions more tightly, or write `[0-9]` for `\\d` and \
                     `[0-9A-Za-z_]` for `\\w`"
                        .to_owned(),
                )
            })?;
        let pattern = Pattern {
            label: Label::Named(Arc::from(spec.name.as_str())),
            score: spec.score,
            longest,
            regex,
        };
        Ok((pattern, hir))
    }
}

/// Makes a pattern ready that only has to be found anywhere, or says how to mend it.
pub(crate) fn compile_search(pattern: &str) -> Result<meta::Regex, String> {
    let config = meta::Config::new()
        .nfa_size_limit(Some(SIZE))
        .onepass_size_limit(Some(CACHE))
        .hybrid_cache_capacity(CACHE);
    let syntax = regex_automata::util::syntax::Config::new().nest_limit(NESTING);
    meta::Builder::new()
        .configure(config)
        .syntax(syntax)
        .build(pattern)
        .map_err(|error| {
            if error.size_limit().is_some() {
                "bound its repetitions more tightly".to_owned()
            } else {
                SYNTAX.to_owned()
            }
        })
}

const SYNTAX: &str = "write it in the syntax of Rust's `regex`, which has no back-references \
                      and no look-ahead or look-behind";

/// What is wrong with the syntax, in one line.
fn syntax(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "the pattern cannot be read".to_owned(),
    }
}

const fn error(at: String, problem: String, mend: String) -> SpecError {
    SpecError { at, problem, mend }
}

#[cfg(test)]
mod tests;
