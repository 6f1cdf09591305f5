//! What every [`Find`] must keep, for the tests of this crate and of others.

use crate::find::{Find, Match, Window, find_all};

/// The matches of a text that comes in the given pieces, as whoever uses a check on a
/// stream would find them: with no more text behind or ahead than the check asks for.
///
/// # Panics
/// If the check breaks a rule of [`Find::find`].
#[must_use]
pub fn find_in_pieces<'t>(
    check: &dyn Find,
    pieces: impl IntoIterator<Item = &'t str>,
) -> Vec<Match> {
    let mut held = String::new();
    let mut dropped = 0;
    let mut from = 0;
    let mut all = Vec::new();
    let mut step = |held: &mut String, dropped: &mut usize, from: &mut usize, is_end: bool| {
        let window = Window {
            text: held,
            is_start: *dropped == 0,
            from: *from,
            is_end,
        };
        let settled = check.find(window, &mut |found| {
            assert!(found.span.start >= *from, "{found:?} was reported before");
            assert!(!found.span.is_empty(), "{found:?} is empty");
            all.push(Match {
                span: found.span.start + *dropped..found.span.end + *dropped,
                ..found
            });
        });
        assert!(settled >= *from && held.is_char_boundary(settled));
        let newest = all.last().map(|found: &Match| found.span.start);
        assert!(
            newest.is_none_or(|start| start < *dropped + settled),
            "told too early"
        );
        assert!(held.len() - settled <= check.reach(), "too much is held");
        assert!(!is_end || settled == held.len(), "the end settles all");
        let mut gone = settled.saturating_sub(check.look_behind());
        while !held.is_char_boundary(gone) {
            gone -= 1;
        }
        held.drain(..gone);
        *dropped += gone;
        *from = settled - gone;
    };
    for piece in pieces {
        held.push_str(piece);
        step(&mut held, &mut dropped, &mut from, false);
    }
    step(&mut held, &mut dropped, &mut from, true);
    all
}

/// Checks that a text yields the same matches whole, character by character, and cut in
/// two at every place.
///
/// # Panics
/// If it does not.
pub fn assert_any_cut(check: &dyn Find, text: &str) {
    let whole = find_all(check, text);
    let by_char = find_in_pieces(check, text.split_inclusive(|_| true));
    assert_eq!(whole, by_char, "character by character: {text:?}");
    for (at, _) in text.char_indices() {
        let (head, tail) = text.split_at(at);
        let cut = find_in_pieces(check, [head, tail]);
        assert_eq!(whole, cut, "cut at {at}: {text:?}");
    }
}
