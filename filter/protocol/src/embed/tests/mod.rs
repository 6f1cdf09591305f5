//! Forms of vectors, and what is not seen in a snapshot.

use proptest::prelude::*;

use super::*;
use crate::json::Writer;

fn numbers(vector: &Vector<'_>) -> Result<String, Broken> {
    let mut out = Vec::new();
    vector.write_numbers(&mut Writer::new(&mut out))?;
    Ok(String::from_utf8(out).unwrap())
}

fn base64(vector: &Vector<'_>) -> Result<String, Broken> {
    let mut out = Vec::new();
    vector.write_base64(&mut Writer::new(&mut out))?;
    Ok(String::from_utf8(out).unwrap().trim_matches('"').to_owned())
}

#[track_caller]
fn translated(
    client: EmbedFormat,
    provider: EmbedFormat,
    body: &str,
    encoding: Encoding,
) -> String {
    let context = AnswerContext {
        model: "m",
        id: "i",
        encoding,
        input_tokens: Some(7),
    };
    let mut out = Vec::new();
    translate_response(
        client,
        provider,
        body.as_bytes(),
        &context,
        &mut out,
        &mut Losses::default(),
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn numbers_stay_as_they_were_spelt() {
    let raw = "[0.10, 1e-7,-0.0 , 12345678901234567890]";
    assert_eq!(numbers(&Vector::Numbers(raw.as_bytes())).unwrap(), raw);
}

/// The bytes are those that numpy writes for `[1.0, -2.5, 0.1]` as `<f4`.
#[test]
fn base64_is_little_endian_32_bit_floats() {
    let written = base64(&Vector::Numbers(b"[1, -2.5, 0.1]")).unwrap();
    assert_eq!(written, "AACAPwAAIMDNzMw9");
    assert_eq!(
        numbers(&Vector::Base64(written.into())).unwrap(),
        "[1,-2.5,0.1]"
    );
}

#[test]
fn base64_without_its_padding_is_read_too() {
    assert_eq!(numbers(&Vector::Base64("AACAPw".into())).unwrap(), "[1]");
    assert_eq!(numbers(&Vector::Base64("".into())).unwrap(), "[]");
}

#[test]
fn what_is_no_vector_is_broken() {
    for text in ["AAAA", "AACAfw==", "AADAfw==", "?", "AACA Pw=="] {
        assert_eq!(numbers(&Vector::Base64(text.into())), Err(Broken), "{text}");
        assert_eq!(base64(&Vector::Base64(text.into())), Err(Broken), "{text}");
    }
    for raw in ["[1,null]", "[\"1\"]", "{}", "[1,]", "[[1]]", "[01]"] {
        let vector = Vector::Numbers(raw.as_bytes());
        assert_eq!(numbers(&vector), Err(Broken), "{raw}");
        assert_eq!(base64(&vector), Err(Broken), "{raw}");
    }
    // A number that JSON has and a 32-bit float has not.
    assert_eq!(base64(&Vector::Numbers(b"[1e39]")), Err(Broken));
}

proptest! {
    #[test]
    fn floats_survive_both_forms(floats in prop::collection::vec(prop::num::f32::NORMAL | prop::num::f32::SUBNORMAL | prop::num::f32::ZERO, 0..40)) {
        let bytes: Vec<u8> = floats.iter().flat_map(|float| float.to_le_bytes()).collect();
        let vector = serde_json::to_string(&floats).unwrap();
        let written = base64(&Vector::Numbers(vector.as_bytes())).unwrap();
        let back = numbers(&Vector::Base64(written.clone().into())).unwrap();
        let read: Vec<f32> = serde_json::from_str::<Vec<f64>>(&back).unwrap().into_iter().map(|x| x as f32).collect();
        prop_assert_eq!(&floats, &read);
        let again = base64(&Vector::Numbers(back.as_bytes())).unwrap();
        prop_assert_eq!(&written, &again);
        prop_assert_eq!(written.len(), bytes.len().div_ceil(3) * 4);
    }
}

#[test]
fn a_client_that_asked_for_base64_gets_it_of_every_provider() {
    for (provider, body) in [
        (
            EmbedFormat::Cohere,
            r#"{"embeddings":{"float":[[1,-2.5,0.1]]}}"#,
        ),
        (
            EmbedFormat::Gemini,
            r#"{"embeddings":[{"values":[1,-2.5,0.1]}]}"#,
        ),
        (
            EmbedFormat::Vertex,
            r#"{"predictions":[{"embeddings":{"values":[1,-2.5,0.1]}}]}"#,
        ),
        (EmbedFormat::BedrockTitan, r#"{"embedding":[1,-2.5,0.1]}"#),
        (
            EmbedFormat::BedrockCohere,
            r#"{"embeddings":[[1,-2.5,0.1]]}"#,
        ),
    ] {
        let out = translated(EmbedFormat::OpenAi, provider, body, Encoding::Base64);
        assert!(
            out.contains(r#""embedding":"AACAPwAAIMDNzMw9""#),
            "{provider}: {out}"
        );
    }
}

#[test]
fn tokens_that_a_header_told_are_the_usage_of_a_body_without() {
    let body = r#"{"embeddings":[[1]]}"#;
    let out = translated(
        EmbedFormat::OpenAi,
        EmbedFormat::BedrockCohere,
        body,
        Encoding::Float,
    );
    assert!(
        out.contains(r#""usage":{"prompt_tokens":7,"total_tokens":7}"#),
        "{out}"
    );
    let told = r#"{"embedding":[1],"inputTextTokenCount":0}"#;
    let out = translated(
        EmbedFormat::OpenAi,
        EmbedFormat::BedrockTitan,
        told,
        Encoding::Float,
    );
    assert!(out.contains(r#""prompt_tokens":0"#), "{out}");
}

/// Two thousand vectors of 1,536 numbers are more values than an index may hold.
#[test]
fn the_largest_answer_is_read_without_indexing_its_numbers() {
    let vector = format!("[{}]", vec!["0.012345678"; 1536].join(","));
    let item = format!(r#"{{"object":"embedding","index":0,"embedding":{vector}}}"#);
    let data = vec![item; 800].join(",");
    let body = format!(r#"{{"data":[{data}],"usage":{{"prompt_tokens":5,"total_tokens":5}}}}"#);
    assert_eq!(
        usage_of(EmbedFormat::OpenAi, body.as_bytes()).input_tokens,
        Some(5)
    );
    let document = EmbedFormat::OpenAi.parse_response(body.as_bytes()).unwrap();
    assert!(document.len() < 10_000);
    let out = translated(
        EmbedFormat::Cohere,
        EmbedFormat::OpenAi,
        &body,
        Encoding::Float,
    );
    assert_eq!(out.matches(&vector).count(), 800);
}

#[test]
fn only_the_model_changes_for_a_provider_of_the_same_format() {
    let body = br#"{ "input":"caf\u00e9","model" : "a", "x":1.0}"#;
    let document = Document::parse(body, Limits::default()).unwrap();
    let edited = model_edits(document.root(body), "b").apply(body);
    assert_eq!(
        String::from_utf8(edited).unwrap(),
        r#"{ "input":"caf\u00e9","model" : "b", "x":1.0}"#
    );
}

#[test]
fn the_outline_tells_the_model_and_the_form_of_vectors() {
    let read = |body: &str| {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        EmbedFormat::OpenAi
            .outline(document.root(body.as_bytes()))
            .map(|outline| (outline.model.to_str().into_owned(), outline.encoding))
            .map_err(|error| error.to_string())
    };
    assert_eq!(
        read(r#"{"model":"m","input":"x","encoding_format":"base64"}"#),
        Ok(("m".to_owned(), Encoding::Base64))
    );
    assert_eq!(
        read(r#"{"model":"m","input":"x"}"#),
        Ok(("m".to_owned(), Encoding::Float))
    );
    assert_eq!(
        read(r#"{"model":"m","model":"n","input":"x"}"#),
        Err("model: given more than once".to_owned())
    );
    assert_eq!(
        read(r#"{"model":"m"}"#),
        Err("input: missing required field".to_owned())
    );
}

#[test]
fn limits_and_words_follow_the_model() {
    let ask = |provider: EmbedFormat, model: &str, body: &str| {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        let root = document.root(body.as_bytes());
        let (mut out, mut losses) = (Vec::new(), Losses::default());
        translate_request(
            EmbedFormat::OpenAi,
            provider,
            root,
            model,
            &mut out,
            &mut losses,
        )
        .map(|()| (String::from_utf8(out).unwrap(), losses.header()))
        .map_err(|refusal| refusal.to_string())
    };
    let two = r#"{"model":"m","input":["a","b"],"dimensions":256}"#;
    let one = r#"{"model":"m","input":["a"],"dimensions":256,"truncate":"END"}"#;
    assert!(ask(EmbedFormat::Vertex, "text-embedding-005", two).is_ok());
    assert_eq!(
        ask(EmbedFormat::Vertex, "gemini-embedding-001", two),
        Err("input: 2 inputs, but one call takes at most 1; send them in several requests (vertex-embed)".to_owned())
    );
    assert_eq!(
        ask(EmbedFormat::BedrockTitan, "amazon.titan-embed-text-v1", one).unwrap(),
        (
            r#"{"inputText":"a"}"#.to_owned(),
            "dimensions;dropped, truncate;dropped".to_owned()
        )
    );
    let image = r#"{"model":"m","input":["data:image/png;base64,AAAA"],"dimensions":256}"#;
    assert_eq!(
        ask(
            EmbedFormat::BedrockTitan,
            "amazon.titan-embed-image-v1",
            image
        )
        .unwrap()
        .0,
        r#"{"inputImage":"AAAA","embeddingConfig":{"outputEmbeddingLength":256}}"#
    );
    assert_eq!(
        ask(EmbedFormat::BedrockCohere, "cohere.embed-english-v3", image)
            .unwrap()
            .0,
        r#"{"input_type":"image","images":["data:image/png;base64,AAAA"],"embedding_types":["float"],"output_dimension":256}"#
    );
    assert!(
        ask(EmbedFormat::BedrockCohere, "cohere.embed-v4:0", one)
            .unwrap()
            .0
            .contains(r#""truncate":"RIGHT""#)
    );
    assert!(
        ask(EmbedFormat::Gemini, "models/gemini-embedding-001", one)
            .unwrap()
            .0
            .contains(r#""model":"models/gemini-embedding-001""#)
    );
}
