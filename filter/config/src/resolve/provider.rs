//! Providers: endpoint, path, key.

use std::net::IpAddr;
use std::sync::Arc;

use sluice_protocol::WireFormat;

use super::{Problems, sorted};
use crate::{Auth, Endpoint, Host, Path, Provider, SecretSource, raw};

const DEFAULT_MAX_TOKENS: u64 = 4096;
const DEFAULT_ANTHROPIC_VERSION: &str = "2023-06-01";
const MAX_NAME: usize = 64;
const MAX_PATH: usize = 1024;

/// What the formats differ in, as far as configuration goes.
struct Format {
    format: WireFormat,
    /// The endpoint's path below the API's base, which itself ends in `/v1`.
    operation: &'static str,
    has_version_header: bool,
}

const FORMATS: &[Format] = &[
    Format {
        format: WireFormat::OpenAiChat,
        operation: "/chat/completions",
        has_version_header: false,
    },
    Format {
        format: WireFormat::AnthropicMessages,
        operation: "/messages",
        has_version_header: true,
    },
];

pub(super) fn all(
    raw: &raw::Named<raw::Provider>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<Arc<Provider>> {
    if raw.0.is_empty() {
        problems.add_if_whole(path.clone(), "there is no provider", "add one");
    }
    let providers = raw
        .0
        .iter()
        .map(|(name, provider)| Arc::new(one(name, provider, &path.key(name.clone()), problems)));
    sorted(providers.collect(), |provider| &provider.name)
}

fn one(name: &str, raw: &raw::Provider, path: &Path, problems: &mut Problems<'_>) -> Provider {
    if !is_provider_name(name) {
        problems.add(
            path.clone(),
            format!("{name:?} cannot be the name of a provider"),
            "use 1 to 64 of a-z 0-9 . _ -, and a letter or digit first",
        );
    }
    let row = FORMATS.iter().find(|row| row.format.name() == raw.format);
    if row.is_none() {
        let names = WireFormat::ALL.iter().map(|format| format.name());
        problems.add(
            path.key("format"),
            format!("unknown wire format {:?}", raw.format),
            super::suggest(&raw.format, names),
        );
    }
    let (endpoint, base) = endpoint(&raw.endpoint).unwrap_or_else(|problem| {
        problems.add(
            path.key("endpoint"),
            problem,
            "write it like https://api.example.com",
        );
        (
            Endpoint {
                tls: true,
                host: Host::Dns(String::new()),
                port: 443,
            },
            String::new(),
        )
    });
    if raw.default_max_tokens == Some(0) {
        problems.add(
            path.key("default_max_tokens"),
            "0 leaves no room for an answer",
            "remove it",
        );
    }
    let has_version = row.is_some_and(|row| row.has_version_header);
    if let Some(version) = &raw.anthropic_version {
        let at = path.key("anthropic_version");
        if row.is_some() && !has_version {
            problems.add(
                at,
                format!("{} has no such header", raw.format),
                "remove it",
            );
        } else if !is_header_value(version) {
            problems.add(
                at,
                "not a header value",
                format!("write it like {DEFAULT_ANTHROPIC_VERSION}"),
            );
        }
    }
    let written_version = raw
        .anthropic_version
        .as_deref()
        .unwrap_or(DEFAULT_ANTHROPIC_VERSION);
    Provider {
        name: name.to_owned(),
        format: row.map_or(WireFormat::OpenAiChat, |row| row.format),
        endpoint,
        path: call_path(raw.path.as_deref(), &base, row, path, problems),
        auth: raw
            .auth
            .as_ref()
            .and_then(|auth| authorization(auth, &path.key("auth"), problems)),
        default_max_tokens: raw.default_max_tokens.unwrap_or(DEFAULT_MAX_TOKENS),
        anthropic_version: has_version.then(|| written_version.to_owned()),
    }
}

fn is_provider_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    name.len() <= MAX_NAME
        && name.bytes().next().is_some_and(plain)
        && name.bytes().all(|b| plain(b) || b"._-".contains(&b))
}

fn is_header_value(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_graphic())
}

fn call_path(
    written: Option<&str>,
    base: &str,
    row: Option<&Format>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> String {
    if let Some(written) = written {
        if !is_path(written) {
            problems.add(
                path.key("path"),
                format!("{written:?} is not a path"),
                "start it with / and percent-encode what is not ASCII",
            );
        }
        return written.to_owned();
    }
    // Base URLs are commonly given with the version, as the SDKs want them.
    let version = if base.ends_with("/v1") { "" } else { "/v1" };
    format!("{base}{version}{}", row.map_or("", |row| row.operation))
}

fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && text.len() <= MAX_PATH
        && text.bytes().all(|b| b.is_ascii_graphic() && b != b'#')
}

