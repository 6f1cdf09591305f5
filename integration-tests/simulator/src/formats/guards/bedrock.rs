//! Guardrails of Amazon Bedrock. Source: API reference of the Amazon Bedrock runtime,
//! "ApplyGuardrail".

use serde_json::{Value, json};

use super::{Wish, body, refusal, texts};
use crate::check::Kind::{List, Object, OneOf};
use crate::check::{Field, TEXT, optional, required};
use crate::formats::{Arrival, bedrock_converse};
use crate::reply::Reply;

const QUALIFIERS: &[&str] = &["grounding_source", "query", "guard_content"];

const REQUEST: &[Field] = &[
    required("source", OneOf(&["INPUT", "OUTPUT"])),
    optional("outputScope", OneOf(&["INTERVENTIONS", "FULL"])),
    required(
        "content",
        List {
            min: 1,
            max: usize::MAX,
            item: &Object(&[required(
                "text",
                Object(&[
                    required("text", TEXT),
                    optional(
                        "qualifiers",
                        List {
                            min: 0,
                            max: 3,
                            item: &OneOf(QUALIFIERS),
                        },
                    ),
                ]),
            )]),
        },
    ),
];

pub(super) fn is_path(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts.as_slice(), ["", "guardrail", id, "version", version, "apply"]
        if !id.is_empty() && !version.is_empty())
}

fn guarded(content: Option<&Value>) -> Value {
    let blocks = content.and_then(Value::as_array).into_iter().flatten();
    let is_guarded = |block: &&Value| {
        let qualifiers = block.pointer("/text/qualifiers").and_then(Value::as_array);
        qualifiers.is_none_or(|all| all.iter().any(|qualifier| qualifier == "guard_content"))
    };
    blocks.filter(is_guarded).cloned().collect()
}

pub(super) fn answer(arrival: &Arrival<'_>) -> Result<(Wish, Value), Reply> {
    if !bedrock_converse::is_authorized(arrival) {
        return Err(refusal(403, "the signature or key is missing or wrong"));
    }
    let body = body(arrival, REQUEST)?;
    // What is only there to compare with is not guarded.
    let guarded = guarded(body.get("content"));
    let texts = texts(Some(&guarded), "/text/text");
    let wish = Wish::of(texts.iter().copied());
    let masked: Vec<Option<String>> = texts.iter().map(|text| wish.masked(text)).collect();
    let is_masked = wish.loses || masked.iter().any(Option::is_some);
    let pii = |action: &str| {
        json!({"sensitiveInformationPolicy": {"regexes": [], "piiEntities": [
            {"type": "NAME", "match": super::WORD, "action": action, "detected": true},
        ]}})
    };
    let (action, assessment, outputs) = if wish.trips {
        let blocked = json!({"contentPolicy": {"filters": [
            {"type": "VIOLENCE", "confidence": "HIGH", "filterStrength": "HIGH",
             "action": "BLOCKED", "detected": true},
        ]}});
        let told = json!([{"text": "Sorry, this is blocked."}]);
        ("GUARDRAIL_INTERVENED", blocked, told)
    } else if is_masked {
        let texts = texts.iter().zip(masked);
        let texts = texts.map(|(text, masked)| masked.unwrap_or_else(|| (*text).to_owned()));
        let outputs = wish.items(texts.map(|text| json!({"text": text})).collect());
        ("GUARDRAIL_INTERVENED", pii("ANONYMIZED"), outputs)
    } else {
        ("NONE", json!({}), json!([]))
    };
    let usage = json!({"topicPolicyUnits": 0, "contentPolicyUnits": 1});
    Ok((
        wish,
        json!({"action": action, "assessments": [assessment], "outputs": outputs, "usage": usage}),
    ))
}
