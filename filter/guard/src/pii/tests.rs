//! What holds for every row, and the law of streams.

mod docs;

use proptest::prelude::*;

use super::rows;
use super::shape::Shape;
use super::*;
use crate::find::find_all;
use crate::laws::{assert_any_cut, find_in_pieces};

/// What is found of one entity, in whatever pieces the text comes.
pub(super) fn found(entity: &str, text: &str) -> Vec<String> {
    let spec = Spec {
        entities: vec![entity.to_owned()],
        ..Spec::default()
    };
    let pii = spec.compile().unwrap();
    assert_any_cut(&pii, text);
    let all = find_all(&pii, text);
    all.iter()
        .map(|found| text[found.span.clone()].to_owned())
        .collect()
}

#[track_caller]
pub(super) fn check(entity: &str, text: &str, expected: &[&str]) {
    assert_eq!(found(entity, text), expected, "{entity} in {text:?}");
}

#[test]
fn rows_are_sound() {
    let mut names: Vec<&str> = rows::all().map(|entity| entity.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), rows::all().count(), "a name is there twice");
    for entity in rows::all() {
        let name = entity.name;
        assert!(
            !entity.title.is_empty() && !entity.title.ends_with('.'),
            "{name}"
        );
        assert!(entity.rules.len() + entity.seekers.len() > 0, "{name}");
        for rule in entity.rules {
            assert!(Shape::new(rule.shape).is_sound(), "{name}: {}", rule.shape);
            assert!(rule.score > 0 && rule.score < 100, "{name}: {}", rule.shape);
        }
        for word in entity.context.iter().chain(entity.against) {
            assert_eq!(*word, word.to_lowercase(), "{name}");
        }
    }
}

#[test]
fn what_is_called_proof_passes_one_in_eight_at_most() {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        (state >> 33) as usize
    };
    let rules = rows::all().flat_map(|entity| entity.rules.iter().map(move |rule| (entity, rule)));
    // What is sure enough without it need not say so.
    for (entity, rule) in rules.filter(|(_, rule)| rule.score < PROVEN) {
        let shape = Shape::new(rule.shape);
        let passed = (0..4000).filter(|_| (rule.check)(&shape.sample(&mut next)));
        let is_proof = passed.count() <= 500;
        assert_eq!(rule.is_proof, is_proof, "{}: {}", entity.name, rule.shape);
    }
}

#[test]
fn right_check_digits_are_enough_where_the_entity_is_named() {
    let text = "It was 401 023 2137 then.";
    check("UK_NHS", text, &["401 023 2137"]);
    check("UK_NHS", "It was 401 023 2138 then.", &[]);
    check("UK_NHS", "Invoice 401 023 2137.", &[]);
    check("UK", text, &[]);
    check("all", text, &[]);
}

#[test]
fn a_social_security_number_has_one_separator_and_given_out_parts() {
    check("US_SSN", "My SSN is 536-90-4399.", &["536-90-4399"]);
    check(
        "US_SSN",
        "536-90-4399, 536 90 4388",
        &["536-90-4399", "536 90 4388"],
    );
    check("US_SSN", "SSN: 536904399", &["536904399"]);
    check("US_SSN", "536904399", &["536904399"]);
    check("US_SSN", "the order 536904399 came", &[]);
    check("US_SSN", "536-90 4399", &[]);
    check(
        "US_SSN",
        "666-90-4399 000-12-3456 123-00-4567 900-12-3456",
        &[],
    );
    check("US_SSN", "a 1536-90-4399 b536-90-4399 536-90-4399-1", &[]);
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let spec = |name: &str| Spec {
        entities: vec![name.to_owned()],
        ..Spec::default()
    };
    let error = &spec("US_SNN").compile().unwrap_err()[0];
    assert_eq!(error.at, "pii.entities[0]");
    assert!(error.mend.contains("US_SSN"), "{}", error.mend);
    let error = &spec("PERSON").compile().unwrap_err()[0];
    assert!(error.mend.contains("Presidio"), "{}", error.mend);
    assert!(spec("US").compile().is_ok());
}

