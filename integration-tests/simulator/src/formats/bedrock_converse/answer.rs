//! A whole answer.

use serde_json::{Map, Value, json};

use crate::formats::anthropic_messages::answer::signature;
use crate::ids;
use crate::plan::{CACHED_TOKENS, Plan, Stop};
use crate::tokens;

use super::Request;

/// Tokens that a cache point reports as written to the cache.
const WRITTEN_TOKENS: u64 = 512;

/// The answer to a request.
pub(super) fn message(request: &Request, plan: &Plan) -> Value {
    let mut answer = json!({
        "output": {"message": {"role": "assistant", "content": content(request, plan)}},
        "stopReason": stop_reason(plan),
        "usage": usage(request, plan),
        "metrics": {"latencyMs": 40 + plan.output_tokens},
    });
    let asks = |path: &str| {
        let paths = request.at("additionalModelResponseFieldPaths");
        super::list(paths).iter().any(|asked| asked == path)
    };
    if let Stop::Sequence(sequence) = &plan.stop
        && asks("/stop_sequence")
    {
        answer["additionalModelResponseFields"] = json!({"stop_sequence": sequence});
    }
    if let Some(tier) = request.at("serviceTier") {
        answer["serviceTier"] = tier.clone();
    }
    answer
}

fn content(request: &Request, plan: &Plan) -> Vec<Value> {
    let mut content = Vec::new();
    if let Some(thought) = &plan.thinking {
        content.push(if plan.secret {
            json!({"reasoningContent": {"redactedContent": signature(thought)}})
        } else {
            let signature = signature(thought);
            json!({"reasoningContent": {"reasoningText": {"text": thought, "signature": signature}}})
        });
    }
    if !plan.text.is_empty() {
        content.push(json!({"text": plan.text}));
    }
    for (place, call) in plan.calls.iter().enumerate() {
        content.push(json!({"toolUse": {
            "toolUseId": ids::id("tooluse_", request.seed, place, 22),
            "name": call.name,
            "input": call.arguments,
        }}));
    }
    content
}

fn stop_reason(plan: &Plan) -> &'static str {
    match &plan.stop {
        Stop::End | Stop::Refusal | Stop::Pause => "end_turn",
        Stop::Tools => "tool_use",
        Stop::Length => "max_tokens",
        Stop::Sequence(_) => "stop_sequence",
        Stop::Filter => "guardrail_intervened",
        Stop::Window => "model_context_window_exceeded",
    }
}

fn usage(request: &Request, plan: &Plan) -> Value {
    let whole = |key: &str| request.at(key).map(Value::to_string).unwrap_or_default();
    let prompt = ["system", "messages", "toolConfig"].map(whole).concat();
    let input = tokens::count(&prompt);
    let read = if plan.cached { CACHED_TOKENS } else { 0 };
    let marked = prompt.contains("\"cachePoint\":{");
    let written = if marked && !plan.cached {
        WRITTEN_TOKENS
    } else {
        0
    };
    let mut usage = Map::new();
    usage.insert("inputTokens".to_owned(), json!(input));
    usage.insert("outputTokens".to_owned(), json!(plan.output_tokens));
    let total = input + plan.output_tokens + read + written;
    usage.insert("totalTokens".to_owned(), json!(total));
    if plan.cached || marked {
        usage.insert("cacheReadInputTokens".to_owned(), json!(read));
        usage.insert("cacheWriteInputTokens".to_owned(), json!(written));
    }
    if written > 0 {
        let ttl = if prompt.contains("\"ttl\":\"1h\"") {
            "1h"
        } else {
            "5m"
        };
        let details = json!([{"ttl": ttl, "inputTokens": written}]);
        usage.insert("cacheDetails".to_owned(), details);
    }
    Value::Object(usage)
}
