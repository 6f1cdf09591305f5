//! Headers that every call to a provider carries.

use super::super::Problems;
use super::auth::is_free_header;
use crate::{Path, raw};

const MAX_VALUE: usize = 1024;
const MAX_HEADERS: usize = 32;

/// What the names of headers that hold secrets are made of.
const SECRET_NAMES: &[&str] = &[
    "authorization",
    "cookie",
    "credential",
    "key",
    "passw",
    "secret",
    "signature",
    "token",
];
/// How keys and tokens begin.
const SECRET_VALUES: &[&str] = &[
    "AIza", "AKIA", "ASIA", "Basic ", "Bearer ", "eyJ", "ghp_", "gsk_", "hf_", "nvapi-", "pplx-",
    "sk-", "xai-", "ya29.",
];

pub(super) fn all(
    raw: &raw::Named<String>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<(String, String)> {
    if raw.0.len() > MAX_HEADERS {
        problems.add(
            path.clone(),
            format!("{} headers, at most {MAX_HEADERS} are sent", raw.0.len()),
            "remove some",
        );
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for (name, value) in &raw.0 {
        let at = path.key(name.clone());
        let lower = name.to_ascii_lowercase();
        if holds_secret(&lower, value) {
            problems.add(
                at,
                "looks like a key, which would be readable in Envoy's configuration",
                "move it to `auth`",
            );
        } else if !is_free_header(&lower) {
            problems.add(
                at,
                "not a header of yours",
                "name a header such as OpenAI-Organization",
            );
        } else if !is_value(value) {
            problems.add(
                at,
                "not a header value",
                "use 1 to 1024 printable ASCII characters",
            );
        } else if found.iter().any(|(known, _)| *known == lower) {
            problems.add(at, "the same header twice", "remove one of them");
        } else {
            found.push((lower, value.clone()));
        }
    }
    found
}

fn holds_secret(name: &str, value: &str) -> bool {
    SECRET_NAMES.iter().any(|part| name.contains(part))
        || SECRET_VALUES.iter().any(|start| value.starts_with(start))
}

fn is_value(text: &str) -> bool {
    (1..=MAX_VALUE).contains(&text.len())
        && text.bytes().all(|b| (0x20..0x7f).contains(&b))
        && text.trim() == text
}
