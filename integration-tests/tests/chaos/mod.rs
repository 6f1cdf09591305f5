//! Providers that fail in every way, and what their clients see of it.

mod clients;
mod count;
mod dead_worker;
mod gaps;
mod load;
mod matrix;
mod rows;
mod table;
