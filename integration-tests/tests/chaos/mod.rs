//! Providers that fail in every way, and what their clients see of it.

mod clients;
mod gaps;
mod matrix;
mod rows;
mod table;
