//! What is not seen in a snapshot.

use super::*;

fn ask(provider: RerankFormat, model: &str, body: &str) -> Result<String, String> {
    let document = json::Document::parse(body.as_bytes(), Limits::default()).unwrap();
    let root = document.root(body.as_bytes());
    let mut out = Vec::new();
    translate_request(
        RerankFormat::Cohere,
        provider,
        root,
        model,
        &mut out,
        &mut Losses::default(),
    )
    .map(|()| String::from_utf8(out).unwrap())
    .map_err(|refusal| refusal.to_string())
}

#[test]
fn more_documents_than_one_call_takes_are_refused() {
    let documents = vec![r#""d""#; 1001].join(",");
    let body = format!(r#"{{"model":"m","query":"q","documents":[{documents}]}}"#);
    assert!(ask(RerankFormat::Jina, "m", &body).is_ok());
    for provider in [
        RerankFormat::Voyage,
        RerankFormat::Bedrock,
        RerankFormat::BedrockInvoke,
    ] {
        let refused = ask(provider, "m", &body).unwrap_err();
        assert!(
            refused.starts_with("documents: 1001 documents, but one call takes at most 1000;"),
            "{refused}"
        );
    }
}

#[test]
fn only_cohere_models_on_bedrock_are_told_the_version_of_the_body() {
    let body = r#"{"model":"m","query":"q","documents":["d"],"max_tokens_per_doc":9}"#;
    assert_eq!(
        ask(RerankFormat::BedrockInvoke, "amazon.rerank-v1:0", body).unwrap(),
        r#"{"query":"q","documents":["d"]}"#
    );
    assert_eq!(
        ask(RerankFormat::BedrockInvoke, "cohere.rerank-v3-5:0", body).unwrap(),
        r#"{"query":"q","documents":["d"],"api_version":2,"max_tokens_per_doc":9}"#
    );
}

#[test]
fn a_field_that_is_given_twice_is_refused() {
    let body = r#"{"model":"m","query":"q","query":"r","documents":["d"]}"#;
    assert_eq!(
        ask(RerankFormat::Cohere, "m", body),
        Err("query: given more than once".to_owned())
    );
}

#[test]
fn usage_is_read_in_every_shape_and_zero_is_not_missing() {
    let usage = |format: RerankFormat, body: &str| usage_of(format, body.as_bytes());
    let tokens = |format, body: &str| usage(format, body).input_tokens;
    assert_eq!(
        tokens(
            RerankFormat::Jina,
            r#"{"results":[],"usage":{"total_tokens":0}}"#
        ),
        Some(0)
    );
    assert_eq!(
        tokens(
            RerankFormat::Jina,
            r#"{"results":[],"usage":{"prompt_tokens":5,"completion_tokens":0,"total_tokens":5}}"#
        ),
        Some(5)
    );
    assert_eq!(
        tokens(
            RerankFormat::Cohere,
            r#"{"results":[],"meta":{"tokens":{"input_tokens":8},"billed_units":{"search_units":1}}}"#
        ),
        Some(8)
    );
    assert_eq!(
        tokens(
            RerankFormat::Cohere,
            r#"{"results":[],"meta":{"billed_units":{"search_units":1}}}"#
        ),
        None
    );
    assert!(usage(RerankFormat::Voyage, "no JSON").is_empty());
}
