//! What an operator writes down: patterns, words, keys of metadata.

pub(crate) mod lexicon;
pub mod metadata;
mod name;
pub mod normal;
pub mod regex;
pub mod words;
