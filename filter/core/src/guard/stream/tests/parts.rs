//! Texts that go on in another part, and parts and choices side by side.

use super::*;

#[test]
fn a_text_that_goes_on_in_another_part_is_read_as_one() {
    let events = [
        start(0, PartKind::Text),
        delta(0, "a sec"),
        stop(0),
        start(1, PartKind::Text),
        delta(1, "ret, a"),
        stop(1),
        start(2, PartKind::Text),
        stop(2),
        start(3, PartKind::Reasoning),
        delta(3, "ab"),
        stop(3),
    ];
    let expected = [
        "start 0",
        "0 a ",
        "0 [SECRET_1]",
        "stop 0",
        "start 1",
        "1 , ",
        "1 a",
        "stop 1",
        "start 2",
        "stop 2",
        "start 3",
        "3 ab",
        "stop 3",
        "end",
    ];
    assert_eq!(told(&events, &mut Redact::new()), expected);
}

#[test]
fn what_goes_on_behind_a_call_is_found_and_its_rest_taken_out() {
    let events = |more| {
        [
            start(0, PartKind::Text),
            delta(0, "a sec"),
            stop(0),
            start(1, call()),
            delta(1, "{}"),
            stop(1),
            start(2, PartKind::Text),
            delta(2, more),
            stop(2),
        ]
    };
    let expected = [
        "start 0", "0 a ", "0 sec", "stop 0", "start 1", "1 {}", "stop 1", "start 2",
    ];
    let redacted = told(&events("ret!"), &mut Redact::new());
    assert_eq!(redacted[..8], expected);
    assert_eq!(redacted[8..], ["2 [SECRET_1]!", "stop 2", "end"]);
    let clean = told(&events("ond"), &mut Redact::new());
    assert_eq!(clean[8..], ["2 ond", "stop 2", "end"]);
    let mut rules = Redact {
        deny: Some("secret"),
        ..Redact::new()
    };
    let mut denied = told(&events("ret!"), &mut rules);
    denied.retain(|event| !event.starts_with("Start"));
    assert_eq!(denied[8..], ["stop 2", "finish ContentFilter", "end"]);
}

#[test]
fn choices_are_held_and_read_each_for_itself() {
    let of = |choice, text: &'static str| Event::PartDelta {
        choice,
        part: 0,
        text: text.into(),
    };
    let begin = |choice| Event::PartStart {
        choice,
        part: 0,
        kind: PartKind::Text,
    };
    let events = [
        begin(0),
        begin(1),
        of(0, "a sec"),
        of(1, "ret of se"),
        of(0, "ret"),
        of(1, "cret"),
    ];
    let expected = [
        "start 0",
        "start 0",
        "0 a ",
        "0 ret of ",
        "0 [SECRET_1]",
        "0 [SECRET_1]",
        "end",
    ];
    assert_eq!(told(&events, &mut Redact::new()), expected);
}

#[test]
fn a_citation_waits_in_its_own_part_while_the_next_has_begun() {
    let cited =
        r#"{"type":"url_citation","url_citation":{"start_index":2,"end_index":8,"title":"t"}}"#;
    let document = json(cited);
    let value = document.root(cited.as_bytes());
    let (choice, part) = (0, 1);
    let events = [
        start(0, PartKind::Text),
        delta(0, "a sec"),
        stop(0),
        start(1, PartKind::Text),
        delta(1, "ret a"),
        Event::Citation {
            choice,
            part,
            value,
        },
        stop(1),
    ];
    let told = told(&events, &mut Redact::new());
    let moved = cited.replace(":8", ":12");
    let expected = [
        "0 [SECRET_1]",
        "stop 0",
        "start 1",
        "1  ",
        "1 a",
        &moved,
        "stop 1",
        "end",
    ];
    assert_eq!(told[2..], expected);
}
