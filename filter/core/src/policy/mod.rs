//! The policies an exchange asks: pure functions of configuration and request.

pub mod access;
