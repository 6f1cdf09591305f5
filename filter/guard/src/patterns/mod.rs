//! What an operator writes down: patterns, words, keys of metadata.

pub(crate) mod lexicon;
mod name;
pub mod normal;
pub mod regex;
pub mod words;
