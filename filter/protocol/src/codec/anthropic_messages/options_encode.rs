//! What a request says beside its conversation and tools.

use crate::chat::{OutputFormat, Request};
use crate::claude::models::Rules;
use crate::claude::reasoning::{Plan, Taken};
use crate::claude::schema::write_strict;
use crate::json::{Text, Writer};
use crate::loss::{LossAction, Losses};

use super::words::request_tier;

/// Writes `output_config`: the effort and the schema of the answer.
pub(super) fn write_output_config(
    writer: &mut Writer<'_>,
    request: &Request<'_>,
    plan: Plan,
    rules: Rules,
    losses: &mut Losses,
) {
    let effort = match plan {
        Plan::Adaptive(effort) => effort,
        Plan::Unsaid | Plan::Disabled | Plan::Budget(_) => None,
    };
    let schema = match &request.output {
        Some(OutputFormat::JsonSchema { schema, .. }) if rules.schema => Some(schema.value()),
        _ => None,
    };
    if effort.is_none() && schema.is_none() {
        return;
    }
    writer.key("output_config");
    writer.begin_object();
    if let Some(effort) = effort {
        writer.key("effort");
        writer.str(effort.name());
    }
    if let Some(schema) = schema {
        if let Some(OutputFormat::JsonSchema {
            description: Some(_),
            ..
        }) = &request.output
        {
            losses.dropped(
                "response_format.json_schema.description",
                "a schema has no description beside its own",
            );
        }
        writer.key("format");
        writer.begin_object();
        writer.key("type");
        writer.str("json_schema");
        writer.key("schema");
        let field = || "response_format.json_schema.schema".to_owned();
        write_strict(writer, schema, field, losses);
        writer.end_object();
    }
    writer.end_object();
}

/// Writes the sampling parameters.
pub(super) fn write_sampling(writer: &mut Writer<'_>, taken: Taken<'_>) {
    for (key, json) in [
        ("temperature", taken.temperature),
        ("top_p", taken.top_p),
        ("top_k", taken.top_k),
    ] {
        if let Some(json) = json {
            writer.key(key);
            writer.raw(json);
        }
    }
}

/// Writes the stop sequences; the API refuses blank ones.
pub(super) fn write_stop(writer: &mut Writer<'_>, stop: &[Text<'_>], losses: &mut Losses) {
    let mut kept = stop
        .iter()
        .filter(|sequence| !sequence.is_blank())
        .peekable();
    if stop.iter().any(Text::is_blank) {
        losses.dropped("stop", "a stop sequence of white space is not taken");
    }
    if kept.peek().is_none() {
        return;
    }
    writer.key("stop_sequences");
    writer.begin_array();
    kept.for_each(|sequence| writer.text(sequence));
    writer.end_array();
}

/// Writes the id of the end user.
pub(super) fn write_user(writer: &mut Writer<'_>, request: &Request<'_>, losses: &mut Losses) {
    /// Longest `user_id`, in characters.
    const LONGEST: usize = 256;
    if request.metadata.is_some() {
        losses.dropped("metadata", "the provider stores none");
    }
    let Some(user) = &request.user else {
        return;
    };
    if user.to_str().chars().count() > LONGEST {
        losses.dropped("user", "longer than 256 characters");
        return;
    }
    writer.key("metadata");
    writer.begin_object();
    writer.key("user_id");
    writer.text(user);
    writer.end_object();
}

/// Writes the service tier.
pub(super) fn write_tier(writer: &mut Writer<'_>, request: &Request<'_>, losses: &mut Losses) {
    let Some(tier) = &request.service_tier else {
        return;
    };
    let Some((word, same)) = request_tier(tier) else {
        losses.dropped("service_tier", "the provider has no such tier");
        return;
    };
    if !same {
        losses.push(
            LossAction::Renamed,
            "service_tier",
            "the nearest tier is auto",
        );
    }
    writer.key("service_tier");
    writer.str(word);
}
