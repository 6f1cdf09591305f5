//! Guardrails of Amazon Bedrock: `POST /guardrail/{id}/version/{version}/apply` with a list
//! of texts. It blocks, or answers with the texts masked.

use serde::{Deserialize, Serialize};
use sluice_protocol::json::{Value, Writer};
use sluice_protocol::provider::escape;

use super::answer::{Faults, json, list, list_of, name_of, replaced, replacement, text};
use super::asked::{Asked, tail};
use super::{Answer, Ask, Call, Direction, Service, ServiceError, Verdict};
use crate::judge::{Piece, Subject};
use crate::spec::SpecError;

/// As many characters as the service takes for a query.
const MOST_OF_QUERY: usize = 1000;

/// A guardrail of Amazon Bedrock. The endpoint of the service is that of Bedrock's
/// runtime, and its `auth` is `sigv4`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name in `services`.
    pub service: String,
    /// The guardrail's id or ARN.
    pub guardrail: String,
    /// Its version, a number or `DRAFT`.
    pub version: String,
    /// `true`: answers are sent with their request, whose last question is the query of the
    /// guardrail's contextual grounding check, and the rest of it the grounding source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grounding: bool,
}

impl Spec {
    pub(super) fn check(&self, errors: &mut Vec<SpecError>) {
        let is_id = |b: u8| b.is_ascii_alphanumeric() || b":/-".contains(&b);
        let is_named = (1..=2048).contains(&self.guardrail.len());
        if !is_named || !self.guardrail.bytes().all(is_id) {
            errors.push(SpecError {
                at: "service.guardrail".to_owned(),
                problem: "not the id or ARN of a guardrail".to_owned(),
                mend: "copy it from the console of Bedrock".to_owned(),
            });
        }
        let is_number = |text: &str| {
            (1..=8).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_digit())
                && !text.starts_with('0')
        };
        if self.version != "DRAFT" && !is_number(&self.version) {
            errors.push(SpecError {
                at: "service.version".to_owned(),
                problem: "not a version of a guardrail".to_owned(),
                mend: "write a number in quotes, or DRAFT".to_owned(),
            });
        }
    }
}

/// The row.
#[derive(Debug)]
pub(super) struct BedrockGuardrail {
    pub(super) spec: Spec,
}

/// The pieces that are asked about, by their numbers.
fn asked<'t>(subject: &Subject<'t>) -> impl Iterator<Item = (usize, &'t str)> {
    let texts = subject.pieces.iter().map(|piece| piece.text).enumerate();
    texts.filter(|(_, text)| !text.trim().is_empty())
}

impl Service for BedrockGuardrail {
    fn name(&self) -> &str {
        &self.spec.service
    }

    fn finds_places(&self) -> bool {
        true
    }

    fn wants_request(&self) -> bool {
        self.spec.grounding
    }

    fn asks(&self, subject: &Subject<'_>, direction: Direction) -> Result<Vec<Ask>, ServiceError> {
        if asked(subject).next().is_none() {
            return Ok(Vec::new());
        }
        let mut body = Vec::with_capacity(1024);
        let mut writer = Writer::new(&mut body);
        writer.begin_object();
        writer.key("source");
        writer.str(match direction {
            Direction::Input => "INPUT",
            Direction::Output => "OUTPUT",
        });
        writer.key("content");
        writer.begin_array();
        let guarded = if self.spec.grounding && direction == Direction::Output {
            for (text, qualifiers) in grounding(subject.beside.request) {
                write_block(&mut writer, &text, qualifiers);
            }
            &["guard_content"][..]
        } else {
            &[]
        };
        for (_, text) in asked(subject) {
            write_block(&mut writer, text, guarded);
        }
        writer.end_array();
        writer.end_object();
        let path = format!(
            "/guardrail/{}/version/{}/apply",
            escape(&self.spec.guardrail),
            self.spec.version
        );
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
        json(answer, |root| match text(root, "action")?.as_str() {
            "NONE" => Ok(Verdict::Passed),
            "GUARDRAIL_INTERVENED" => intervened(subject, root),
            _ => Err(ServiceError::Missing {
                at: "action",
                what: "action that is known",
            }),
        })
    }
}