/// Splits a URL into where it is and its path, without a `/` at the end.
fn endpoint(url: &str) -> Result<(Endpoint, String), String> {
    let (tls, rest) = match url.split_once("://") {
        Some(("https", rest)) => (true, rest),
        Some(("http", rest)) => (false, rest),
        Some((scheme, _)) => return Err(format!("unknown scheme {scheme:?}")),
        None => return Err(format!("{url:?} has no scheme")),
    };
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    if authority.contains('@') {
        // What stands before the @ may be a password.
        return Err("holds user information; keys belong into auth".to_owned());
    }
    let base = path.trim_end_matches('/');
    if !base.is_empty() && (!is_path(base) || base.contains('?')) {
        return Err(format!("{path:?} is not a base path"));
    }
    let (host, port) = match authority
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((ip, after)) => (
            ip,
            after
                .strip_prefix(':')
                .or_else(|| (!after.is_empty()).then_some("")),
        ),
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let port = match port {
        None => {
            if tls {
                443
            } else {
                80
            }
        }
        Some(digits) => digits
            .parse::<u16>()
            .ok()
            .filter(|port| *port != 0)
            .ok_or_else(|| format!("{digits:?} is not a port"))?,
    };
    let host = match host.parse::<IpAddr>() {
        Ok(ip) if ip.is_ipv6() == authority.starts_with('[') => Host::Ip(ip),
        Err(_) if !authority.starts_with('[') && is_dns_name(host) => {
            Host::Dns(host.to_ascii_lowercase())
        }
        Ok(_) | Err(_) => return Err(format!("{host:?} is not a host")),
    };
    Ok((Endpoint { tls, host, port }, base.to_owned()))
}

fn is_dns_name(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // An all-digit last label would be a mistyped address.
    let last = host.rsplit('.').next().unwrap_or_default();
    host.len() <= 253 && host.split('.').all(label) && !last.bytes().all(|b| b.is_ascii_digit())
}

const AUTH_HINT: &str = "write {bearer: {env: NAME}} or {header: x-api-key, env: NAME}";

fn authorization(raw: &raw::Auth, path: &Path, problems: &mut Problems<'_>) -> Option<Auth> {
    match (&raw.bearer, &raw.header) {
        (Some(bearer), None) => {
            let beside = raw.env.is_some() || raw.file.is_some() || raw.inline.is_some();
            if beside {
                problems.add(path.clone(), "a key beside `bearer` is not used", AUTH_HINT);
            }
            Some(Auth {
                header: "authorization".to_owned(),
                prefix: "Bearer ",
                secret: source(bearer, &path.key("bearer"), problems)?,
            })
        }
        (None, Some(header)) => {
            if !is_header_name(header) {
                problems.add(
                    path.key("header"),
                    format!("{header:?} cannot hold a key"),
                    "name a header such as x-api-key",
                );
            }
            let written = raw::Source {
                env: raw.env.clone(),
                file: raw.file.clone(),
                inline: raw.inline.clone(),
            };
            let secret = source(&written, path, problems)?;
            Some(Auth {
                header: header.to_ascii_lowercase(),
                prefix: "",
                secret,
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

fn is_header_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        && !name.starts_with("x-sluice-")
        && !name.starts_with("x-envoy-")
        && !RESERVED_HEADERS.contains(&name.as_str())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wire_format_has_its_row() {
        let rows: Vec<WireFormat> = FORMATS.iter().map(|row| row.format).collect();
        assert_eq!(rows, WireFormat::ALL);
    }

    #[track_caller]
    fn check(url: &str, authority: &str, base: &str) {
        let (found, path) = endpoint(url).unwrap();
        assert_eq!(
            (found.authority().as_str(), path.as_str()),
            (authority, base)
        );
    }

    #[test]
    fn an_endpoint_is_a_url_with_or_without_port_and_path() {
        check("https://api.openai.com", "api.openai.com", "");
        check("https://API.openai.com:443/", "api.openai.com", "");
        check("http://127.0.0.1:10020", "127.0.0.1:10020", "");
        check("http://[::1]:8080/a/b/", "[::1]:8080", "/a/b");
        check("https://[2001:db8::1]", "[2001:db8::1]", "");
        check("http://vllm", "vllm", "");
    }

    #[test]
    fn what_is_no_endpoint_is_refused() {
        for bad in [
            "",
            "api.openai.com",
            "ftp://x",
            "https://",
            "https://:443",
            "https://a:0",
            "https://a:65536",
            "https://a:x",
            "https://a/?q=1",
            "https://a#f",
            "https://a b",
            "https://-a",
            "https://1.2.3",
            "https://[::1",
            "https://[::1]x",
            "https://[a.b]",
            "https://[1.2.3.4]",
            "https://a..b",
        ] {
            assert!(endpoint(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        let problem = endpoint("https://me:hunter2@host").unwrap_err();
        assert!(!problem.contains("hunter2"), "{problem}");
    }
}
