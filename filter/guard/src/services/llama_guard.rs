//! Llama Guard: a model whose answer is `safe`, or `unsafe` and on the next line the codes
//! of what is. Its hosts put what is asked into its own prompt.

use serde::{Deserialize, Serialize};

use super::answer::{Faults, check_status};
use super::asked::Asked;
use super::blocks::joined;
use super::{Answer, Ask, Direction, Question, Service, ServiceError, Speaker, Turn, Verdict};
use crate::judge::Subject;
use crate::spec::SpecError;

/// Enough for `unsafe` and all codes.
const MOST_TOKENS: u64 = 64;

/// The hazards, by their codes.
const HAZARDS: &[(&str, &str)] = &[
    ("S1", "violent crimes"),
    ("S2", "non-violent crimes"),
    ("S3", "sex-related crimes"),
    ("S4", "child sexual exploitation"),
    ("S5", "defamation"),
    ("S6", "specialized advice"),
    ("S7", "privacy"),
    ("S8", "intellectual property"),
    ("S9", "indiscriminate weapons"),
    ("S10", "hate"),
    ("S11", "suicide and self-harm"),
    ("S12", "sexual content"),
    ("S13", "elections"),
    ("S14", "code interpreter abuse"),
];

/// Llama Guard 3 or 4 at one of the providers. The service names the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name in `services`.
    pub service: String,
    /// The hazards that count, by their codes: `S1` to `S14`; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<String>,
}

impl Spec {
    pub(super) fn check(&self, errors: &mut Vec<SpecError>) {
        for (index, code) in self.hazards.iter().enumerate() {
            if !HAZARDS.iter().any(|(known, _)| known == code) {
                errors.push(SpecError {
                    at: format!("service.hazards[{index}]"),
                    problem: "not the code of a hazard".to_owned(),
                    mend: "write S1 to S14".to_owned(),
                });
            }
        }
    }
}

/// The row.
#[derive(Debug)]
pub(super) struct LlamaGuard {
    pub(super) spec: Spec,
}

impl Service for LlamaGuard {
    fn name(&self) -> &str {
        &self.spec.service
    }

    fn wants_request(&self) -> bool {
        true
    }

    fn asks(&self, subject: &Subject<'_>, direction: Direction) -> Result<Vec<Ask>, ServiceError> {
        let text = joined(subject);
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let turn = |speaker, text: String| Turn { speaker, text };
        let turns = match direction {
            Direction::Input => vec![turn(Speaker::User, text)],
            // It judges the last turn, and wants one of the user's before it.
            Direction::Output => {
                let asked = Asked::of(subject.beside.request).question();
                let asked = if asked.is_empty() {
                    "Continue.".to_owned()
                } else {
                    asked
                };
                vec![turn(Speaker::User, asked), turn(Speaker::Model, text)]
            }
        };
        Ok(vec![Ask::Question(Question {
            system: None,
            turns,
            max_tokens: MOST_TOKENS,
        })])
    }

    fn read(
        &self,
        _: &Subject<'_>,
        _: Direction,
        answers: &[Answer<'_>],
    ) -> Result<Verdict, ServiceError> {
        const WANTED: ServiceError = ServiceError::Words("`safe`, or `unsafe` and codes");
        let Some(answer) = answers.first() else {
            return Ok(Verdict::Passed);
        };
        check_status(answer)?;
        let text = std::str::from_utf8(answer.body).map_err(|_| WANTED)?;
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let rest = |lines: &mut dyn Iterator<Item = &str>| lines.next().is_some();
        match lines.next() {
            Some("safe") if !rest(&mut lines) => Ok(Verdict::Passed),
            Some("unsafe") => {
                let codes = lines.next().ok_or(WANTED)?;
                if rest(&mut lines) {
                    return Err(WANTED);
                }
                self.hazards(codes).ok_or(WANTED)
            }
            _ => Err(WANTED),
        }
    }
}

impl LlamaGuard {
    /// None if there is something else than codes.
    fn hazards(&self, codes: &str) -> Option<Verdict> {
        let mut faults = Faults::default();
        for code in codes.split(',').map(str::trim) {
            let (code, title) = HAZARDS.iter().find(|(known, _)| *known == code)?;
            let counts = self.spec.hazards.is_empty();
            if counts || self.spec.hazards.iter().any(|hazard| hazard == code) {
                faults.add(format!("{code} {title}"), 1.0);
            }
        }
        Some(faults.verdict("llama guard"))
    }
}
