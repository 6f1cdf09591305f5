//! What a request says beside its conversation and tools.

use crate::chat::{Effort, Extra, OutputFormat, Request};
use crate::claude::reasoning::{self, Obstacle, Plan, Taken};
use crate::claude::schema::write_strict;
use crate::codec::Target;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::models::{Family, Rules};
use super::words::tier;

/// Fields that only this format has, and that clients of others may send too.
const OWN: &[(&str, bool)] = &[
    ("guardrailConfig", true),
    ("performanceConfig", true),
    ("promptVariables", true),
    ("additionalModelResponseFieldPaths", false),
];

/// The model's own parameters.
const ADDITIONAL: &str = "additionalModelRequestFields";

/// How reasoning is asked for in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thinking {
    /// Claude's way, with the output limit that a budget needs if the client gave none.
    Claude(Plan, Option<u64>),
    /// Nova's: an effort, or off.
    Nova(Option<Effort>),
    /// That of OpenAI's open models.
    GptOss(Effort),
    /// Not at all.
    Unsaid,
}

impl Thinking {
    /// Decides how to ask for it.
    pub(super) fn plan(
        request: &Request<'_>,
        rules: Rules,
        obstacle: Option<Obstacle>,
        target: &Target<'_>,
        losses: &mut Losses,
    ) -> Self {
        let Some(reasoning) = &request.reasoning else {
            return Self::Unsaid;
        };
        if matches!(rules.family, Family::Claude | Family::Other) {
            let mut limit = request
                .max_output_tokens
                .unwrap_or(target.default_max_tokens);
            let plan = reasoning::plan(request, rules.claude, obstacle, &mut limit, losses);
            let needs_limit =
                matches!(plan, Plan::Budget(_)) && request.max_output_tokens.is_none();
            return Self::Claude(plan, needs_limit.then_some(limit));
        }
        let field = if reasoning.budget_tokens.is_some() {
            "thinking.budget_tokens"
        } else {
            "reasoning_effort"
        };
        let asked = reasoning.effort.or_else(|| {
            let budget = reasoning.budget_tokens?;
            losses.push(
                LossAction::Renamed,
                field,
                "this model takes an effort, not a budget",
            );
            Some(reasoning::effort_of(budget))
        });
        let effort = match asked.unwrap_or(Effort::Medium) {
            Effort::None if rules.family == Family::Nova => return Self::Nova(None),
            Effort::None => {
                losses.dropped(field, "this model always reasons");
                return Self::Unsaid;
            }
            Effort::Minimal => Effort::Low,
            Effort::XHigh | Effort::Max => Effort::High,
            fitting => fitting,
        };
        if asked.is_some_and(|asked| asked != effort) && reasoning.budget_tokens.is_none() {
            losses.push(
                LossAction::Clamped,
                field,
                "the efforts are low, medium and high",
            );
        }
        if rules.family == Family::Nova {
            Self::Nova(Some(effort))
        } else {
            Self::GptOss(effort)
        }
    }

    /// Whether a call cannot be forced beside it.
    pub(super) fn forbids_force(self) -> bool {
        matches!(self, Self::Claude(plan, _) if plan.is_on())
    }

    /// Whether sampling parameters cannot be set beside it.
    pub(super) fn forbids_sampling(self) -> bool {
        self.forbids_force() || self == Self::Nova(Some(Effort::High))
    }
}

/// Writes `inferenceConfig`.
pub(super) fn write_inference(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    thinking: &Thinking,
    taken: Taken<'_>,
    losses: &mut Losses,
) {
    let mut limit = request.max_output_tokens;
    if let Thinking::Claude(_, Some(needed)) = thinking {
        losses.push(
            LossAction::Defaulted,
            "max_tokens",
            "a budget for reasoning needs an output limit above it",
        );
        limit = Some(*needed);
    }
    if *thinking == Thinking::Nova(Some(Effort::High)) && limit.take().is_some() {
        losses.dropped(
            "max_tokens",
            "this model takes no output limit at its highest effort",
        );
    }
    let stop: Vec<&Text<'_>> = request
        .stop
        .iter()
        .filter(|sequence| !sequence.is_blank())
        .collect();
    if stop.len() < request.stop.len() {
        losses.dropped("stop", "a stop sequence of white space is not taken");
    }
    if limit.is_none() && stop.is_empty() && taken.temperature.is_none() && taken.top_p.is_none() {
        return;
    }
    writer.key("inferenceConfig");
    writer.begin_object();
    if let Some(limit) = limit {
        writer.key("maxTokens");
        if limit == 0 {
            losses.push(LossAction::Clamped, "max_tokens", "the least is 1");
        }
        writer.u64(limit.max(1));
    }
    for (key, json) in [("temperature", taken.temperature), ("topP", taken.top_p)] {
        if let Some(json) = json {
            writer.key(key);
            writer.raw(json);
        }
    }
    if !stop.is_empty() {
        writer.key("stopSequences");
        writer.begin_array();
        stop.into_iter().for_each(|sequence| writer.text(sequence));
        writer.end_array();
    }
    writer.end_object();
}

