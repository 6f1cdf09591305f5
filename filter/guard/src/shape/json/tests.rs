use serde_json::{Value, json};

use super::Spec;
use crate::judge::{Judge, Judged, Piece, PieceKind, Subject};

fn judge(schema: Option<Value>, fenced: bool, text: &str) -> Judged {
    let check = Spec { schema, fenced }.compile().unwrap();
    let pieces = [Piece {
        kind: PieceKind::Answer,
        message: 0,
        text,
    }];
    check.judge(&Subject {
        pieces: &pieces,
        ..Subject::default()
    })
}

#[track_caller]
fn passes(schema: Value, values: &[Value]) {
    for value in values {
        assert_eq!(
            judge(Some(schema.clone()), false, &value.to_string()),
            Judged::Passed,
            "{schema} {value}"
        );
    }
}

#[track_caller]
fn fails(schema: Value, rule: &str, values: &[Value]) {
    for value in values {
        let Judged::Failed { reason, .. } = judge(Some(schema.clone()), false, &value.to_string())
        else {
            panic!("{schema} passes {value}");
        };
        assert_eq!(
            reason,
            format!("the JSON does not match the schema: {rule}"),
            "{value}"
        );
    }
}

#[test]
fn what_is_not_json_fails_by_its_place() {
    assert_eq!(
        judge(None, false, " {\"a\":[1,true,null]}\n"),
        Judged::Passed
    );
    for text in [
        "",
        "hello",
        "{\"a\":1",
        "{'a':1}",
        "{\"a\":1} and more",
        "```json\n{}\n```",
        "[1,]",
    ] {
        assert!(
            matches!(judge(None, false, text), Judged::Failed { .. }),
            "{text}"
        );
    }
    let Judged::Failed { reason, .. } = judge(None, false, "secret") else {
        panic!()
    };
    assert_eq!(
        reason,
        "the text is not JSON: unexpected character at byte 0"
    );
    let deep = "[".repeat(100) + &"]".repeat(100);
    assert!(matches!(judge(None, false, &deep), Judged::Failed { .. }));
}

#[test]
fn a_fence_is_looked_past_if_asked() {
    for text in [
        "```json\n{\"a\":1}\n```",
        "```\n[]\n```\n",
        "{}",
        "```JSON\r\n1\r\n```",
        "~~~json\n[]\n~~~",
        "````{.json}\n[\n]\n````",
        "```json title=\"a\"\n{\"a\": \"```\"}\n```",
    ] {
        assert_eq!(judge(None, true, text), Judged::Passed, "{text}");
    }
    for text in [
        "Here:\n```json\n{}\n```",
        "```json\n{}",
        "```json {} ```",
        "~~~\n{}\n```",
        "````\n{}\n```",
        "```\n{}\n```\n```\n{}\n```",
    ] {
        assert!(
            matches!(judge(None, true, text), Judged::Failed { .. }),
            "{text}"
        );
    }
}

#[test]
fn types_and_values_are_compared() {
    let schema = json!({"type": ["integer", "null"]});
    passes(
        schema.clone(),
        &[json!(1), json!(1.0), json!(null), json!(-3)],
    );
    fails(
        schema,
        "`type` at #",
        &[json!(1.5), json!("1"), json!([]), json!(false)],
    );
    let schema = json!({"enum": [1, "a", {"x": [1, 2], "y": null}]});
    passes(
        schema.clone(),
        &[json!(1.0), json!("a"), json!({"y": null, "x": [1.0, 2]})],
    );
    fails(
        schema,
        "`enum` at #",
        &[json!("A"), json!({"x": [2, 1], "y": null})],
    );
    fails(json!({"const": "1"}), "`const` at #", &[json!(1)]);
    fails(json!(false), "`false` at #", &[json!(1)]);
    passes(json!(true), &[json!(1)]);
}

