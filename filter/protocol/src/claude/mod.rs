//! What Claude models want of a request, whoever serves them and in whatever
//! format: how they are told to think, which parameters go together, and which
//! schemas they hold themselves to.

pub(crate) mod models;
pub(crate) mod reasoning;
pub(crate) mod schema;
pub(crate) mod search_result;
