//! Where a provider is.

use std::net::IpAddr;

use super::is_path;
use crate::{Endpoint, Host};

/// Splits a URL into where it is and its path, without a `/` at the end.
pub(super) fn endpoint(url: &str) -> Result<(Endpoint, String), String> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
