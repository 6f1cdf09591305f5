//! What holds for every row, and the law of streams.

use super::rows;
use super::shape::Shape;
use super::*;
use crate::find::find_all;
use crate::laws::assert_any_cut;

/// What is found of one entity, as `text@score`.
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
