//! Words and phrases, by language.

mod ar;
mod asia_parts;
mod de;
mod de_parts;
mod en;
mod en_parts;
mod es;
mod fr;
mod hi;
mod it;
mod ja;
mod ko;
mod nl;
mod pl;
mod pt;
mod roman_parts;
mod ru;
mod tr;
mod zh;

use super::class::Terms;

/// All languages.
pub(super) const ALL: &[Terms] = &[
    en::TERMS,
    de::TERMS,
    fr::TERMS,
    es::TERMS,
    it::TERMS,
    pt::TERMS,
    zh::TERMS,
    ja::TERMS,
    ru::TERMS,
    nl::TERMS,
    pl::TERMS,
    tr::TERMS,
    ko::TERMS,
    ar::TERMS,
    hi::TERMS,
    en_parts::TERMS,
    de_parts::TERMS,
    roman_parts::TERMS,
    asia_parts::TERMS,
];

/// Words that are mended if they are mistyped: long ones, that nothing else is near to.
pub(super) const MENDED: &[&str] = &[
    "ignore",
    "disregard",
    "override",
    "bypass",
    "forget",
    "previous",
    "instructions",
    "guidelines",
    "restrictions",
    "system",
    "prompt",
    "reveal",
    "unrestricted",
    "developer",
];

/// Words that are near to those and right.
pub(super) const CORRECT: &[&str] = &[
    "forgot", "forged", "systems", "prompts", "ignored", "ignores",
];

/// Words that are looked for in rot13 and backwards.
pub(super) const HIDDEN: &[&str] = &[
    "ignore",
    "disregard",
    "previous",
    "instructions",
    "system",
    "prompt",
    "reveal",
    "rules",
    "forget",
    "guidelines",
    "override",
    "hidden",
];
