use proptest::prelude::*;

use super::{Spec, Where, Words};
use crate::find::find_all;
use crate::laws::{assert_any_cut, find_in_pieces};

fn spec(words: &[&str]) -> Spec {
    Spec {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        name: "WORD".to_owned(),
        lists: std::collections::BTreeMap::new(),
        r#match: Where::Word,
        evasions: true,
    }
}

fn words(words: &[&str]) -> Words {
    spec(words).compile().unwrap()
}

fn found<'t>(words: &Words, text: &'t str) -> Vec<&'t str> {
    assert_any_cut(words, text);
    find_all(words, text)
        .into_iter()
        .map(|found| &text[found.span])
        .collect()
}

#[track_caller]
fn check(list: &[&str], text: &str, expected: &[&str]) {
    assert_eq!(found(&words(list), text), expected, "{text:?}");
}

#[test]
fn dashes_and_dots_beyond_ascii_hide_nothing() {
    let spec: Spec = serde_json::from_str(r#"{"words": ["bad", "kill switch"]}"#).unwrap();
    let check = spec.compile().unwrap();
    for text in [
        "b\u{2011}a\u{2010}d",
        "b\u{2013}a\u{2013}d",
        "b\u{2026}a\u{2026}d",
        "kill\u{2013}switch",
        "kill \u{2014} switch",
    ] {
        assert_eq!(find_all(&check, text).len(), 1, "{text}");
        assert_any_cut(&check, text);
    }
}

#[test]
fn whole_words_are_found_in_any_case() {
    check(
        &["bad"],
        "Bad, BAD; bad_ a badly embad bad2 bad",
        &["Bad", "BAD", "bad", "bad"],
    );
}

#[test]
fn the_longest_of_several_is_found() {
    check(
        &["bad", "bad day", "bad day today"],
        "a bad day tomorrow, bad days, bad day today",
        &["bad day", "bad", "bad day today"],
    );
}

#[test]
fn any_white_space_may_stand_in_a_phrase() {
    check(
        &["kill switch"],
        "kill switch, kill \t\n switch, kill\u{a0}switch, kill-switch, kill_switch, killswitch, kill. switch",
        &[
            "kill switch",
            "kill \t\n switch",
            "kill\u{a0}switch",
            "kill-switch",
            "kill_switch",
        ],
    );
}

#[test]
fn evasions_are_looked_through() {
    for evasion in [
        "ｂａｄ",
        "𝕓𝕒𝕕",
        "ⓑⓐⓓ",
        "🅱🅰🅳",
        "bаd",
        "Bαd",
        "b\u{200b}a\u{200d}d",
        "b\u{ad}ad",
        "b\u{336}a\u{336}d",
        "bád",
        "b4d",
        "8ad",
        "b@d",
        "B.A.D",
        "b a d",
        "b-a-d",
        "b_a_d",
        "b*a*d",
        "b . a . d",
        "b\na\nd",
        "b.4.d",
        "ʙᴀᴅ",
        "𝐛𝐚𝐝",
        "b/a/d",
        "ьad",
        "b,a,d",
        "ᵇᵃᵈ",
    ] {
        let text = format!("that is {evasion} indeed");
        check(&["bad"], &text, &[evasion]);
    }
    check(
        &["kill"],
        "k1ll k!ll ki11 K1LL k|ll",
        &["k1ll", "k!ll", "ki11", "K1LL", "k|ll"],
    );
    check(&["paypal"], "рaураl раураl", &["рaураl", "раураl"]);
    check(
        &["ass"],
        "@$$ a$$ @ss 455 $55 a55",
        &["@$$", "a$$", "@ss", "a55"],
    );
    check(&["paß"], "pass PASS paß", &["pass", "PASS", "paß"]);
}

#[test]
fn without_evasions_only_case_is_looked_past() {
    let spec = Spec {
        evasions: false,
        ..spec(&["bad", "self-harm", "bad day"])
    };
    let words = spec.compile().unwrap();
    assert_eq!(
        found(
            &words,
            "BAD b4d b.a.d ｂａｄ bád self-harm self harm bad\n day"
        ),
        ["BAD", "self-harm", "bad\n day"]
    );
}

#[test]
fn plain_text_is_no_evasion() {
    check(
        &["ass", "bad", "mail", "cop", "it"],
        "mall, a b, class, as sand, i t, abad, a55x, at 455, co op, 1t.",
        &["1t"],
    );
    check(&["bad"], "ab a d; b a dx; b a  x; gr@d; ba d; b ad", &[]);
    check(
        &["1984", "gpt4"],
        "i984, 1984, 1,984, GPT4, gpta",
        &["1984", "GPT4"],
    );
}

#[test]
fn signs_are_part_of_words_that_have_them() {
    check(
        &["c++", "node.js", ".net"],
        "C++, c+ and node.js, nodejs; asp.net",
        &["C++", "node.js", ".net"],
    );
}

#[test]
fn scripts_without_spaces_have_no_whole_words() {
    check(
        &["危险", "ระเบิด"],
        "这很危险吗 ลูกระเบิดมือ",
        &["危险", "ระเบิด"],
    );
    check(&["bad"], "这很bad吗", &["bad"]);
    check(&["폭탄"], "폭탄을 만들다", &["폭탄"]);
}

#[test]
fn other_scripts_have_words_and_case() {
    check(
        &["плохо", "κακό"],
        "Это ПЛОХО, неплохо. ΚΑΚΟ κακό",
        &["ПЛОХО", "ΚΑΚΟ", "κακό"],
    );
}

#[test]
fn substrings_are_found_inside_of_words() {
    let spec = Spec {
        r#match: Where::Substring,
        ..spec(&["bad"])
    };
    let words = spec.compile().unwrap();
    assert_eq!(
        found(&words, "embadly b4dly xb a d b.a.d ab\u{200b}ad"),
        ["bad", "b4d", "b.a.d", "b\u{200b}ad"]
    );
}

#[test]
fn a_list_gives_its_words_its_name() {
    let mut spec = spec(&["bad"]);
    spec.lists.insert(
        "PRODUCT".to_owned(),
        vec!["foo".to_owned(), "bad".to_owned()],
    );
    let words = spec.compile().unwrap();
    let labels: Vec<_> = find_all(&words, "bad foo")
        .into_iter()
        .map(|found| found.label.as_str().to_owned())
        .collect();
    assert_eq!(labels, ["WORD", "PRODUCT"]);
}

#[test]
fn what_cannot_be_looked_for_is_refused_by_its_place() {
    let mut spec = spec(&["ok", " ", &"x".repeat(200)]);
    spec.lists
        .insert("bad name".to_owned(), vec!["\u{200b}".to_owned()]);
    let errors = spec.compile().unwrap_err();
    let at: Vec<_> = errors.iter().map(|error| error.at.as_str()).collect();
    assert_eq!(
        at,
        [
            "words.words[1]",
            "words.words[2]",
            "words.lists.bad name",
            "words.lists.bad name[0]"
        ]
    );
    let none = self::spec(&[]).compile().unwrap_err();
    assert_eq!(none[0].at, "words");
}

#[test]
fn only_what_may_become_a_word_is_held_back() {
    let words = words(&["badger"]);
    let held = |text: &str| {
        let window = crate::Window {
            is_end: false,
            ..crate::Window::whole(text)
        };
        text.len() - crate::Find::find(&words, window, &mut |_| {})
    };
    assert_eq!(held("this is plain text"), 0);
    assert_eq!(held("this is bad"), 3);
    assert_eq!(held("this is baf"), 0);
    assert_eq!(held("this is badger"), 6);
    assert_eq!(held("this is badger "), 0);
}

#[test]
fn ten_thousand_words_are_one_list() {
    let all: Vec<_> = (0..10_000_u32)
        .map(|nth| format!("w{:x}q", nth * 7919))
        .collect();
    let words = words(&all.iter().map(String::as_str).collect::<Vec<_>>());
    let text = all.join(" and ");
    let found = find_all(&words, &text);
    assert!(
        found
            .iter()
            .map(|found| &text[found.span.clone()])
            .eq(all.iter())
    );
}

#[test]
fn a_match_is_bounded_whole_or_not() {
    let words = words(&["bad"]);
    let long = format!("b{}ad", "\u{200b}".repeat(30));
    assert!(found(&words, &long).is_empty());
    let short = format!("b{}ad", "\u{200b}".repeat(15));
    assert_eq!(found(&words, &short).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_cut_finds_the_same(
        text in "([abd14@ .\n]|[аｂ\u{200b}\u{301}ßД危-])[abd]{0,2}{0,30}",
        cuts in prop::collection::vec(0_usize..100, 0..4),
        whole: bool,
    ) {
        let spec = Spec {
            r#match: if whole { Where::Word } else { Where::Substring },
            ..spec(&["bad", "ab", "a b", "dab bad", "危a", "b-a", "add"])
        };
        let words = spec.compile().unwrap();
        assert_any_cut(&words, &text);
        let mut at: Vec<_> = cuts.into_iter().map(|cut| text.floor_char_boundary(cut % (text.len() + 1))).collect();
        at.extend([0, text.len()]);
        at.sort_unstable();
        let pieces = at.windows(2).map(|pair| &text[pair[0]..pair[1]]);
        prop_assert_eq!(find_all(&words, &text), find_in_pieces(&words, pieces));
    }
}
