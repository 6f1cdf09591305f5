//! JSON Schema within what the API reads.

use serde_json::{Value as Json, json};

use super::{from_openai, through};

/// The schema of a function's arguments as it is sent, and what was lost of it.
fn sent(schema: &Json) -> (Json, Vec<String>) {
    let body = json!({
        "model": "m",
        "messages": [{"role": "user", "content": "go"}],
        "tools": [{"type": "function", "function": {"name": "f", "parameters": schema}}],
    });
    let (body, losses) = from_openai(&body, "gemini-3-pro").unwrap();
    let function = &body["tools"][0]["functionDeclarations"][0];
    (function["parametersJsonSchema"].clone(), losses)
}

fn of(property: &Json) -> Json {
    json!({"type": "object", "properties": {"x": property}})
}

#[track_caller]
fn check(written: &Json, expected: &Json, losses: &[&str]) {
    let (schema, lost) = sent(&of(written));
    assert_eq!(schema, of(expected));
    let lost: Vec<_> = lost
        .iter()
        .map(|loss| {
            let rest = loss.trim_start_matches("tools[0].function.parameters.properties.x");
            rest.split(':').next().unwrap_or_default().to_owned()
        })
        .collect();
    assert_eq!(lost, losses);
}

#[test]
fn what_the_api_reads_is_sent_as_it_was_written() {
    for schema in [
        json!({"type": ["string", "null"], "format": "date-time", "description": "d"}),
        json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        json!({"type": "array", "prefixItems": [{"type": "number"}], "items": {"type": "string"}, "minItems": 1}),
        json!({"type": "integer", "enum": [1, 2], "minimum": 1, "maximum": 2.0}),
        json!({}),
    ] {
        check(&schema, &schema, &[]);
    }
}

#[test]
fn constants_are_lists_of_one() {
    check(
        &json!({"const": "a"}),
        &json!({"type": "string", "enum": ["a"]}),
        &[],
    );
    check(
        &json!({"type": "integer", "const": 3}),
        &json!({"type": "integer", "enum": [3]}),
        &[],
    );
    check(&json!({"const": null}), &json!({"type": "null"}), &[]);
    check(
        &json!({"const": true}),
        &json!({"type": "boolean"}),
        &[".enum dropped"],
    );
}

#[test]
fn several_types_are_a_union() {
    check(
        &json!({"type": ["string", "integer", "null"], "description": "d"}),
        &json!({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}], "description": "d"}),
        &[],
    );
    check(
        &json!({"type": ["string", "null"], "enum": ["a", null]}),
        &json!({"type": ["string", "null"], "enum": ["a"]}),
        &[],
    );
    check(
        &json!({"oneOf": [{"type": "string"}, {"const": 1}]}),
        &json!({"anyOf": [{"type": "string"}, {"enum": [1]}]}),
        &[".oneOf renamed"],
    );
}

#[test]
fn all_of_is_merged() {
    check(
        &json!({"allOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            {"properties": {"b": {"type": "number"}}, "required": ["b", "a"]},
        ], "description": "d"}),
        &json!({"type": "object", "description": "d", "properties": {"a": {"type": "string"}, "b": {"type": "number"}}, "required": ["a", "b"]}),
        &[],
    );
}

#[test]
fn bounds_that_are_not_allowed_themselves_move_to_the_next_that_is() {
    check(
        &json!({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10}),
        &json!({"type": "integer", "minimum": 1, "maximum": 9}),
        &[],
    );
    check(
        &json!({"type": "number", "exclusiveMinimum": 0.5}),
        &json!({"type": "number", "minimum": 0.5}),
        &[".exclusiveMinimum clamped"],
    );
    check(
        &json!({"type": "integer", "minimum": 3, "exclusiveMinimum": true}),
        &json!({"type": "integer", "minimum": 4}),
        &[],
    );
}

