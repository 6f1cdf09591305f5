//! The metadata of requests: what has to be in it, and what must not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::judge::{Judge, Judged, Subject};
use crate::shape::glob::fits;
use crate::shape::{error, failed};
use crate::spec::SpecError;

/// Keys and values of a request's metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "MetadataCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Keys that have to be there, each with the values it may have, in which `*` stands
    /// for any characters. Without values any will do.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub require: BTreeMap<String, Vec<String>>,
    /// Keys that must not have these values. Without values the key must not be there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub forbid: BTreeMap<String, Vec<String>>,
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// If it has no rule.
    pub fn compile(&self) -> Result<Self, Vec<SpecError>> {
        if self.require.is_empty() && self.forbid.is_empty() {
            return Err(vec![error(
                "metadata",
                "no rule is given",
                "give `require` or `forbid`",
            )]);
        }
        Ok(self.clone())
    }
}

impl Judge for Spec {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        let of_key = |key: &str| {
            let values = subject
                .metadata
                .iter()
                .filter(move |(name, _)| *name == key);
            values.map(|(_, value)| *value).collect::<Vec<_>>()
        };
        let is_among = |values: &[String], value: &str| values.iter().any(|one| fits(one, value));
        for (key, allowed) in &self.require {
            let values = of_key(key);
            if values.is_empty() {
                return failed(format!("the metadata has no `{key}`"));
            }
            if !allowed.is_empty() && !values.iter().all(|value| is_among(allowed, value)) {
                return failed(format!(
                    "the value of `{key}` in the metadata is none of the {} that are allowed",
                    allowed.len()
                ));
            }
        }
        for (key, forbidden) in &self.forbid {
            let values = of_key(key);
            if forbidden.is_empty() && !values.is_empty() {
                return failed(format!("the metadata has `{key}`, which is forbidden"));
            }
            if values.iter().any(|value| is_among(forbidden, value)) {
                return failed(format!("the value of `{key}` in the metadata is forbidden"));
            }
        }
        Judged::Passed
    }
}

#[cfg(test)]
mod tests {
    use crate::judge::{Judge, Judged, Subject};

    #[test]
    fn keys_are_required_and_forbidden_with_their_values() {
        let check: super::Spec = serde_json::from_str(
            r#"{"require": {"team": [], "env": ["prod", "test-*"]}, "forbid": {"debug": [], "team": ["guest*"]}}"#,
        )
        .unwrap();
        let with = |metadata: &[(&str, &str)]| {
            let subject = Subject {
                metadata,
                ..Subject::default()
            };
            match check.judge(&subject) {
                Judged::Passed => String::new(),
                Judged::Failed { reason, .. } => reason,
            }
        };
        assert_eq!(with(&[("team", "a"), ("env", "test-1")]), "");
        assert_eq!(with(&[("env", "prod")]), "the metadata has no `team`");
        assert_eq!(
            with(&[("team", "a"), ("env", "dev")]),
            "the value of `env` in the metadata is none of the 2 that are allowed"
        );
        assert_eq!(
            with(&[("team", "a"), ("env", "prod"), ("debug", "")]),
            "the metadata has `debug`, which is forbidden"
        );
        assert_eq!(
            with(&[("team", "guests"), ("env", "prod")]),
            "the value of `team` in the metadata is forbidden"
        );
    }
}
