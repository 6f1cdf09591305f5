//! Links and where they lead.

mod authority;
mod entities;
mod extract;
mod host;

use serde::{Deserialize, Serialize};

use super::{error, failed};
use crate::judge::{Judge, Judged, Subject};
use crate::spec::SpecError;
use extract::{Link, links};
use host::Host;

/// Which URLs may stand in a text: as they are, in Markdown, in HTML, and bare
/// (`www.example.org/page`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "UrlsCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Domains that are allowed, with all below them; `*.example.org` are only those
    /// below it. All if left out. An IP address stands for itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// Domains that are not, whatever `allow` says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
    /// Schemes that are allowed: `http` and `https` if left out.
    #[serde(default = "default_schemes")]
    pub schemes: Vec<String>,
    /// Whether the host may be an IP address. One that is in `allow` always may.
    #[serde(default = "yes")]
    pub ip_hosts: bool,
    /// Whether a name may stand before the host: `https://name@example.org`, by which
    /// one host is made to look like another.
    #[serde(default)]
    pub userinfo: bool,
    /// Whether domains without a scheme count.
    #[serde(default = "yes")]
    pub bare: bool,
    /// How many URLs there may be at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<usize>,
}

fn default_schemes() -> Vec<String> {
    ["http", "https"].map(str::to_owned).to_vec()
}

const fn yes() -> bool {
    true
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// Domains that are none.
    pub fn compile(&self) -> Result<Urls, Vec<SpecError>> {
        let mut errors = Vec::new();
        let mut read = |field: &str, domains: &[String]| {
            let mut hosts = Vec::new();
            for (nth, domain) in domains.iter().enumerate() {
                let (below, name) = match domain.strip_prefix("*.") {
                    Some(name) => (true, name),
                    None => (false, domain.as_str()),
                };
                match Host::read(name) {
                    Some(host) if !name.contains(['/', '@', '*']) => {
                        hosts.push(Domain { host, below })
                    }
                    _ => errors.push(error(
                        format!("urls.{field}[{nth}]"),
                        "it is no domain",
                        "give a domain without scheme and path, such as `example.org`",
                    )),
                }
            }
            hosts
        };
        let (allow, deny) = (read("allow", &self.allow), read("deny", &self.deny));
        if self.schemes.is_empty() {
            errors.push(error(
                "urls.schemes",
                "no scheme is given",
                "give one, or leave it out",
            ));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Urls {
            allow,
            deny,
            spec: self.clone(),
        })
    }
}

#[derive(Debug)]
struct Domain {
    host: Host,
    /// Whether only domains below it are meant.
    below: bool,
}

impl Domain {
    fn has(&self, host: &Host) -> bool {
        match (&self.host, host) {
            (Host::Ip(one), Host::Ip(other)) => one == other,
            (Host::Name(domain), Host::Name(name)) => {
                let is_below = name
                    .strip_suffix(domain.as_str())
                    .is_some_and(|rest| rest.ends_with('.'));
                is_below || (!self.below && name == domain)
            }
            _ => false,
        }
    }
}

/// A check of where links lead.
#[derive(Debug)]
pub struct Urls {
    allow: Vec<Domain>,
    deny: Vec<Domain>,
    spec: Spec,
}

impl Urls {
    /// What is wrong with a link.
    fn problem(&self, link: &Link<'_>) -> Option<&'static str> {
        if link.is_bare && !self.spec.bare {
            return None;
        }
        let is_scheme = |scheme: &String| scheme.eq_ignore_ascii_case(link.scheme);
        if !link.scheme.is_empty() && !self.spec.schemes.iter().any(is_scheme) {
            return Some("has a scheme that is not allowed");
        }
        if link.authority.has_userinfo && !self.spec.userinfo {
            return Some("has a name before its host");
        }
        link.authority.hosts.iter().find_map(|host| {
            let Some(host) = host else {
                return Some("has a host that cannot be read");
            };
            let any = |domains: &[Domain]| domains.iter().any(|domain| domain.has(host));
            if any(&self.deny) {
                return Some("has a domain that is denied");
            }
            if any(&self.allow) {
                return None;
            }
            if matches!(host, Host::Ip(_)) && !self.spec.ip_hosts {
                return Some("has an IP address for its host");
            }
            (!self.allow.is_empty()).then_some("has a domain that is not allowed")
        })
    }
}

impl Judge for Urls {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        let mut count = 0;
        for piece in subject.pieces {
            for link in links(piece.text) {
                count += usize::from(!link.is_bare || self.spec.bare);
                if let Some(problem) = self.problem(&link) {
                    return failed(format!("URL {count} {problem}"));
                }
            }
            // What Markdown and HTML make of `https&#58;//` is a link as well.
            let unescaped = entities::decoded(piece.text);
            let hidden = unescaped.iter().flat_map(|text| links(text));
            if let Some(problem) = hidden.into_iter().find_map(|link| self.problem(&link)) {
                return failed(format!("a URL with escapes of HTML {problem}"));
            }
        }
        match self.spec.max {
            Some(max) if count > max => failed(format!("there are {count} URLs, more than {max}")),
            _ => Judged::Passed,
        }
    }
}

#[cfg(test)]
mod tests;
