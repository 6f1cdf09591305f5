//! What the gateway itself answers about models, in the caller's format.

use sluice_protocol::WireFormat;
use sluice_protocol::json::Writer;

/// The body of `GET /v1/models`: `models` in the shape of `format`. Formats without a
/// list of their own get OpenAI's.
pub(crate) fn list(models: &[&str], format: WireFormat) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + 96 * models.len());
    let mut writer = Writer::new(&mut out);
    writer.begin_object();
    if format == WireFormat::AnthropicMessages {
        anthropic_list(&mut writer, models);
    } else if format == WireFormat::GeminiGenerate {
        writer.key("models");
        writer.begin_array();
        for model in models {
            gemini_model(&mut writer, model);
        }
        writer.end_array();
    } else {
        writer.key("object");
        writer.str("list");
        writer.key("data");
        writer.begin_array();
        for model in models {
            describe(&mut writer, model, format);
        }
        writer.end_array();
    }
    writer.end_object();
    out
}

/// The body of `GET /v1/models/{model}`.
pub(crate) fn one(model: &str, format: WireFormat) -> Vec<u8> {
    let mut out = Vec::with_capacity(128);
    describe(&mut Writer::new(&mut out), model, format);
    out
}

fn describe(writer: &mut Writer<'_>, model: &str, format: WireFormat) {
    if format == WireFormat::AnthropicMessages {
        anthropic_model(writer, model);
    } else if format == WireFormat::GeminiGenerate {
        gemini_model(writer, model);
    } else {
        openai_model(writer, model);
    }
}

fn anthropic_list(writer: &mut Writer<'_>, models: &[&str]) {
    writer.key("data");
    writer.begin_array();
    for model in models {
        anthropic_model(writer, model);
    }
    writer.end_array();
    writer.key("has_more");
    writer.bool(false);
    for (key, id) in [("first_id", models.first()), ("last_id", models.last())] {
        writer.key(key);
        match id {
            Some(id) => writer.str(id),
            None => writer.null(),
        }
    }
}

fn openai_model(writer: &mut Writer<'_>, model: &str) {
    writer.begin_object();
    for (key, value) in [("id", model), ("object", "model"), ("owned_by", "sluice")] {
        writer.key(key);
        writer.str(value);
    }
    // A virtual model has no date of its own; the API's shape demands one.
    writer.key("created");
    writer.u64(0);
    writer.end_object();
}

fn gemini_model(writer: &mut Writer<'_>, model: &str) {
    writer.begin_object();
    writer.key("name");
    writer.str(&format!("models/{model}"));
    writer.key("displayName");
    writer.str(model);
    writer.key("supportedGenerationMethods");
    writer.begin_array();
    for method in ["generateContent", "streamGenerateContent", "countTokens"] {
        writer.str(method);
    }
    writer.end_array();
    writer.end_object();
}

fn anthropic_model(writer: &mut Writer<'_>, model: &str) {
    writer.begin_object();
    for (key, value) in [
        ("type", "model"),
        ("id", model),
        ("display_name", model),
        ("created_at", "1970-01-01T00:00:00Z"),
    ] {
        writer.key(key);
        writer.str(value);
    }
    writer.end_object();
}
