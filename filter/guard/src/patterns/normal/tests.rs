use proptest::prelude::*;

use super::table::{ROWS, Read};
use super::{Folded, Reading, View, fold};

#[track_caller]
fn check(text: &str, expected: &str) {
    let view = View::of(text, Reading::FREE);
    assert_eq!(view.text(), expected, "{text:?}");
}

#[test]
fn rows_are_sorted_and_say_something_of_each_character() {
    let mut before = 0x7f;
    for row in ROWS {
        assert!(row.0 > before && row.0 <= row.1, "{row:?}");
        before = row.1;
        if let Read::Each(each) = row.2 {
            assert_eq!(each.len() as u32, row.1 - row.0 + 1, "{row:?}");
            assert!(!each.starts_with('.') && !each.ends_with('.'), "{row:?}");
        }
    }
}

#[test]
fn what_a_character_is_read_as_is_read_as_itself() {
    for code in 0..=0x0002_ffff {
        let Some(character) = char::from_u32(code) else {
            continue;
        };
        let again = match fold(character) {
            Folded::One(one) => one.to_string(),
            Folded::Text(text) => text.to_owned(),
            Folded::Nothing | Folded::Space => continue,
        };
        for one in again.chars() {
            assert_eq!(fold(one), Folded::One(one), "{character:?}");
        }
    }
}

#[test]
fn case_width_style_and_marks_do_not_matter() {
    check("Bad BAD ｂＡｄ 𝕓𝕒𝕕 𝐁𝐚𝐝 ⓑⓐⓓ", "bad bad bad bad bad bad");
    check("bàd b\u{300}a\u{301}d Ḃảd ᵇᵃᵈ ʙᴀᴅ", "bad bad bad bad bad");
    check("Straße ﬁne Ærø", "strasse fine aero");
}

#[test]
fn invisible_characters_are_not_there() {
    check("b\u{200b}a\u{ad}d\u{feff}", "bad");
    check("b\u{e0041}ad\u{0}", "bad");
}

#[test]
fn letters_of_other_scripts_are_those_they_look_like() {
    check("рaураl", "paypal");
    check("Βαd", "bad");
    check("плохо", "плoxo");
    check("日本語", "日本語");
}

#[test]
fn any_white_space_is_one_space() {
    check("ab \t\n\u{a0}\u{3000}cd", "ab cd");
}

#[test]
fn digits_inside_of_words_are_letters() {
    check("1gn0r3 pr3v10us ru1es", "ignore previous rules");
    check(
        "f1lter p1ease p@ss @ss a$$hole k!ll",
        "filter please pass ass asshole kill",
    );
    check("in 2024, 3 of 100! Bad!", "in 2024, 3 of 100! bad!");
}

#[test]
fn letters_that_stand_alone_are_a_word() {
    check("so b.a.d and b-a-d", "so bad and bad");
    check("it is b a d now", "it is bad now");
    check("it is b.a.d. now", "it is bad. now");
    check("b\n\na\nd", "bad");
    check("b\u{200b}.a\u{200b}.d", "bad");
    check("I'm a b", "i'm a b");
    check("e.g. a thing", "e.g. a thing");
    check("1 2 3 4", "1 2 3 4");
}

#[test]
fn places_lead_back_to_the_original() {
    let text = "So  ｂ\u{200b}ａｄ, b.a.d: Straße";
    let view = View::of(text, Reading::FREE);
    let back = |word: &str| {
        let at = view.text().find(word).unwrap();
        &text[view.raw_span(at..at + word.len())]
    };
    assert_eq!(back("so "), "So ");
    assert_eq!(back("bad,"), "ｂ\u{200b}ａｄ,");
    assert_eq!(back("bad:"), "b.a.d:");
    assert_eq!(back("strasse"), "Straße");
    assert_eq!(back("ras"), "raß");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_place_lies_on_boundaries_of_characters(
        text in "([a-c .1@]|\\PC|[éßﬁｂ\u{200b}\u{301}\n]){0,40}",
    ) {
        let view = View::of(&text, Reading::FREE);
        let places: Vec<_> = view.text().char_indices().map(|(at, _)| at).collect();
        let mut before = 0;
        for at in &places {
            let end = at + view.text()[*at..].chars().next().unwrap().len_utf8();
            let span = view.raw_span(*at..end);
            prop_assert!(text.get(span.clone()).is_some_and(|raw| !raw.is_empty()));
            prop_assert!(span.start >= before);
            before = span.start;
        }
    }
}
