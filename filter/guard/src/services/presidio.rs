//! The analyzer of Microsoft Presidio: `POST /analyze` with one text, whose answer lists
//! entities with their places in characters.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sluice_protocol::json::{Value, Writer};

use super::answer::{json, number, score, text};
use super::blocks::{Block, Chars, blocks};
use super::{Answer, Ask, Call, Direction, Service, ServiceError, Verdict};
use crate::find::{Label, Match};
use crate::judge::Subject;

/// Its language models refuse longer ones than a million; shorter ones share its workers.
const MOST_CHARS: usize = 100_000;

/// A Presidio analyzer. What it finds can be redacted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name in `services`.
    pub service: String,
    /// The language of the texts, `en` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What to look for, in Presidio's names; all it knows if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<String>,
    /// From which score on a finding counts; 0.4 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f32>,
}

/// The row.
#[derive(Debug)]
pub(super) struct Presidio {
    pub(super) spec: Spec,
}

impl Presidio {
    fn min_score(&self) -> f32 {
        self.spec.min_score.unwrap_or(0.4)
    }

    fn body(&self, block: &Block) -> Vec<u8> {
        let mut out = Vec::with_capacity(block.text.len() + 256);
        let mut writer = Writer::new(&mut out);
        writer.begin_object();
        writer.key("text");
        writer.str(&block.text);
        writer.key("language");
        writer.str(self.spec.language.as_deref().unwrap_or("en"));
        writer.key("score_threshold");
        writer.f64(f64::from(self.min_score()));
        if !self.spec.entities.is_empty() {
            writer.key("entities");
            writer.begin_array();
            for entity in &self.spec.entities {
                writer.str(entity);
            }
            writer.end_array();
        }
        writer.end_object();
        out
    }
}

impl Service for Presidio {
    fn name(&self) -> &str {
        &self.spec.service
    }

    fn finds_places(&self) -> bool {
        true
    }

    fn asks(&self, subject: &Subject<'_>, _: Direction) -> Result<Vec<Ask>, ServiceError> {
        let blocks = blocks(subject, MOST_CHARS, |_| true)?;
        let ask = |block: &Block| {
            Ask::Call(Call {
                path: "/analyze".to_owned(),
                body: self.body(block),
            })
        };
        Ok(blocks.iter().map(ask).collect())
    }

    fn read(
        &self,
        subject: &Subject<'_>,
        _: Direction,
        answers: &[Answer<'_>],
    ) -> Result<Verdict, ServiceError> {
        let blocks = blocks(subject, MOST_CHARS, |_| true)?;
        let mut found = vec![Vec::new(); subject.pieces.len()];
        for (block, answer) in blocks.iter().zip(answers) {
            json(answer, |root| self.find(block, root, &mut found))?;
        }
        if found.iter().all(Vec::is_empty) {
            return Ok(Verdict::Passed);
        }
        for matches in &mut found {
            matches.sort_by_key(|found| (found.span.start, found.span.end));
        }
        Ok(Verdict::Found(found))
    }
}

impl Presidio {
    fn find(
        &self,
        block: &Block,
        root: Value<'_>,
        found: &mut [Vec<Match>],
    ) -> Result<(), ServiceError> {
        if !root.is_array() {
            let (at, what) = ("$", "array");
            return Err(ServiceError::Missing { at, what });
        }
        let chars = Chars::of(&block.text);
        for entity in root.items() {
            let label = label(&text(entity, "entity_type")?);
            let start = place(entity, "start")?;
            let end = place(entity, "end")?;
            let score = score(number(entity, "score")?);
            let places = block.places(&chars, start..end);
            let places = places.ok_or(ServiceError::Place)?;
            if score < self.min_score() {
                continue;
            }
            for (piece, span) in places {
                if let Some(matches) = found.get_mut(piece) {
                    let label = label.clone();
                    matches.push(Match { label, span, score });
                }
            }
        }
        Ok(())
    }
}

fn place(entity: Value<'_>, key: &'static str) -> Result<usize, ServiceError> {
    let what = "position";
    let found = entity.get_some(key).and_then(|value| value.u64());
    found
        .and_then(|found| usize::try_from(found).ok())
        .ok_or(ServiceError::Missing { at: key, what })
}

/// An entity's name, in the letters that placeholders are written in.
fn label(entity: &str) -> Label {
    const LONGEST: usize = 64;
    let letter = |char: char| match char.to_ascii_uppercase() {
        char if char.is_ascii_uppercase() || char.is_ascii_digit() => char,
        _ => '_',
    };
    let name: String = entity.chars().take(LONGEST).map(letter).collect();
    Label::Named(Arc::from(if name.is_empty() { "PII" } else { &name }))
}
