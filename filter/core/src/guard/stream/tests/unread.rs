//! What is no JSON, or too much of it: it goes no further, or flows on if nothing
//! depends on it.

use super::*;

fn blank() -> Redact {
    Redact {
        words: vec![word("41 11", "", 0.5)],
        ..Redact::default()
    }
}

#[test]
fn a_number_without_end_is_read_as_text() {
    let digits = "7".repeat(5000);
    let arguments = format!("{{\"a\":{digits}secret}}");
    let (out, denied) = streamed(call(), &arguments, &[64], &mut Redact::new());
    assert_eq!(denied, None);
    assert_eq!(out, format!("{{\"a\":{digits}[SECRET_1]}}"));
}

#[test]
fn numbers_behind_each_other_are_read_as_one_text() {
    for sizes in [1, 3, 100] {
        let found = |arguments| streamed(call(), arguments, &[sizes], &mut blank()).0;
        assert_eq!(found("{\"n\": [41 11]}"), "{\"n\": [[ANY_1]]}");
        assert_eq!(found("[41 , 11 ]"), "[41 , 11 ]");
        assert_eq!(found("[41 11"), "[[ANY_1]");
    }
}

#[test]
fn more_parts_than_can_be_looked_at_side_by_side_flow_on_only_where_nothing_depends_on_it() {
    let events: Vec<_> = (0..600).map(|part| start(part, call())).collect();
    let closed = told(&events, &mut Redact::new());
    let is_ended = |told: &[String]| told.iter().any(|event| event.starts_with("finish"));
    assert!(is_ended(&closed));
    let mut open = Redact {
        is_open: true,
        ..Redact::new()
    };
    let open = told(&events, &mut open);
    assert!(!is_ended(&open));
    let starts = open.iter().filter(|event| event.starts_with("start"));
    assert_eq!(starts.count(), 600);
}