#[test]
fn objects_are_looked_into() {
    let schema = json!({
        "type": "object", "required": ["name"], "additionalProperties": false,
        "properties": {"name": {"type": "string", "minLength": 2, "maxLength": 3}, "age": {"minimum": 0, "exclusiveMaximum": 150}},
        "patternProperties": {"^x-": {"type": "boolean"}}, "maxProperties": 3
    });
    passes(
        schema.clone(),
        &[
            json!({"name": "Ann"}),
            json!({"name": "éé", "age": 0, "x-a": true}),
        ],
    );
    fails(schema.clone(), "`required` at #", &[json!({})]);
    fails(
        schema.clone(),
        "`minLength` at #/properties/name",
        &[json!({"name": "A"}), json!({"name": "Anna"})],
    );
    fails(
        schema.clone(),
        "`minimum` at #/properties/age",
        &[json!({"name": "Ann", "age": -1})],
    );
    fails(
        schema.clone(),
        "`exclusiveMinimum` at #/properties/age",
        &[json!({"name": "Ann", "age": 150})],
    );
    fails(
        schema.clone(),
        "`type` at #/patternProperties/^x-",
        &[json!({"name": "Ann", "x-a": 1})],
    );
    fails(
        schema.clone(),
        "`false` at #/additionalProperties",
        &[json!({"name": "Ann", "secret": 1})],
    );
    fails(
        schema,
        "`minProperties` at #",
        &[json!({"name": "Ann", "age": 1, "x-a": true, "x-b": true})],
    );
    fails(
        json!({"dependentRequired": {"a": ["b"]}}),
        "`dependentRequired` at #",
        &[json!({"a": 1})],
    );
    fails(
        json!({"propertyNames": {"pattern": "^[a-z]+$"}}),
        "`pattern` at #/propertyNames",
        &[json!({"A": 1})],
    );
}

#[test]
fn arrays_are_looked_into() {
    let schema = json!({"items": {"type": "number", "multipleOf": 0.1}, "minItems": 1, "maxItems": 3, "uniqueItems": true});
    passes(schema.clone(), &[json!([0.3]), json!([1, 2.5, 3])]);
    fails(
        schema.clone(),
        "`minItems` at #",
        &[json!([]), json!([1, 2, 3, 4])],
    );
    fails(schema.clone(), "`uniqueItems` at #", &[json!([1, 1.0])]);
    fails(schema, "`multipleOf` at #/items", &[json!([0.35])]);
    let schema = json!({"prefixItems": [{"type": "string"}, {"type": "number"}], "items": false});
    passes(schema.clone(), &[json!(["a", 1]), json!([])]);
    fails(schema, "`false` at #/items", &[json!(["a", 1, 2])]);
    let schema = json!({"items": [{"type": "string"}], "additionalItems": {"type": "number"}});
    fails(schema, "`type` at #/additionalItems", &[json!(["a", "b"])]);
    let schema = json!({"contains": {"const": 1}, "maxContains": 2});
    passes(schema.clone(), &[json!([1, 2, 1])]);
    fails(schema, "`contains` at #", &[json!([]), json!([1, 1, 1])]);
}

#[test]
fn schemas_are_put_together() {
    fails(
        json!({"anyOf": [{"type": "string"}, {"minimum": 5}]}),
        "`anyOf` at #",
        &[json!(4)],
    );
    fails(
        json!({"oneOf": [{"type": "number"}, {"minimum": 5}]}),
        "`oneOf` at #",
        &[json!(6)],
    );
    fails(
        json!({"allOf": [{"type": "number"}, {"minimum": 5}]}),
        "`minimum` at #/allOf/1",
        &[json!(4)],
    );
    fails(
        json!({"not": {"type": "number"}}),
        "`not` at #",
        &[json!(4)],
    );
    let schema = json!({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}});
    passes(schema.clone(), &[json!({"a": 1, "b": 1}), json!({"c": 1})]);
    fails(schema, "`required` at #/then", &[json!({"a": 1})]);
}