/// Writes the model's own parameters: reasoning, `top_k`, and what the client
/// wrote for this very model.
pub(super) fn write_additional(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    rules: Rules,
    thinking: &Thinking,
    taken: Taken<'_>,
    losses: &mut Losses,
) {
    let mut bytes = Vec::new();
    let mut inner = Writer::new(&mut bytes);
    inner.begin_object();
    match thinking {
        Thinking::Claude(plan, _) => {
            let display = request.reasoning.as_ref();
            let display = display.and_then(|reasoning| reasoning.display.as_ref());
            reasoning::write_thinking(&mut inner, *plan, display);
        }
        Thinking::Nova(effort) => write_nova(&mut inner, *effort),
        Thinking::GptOss(effort) => {
            inner.key("reasoning_effort");
            inner.str(effort.name());
        }
        Thinking::Unsaid => {}
    }
    if let Some(top_k) = taken.top_k {
        if rules.nested_top_k {
            inner.key("inferenceConfig");
            inner.begin_object();
            inner.key("topK");
            inner.raw(top_k);
            inner.end_object();
        } else {
            inner.key("top_k");
            inner.raw(top_k);
        }
    }
    for (name, value) in additional(request, rules) {
        if !name_is_written(&name, thinking, taken, rules) {
            inner.key_text(&name);
            inner.value(value);
        } else {
            losses.dropped(format!("{ADDITIONAL}.{name}"), "given in two ways");
        }
    }
    inner.end_object();
    if bytes.len() > 2 {
        writer.key(ADDITIONAL);
        writer.raw(&bytes);
    }
}

fn write_nova(writer: &mut Writer<'_>, effort: Option<Effort>) {
    writer.key("reasoningConfig");
    writer.begin_object();
    writer.key("type");
    match effort {
        None => writer.str("disabled"),
        Some(effort) => {
            writer.str("enabled");
            writer.key("maxReasoningEffort");
            writer.str(effort.name());
        }
    }
    writer.end_object();
}

/// Whether a member of the model's own parameters stands there already.
fn name_is_written(name: &Text<'_>, thinking: &Thinking, taken: Taken<'_>, rules: Rules) -> bool {
    let own = match thinking {
        Thinking::Claude(Plan::Unsaid, _) | Thinking::Unsaid => None,
        Thinking::Claude(..) => Some("thinking"),
        Thinking::Nova(_) => Some("reasoningConfig"),
        Thinking::GptOss(_) => Some("reasoning_effort"),
    };
    let top_k = taken.top_k.map(|_| {
        if rules.nested_top_k {
            "inferenceConfig"
        } else {
            "top_k"
        }
    });
    [own, top_k]
        .into_iter()
        .flatten()
        .any(|known| *name == known)
}

/// What the client wrote for the model itself: members kept one by one, or as one
/// object, and Claude's beta features.
fn additional<'a>(request: &Request<'a>, rules: Rules) -> Vec<(Text<'a>, Value<'a>)> {
    let mut found: Vec<(Text<'a>, Value<'a>)> = Vec::new();
    for extra in &request.extra {
        let members: Vec<_> = if extra.name == ADDITIONAL {
            extra.value.members().collect()
        } else if let Some(name) = additional_name(extra, rules) {
            vec![(Text::from(name), extra.value)]
        } else {
            continue;
        };
        for (name, value) in members {
            if !found.iter().any(|(known, _)| *known == name) {
                found.push((name, value));
            }
        }
    }
    found
}

/// The name of a member of the model's own parameters that is kept by its path.
fn additional_name(extra: &Extra<'_>, rules: Rules) -> Option<String> {
    let path = extra.name.to_str();
    if rules.family == Family::Claude && path == "anthropic_beta" && extra.value.is_array() {
        return Some(path.into_owned());
    }
    let name = path.strip_prefix(ADDITIONAL)?.strip_prefix('.')?;
    (!name.contains('.')).then(|| name.to_owned())
}

