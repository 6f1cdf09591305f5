//! OpenAI's moderation endpoint: `POST /moderations` with a list of texts, whose answer
//! has one result a text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sluice_protocol::json::{Value, Writer};

use super::answer::{Faults, at, flag, json, list_of, score};
use super::{Answer, Ask, Call, Direction, Service, ServiceError, Verdict};
use crate::judge::Subject;

const PATH: &str = "/moderations";
const DEFAULT_MODEL: &str = "omni-moderation-latest";

/// OpenAI's moderation, or one with the same API. The endpoint of the service ends with
/// `/v1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name in `services`.
    pub service: String,
    /// The model; `omni-moderation-latest` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// From which score on a category counts, 0 to 1, by its name: `violence/graphic`.
    /// Others then do not. Left out, what the model flags counts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<String, f32>,
}

/// The row.
#[derive(Debug)]
pub(super) struct OpenAiModeration {
    pub(super) spec: Spec,
}

fn texts<'t>(subject: &Subject<'t>) -> impl Iterator<Item = &'t str> {
    let texts = subject.pieces.iter().map(|piece| piece.text);
    texts.filter(|text| !text.trim().is_empty())
}

impl Service for OpenAiModeration {
    fn name(&self) -> &str {
        &self.spec.service
    }

    fn asks(&self, subject: &Subject<'_>, _: Direction) -> Result<Vec<Ask>, ServiceError> {
        if texts(subject).next().is_none() {
            return Ok(Vec::new());
        }
        let mut body = Vec::with_capacity(1024);
        let mut writer = Writer::new(&mut body);
        writer.begin_object();
        writer.key("model");
        writer.str(self.spec.model.as_deref().unwrap_or(DEFAULT_MODEL));
        writer.key("input");
        writer.begin_array();
        for text in texts(subject) {
            writer.str(text);
        }
        writer.end_array();
        writer.end_object();
        let path = PATH.to_owned();
        Ok(vec![Ask::Call(Call { path, body })])
    }

    fn read(
        &self,
        subject: &Subject<'_>,
        _: Direction,
        answers: &[Answer<'_>],
    ) -> Result<Verdict, ServiceError> {
        let Some(answer) = answers.first() else {
            return Ok(Verdict::Passed);
        };
        json(answer, |root| {
            let mut faults = Faults::default();
            for result in list_of(root, "results", texts(subject).count())? {
                self.judge(result, &mut faults)?;
            }
            Ok(faults.verdict("moderation"))
        })
    }
}

impl OpenAiModeration {
    fn judge(&self, result: Value<'_>, faults: &mut Faults) -> Result<(), ServiceError> {
        let scores = at(result, "category_scores", "object")?;
        if !self.spec.categories.is_empty() {
            for (category, threshold) in &self.spec.categories {
                let score = score_of(scores, category)?;
                if score >= *threshold {
                    faults.add(format!("{category} {score:.2}"), score);
                }
            }
            return Ok(());
        }
        if !flag(result, "flagged")? {
            return Ok(());
        }
        let mut is_named = false;
        for (category, value) in at(result, "categories", "object")?.members() {
            let category = category.to_str();
            let is_name = category.len() <= 64
                && category
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-/_".contains(&b));
            if value.bool() == Some(true) && is_name {
                let score = score_of(scores, &category)?;
                faults.add(format!("{category} {score:.2}"), score);
                is_named = true;
            }
        }
        if !is_named {
            faults.add("flagged".to_owned(), 1.0);
        }
        Ok(())
    }
}

fn score_of(scores: Value<'_>, category: &str) -> Result<f32, ServiceError> {
    let number = scores.get_some(category).and_then(|value| value.f64());
    number.map(score).ok_or(ServiceError::Missing {
        at: "category_scores",
        what: "number for a category",
    })
}
