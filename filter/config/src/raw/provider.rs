//! A provider as it is written.

use serde::{Deserialize, Serialize};

use super::{CircuitBreaker, DataRules, Named, OutlierDetection, is_default};
use crate::Secret;

/// An account at a provider: what kind of provider, and a key; or an endpoint, a
/// wire format and a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Which provider it is, a row of the [table](providers.md): it knows the
    /// endpoint, the paths, the formats spoken there and what is special about
    /// them. Left out, `format` and `endpoint` are needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = kinds())))]
    pub kind: Option<String>,
    /// The wire format it speaks. With `kind`: the only one of the kind's formats to
    /// use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = formats())))]
    pub format: Option<String>,
    /// `https://host[:port][/base/path]`; `http://` for servers nearby. With `kind`:
    /// in place of the kind's own, whose base path a path in it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// How calls are authorized. Envoy adds the key after the filter, which never
    /// sees it. Left out, nothing is sent; with `kind`, the key is the environment
    /// variable that the kind's own SDK reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    /// The path to call, if it is not the kind's or the base path and the format's
    /// own. `{model}` in it stands for the model, percent-encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The cloud region, for kinds that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The project, for kinds that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The name of the resource or workspace, for kinds that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The id of the account, for kinds that have it in the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The deployment to call, if it is not named as the target's model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment: Option<String>,
    /// The version of the API, for kinds that have it in the query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// Headers that every call carries, such as `OpenAI-Organization`. No keys:
    /// they belong into `auth`.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub headers: Named<String>,
    /// The output limit sent where the format demands one and the client gave
    /// none; 4096 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_max_tokens: Option<u64>,
    /// The `anthropic-version` header; `2023-06-01` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anthropic_version: Option<String>,
    /// Where it computes, as `regions` of models and consumers names it: `eu`, `us`.
    /// Left out, it follows from a cloud `region`: `eu-west-1` is in `eu`, London is
    /// in `uk` and Zurich in `ch`. Unknown, it is in none. Bedrock's worldwide
    /// profiles, `global.…`, are in none either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residency: Option<String>,
    /// What the provider promises about data.
    #[serde(default, skip_serializing_if = "is_default")]
    pub data: DataRules,
    /// How many requests it may have under way, over all workers; any number if left
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_in_flight: Option<u32>,
    /// With `max_in_flight`: how long a request waits for a free place before it goes
    /// to the next target, up to `1m`; `0s` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// Envoy's own limits.
    #[serde(default, skip_serializing_if = "is_default")]
    pub circuit_breaker: CircuitBreaker,
    /// Leave one of several hosts alone while it fails. Left out, all addresses that the
    /// endpoint's name has are taken for one host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlier_detection: Option<OutlierDetection>,
}

#[cfg(feature = "schema")]
fn kinds() -> Vec<&'static str> {
    let kinds = sluice_protocol::provider::all().iter();
    kinds.map(|kind| kind.name).collect()
}

#[cfg(feature = "schema")]
fn formats() -> Vec<&'static str> {
    let formats = sluice_protocol::WireFormat::ALL.iter();
    formats.map(|format| format.name()).collect()
}

/// How calls to a provider are authorized: `{bearer: {env: NAME}}` or
/// `{header: NAME, env: NAME}`; with `kind`, `{env: NAME}` is enough. Instead of
/// `env`, `file` names a file that holds the key and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Send `authorization: Bearer <key>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bearer: Option<Source>,
    /// Send the key in the header of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Sign each request with AWS credentials; `{}` finds them by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigv4: Option<SigV4>,
    /// With `header` or `kind`: the environment variable that holds the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// With `header` or `kind`: the file that holds the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// With `header` or `kind`: the key itself. Needs `--allow-inline-secrets`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline: Option<Secret>,
}

impl Auth {
    /// What of it decides which parts of a URL are asked for, and nothing of where keys
    /// are: whether requests are signed, and in which region; `None` where the kind
    /// says so too.
    pub(super) fn without_sources(self, kind: Option<&str>) -> Option<Self> {
        if let Some(sigv4) = self.sigv4 {
            return Some(Self {
                sigv4: Some(SigV4 {
                    region: sigv4.region,
                    service: sigv4.service,
                    ..SigV4::default()
                }),
                ..Self::default()
            });
        }
        let usual = kind.and_then(sluice_protocol::provider::named)?.auth;
        matches!(usual, sluice_protocol::provider::Auth::SigV4(_)).then(|| Self {
            bearer: Some(Source {
                env: Some("KEPT_FROM_THE_FILTER".to_owned()),
                ..Source::default()
            }),
            ..Self::default()
        })
    }
}

/// Requests are signed by AWS Signature Version 4. Without anything in it the
/// credentials are found as AWS's own tools find them: environment, files, web
/// identity, metadata of the container and of the machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SigV4 {
    /// The region to sign for; the provider's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The service to sign for; the kind's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The only place to take credentials from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<AwsSource>,
    /// A credentials file to take them from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// With `file`: the profile in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// A role to take on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// With `role_arn`: the file of a web identity token to take it on by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_file: Option<String>,
    /// With `role_arn`: what the session is called in AWS's logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_name: Option<String>,
}

/// A place where AWS credentials are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AwsSource {
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` of Envoy.
    Environment,
    /// The metadata service of the container.
    Container,
    /// The metadata service of the machine.
    Instance,
}

/// Where a key is: one of the three.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The environment variable of Envoy that holds the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// The file that holds the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The key itself. Needs `--allow-inline-secrets`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline: Option<Secret>,
}
