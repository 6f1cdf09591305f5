//! Refuses what Bedrock refuses: credentials, the form of the body, the table of
//! keys, and the rules that join several keys.

use serde_json::{Map, Value};

use crate::check::check_fields;
use crate::formats::Arrival;

use super::error::{Refusal, bad, forbidden};
use super::{fields, list, messages, model};

/// Checks a bearer key, or that a signature has the form of one: nothing is known
/// of the secret behind it.
pub(super) fn credentials(arrival: &Arrival<'_>) -> Result<(), Refusal> {
    let given = arrival.header("authorization").unwrap_or_default();
    if let Some(key) = given.strip_prefix("Bearer ") {
        let is_right = arrival.key.is_none_or(|expected| expected == key.trim());
        if key.trim().is_empty() || !is_right {
            return Err(forbidden(
                "AccessDeniedException",
                "Authentication failed: Please make sure your API Key is valid.",
            ));
        }
        return Ok(());
    }
    let Some(fields) = given.strip_prefix("AWS4-HMAC-SHA256 ") else {
        return Err(forbidden(
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ));
    };
    let field = |name: &str| {
        let mut fields = fields.split(',').map(str::trim);
        fields.find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
    };
    let scope: Vec<&str> = field("Credential")
        .unwrap_or_default()
        .rsplitn(5, '/')
        .collect();
    let [end, service, _, date, access] = scope.as_slice() else {
        return Err(incomplete(
            "Credential must have exactly 5 slash-delimited elements",
        ));
    };
    if (*end, *service) != ("aws4_request", "bedrock") {
        return Err(incomplete(
            "Credential should be scoped to service: 'bedrock'.",
        ));
    }
    let signed = field("SignedHeaders").unwrap_or_default();
    let is_signed = |name: &str| signed.split(';').any(|header| header == name);
    let time = arrival.header("x-amz-date").unwrap_or_default();
    if !is_signed("host") || !is_signed("x-amz-date") || !time.starts_with(date) || time.len() != 16
    {
        return Err(incomplete("Date or host is not signed."));
    }
    let signature = field("Signature").unwrap_or_default();
    if signature.len() != 64 || !signature.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(incomplete(
            "Authorization header requires 'Signature' parameter.",
        ));
    }
    if arrival.key.is_some_and(|expected| expected != *access) {
        return Err(forbidden(
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ));
    }
    Ok(())
}

fn incomplete(message: &str) -> Refusal {
    forbidden("IncompleteSignatureException", message)
}

/// Checks everything about the body.
pub(super) fn body(arrival: &Arrival<'_>, model: &str) -> Result<Map<String, Value>, Refusal> {
    if !arrival.is_json() {
        return Err(bad("The content type must be application/json."));
    }
    let body = match serde_json::from_slice(arrival.body) {
        Ok(Value::Object(body)) => body,
        Ok(_) | Err(_) => return Err(bad("The request body is not a JSON object.")),
    };
    check_fields(&body, fields::REQUEST, &[])?;
    messages::validate(&body, model)?;
    tools(&body)?;
    schema(&body)?;
    claude(&body, model)?;
    Ok(body)
}

fn tools(body: &Map<String, Value>) -> Result<(), Refusal> {
    let config = body.get("toolConfig").unwrap_or(&Value::Null);
    let mut names: Vec<&str> = Vec::new();
    for (index, tool) in list(config.get("tools")).iter().enumerate() {
        messages::one_member(tool, &format!("toolConfig.tools.{index}"))?;
        let Some(spec) = tool.get("toolSpec") else {
            continue;
        };
        let name = spec.get("name").and_then(Value::as_str).unwrap_or_default();
        if names.contains(&name) {
            return Err(bad(format!(
                "The tool {name} is already defined at toolConfig.tools."
            )));
        }
        names.push(name);
        let kind = spec.pointer("/inputSchema/json/type");
        if kind.and_then(Value::as_str) != Some("object") {
            return Err(bad(format!(
                "The value at toolConfig.tools.{index}.toolSpec.inputSchema.json.type must be one of the following: object."
            )));
        }
    }
    let Some(choice) = config.get("toolChoice").filter(|choice| !choice.is_null()) else {
        return Ok(());
    };
    messages::one_member(choice, "toolConfig.toolChoice")?;
    match choice.pointer("/tool/name").and_then(Value::as_str) {
        Some(name) if !names.contains(&name) => Err(bad(format!(
            "The tool {name} of toolConfig.toolChoice is not defined."
        ))),
        _ => Ok(()),
    }
}

/// A schema stands in the body as text.
fn schema(body: &Map<String, Value>) -> Result<(), Refusal> {
    let text = body
        .get("outputConfig")
        .and_then(|config| config.pointer("/textFormat/structure/jsonSchema/schema"))
        .and_then(Value::as_str);
    match text.map(serde_json::from_str::<Value>) {
        None | Some(Ok(Value::Object(_))) => Ok(()),
        Some(_) => Err(bad(
            "The schema at outputConfig.textFormat.structure.jsonSchema is not a JSON Schema.",
        )),
    }
}

/// What Claude says of its own parameters.
fn claude(body: &Map<String, Value>, name: &str) -> Result<(), Refusal> {
    let Some(rules) = model::rules(name) else {
        return Ok(());
    };
    let model_says = |message: &str| {
        bad(format!(
            "The model returned the following errors: {message}"
        ))
    };
    let inference = body.get("inferenceConfig").unwrap_or(&Value::Null);
    let number = |key: &str| inference.get(key).and_then(Value::as_f64);
    let limit = inference.get("maxTokens").and_then(Value::as_i64);
    if limit.is_some_and(|limit| limit > rules.max_tokens) {
        return Err(bad(format!(
            "The maximum tokens you requested exceeds the model limit of {}. Try again with a maximum tokens value that is lower than {}.",
            rules.max_tokens, rules.max_tokens
        )));
    }
    let own = body
        .get("additionalModelRequestFields")
        .unwrap_or(&Value::Null);
    if !rules.sampling
        && (number("temperature").is_some_and(|value| value != 1.0)
            || number("topP").is_some_and(|value| value < 0.95)
            || own.get("top_k").is_some())
    {
        return Err(model_says("`temperature` is deprecated for this model."));
    }
    let kind = own.pointer("/thinking/type").and_then(Value::as_str);
    match kind {
        Some("enabled") if !rules.budgets => Err(model_says(
            "\"thinking.type.enabled\" is not supported for this model.",
        )),
        Some("adaptive") if !rules.adaptive => Err(model_says(
            "adaptive thinking is not supported on this model",
        )),
        Some("enabled" | "adaptive") => {
            let budget = own
                .pointer("/thinking/budget_tokens")
                .and_then(Value::as_i64);
            if kind == Some("enabled") && budget.is_none_or(|budget| budget < 1024) {
                return Err(model_says(
                    "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
                ));
            }
            if budget.is_some_and(|budget| limit.is_some_and(|limit| budget >= limit)) {
                return Err(model_says(
                    "`max_tokens` must be greater than `thinking.budget_tokens`.",
                ));
            }
            if number("temperature").is_some_and(|value| value != 1.0) {
                return Err(model_says(
                    "`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.",
                ));
            }
            let choice = body.get("toolConfig").and_then(|c| c.get("toolChoice"));
            if choice.is_some_and(|choice| {
                ["any", "tool"]
                    .iter()
                    .any(|kind| choice.get(kind).is_some())
            }) {
                return Err(model_says(
                    "Thinking may not be enabled when tool_choice forces tool use.",
                ));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
