use proptest::prelude::*;

use super::{PatternSpec, Regexes, Spec};
use crate::find::{Find, Window, find_all};
use crate::laws::{assert_any_cut, find_in_pieces};

fn spec(patterns: &[(&str, &str)]) -> Spec {
    Spec {
        patterns: patterns
            .iter()
            .map(|(name, pattern)| PatternSpec {
                name: (*name).to_owned(),
                pattern: (*pattern).to_owned(),
                score: 1.0,
            })
            .collect(),
        longest: 256,
        case_insensitive: false,
    }
}

fn found(check: &Regexes, text: &str) -> Vec<(String, String)> {
    assert_any_cut(check, text);
    find_all(check, text)
        .into_iter()
        .map(|found| (found.label.as_str().to_owned(), text[found.span].to_owned()))
        .collect()
}

#[track_caller]
fn check(patterns: &[(&str, &str)], text: &str, expected: &[(&str, &str)]) {
    let found = found(&spec(patterns).compile().unwrap(), text);
    let found: Vec<_> = found
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn matches_carry_their_pattern_s_name() {
    check(
        &[("EMPLOYEE_ID", r"\bEMP-\d{4,6}\b"), ("CASE_2", r"C/\d+")],
        "EMP-12345 and C/7, not xEMP-1234 nor EMP-1234567; EMP-0000",
        &[
            ("EMPLOYEE_ID", "EMP-12345"),
            ("CASE_2", "C/7"),
            ("EMPLOYEE_ID", "EMP-0000"),
        ],
    );
}

#[test]
fn what_stands_beside_a_match_is_looked_at_across_cuts() {
    check(&[("A", r"^ab")], "abab", &[("A", "ab")]);
    check(&[("A", r"ab$")], "abab", &[("A", "ab")]);
    check(
        &[("A", r"(?m)^a$")],
        "a\nb\na\nab\na",
        &[("A", "a"), ("A", "a"), ("A", "a")],
    );
    check(
        &[("A", r"\bab\b")],
        "ab éab abé «ab» ab",
        &[("A", "ab"), ("A", "ab"), ("A", "ab")],
    );
    check(&[("A", r"\Ba\B")], "bab a", &[("A", "a")]);
}

#[test]
fn greedy_and_lazy_matches_are_as_in_one_piece() {
    check(&[("A", "a+")], "aaa b aa", &[("A", "aaa"), ("A", "aa")]);
    check(&[("A", "a+?")], "aa", &[("A", "a"), ("A", "a")]);
    check(&[("A", "ab|abc|cd")], "abcd", &[("A", "ab"), ("A", "cd")]);
    check(&[("A", "abc|cdz")], "abcdz", &[("A", "abc")]);
}

#[test]
fn of_several_patterns_the_longest_leads_and_the_others_are_told_beside_it() {
    check(
        &[
            ("URL", r"https://\S+"),
            ("ID", r"ID\d+"),
            ("FOO", "foo"),
            ("OBAR", "obar"),
        ],
        "https://x.example/ID12 foobar",
        &[
            ("URL", "https://x.example/ID12"),
            ("ID", "ID12"),
            ("FOO", "foo"),
            ("OBAR", "obar"),
        ],
    );
    check(
        &[("A", "ab"), ("A", "abc"), ("A", "b")],
        "abc",
        &[("A", "abc")],
    );
}

#[test]
fn of_an_endless_match_as_much_is_found_as_may_be() {
    let spec = Spec {
        longest: 8,
        ..spec(&[("A", "x+"), ("B", "y[^z]*z")])
    };
    let check = spec.compile().unwrap();
    assert_eq!(
        found(&check, &"x".repeat(18)),
        [("A", 8), ("A", 8), ("A", 2)].map(|(name, len)| (name.to_owned(), "x".repeat(len)))
    );
    assert_eq!(
        found(&check, "y1234567890z y12z"),
        [("B".to_owned(), "y12z".to_owned())]
    );
    assert_eq!(found(&check, "y123456z")[0].1, "y123456z");
    assert!(found(&check, "y1234567z").is_empty());
    assert_eq!(found(&check, "yäääz")[0].1, "yäääz");
}

#[test]
fn case_is_looked_past_if_asked() {
    let spec = Spec {
        case_insensitive: true,
        ..spec(&[("A", "straße|abc")])
    };
    assert_eq!(found(&spec.compile().unwrap(), "STRAßE ABC").len(), 2);
}

#[test]
fn only_what_may_become_a_match_is_held_back() {
    let check = spec(&[("A", r"\bEMP-\d{4}\b"), ("B", "ключ[0-9]")])
        .compile()
        .unwrap();
    let held = |text: &str| {
        let window = Window {
            is_end: false,
            ..Window::whole(text)
        };
        text.len() - check.find(window, &mut |_| {})
    };
    assert_eq!(held("plain text, some длинный text"), 0);
    assert_eq!(held("this is EM"), 2);
    assert_eq!(held("this is EMP-1234"), 8);
    assert_eq!(held("this is EMP-1234 "), 0);
    assert_eq!(held("this is EMP-1234é"), 0);
}

#[track_caller]
fn refused(spec: &Spec, at: &str, problem: &str) {
    let errors = spec.compile().unwrap_err();
    let told: Vec<_> = errors
        .iter()
        .map(|error| (error.at.as_str(), error.problem.as_str()))
        .collect();
    assert_eq!(told, [(at, problem)]);
}

#[test]
fn what_cannot_be_kept_small_is_refused_by_its_place() {
    let at = "regex.patterns[0].pattern";
    for pattern in ["a*", "", "^$", "(a|b?)", r"\b"] {
        refused(
            &spec(&[("A", pattern)]),
            at,
            "the pattern matches the empty text",
        );
    }
    for pattern in [
        "a{100}{20}{3}",
        r"\w{1000}{2}",
        "(((a{1000}){1000}){1000}){1000}",
    ] {
        let errors = spec(&[("A", pattern)]).compile().unwrap_err();
        assert!(
            errors[0].problem.starts_with("a match may be"),
            "{}",
            errors[0].problem
        );
    }
    for pattern in [r"\w{250}(?:\w{250}){3}", "((x{500}){500}){500}+"] {
        let errors = spec(&[("A", pattern)]).compile().unwrap_err();
        assert_eq!(errors[0].at, at);
        assert!(errors[0].problem.contains("bytes"), "{}", errors[0].problem);
    }
    refused(&spec(&[("A", r"[a&&b]")]), at, "the pattern never matches");
    refused(
        &spec(&[("A", r"(a)\1")]),
        at,
        "backreferences are not supported",
    );
    refused(
        &spec(&[("A", "(?=a)b")]),
        at,
        "look-around, including look-ahead and look-behind, is not supported",
    );
    refused(&spec(&[("A", "(")]), at, "unclosed group");
}

#[test]
fn names_scores_and_counts_are_checked() {
    let mut bad = spec(&[("bad-name", "a")]);
    bad.patterns[0].score = 2.0;
    let errors = bad.compile().unwrap_err();
    let at: Vec<_> = errors.iter().map(|error| error.at.as_str()).collect();
    assert_eq!(at, ["regex.patterns[0].name", "regex.patterns[0].score"]);
    refused(&spec(&[]), "regex.patterns", "there are 0 patterns");
    let many = vec![("A", "a"); 1001];
    refused(&spec(&many), "regex.patterns", "there are 1001 patterns");
    refused(
        &Spec {
            longest: 5000,
            ..spec(&[("A", "a")])
        },
        "regex.longest",
        "5000 bytes is out of range",
    );
}

#[test]
fn a_thousand_patterns_are_one_pass() {
    let patterns: Vec<_> = (0..1000)
        .map(|nth| (format!("P{nth}"), format!(r"\bkey{nth}-[a-z0-9]{{8,20}}\b")))
        .collect();
    let borrowed: Vec<_> = patterns
        .iter()
        .map(|(name, pattern)| (name.as_str(), pattern.as_str()))
        .collect();
    let check = spec(&borrowed).compile().unwrap();
    let found = find_all(
        &check,
        "é key77-abcdefgh1 key999-12345678, key1000-12345678",
    );
    let names: Vec<_> = found.iter().map(|found| found.label.as_str()).collect();
    assert_eq!(names, ["P77", "P999"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_cut_finds_the_same(
        text in "[abcé\n ]{0,30}",
        patterns in prop::collection::vec("(\\^|\\\\b|)([abcé]|\\[ab\\]|\\.)([*+?]|\\{1,3\\}|)([abcé]|\\[ab\\]|a\\|bc)([*+?]{0,2})(\\\\b|\\$|)", 1..4),
        cuts in prop::collection::vec(0_usize..100, 0..4),
        longest in 2_usize..6,
    ) {
        let named: Vec<_> = patterns.iter().map(|pattern| ("A", pattern.as_str())).collect();
        let spec = Spec { longest, ..spec(&named) };
        let Ok(check) = spec.compile() else { return Ok(()) };
        assert_any_cut(&check, &text);
        let mut at: Vec<_> = cuts.into_iter().map(|cut| text.floor_char_boundary(cut % (text.len() + 1))).collect();
        at.extend([0, text.len()]);
        at.sort_unstable();
        let pieces = at.windows(2).map(|pair| &text[pair[0]..pair[1]]);
        prop_assert_eq!(find_all(&check, &text), find_in_pieces(&check, pieces));
    }
}

#[test]
fn a_pattern_may_be_written_alone() {
    let spec: Spec = serde_json::from_str(
        r#"{"patterns": ["a+", {"pattern": "b+"}, {"name": "C", "pattern": "c"}]}"#,
    )
    .unwrap();
    let names: Vec<&str> = spec.patterns.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["PATTERN", "PATTERN", "C"]);
    let error = serde_json::from_str::<Spec>(r#"{"patterns": [7]}"#).unwrap_err();
    assert!(error.to_string().contains("a pattern, or a map"), "{error}");
}
