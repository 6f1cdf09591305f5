//! Texts in blocks.

use super::*;
use crate::services::blocks::{Chars, blocks};

fn packed(texts: &[&str], most: usize) -> Vec<String> {
    let pieces = pieces(texts);
    let blocks = blocks(&subject(&pieces), most, |_| true).expect("blocks");
    blocks.into_iter().map(|block| block.text).collect()
}

#[test]
fn short_texts_share_a_block() {
    assert_eq!(packed(&["aa", "", "bb", " ", "cc"], 10), ["aa\n\nbb\n\ncc"]);
    assert_eq!(packed(&["aa", "bb", "cc"], 9), ["aa\n\nbb", "cc"]);
    assert!(packed(&[], 9).is_empty());
}

#[test]
fn a_long_text_is_cut_between_words() {
    assert_eq!(packed(&["one two three"], 8), ["one two ", "three"]);
    assert_eq!(packed(&["abcdefghij"], 4), ["abcd", "efgh", "ij"]);
    assert_eq!(packed(&["ää ää ää"], 5), ["ää ", "ää ää"]);
}

#[test]
fn no_more_is_asked_than_may_be() {
    let text = "x".repeat(33);
    let pieces = pieces(&[&text]);
    let all = blocks(&subject(&pieces), 1, |_| true).map(|all| all.len());
    assert_eq!(all, Err(ServiceError::TooMuch { most: 32 }));
}

#[test]
fn every_character_has_its_place_in_a_piece() {
    let texts = ["Grüße an alle", "x", "日本語 text und mehr", "end"];
    let pieces = pieces(&texts);
    for most in 2..40 {
        let Ok(blocks) = blocks(&subject(&pieces), most, |_| true) else {
            continue;
        };
        let mut seen = vec![String::new(); texts.len()];
        for block in &blocks {
            let chars = Chars::of(&block.text);
            let count = block.text.chars().count();
            assert!(count <= most, "{count} characters of {most}");
            for (at, char) in block.text.chars().enumerate() {
                let places = block.places(&chars, at..at + 1).expect("a place");
                if let [(piece, span)] = places.as_slice() {
                    assert_eq!(texts[*piece][span.clone()], *char.to_string());
                    seen[*piece].push(char);
                } else {
                    assert!(places.is_empty() && char == '\n');
                }
            }
            assert_eq!(block.places(&chars, count..count + 1), None);
            assert_eq!(block.places(&chars, 0..count + 1), None);
        }
        assert_eq!(seen, texts, "in blocks of {most}");
    }
}
