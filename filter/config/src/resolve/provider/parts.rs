//! The parts of a provider's endpoint and paths that only its user knows.

use std::cell::RefCell;
use std::collections::BTreeSet;

use sluice_protocol::provider::{Kind, PARTS, Template, escape};

use super::super::Problems;
use crate::{Path, raw};

const MAX_PART: usize = 128;

/// What is known of a provider's parts, and which of them were of use.
pub(super) struct Parts<'a> {
    raw: &'a raw::Provider,
    kind: Option<&'a Kind>,
    used: RefCell<BTreeSet<String>>,
    missing: BTreeSet<String>,
}

impl<'a> Parts<'a> {
    /// Reads them.
    pub(super) fn read(
        raw: &'a raw::Provider,
        kind: Option<&'a Kind>,
        path: &Path,
        problems: &mut Problems<'_>,
    ) -> Self {
        for name in PARTS {
            if written(raw, name).is_some_and(|text| !is_part(text)) {
                problems.add(
                    path.key(*name),
                    "cannot be a part of a URL",
                    "use 1 to 128 of a-z A-Z 0-9 . _ : -",
                );
            }
        }
        Self {
            raw,
            kind,
            used: RefCell::default(),
            missing: BTreeSet::new(),
        }
    }

    /// Fills a template, but for the model. A part that is missing is told once.
    pub(super) fn fill(
        &mut self,
        template: &str,
        path: &Path,
        problems: &mut Problems<'_>,
    ) -> String {
        let filled = Template::new(template).fill(|name| self.part(name));
        filled.unwrap_or_else(|gap| {
            self.miss(&gap.0, path, problems);
            String::new()
        })
    }

    /// A part that is needed elsewhere than in a URL.
    pub(super) fn need(
        &mut self,
        name: &str,
        path: &Path,
        problems: &mut Problems<'_>,
    ) -> Option<String> {
        let found = self.part(name);
        if found.is_none() {
            self.miss(name, path, problems);
        }
        found
    }

    fn miss(&mut self, name: &str, path: &Path, problems: &mut Problems<'_>) {
        if self.missing.insert(name.to_owned()) {
            let title = self.kind.map_or("this provider", |kind| kind.title);
            if PARTS.contains(&name) {
                let hint = format!("{title} needs it: add `{name}`");
                problems.add_missing(path.key(name), &hint);
            } else {
                problems.add(
                    path.key("path"),
                    "has a gap that nothing fills",
                    format!("remove {{{name}}}"),
                );
            }
        }
    }

    fn part(&self, name: &str) -> Option<String> {
        let text = |name: &str| {
            self.used.borrow_mut().insert(name.to_owned());
            let default = self
                .kind
                .and_then(|kind| kind.defaults.iter().find(|(part, _)| *part == name));
            written(self.raw, name).or_else(|| default.map(|(_, text)| *text))
        };
        match name {
            "base" => None,
            // Deployments are mostly named after what they deploy.
            "deployment" => Some(text(name).map_or_else(|| "{model}".to_owned(), escape)),
            // Google's global endpoint is the one without a region in its name.
            "region_prefix" => match text("region")? {
                "global" => Some(String::new()),
                region => Some(format!("{region}-")),
            },
            _ => text(name).map(str::to_owned),
        }
    }

    /// Whether a part was written that means nothing.
    pub(super) fn complain_of_unused(
        &self,
        raw: &raw::Provider,
        kind: Option<&Kind>,
        path: &Path,
        problems: &mut Problems<'_>,
    ) {
        if raw.kind.is_some() && kind.is_none() {
            return;
        }
        for name in PARTS {
            if written(raw, name).is_some() && !self.used.borrow().contains(*name) {
                let who = kind.map_or("a provider without a kind", |kind| kind.title);
                problems.add(
                    path.key(*name),
                    format!("{who} has no place for it"),
                    "remove it",
                );
            }
        }
    }
}

fn written<'a>(raw: &'a raw::Provider, name: &str) -> Option<&'a str> {
    let text = match name {
        "region" => &raw.region,
        "project" => &raw.project,
        "resource" => &raw.resource,
        "account" => &raw.account,
        "deployment" => &raw.deployment,
        "api_version" => &raw.api_version,
        _ => &None,
    };
    text.as_deref()
}

fn is_part(text: &str) -> bool {
    (1..=MAX_PART).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
}
