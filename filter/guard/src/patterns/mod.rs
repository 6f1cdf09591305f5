//! What an operator writes down: patterns, words, keys of metadata.

pub mod normal;
