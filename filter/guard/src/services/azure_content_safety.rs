//! Azure AI Content Safety: `POST /contentsafety/text:analyze` with one text of at most
//! 10,000 characters, whose answer has a severity a category.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sluice_protocol::json::{Value, Writer};

use super::answer::{Faults, json, list, number, score, text};
use super::blocks::{Block, blocks};
use super::{Answer, Ask, Call, Direction, Service, ServiceError, Verdict};
use crate::judge::Subject;
use crate::spec::SpecError;

const PATH: &str = "/contentsafety/text:analyze?api-version=2024-09-01";
/// As many as the service takes.
pub(super) const MOST_CHARS: usize = 10_000;
const DEFAULT_SEVERITY: u8 = 4;
const MOST_SEVERE: u8 = 7;

/// Azure's words for its categories, by ours.
const CATEGORIES: &[(&str, &str)] = &[
    ("hate", "Hate"),
    ("self_harm", "SelfHarm"),
    ("sexual", "Sexual"),
    ("violence", "Violence"),
];

/// Azure AI Content Safety.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name in `services`.
    pub service: String,
    /// From which severity on a category counts, 1 to 7; 4 if left out. Azure answers
    /// with 0, 2, 4 and 6, and with `eight_levels` with the odd ones too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<u8>,
    /// The same for single categories: `hate`, `self_harm`, `sexual`, `violence`. Others
    /// then are not asked about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<String, u8>,
    /// `true`: severities from 0 to 7, not only the even ones to 6.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub eight_levels: bool,
    /// Names of Azure's block lists. What is on one counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocklists: Vec<String>,
}

impl Spec {
    pub(super) fn check(&self, errors: &mut Vec<SpecError>) {
        let severities = self.categories.iter().map(|(name, severity)| {
            let at = format!("service.categories.{name}");
            (at, *severity)
        });
        let alone = self
            .severity
            .map(|severity| ("service.severity".to_owned(), severity));
        for (at, severity) in severities.chain(alone) {
            if !(1..=MOST_SEVERE).contains(&severity) {
                errors.push(SpecError {
                    at,
                    problem: format!("{severity} is not a severity that counts"),
                    mend: format!("choose 1 to {MOST_SEVERE}"),
                });
            }
        }
        for name in self.categories.keys() {
            if !CATEGORIES.iter().any(|(known, _)| known == name) {
                errors.push(SpecError {
                    at: format!("service.categories.{name}"),
                    problem: "not a category of Azure's".to_owned(),
                    mend: "known are hate, self_harm, sexual, violence".to_owned(),
                });
            }
        }
    }

    /// What is asked about: ours and Azure's words, and what counts.
    fn wanted(&self) -> impl Iterator<Item = (&'static str, &'static str, u8)> {
        let severity = self.severity.unwrap_or(DEFAULT_SEVERITY);
        CATEGORIES.iter().filter_map(move |(name, theirs)| {
            let severity = match self.categories.get(*name) {
                Some(severity) => *severity,
                None if self.categories.is_empty() => severity,
                None => return None,
            };
            Some((*name, *theirs, severity))
        })
    }
}

/// The row.
#[derive(Debug)]
pub(super) struct AzureContentSafety {
    pub(super) spec: Spec,
}

impl Service for AzureContentSafety {
    fn name(&self) -> &str {
        &self.spec.service
    }

    fn asks(&self, subject: &Subject<'_>, _: Direction) -> Result<Vec<Ask>, ServiceError> {
        let blocks = blocks(subject, MOST_CHARS, |_| true)?;
        let ask = |block: &Block| {
            Ask::Call(Call {
                path: PATH.to_owned(),
                body: self.body(&block.text),
            })
        };
        Ok(blocks.iter().map(ask).collect())
    }

    fn read(
        &self,
        _: &Subject<'_>,
        _: Direction,
        answers: &[Answer<'_>],
    ) -> Result<Verdict, ServiceError> {
        let mut faults = Faults::default();
        for answer in answers {
            json(answer, |root| self.judge(root, &mut faults))?;
        }
        Ok(faults.verdict("content safety"))
    }
}

impl AzureContentSafety {
    fn body(&self, text: &str) -> Vec<u8> {
        let mut body = Vec::with_capacity(text.len() + 256);
        let mut writer = Writer::new(&mut body);
        writer.begin_object();
        writer.key("text");
        writer.str(text);
        writer.key("categories");
        writer.begin_array();
        for (_, theirs, _) in self.spec.wanted() {
            writer.str(theirs);
        }
        writer.end_array();
        writer.key("outputType");
        writer.str(if self.spec.eight_levels {
            "EightSeverityLevels"
        } else {
            "FourSeverityLevels"
        });
        if !self.spec.blocklists.is_empty() {
            writer.key("blocklistNames");
            writer.begin_array();
            for name in &self.spec.blocklists {
                writer.str(name);
            }
            writer.end_array();
            writer.key("haltOnBlocklistHit");
            writer.bool(false);
        }
        writer.end_object();
        body
    }

    fn judge(&self, root: Value<'_>, faults: &mut Faults) -> Result<(), ServiceError> {
        let mut severities = Vec::new();
        for analysis in list(root, "categoriesAnalysis")? {
            severities.push((text(analysis, "category")?, number(analysis, "severity")?));
        }
        for (name, theirs, counts) in self.spec.wanted() {
            let found = severities.iter().find(|(category, _)| category == theirs);
            let (_, severity) = found.ok_or(ServiceError::Missing {
                at: "categoriesAnalysis",
                what: "severity for a category",
            })?;
            if *severity >= f64::from(counts) {
                let score = score(severity / f64::from(MOST_SEVERE));
                faults.add(format!("{name} severity {severity}"), score);
            }
        }
        let lists = &self.spec.blocklists;
        if !lists.is_empty() && !list(root, "blocklistsMatch")?.is_empty() {
            faults.add("on a block list".to_owned(), 1.0);
        }
        Ok(())
    }
}
