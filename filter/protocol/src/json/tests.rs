//! The index against an independent parser, and the laws of splicing.

use proptest::prelude::*;

use super::*;

fn parse(bytes: &[u8]) -> Result<Document, JsonError> {
    Document::parse(bytes, Limits::default())
}

/// Writes a value again through the writer, member by member.
fn rewrite(value: Value<'_>, writer: &mut Writer<'_>) {
    match value.kind() {
        Kind::Object => {
            writer.begin_object();
            for (key, member) in value.members() {
                writer.key_text(&key);
                rewrite(member, writer);
            }
            writer.end_object();
        }
        Kind::Array => {
            writer.begin_array();
            value.items().for_each(|item| rewrite(item, writer));
            writer.end_array();
        }
        Kind::String | Kind::EscapedString => writer.str(&value.text().unwrap().to_str()),
        Kind::Null | Kind::True | Kind::False | Kind::Number => writer.value(value),
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        "[ -~]{0,80}".prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::hash_map(".{0,8}", inner, 0..8)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_document_written_again_means_the_same(value in json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let document = parse(text.as_bytes()).unwrap();
        let mut out = Vec::new();
        rewrite(document.root(text.as_bytes()), &mut Writer::new(&mut out));
        prop_assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap(), value);
    }

    #[test]
    fn any_bytes_are_judged_as_an_independent_parser_judges_them(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let ours = parse(&bytes).is_ok();
        prop_assert_eq!(ours, serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok());
    }

    #[test]
    fn nearly_json_is_judged_as_an_independent_parser_judges_it(text in r#"[\[\]{}:,"\\ntrue0-9.eE+\-u a]{0,24}"#) {
        let ours = parse(text.as_bytes()).is_ok();
        prop_assert_eq!(ours, serde_json::from_slice::<serde::de::IgnoredAny>(text.as_bytes()).is_ok());
    }

    #[test]
    fn plain_text_survives_writing_and_reading(text in any::<String>()) {
        let mut out = Vec::new();
        Writer::new(&mut out).str(&text);
        let document = parse(&out).unwrap();
        prop_assert_eq!(document.root(&out).text().unwrap().to_str(), text);
    }

    #[test]
    fn edits_change_only_their_spans(original in "[a-z]{20}", mut cuts in prop::collection::vec(0usize..20, 4), with in "[A-Z]{0,4}") {
        cuts.sort_unstable();
        let mut edits = Edits::default();
        edits.push(Edit { span: cuts[2]..cuts[3], with: with.clone().into_bytes() });
        edits.push(Edit { span: cuts[0]..cuts[1], with: with.clone().into_bytes() });
        let expected = format!("{}{with}{}{with}{}", &original[..cuts[0]], &original[cuts[1]..cuts[2]], &original[cuts[3]..]);
        let applied = edits.apply(original.as_bytes());
        if !(cuts[0] == cuts[2] && cuts[1] == cuts[3]) {
            prop_assert_eq!(String::from_utf8(applied.clone()).unwrap(), expected);
        }
        prop_assert_eq!(applied.len().cast_signed(), original.len().cast_signed() + edits.growth());
        let mut again = edits.apply_prefix(original.as_bytes());
        again.extend_from_slice(&original.as_bytes()[edits.prefix()..]);
        prop_assert_eq!(again, applied);
    }
}

proptest! {
    #[test]
    fn an_outline_has_the_members_of_the_whole(value in json(), pretty: bool) {
        let text = if pretty {
            serde_json::to_string_pretty(&value)
        } else {
            serde_json::to_string(&value)
        };
        let text = text.unwrap();
        let whole = parse(text.as_bytes()).unwrap();
        let outline = Document::outline(text.as_bytes(), Limits::default()).unwrap();
        let spans = |document: &Document| -> Vec<_> {
            let root = document.root(text.as_bytes());
            let members = root.members().map(|(_, member)| member);
            members.chain(root.items()).map(|value| (value.span(), value.kind())).collect()
        };
        prop_assert_eq!(spans(&outline), spans(&whole));
    }
}

