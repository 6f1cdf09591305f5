//! What no shape can say: a file an entity.

pub(super) mod base58;
pub(super) mod bech32;
pub(super) mod crypto;
pub(super) mod date;
pub(super) mod domain;
pub(super) mod email;
pub(super) mod geo;
pub(super) mod iban;
pub(super) mod ip;
pub(super) mod keccak;
pub(super) mod mac;
pub(super) mod phone;
pub(super) mod postcode;
pub(super) mod swift;
pub(super) mod tld;
pub(super) mod url;

#[cfg(test)]
mod tests;