#[test]
fn values_are_found_as_they_are_often_written() {
    for (entity, text, expected) in [
        ("MAC_ADDRESS", "to ff:ff:ff:ff:ff:ff.", "ff:ff:ff:ff:ff:ff"),
        ("MAC_ADDRESS", "aabb.ccdd.eeff", "aabb.ccdd.eeff"),
        ("UK_NINO", "AB 123456C", "AB 123456C"),
        ("UK_NINO", "AB123456 C", "AB123456 C"),
        ("UK_POSTCODE", "to GIR 0AA", "GIR 0AA"),
        ("UK_VAT_ID", "GB980 7806 84", "GB980 7806 84"),
        ("AR_CUIT", "CUIT 20.12345678.6", "20.12345678.6"),
        ("BE_NATIONAL_NUMBER", "850730 033 28", "850730 033 28"),
        ("BR_CPF", "529 982 247 25", "529 982 247 25"),
        ("BR_CNPJ", "11222333/0001-81", "11222333/0001-81"),
        ("CL_RUT", "12 345 678-5", "12 345 678-5"),
        ("FR_SIRET", "732 829 320 000 74", "732 829 320 000 74"),
        ("DE_TAX_ID", "86/095/742/719", "86/095/742/719"),
        ("HK_ID", "A-123456(3)", "A-123456(3)"),
        ("IN_VEHICLE_REGISTRATION", "dl 3c ab 1234", "dl 3c ab 1234"),
        ("IE_PPS", "1234567-T", "1234567-T"),
        ("IL_ID", "1-2345678-2", "1-2345678-2"),
        ("IT_IDENTITY_CARD", "CA 12345 AA", "CA 12345 AA"),
        ("NL_BSN", "111 222 333", "111 222 333"),
        ("PL_NIP", "PL 123-456-32-18", "PL 123-456-32-18"),
        ("PL_REGON", "REGON 23511332857188", "23511332857188"),
        ("SG_NRIC_FIN", "S 1234567 D", "S 1234567 D"),
        ("ES_NIF", "12.345.678 Z", "12.345.678 Z"),
        ("ES_NIE", "Z8078221 M", "Z8078221 M"),
        ("SE_PERSONNUMMER", "811228 9874", "811228 9874"),
        ("UK_PASSPORT", "AB1234567", "AB1234567"),
        ("US_NPI", "1234 567 893", "1234 567 893"),
        ("US_DRIVER_LICENSE", "my driver license is 123456", "123456"),
        ("IP_ADDRESS", "10.0.0.1/255.255.255.0", "10.0.0.1"),
        ("IP_ADDRESS", "10.0.0.1%eth0", "10.0.0.1"),
        ("URL", "see https://a.com/a[0]", "https://a.com/a[0]"),
        ("URL", "see [https://a.com/a]", "https://a.com/a"),
    ] {
        check(entity, text, &[expected]);
    }
    check("MAC_ADDRESS", "face:feed:dead:beef", &[]);
    check("MAC_ADDRESS", "ff:ff:ff:ff:ff:ff:ff", &[]);
    check(
        "IP_ADDRESS",
        "127.0.0.1-127.0.0.5",
        &["127.0.0.1", "127.0.0.5"],
    );
    check("IP_ADDRESS", "1.2.3.4.5 v1.2.3.4", &[]);
}

/// Every entity, whatever it takes to be one.
fn everything() -> Pii {
    let spec = Spec {
        entities: vec!["all".to_owned()],
        min_score: Some(0.01),
        ..Spec::default()
    };
    spec.compile().unwrap()
}

/// Pieces of what entities are made of, so that random texts come near to them.
fn shreds() -> impl Strategy<Value = String> {
    let shred = prop::sample::select(vec![
        "1",
        "22",
        "333",
        "4444",
        "55555",
        "123-45-6789",
        "4111",
        " ",
        " ",
        "-",
        ".",
        ".",
        ",",
        ":",
        "::",
        "://",
        "/",
        "@",
        "(",
        ")",
        "+",
        "a",
        "ab",
        "DE89",
        "http",
        "www",
        "com",
        "fe80",
        "\n",
        "é",
        "号",
        "ssn ",
        "order ",
        "phone ",
        "January ",
        "0x",
        "(at)",
        "(dot)",
        "%",
        "_",
        "\u{200b}",
        "\u{ff11}",
        "\u{2011}",
        "\u{2013}",
        "\u{a0}",
        "00:1a:2b",
        "jane@example.org",
        "+49 30 901820",
        "212-555-0100",
        "https://example.com/a",
    ]);
    prop::collection::vec(shred, 0..60).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_yields_the_same_in_any_pieces(text in shreds(), sizes in prop::collection::vec(1..40_usize, 1..8)) {
        let pii = everything();
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let at = (*size..).find(|at| rest.is_char_boundary((*at).min(rest.len()))).unwrap();
            let (piece, tail) = rest.split_at(at.min(rest.len()));
            pieces.push(piece);
            rest = tail;
        }
        prop_assert_eq!(find_all(&pii, &text), find_in_pieces(&pii, pieces));
    }

    #[test]
    fn matches_of_an_entity_do_not_overlap_in_short_texts(text in shreds()) {
        let mut ends = std::collections::HashMap::new();
        for found in find_all(&everything(), &text) {
            let end = ends.insert(found.label.clone(), found.span.end);
            prop_assert!(end.is_none_or(|end| end <= found.span.start) || text.len() > 200, "{found:?}");
        }
    }
}

#[test]
fn what_only_looks_otherwise_is_found_all_the_same() {
    check(
        "US_SSN",
        "SSN ５３６-９０-４３９９.",
        &["５３６-９０-４３９９"],
    );
    check(
        "US_SSN",
        "SSN 5\u{200b}36-90\u{2011}4399 ",
        &["5\u{200b}36-90\u{2011}4399"],
    );
    check("US_SSN", "536–90–4399", &["536–90–4399"]);
    check(
        "CREDIT_CARD",
        "4111\u{a0}1111\u{a0}1111\u{a0}1111",
        &["4111\u{a0}1111\u{a0}1111\u{a0}1111"],
    );
    check(
        "EMAIL_ADDRESS",
        "é ｊａｎｅ＠example.org",
        &["ｊａｎｅ＠example.org"],
    );
    check(
        "EMAIL_ADDRESS",
        "jane\u{200b}@exam\u{ad}ple.org",
        &["jane\u{200b}@exam\u{ad}ple.org"],
    );
    check(
        "PHONE_NUMBER",
        "الهاتف +٩٧١ ٥٠ ١٢٣ ٤٥٦٧",
        &["+٩٧١ ٥٠ ١٢٣ ٤٥٦٧"],
    );
}

proptest! {
    // Long ones take long.
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn long_texts_of_a_few_letters_do_so_too(text in "[a1. :/@-]{0,1500}") {
        let pii = everything();
        let pieces: Vec<String> = text.as_bytes().chunks(7).map(|piece| String::from_utf8_lossy(piece).into_owned()).collect();
        prop_assert_eq!(find_all(&pii, &text), find_in_pieces(&pii, pieces.iter().map(String::as_str)));
    }
}