#[test]
fn what_is_not_read_is_left_out_and_told() {
    check(
        &json!({"type": "string", "format": "uri", "contentEncoding": "base64", "not": {}, "$comment": "c"}),
        &json!({"type": "string"}),
        &[
            ".format dropped",
            ".contentEncoding dropped",
            ".not dropped",
        ],
    );
    check(
        &json!({"type": "array", "items": {"type": "string"}, "uniqueItems": true}),
        &json!({"type": "array", "items": {"type": "string"}}),
        &[".uniqueItems dropped"],
    );
    check(
        &json!({"type": "object", "patternProperties": {"^a": {"type": "string"}}}),
        &json!({"type": "object", "additionalProperties": {"type": "string"}}),
        &[".patternProperties renamed"],
    );
}

#[test]
fn references_are_put_in_where_they_stand() {
    let schema = json!({
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/P", "description": "mine"}, "b": {"$ref": "#/$defs/P"}},
        "$defs": {"P": {"type": "object", "properties": {"n": {"type": "number"}}, "description": "theirs"}},
    });
    let (sent, losses) = sent(&schema);
    let inner = json!({"n": {"type": "number"}});
    assert_eq!(
        sent["properties"],
        json!({
            "a": {"type": "object", "properties": inner, "description": "mine"},
            "b": {"type": "object", "properties": inner, "description": "theirs"},
        })
    );
    assert!(losses.is_empty(), "{losses:?}");
}

#[test]
fn a_reference_back_to_itself_is_opened() {
    let schema = json!({
        "$ref": "#/$defs/Node",
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}, "n": {"type": "number"}}}},
    });
    let (sent, losses) = sent(&schema);
    assert_eq!(
        sent,
        json!({"type": "object", "properties": {"next": {"type": "object"}, "n": {"type": "number"}}})
    );
    assert_eq!(losses.len(), 1);
    let outside =
        json!({"type": "object", "properties": {"x": {"$ref": "https://example.com/a.json"}}});
    assert_eq!(self::sent(&outside).1.len(), 1);
}

#[test]
fn references_that_multiply_are_bounded() {
    let mut defs = serde_json::Map::new();
    for level in 0..40 {
        let next = json!({"$ref": format!("#/$defs/d{}", level + 1)});
        let both = json!({"type": "object", "properties": {"a": next, "b": next}});
        defs.insert(format!("d{level}"), both);
    }
    defs.insert("d40".to_owned(), json!({"type": "string"}));
    let (sent, losses) = sent(
        &json!({"type": "object", "properties": {"x": {"$ref": "#/$defs/d0"}}, "$defs": defs}),
    );
    assert!(sent.to_string().len() < 1 << 20);
    assert!(losses.iter().any(|loss| loss.contains("too large")));
}

#[test]
fn the_apis_own_schema_becomes_json_schema() {
    let own = r##"{"type":"OBJECT","nullable":true,"properties":{
        "b":{"type":"ARRAY","items":{"type":"INTEGER","format":"int32"},"max_items":"3"},
        "a":{"any_of":[{"type":"STRING"},{"type":"NUMBER"}],"nullable":true},
        "c":{"ref":"#/defs/C"}},"property_ordering":["a","b"],"defs":{"C":{"type":"string","example":"x"}}}"##;
    let body = format!(
        r#"{{"contents":[{{"parts":[{{"text":"x"}}]}}],"generationConfig":{{"responseMimeType":"application/json","responseSchema":{own}}}}}"#
    );
    let document = super::index(&body);
    let request = crate::WireFormat::GeminiGenerate
        .codec()
        .decode_request(document.root(body.as_bytes()))
        .unwrap();
    let Some(crate::chat::OutputFormat::JsonSchema { schema, .. }) = &request.output else {
        panic!("no schema");
    };
    let schema = String::from_utf8_lossy(schema.value().raw()).into_owned();
    assert_eq!(
        schema,
        r##"{"type":["object","null"],"properties":{"a":{"anyOf":[{"type":"string"},{"type":"number"},{"type":"null"}]},"b":{"type":"array","items":{"type":"integer","format":"int32"},"maxItems":3},"c":{"$ref":"#/$defs/C"}},"$defs":{"C":{"type":"string","examples":["x"]}}}"##
    );
    assert!(through(&body, "gemini-3-pro").is_ok());
}