/// Writes `outputConfig`: the schema of the answer and Claude's effort.
pub(super) fn write_output(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    has_schema: bool,
    thinking: &Thinking,
    losses: &mut Losses,
) {
    let effort = match thinking {
        Thinking::Claude(Plan::Adaptive(effort), _) => *effort,
        _ => None,
    };
    let schema = request.output.as_ref().filter(|_| has_schema);
    let schema = match schema {
        Some(OutputFormat::JsonSchema {
            name,
            description,
            schema,
            ..
        }) => Some((name.as_ref(), description.as_ref(), schema)),
        _ => None,
    };
    if effort.is_none() && schema.is_none() {
        return;
    }
    writer.key("outputConfig");
    writer.begin_object();
    if let Some((name, description, schema)) = schema {
        let mut text = Vec::new();
        let field = || "response_format.json_schema.schema".to_owned();
        write_strict(&mut Writer::new(&mut text), schema.value(), field, losses);
        writer.key("textFormat");
        writer.begin_object();
        writer.key("type");
        writer.str("json_schema");
        writer.key("structure");
        writer.begin_object();
        writer.key("jsonSchema");
        writer.begin_object();
        writer.key("schema");
        writer.str(&String::from_utf8_lossy(&text));
        for (key, text) in [("name", name), ("description", description)] {
            if let Some(text) = text {
                writer.key(key);
                writer.text(text);
            }
        }
        writer.end_object();
        writer.end_object();
        writer.end_object();
    }
    if let Some(effort) = effort {
        writer.key("effort");
        writer.str(effort.name());
    }
    writer.end_object();
}

/// Writes the service tier, the metadata and what only this format has, and lists
/// the rest.
pub(super) fn write_rest(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    rules: Rules,
    losses: &mut Losses,
) {
    match request.service_tier.as_ref().map(|word| (word, tier(word))) {
        Some((_, Some(tier))) => {
            writer.key("serviceTier");
            writer.begin_object();
            writer.key("type");
            writer.str(tier);
            writer.end_object();
        }
        Some((word, None)) if *word != "auto" => {
            losses.dropped("service_tier", "the provider has no such tier");
        }
        Some(_) | None => {}
    }
    if let Some(metadata) = request
        .metadata
        .filter(|pairs| pairs.members().next().is_some())
    {
        if is_metadata(metadata) {
            writer.key("requestMetadata");
            writer.value(metadata);
        } else {
            losses.dropped("metadata", "at most 16 pairs of plain words are stored");
        }
    }
    if request.user.is_some() {
        losses.dropped("user", "the provider takes no id of the user");
    }
    if request.log_probs.is_some() {
        losses.dropped("logprobs", "the provider tells no log-probabilities");
    }
    if request.parallel_tool_calls == Some(false) && !request.tools.is_empty() {
        losses.dropped(
            "parallel_tool_calls",
            "calls cannot be held to one at a time",
        );
    }
    let mut written: Vec<&str> = Vec::new();
    for extra in &request.extra {
        let own = OWN.iter().find(|(name, is_object)| {
            extra.name == **name
                && (extra.value.is_object() == *is_object)
                && (extra.value.is_array() != *is_object)
        });
        if let Some((name, _)) = own.filter(|(name, _)| !written.contains(name)) {
            writer.key(name);
            writer.value(extra.value);
            written.push(name);
        } else if !(extra.name == ADDITIONAL && extra.value.is_object())
            && additional_name(extra, rules).is_none()
        {
            losses.dropped(
                extra.name.to_str().into_owned(),
                "unknown to the provider's format",
            );
        }
    }
}

/// Whether metadata is within the bounds of the API.
fn is_metadata(metadata: Value<'_>) -> bool {
    let is_word = |text: &str, least: usize| {
        let characters = text.chars().count();
        (least..=256).contains(&characters)
            && text.chars().all(|c| {
                c.is_ascii_alphanumeric() || c.is_whitespace() || ":_@$#=/+,-.".contains(c)
            })
    };
    metadata.members().count() <= 16
        && metadata.members().all(|(name, value)| {
            let value = value.text().map(|text| text.to_str().into_owned());
            is_word(&name.to_str(), 1) && value.is_some_and(|value| is_word(&value, 0))
        })
}