#[test]
fn references_may_lead_back() {
    let schema = json!({
        "$ref": "#/$defs/tree",
        "$defs": {"tree": {"type": "object", "properties": {"children": {"items": {"$ref": "#/$defs/tree"}}, "value": {"type": "number"}}}}
    });
    passes(
        schema.clone(),
        &[json!({"value": 1, "children": [{"value": 2, "children": []}]})],
    );
    fails(
        schema,
        "`type` at #/$defs/tree/properties/value",
        &[json!({"children": [{"value": "x"}]})],
    );
    for endless in [
        json!({"$ref": "#"}),
        json!({"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}),
        json!({"not": {"$ref": "#"}}),
    ] {
        fails(endless, "it takes too many steps to tell", &[json!(1)]);
    }
}

#[test]
fn formats_are_looked_at() {
    for (format, good, bad) in [
        (
            "date",
            vec!["2024-02-29", "2000-01-31"],
            vec![
                "2023-02-29",
                "1900-02-29",
                "2024-13-01",
                "24-01-01",
                "2024-1-1",
            ],
        ),
        (
            "time",
            vec!["12:00:00Z", "23:59:60+01:00", "01:02:03.5-00:30"],
            vec!["24:00:00Z", "12:00Z", "12:00:00", "12:00:00+1"],
        ),
        (
            "date-time",
            vec!["2024-02-29T12:00:00Z"],
            vec!["2024-02-29", "2024-02-30T12:00:00Z"],
        ),
        (
            "email",
            vec!["a.b+c@example.org"],
            vec!["a@", "@a", "a..b@c.d", "a b@c.d"],
        ),
        (
            "uri",
            vec!["https://a.b/c?d#e", "urn:isbn:1"],
            vec!["a.b/c", "http://a b", ":x"],
        ),
        (
            "uuid",
            vec!["123e4567-e89b-12d3-a456-426614174000"],
            vec![
                "123e4567e89b12d3a456426614174000",
                "g23e4567-e89b-12d3-a456-426614174000",
            ],
        ),
        ("ipv4", vec!["1.2.3.4"], vec!["1.2.3", "256.1.1.1"]),
        ("ipv6", vec!["::1", "2001:db8::1"], vec!["1::2::3", "g::1"]),
        ("hostname", vec!["a-b.example"], vec!["-a.b", "a..b", "a_b"]),
    ] {
        let schema = json!({"format": format});
        let values = |texts: Vec<&str>| {
            texts
                .into_iter()
                .map(|text| json!(text))
                .collect::<Vec<_>>()
        };
        passes(schema.clone(), &values(good));
        passes(schema.clone(), &[json!(1)]);
        fails(schema, "`format` at #", &values(bad));
    }
}

#[track_caller]
fn refused(schema: Value, at: &str, problem: &str) {
    let errors = Spec {
        schema: Some(schema),
        fenced: false,
    }
    .compile()
    .unwrap_err();
    assert_eq!(
        (errors[0].at.as_str(), errors[0].problem.as_str()),
        (at, problem)
    );
}

#[test]
fn what_is_not_supported_is_refused_by_its_name() {
    refused(
        json!({"unevaluatedProperties": false}),
        "json.schema/unevaluatedProperties",
        "the keyword is not supported",
    );
    refused(
        json!({"properties": {"a/b": {"contentEncoding": "base64"}}}),
        "json.schema/properties/a~1b/contentEncoding",
        "the keyword is not supported",
    );
    refused(
        json!({"format": "regex"}),
        "json.schema/format",
        "the format is not supported",
    );
    refused(
        json!({"pattern": "(?=a)"}),
        "json.schema/pattern",
        "the pattern cannot be used",
    );
    refused(
        json!({"$ref": "https://example.org/schema"}),
        "json.schema/$ref",
        "the reference leads out of the schema",
    );
    refused(
        json!({"$ref": "#/$defs/a"}),
        "json.schema/$ref",
        "there is nothing where the reference leads",
    );
    refused(
        json!({"type": "text"}),
        "json.schema/type",
        "the value does not fit the keyword",
    );
    refused(
        json!({"minLength": -1}),
        "json.schema/minLength",
        "the value does not fit the keyword",
    );
    refused(
        json!({"exclusiveMinimum": true}),
        "json.schema/exclusiveMinimum",
        "the value does not fit the keyword",
    );
    refused(
        json!({"items": {"$id": "x"}}),
        "json.schema/items/$id",
        "the keyword is not supported",
    );
    refused(json!([]), "json.schema", "it is no schema");
}
