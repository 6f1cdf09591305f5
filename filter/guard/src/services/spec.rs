//! Services as they are written in a check.

use serde::{Deserialize, Serialize};

use super::azure_content_safety::{self, AzureContentSafety};
use super::azure_prompt_shields::{self, AzurePromptShields};
use super::bedrock_guardrail::{self, BedrockGuardrail};
use super::judge::{self, Judge};
use super::llama_guard::{self, LlamaGuard};
use super::model_armor::{self, ModelArmor};
use super::openai_moderation::{self, OpenAiModeration};
use super::presidio::{self, Presidio};
use super::webhook::{self, Webhook};
use super::{Needs, Service};
use crate::spec::SpecError;

/// A check that asks a service. `kind` says whose API it has, `service` which of
/// `services` it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ServiceCheck")
)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Spec {
    /// A webhook of your own.
    Webhook(webhook::Spec),
    /// OpenAI's moderation.
    OpenaiModeration(openai_moderation::Spec),
    /// Azure AI Content Safety.
    AzureContentSafety(azure_content_safety::Spec),
    /// Azure AI's Prompt Shields.
    AzurePromptShields(azure_prompt_shields::Spec),
    /// A guardrail of Amazon Bedrock.
    BedrockGuardrail(bedrock_guardrail::Spec),
    /// Google Cloud's Model Armor.
    ModelArmor(model_armor::Spec),
    /// A Presidio analyzer.
    Presidio(presidio::Spec),
    /// Llama Guard at one of the providers.
    LlamaGuard(llama_guard::Spec),
    /// A chat model at one of the providers.
    Judge(judge::Spec),
}

impl Spec {
    /// The service that is asked, by its name in gateway.yaml.
    #[must_use]
    pub fn service(&self) -> &str {
        match self {
            Self::Webhook(spec) => &spec.service,
            Self::OpenaiModeration(spec) => &spec.service,
            Self::AzureContentSafety(spec) => &spec.service,
            Self::AzurePromptShields(spec) => &spec.service,
            Self::BedrockGuardrail(spec) => &spec.service,
            Self::ModelArmor(spec) => &spec.service,
            Self::Presidio(spec) => &spec.service,
            Self::LlamaGuard(spec) => &spec.service,
            Self::Judge(spec) => &spec.service,
        }
    }

    /// What such a service has to be.
    #[must_use]
    pub const fn needs(&self) -> Needs {
        match self {
            Self::LlamaGuard(_) | Self::Judge(_) => Needs::Model,
            _ => Needs::Endpoint,
        }
    }

    pub(crate) fn compile(&self) -> Result<Box<dyn Service + Send + Sync>, Vec<SpecError>> {
        let mut errors = Vec::new();
        let service: Box<dyn Service + Send + Sync> = match self.clone() {
            Self::Webhook(spec) => Box::new(Webhook { spec }),
            Self::OpenaiModeration(spec) => {
                scores("categories", spec.categories.iter(), &mut errors);
                Box::new(OpenAiModeration { spec })
            }
            Self::AzureContentSafety(spec) => {
                spec.check(&mut errors);
                Box::new(AzureContentSafety { spec })
            }
            Self::AzurePromptShields(spec) => Box::new(AzurePromptShields { spec }),
            Self::BedrockGuardrail(spec) => {
                spec.check(&mut errors);
                Box::new(BedrockGuardrail { spec })
            }
            Self::ModelArmor(spec) => {
                spec.check(&mut errors);
                Box::new(ModelArmor { spec })
            }
            Self::Presidio(spec) => {
                let alone = spec.min_score.iter().map(|score| ("", score));
                scores("min_score", alone, &mut errors);
                Box::new(Presidio { spec })
            }
            Self::LlamaGuard(spec) => {
                spec.check(&mut errors);
                Box::new(LlamaGuard { spec })
            }
            Self::Judge(spec) => {
                spec.check(&mut errors);
                let alone = spec.threshold.iter().map(|score| ("", score));
                scores("threshold", alone, &mut errors);
                Box::new(Judge { spec })
            }
        };
        if errors.is_empty() {
            Ok(service)
        } else {
            Err(errors)
        }
    }
}

/// Checks that all are scores.
fn scores<'a>(
    field: &str,
    all: impl Iterator<Item = (impl AsRef<str>, &'a f32)>,
    errors: &mut Vec<SpecError>,
) {
    for (name, score) in all {
        if !(0.0..=1.0).contains(score) {
            let dot = if name.as_ref().is_empty() { "" } else { "." };
            errors.push(SpecError {
                at: format!("service.{field}{dot}{}", name.as_ref()),
                problem: "not a score".to_owned(),
                mend: "write a number from 0 to 1".to_owned(),
            });
        }
    }
}
