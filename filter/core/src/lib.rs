//! The life of an exchange as phases, and the policies it asks.