#[track_caller]
fn refused(bytes: &[u8], problem: Problem) {
    assert_eq!(parse(bytes).unwrap_err().problem, problem);
}

#[test]
fn broken_json_is_named_for_what_it_is() {
    refused(b"", Problem::End);
    refused(b"{\"a\":", Problem::End);
    refused(b"tru", Problem::End);
    refused(b"{\"a\" 1}", Problem::Character);
    refused(b"[1,]", Problem::Character);
    refused(b"[1}", Problem::Character);
    refused(b"{} {}", Problem::Trailing);
    refused(b"\"\x01\"", Problem::Control);
    refused(b"\"\\x\"", Problem::Escape);
    refused(b"\"\\ud8zz\"", Problem::Escape);
    refused(b"\"\xff\"", Problem::Utf8);
    refused(b"-", Problem::End);
    refused(b"1.x", Problem::Number);
}

#[test]
fn nesting_and_number_of_values_are_bounded() {
    refused(&[b'['; 129], Problem::Depth);
    let limits = Limits {
        depth: 8,
        values: 3,
    };
    assert_eq!(
        Document::parse(b"[1,2,3]", limits).unwrap_err().problem,
        Problem::Size
    );
    assert!(Document::parse(b"[1,2]", limits).is_ok());
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let bytes = b"\xef\xbb\xbf {\"a\":1}";
    assert_eq!(
        parse(bytes).unwrap().root(bytes).get("a").unwrap().u64(),
        Some(1)
    );
}

#[test]
fn escapes_are_read_and_lone_surrogates_replaced() {
    let bytes = br#"["\u00e9\n\/\"\\", "\ud83d\ude00", "\ud83d", "\ude00x"]"#;
    let document = parse(bytes).unwrap();
    let texts: Vec<String> = document
        .root(bytes)
        .items()
        .map(|v| v.text().unwrap().to_str().into_owned())
        .collect();
    assert_eq!(texts, ["é\n/\"\\", "😀", "\u{fffd}", "\u{fffd}x"]);
}

#[test]
fn numbers_keep_their_spelling_and_are_parsed_on_demand() {
    let bytes = b"[1.0, 12345678901234567890, -1, 1.5, 1e3]";
    let document = parse(bytes).unwrap();
    let whole: Vec<Option<u64>> = document.root(bytes).items().map(|v| v.u64()).collect();
    assert_eq!(
        whole,
        [
            Some(1),
            Some(12_345_678_901_234_567_890),
            None,
            None,
            Some(1000)
        ]
    );
    assert_eq!(
        document.root(bytes).items().next().unwrap().number(),
        Some("1.0")
    );
}

#[test]
fn a_key_given_twice_yields_the_last() {
    let bytes = br#"{"a":1,"b":2,"a":3}"#;
    assert_eq!(
        parse(bytes).unwrap().root(bytes).get("a").unwrap().u64(),
        Some(3)
    );
}

#[test]
fn texts_are_equal_when_their_characters_are() {
    let bytes = br#"["\u0061b"]"#;
    let document = parse(bytes).unwrap();
    let text = document.root(bytes).items().next().unwrap().text().unwrap();
    assert_eq!(text, Text::from("ab"));
    assert_eq!(text, "ab");
}

#[test]
fn a_text_equals_the_characters_it_stands_for() {
    let equal = |literal: &'static [u8], other: &str| Text::Literal(literal) == *other;
    assert!(
        equal(b"model", "model") && equal(br"mod\u0065l", "model") && equal(br"\ud83d\ude00", "😀")
    );
    assert!(!equal(b"mode", "model") && !equal(b"models", "model") && !equal(br"a\b", r"a\b"));
    assert!(!equal(br"a\nb", r"a\nb") && equal(br"a\nb", "a\nb"));
}
