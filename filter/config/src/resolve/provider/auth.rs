//! How calls to a provider are authorized.

use sluice_protocol::provider::{self, Kind};

use super::super::Problems;
use super::parts::Parts;
use super::sigv4;
use crate::{Auth, Key, Path, SecretSource, raw};

const AUTH_HINT: &str =
    "write {bearer: {env: NAME}} or {header: x-api-key, env: NAME} or {sigv4: {}}";

/// Reads it; `path` is the provider's.
pub(super) fn authorization(
    raw: Option<&raw::Auth>,
    kind: Option<&Kind>,
    parts: &mut Parts<'_>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Option<Auth> {
    let usual = kind.map_or(provider::Auth::None, |kind| kind.auth);
    let at = path.key("auth");
    let Some(raw) = raw else {
        if let provider::Auth::SigV4(_) = usual {
            return sigv4::read(&raw::SigV4::default(), usual, parts, path, problems);
        }
        let (header, prefix, variable) = style(usual)?;
        return Some(Auth::Key(Key {
            header: header.to_owned(),
            prefix,
            secret: SecretSource::Env(variable.to_owned()),
        }));
    };
    let key_too = raw.bearer.is_some()
        || raw.header.is_some()
        || raw.env.is_some()
        || raw.file.is_some()
        || raw.inline.is_some();
    match &raw.sigv4 {
        Some(_) if key_too => {
            problems.add(at, "both `sigv4` and a key", AUTH_HINT);
            None
        }
        Some(sigv4) => sigv4::read(sigv4, usual, parts, path, problems),
        None => key(raw, usual, &at, problems).map(Auth::Key),
    }
}

fn key(
    raw: &raw::Auth,
    usual: provider::Auth,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Option<Key> {
    let beside = raw::Source {
        env: raw.env.clone(),
        file: raw.file.clone(),
        inline: raw.inline.clone(),
    };
    let has_key_beside = beside != raw::Source::default();
    match (&raw.bearer, &raw.header) {
        (Some(bearer), None) => {
            if has_key_beside {
                problems.add(path.clone(), "a key beside `bearer` is not used", AUTH_HINT);
            }
            Some(Key {
                header: "authorization".to_owned(),
                prefix: "Bearer ",
                secret: source(bearer, &path.key("bearer"), problems)?,
            })
        }
        (None, Some(header)) => {
            if !is_free_header(&header.to_ascii_lowercase()) {
                problems.add(
                    path.key("header"),
                    format!("{header:?} cannot hold a key"),
                    "name a header such as x-api-key",
                );
            }
            Some(Key {
                header: header.to_ascii_lowercase(),
                prefix: "",
                secret: source(&beside, path, problems)?,
            })
        }
        (None, None) if has_key_beside && style(usual).is_some() => {
            let (header, prefix, _) = style(usual)?;
            Some(Key {
                header: header.to_owned(),
                prefix,
                secret: source(&beside, path, problems)?,
            })
        }
        (Some(_), Some(_)) => {
            problems.add(path.clone(), "both `bearer` and `header`", AUTH_HINT);
            None
        }
        (None, None) => {
            problems.add_if_whole(path.clone(), "neither `bearer` nor `header`", AUTH_HINT);
            None
        }
    }
}

/// The header of a key, what stands before the key in it, and the variable that the
/// key is commonly in.
const fn style(usual: provider::Auth) -> Option<(&'static str, &'static str, &'static str)> {
    match usual {
        provider::Auth::Bearer(variable) => Some(("authorization", "Bearer ", variable)),
        provider::Auth::Header(header, variable) => Some((header, "", variable)),
        provider::Auth::None | provider::Auth::SigV4(_) => None,
    }
}

/// Headers that mean something to HTTP or to Sluice itself.
const RESERVED_HEADERS: &[&str] = &[
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "te",
    "upgrade",
];

/// Whether a lowercase name is that of a header that configuration may set.
pub(super) fn is_free_header(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        && !name.starts_with("x-sluice-")
        && !name.starts_with("x-envoy-")
        && !RESERVED_HEADERS.contains(&name)
}

fn source(raw: &raw::Source, path: &Path, problems: &mut Problems<'_>) -> Option<SecretSource> {
    let found = match (&raw.env, &raw.file, &raw.inline) {
        (Some(name), None, None) if is_variable(name) => SecretSource::Env(name.clone()),
        (Some(name), None, None) => {
            let looks_like_key = name.contains('-') || name.len() > 64;
            problems.add(
                path.key("env"),
                "not the name of an environment variable",
                if looks_like_key {
                    "write the name, not the key"
                } else {
                    "use A-Z 0-9 _"
                },
            );
            return None;
        }
        (None, Some(file), None) if !file.is_empty() => SecretSource::File(file.clone()),
        (None, None, Some(secret)) => {
            let at = path.key("inline");
            if !problems.options.allow_inline_secrets {
                problems.add(
                    at,
                    "a key in the configuration itself",
                    "move it to the environment or a file, or pass --allow-inline-secrets",
                );
            } else if !is_key(secret.expose()) {
                problems.add(at, "cannot be sent as a header", "use printable ASCII only");
            }
            SecretSource::Inline(secret.clone())
        }
        _ => {
            problems.add_if_whole(
                path.clone(),
                "says where the key is not, or more than once",
                "give one of env, file",
            );
            return None;
        }
    };
    Some(found)
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_graphic())
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 128
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
