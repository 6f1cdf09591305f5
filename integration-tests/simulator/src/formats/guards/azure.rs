//! Azure AI Content Safety: `text:analyze` and `text:shieldPrompt`. Source: its REST
//! reference, version 2024-09-01, "Analyze Text" and "Shield Prompt".

use serde_json::{Value, json};

use super::{Wish, body, key, refusal, texts};
use crate::check::Kind::{Bool, List, OneOf, Str};
use crate::check::{Field, Kind, TEXT, optional, required};
use crate::formats::Arrival;
use crate::reply::Reply;

pub(super) const ANALYZE: &str = "/contentsafety/text:analyze";
pub(super) const SHIELD: &str = "/contentsafety/text:shieldPrompt";

const MOST: usize = 10_000;

const NAMES: Kind = List {
    min: 0,
    max: 100,
    item: &TEXT,
};

const ANALYZE_FIELDS: &[Field] = &[
    required("text", Str { min: 1, max: MOST }),
    optional(
        "categories",
        List {
            min: 0,
            max: 4,
            item: &OneOf(&["Hate", "SelfHarm", "Sexual", "Violence"]),
        },
    ),
    optional("blocklistNames", NAMES),
    optional("haltOnBlocklistHit", Bool),
    optional(
        "outputType",
        OneOf(&["FourSeverityLevels", "EightSeverityLevels"]),
    ),
];

const SHIELD_FIELDS: &[Field] = &[
    optional("userPrompt", Str { min: 0, max: MOST }),
    optional(
        "documents",
        List {
            min: 0,
            max: 5,
            item: &Str { min: 0, max: MOST },
        },
    ),
];

fn check(arrival: &Arrival<'_>) -> Result<(), Reply> {
    key(arrival, "ocp-apim-subscription-key", "")?;
    if arrival.path.ends_with("?api-version=2024-09-01") {
        Ok(())
    } else {
        Err(refusal(404, "API version not supported"))
    }
}

pub(super) fn analyze(arrival: &Arrival<'_>) -> Result<(Wish, Value), Reply> {
    check(arrival)?;
    let body = body(arrival, ANALYZE_FIELDS)?;
    let text = body.get("text").and_then(Value::as_str).unwrap_or_default();
    let wish = Wish::of([text]);
    let asked = texts(body.get("categories"), "");
    let asked = if asked.is_empty() {
        vec!["Hate", "SelfHarm", "Sexual", "Violence"]
    } else {
        asked
    };
    let analysis = |category: &&str| {
        let severity = if wish.trips && *category == "Violence" {
            6
        } else {
            0
        };
        json!({"category": category, "severity": severity})
    };
    let all = wish.items(asked.iter().map(analysis).collect());
    Ok((
        wish,
        json!({"blocklistsMatch": [], "categoriesAnalysis": all}),
    ))
}

pub(super) fn shield(arrival: &Arrival<'_>) -> Result<(Wish, Value), Reply> {
    check(arrival)?;
    let body = body(arrival, SHIELD_FIELDS)?;
    let prompt = body.get("userPrompt").and_then(Value::as_str);
    let prompt = prompt.unwrap_or_default();
    let documents = texts(body.get("documents"), "");
    if prompt.is_empty() && documents.is_empty() {
        return Err(refusal(400, "nothing to shield"));
    }
    let wish = Wish::of(documents.iter().copied().chain([prompt]));
    let analysis = |text: &&str| json!({"attackDetected": Wish::of([*text]).trips});
    let all = wish.items(documents.iter().map(analysis).collect());
    Ok((
        wish,
        json!({"userPromptAnalysis": analysis(&prompt), "documentsAnalysis": all}),
    ))
}
