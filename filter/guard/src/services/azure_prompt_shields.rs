//! Azure AI's Prompt Shields: `POST /contentsafety/text:shieldPrompt` with a prompt and
//! documents, of each at most 10,000 characters in all, and five documents.

use serde::{Deserialize, Serialize};
use sluice_protocol::json::{Value, Writer};

use super::answer::{Faults, flag, json, list_of};
use super::azure_content_safety::MOST_CHARS;
use super::blocks::{Block, blocks};
use super::{Answer, Ask, Call, Direction, Service, ServiceError, Verdict};
use crate::judge::{Piece, PieceKind, Subject};

const PATH: &str = "/contentsafety/text:shieldPrompt?api-version=2024-09-01";

/// Azure AI's Prompt Shields: attacks in prompts, and in what tools have answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name in `services`.
    pub service: String,
}

/// The row.
#[derive(Debug)]
pub(super) struct AzurePromptShields {
    pub(super) spec: Spec,
}

/// What stands in a call: a prompt, a document, or both.
type Pair = (Option<Block>, Option<Block>);

fn pairs(subject: &Subject<'_>) -> Result<Vec<Pair>, ServiceError> {
    let is_document = |piece: &Piece<'_>| piece.kind == PieceKind::ToolResult;
    let prompts = blocks(subject, MOST_CHARS, |piece| !is_document(piece))?;
    let documents = blocks(subject, MOST_CHARS, is_document)?;
    let count = prompts.len().max(documents.len());
    let (mut prompts, mut documents) = (prompts.into_iter(), documents.into_iter());
    let pairs = (0..count).map(|_| (prompts.next(), documents.next()));
    Ok(pairs.collect())
}

impl Service for AzurePromptShields {
    fn name(&self) -> &str {
        &self.spec.service
    }

    fn asks(&self, subject: &Subject<'_>, _: Direction) -> Result<Vec<Ask>, ServiceError> {
        let ask = |(prompt, document): &Pair| {
            let mut body = Vec::with_capacity(1024);
            let mut writer = Writer::new(&mut body);
            writer.begin_object();
            writer.key("userPrompt");
            writer.str(prompt.as_ref().map_or("", |block| &block.text));
            writer.key("documents");
            writer.begin_array();
            if let Some(block) = document {
                writer.str(&block.text);
            }
            writer.end_array();
            writer.end_object();
            let path = PATH.to_owned();
            Ask::Call(Call { path, body })
        };
        Ok(pairs(subject)?.iter().map(ask).collect())
    }

    fn read(
        &self,
        subject: &Subject<'_>,
        _: Direction,
        answers: &[Answer<'_>],
    ) -> Result<Verdict, ServiceError> {
        let mut faults = Faults::default();
        for ((prompt, document), answer) in pairs(subject)?.iter().zip(answers) {
            json(answer, |root| {
                let documents = usize::from(document.is_some());
                judge(root, prompt.is_some(), documents, &mut faults)
            })?;
        }
        Ok(faults.verdict("prompt shields"))
    }
}

fn judge(
    root: Value<'_>,
    has_prompt: bool,
    documents: usize,
    faults: &mut Faults,
) -> Result<(), ServiceError> {
    if has_prompt && flag(root, "userPromptAnalysis.attackDetected")? {
        faults.add("attack in the prompt".to_owned(), 1.0);
    }
    if documents > 0 {
        for analysis in list_of(root, "documentsAnalysis", documents)? {
            if flag(analysis, "attackDetected")? {
                faults.add("attack in a tool's result".to_owned(), 1.0);
            }
        }
    }
    Ok(())
}
