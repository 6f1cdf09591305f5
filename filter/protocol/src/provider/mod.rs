//! The table of providers: what is known of each, as data.
//!
//! A row says where a provider is, how calls are authorized, which chat formats it
//! speaks at which paths, and where it departs from the format as its owner
//! specifies it. Adding a provider is one literal here and one fixture in
//! `fixtures/providers`. Nothing else names a provider.

mod apply;
mod chat;
mod kind;
mod list;
mod quirk;
mod rows;
mod template;
mod way;

pub use chat::Chat;
pub use kind::{Auth, Kind};
pub use list::{List, ListFormat};
pub use quirk::{Change, Quirk, Quirks};
pub use template::{PARTS, Template, TemplateError, escape};
pub use way::Way;

/// Every row, sorted by name.
#[must_use]
pub fn all() -> &'static [&'static Kind] {
    rows::ALL
}

/// The row of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Kind> {
    all().iter().copied().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests;