fn write_block(writer: &mut Writer<'_>, text: &str, qualifiers: &[&str]) {
    writer.open(r#"{"text":{"text":"#);
    writer.str(text);
    if !qualifiers.is_empty() {
        writer.key("qualifiers");
        writer.begin_array();
        qualifiers
            .iter()
            .for_each(|qualifier| writer.str(qualifier));
        writer.end_array();
    }
    writer.close("}}");
}

/// What an answer should go by, and what it should be about. Where the last question is all
/// there is, or too long for a query, it is a source too: its documents stand in it.
fn grounding(request: &[Piece<'_>]) -> Vec<(String, &'static [&'static str])> {
    const SOURCE: &[&str] = &["grounding_source"];
    const QUERY: &[&str] = &["query"];
    let asked = Asked::of(request);
    let (question, rest) = (asked.question(), asked.rest);
    let mut blocks: Vec<(String, &'static [&'static str])> = rest
        .iter()
        .map(|text| ((*text).to_owned(), SOURCE))
        .collect();
    let query = tail(&question, MOST_OF_QUERY).to_owned();
    if !question.is_empty() && (rest.is_empty() || query.len() < question.len()) {
        blocks.push((question, SOURCE));
    }
    if !query.trim().is_empty() {
        blocks.push((query, QUERY));
    }
    blocks
}

/// What an intervention was: masked texts if nothing else was done.
fn intervened(subject: &Subject<'_>, root: Value<'_>) -> Result<Verdict, ServiceError> {
    let mut blocked = Faults::default();
    let mut is_masked = false;
    for assessment in list(root, "assessments")? {
        for fault in interventions(assessment) {
            match fault.get_some("action").and_then(|action| action.text()) {
                Some(action) if action == "ANONYMIZED" => is_masked = true,
                Some(action) if action == "NONE" => {}
                // Any other has stopped it.
                _ => {
                    let name = fault.get_some("type").or_else(|| fault.get_some("name"));
                    blocked.add(name_of(name), confidence(fault));
                }
            }
        }
    }
    let blocked = blocked.verdict("guardrail");
    if blocked != Verdict::Passed {
        return Ok(blocked);
    }
    if !is_masked {
        return Ok(Verdict::Failed {
            reason: "the guardrail intervened".to_owned(),
            score: 1.0,
        });
    }
    let numbers: Vec<usize> = asked(subject).map(|(number, _)| number).collect();
    let mut texts = vec![None; subject.pieces.len()];
    let outputs = list_of(root, "outputs", numbers.len())?;
    for (number, output) in numbers.into_iter().zip(outputs) {
        if let Some(slot) = texts.get_mut(number) {
            *slot = Some(replacement(output, "text")?);
        }
    }
    let originals = subject.pieces.iter().map(|piece| piece.text);
    Ok(replaced(originals.zip(texts)))
}

/// Every finding of an assessment. The lists stand in objects, one a policy: `filters`,
/// `topics`, `customWords`, `managedWordLists`, `piiEntities`, `regexes`.
fn interventions(assessment: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let policies = assessment.members().map(|(_, policy)| policy);
    let lists = policies.flat_map(|policy| policy.members().map(|(_, list)| list));
    let items = lists.flat_map(|list| list.items());
    items.filter(|item| item.get_some("action").is_some())
}

fn confidence(fault: Value<'_>) -> f32 {
    let confidence = fault.get_some("confidence").and_then(|value| value.text());
    match confidence {
        Some(word) if word == "LOW" => 0.5,
        Some(word) if word == "MEDIUM" => 0.75,
        _ => 1.0,
    }
}
