//! Values of free JSON beside their names.
//!
//! Nine digits are a social security number where `ssn` stands before them. So a value
//! is looked at twice: alone, and with its name in front as far as that is in sight.

use sluice_guard::{Find, Match, Window, find_all};

/// A name as words in front of a value: `creditCard_number` becomes
/// `credit Card number: `.
pub(crate) fn spaced(name: &str) -> String {
    /// Longest name that is used.
    const LONGEST: usize = 64;
    let name = name
        .get(..name.floor_char_boundary(LONGEST))
        .unwrap_or(name);
    let mut words = String::with_capacity(name.len() + 8);
    let mut was_small = false;
    for c in name.chars() {
        if was_small && c.is_uppercase() {
            words.push(' ');
        }
        was_small = c.is_lowercase();
        words.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    if !words.is_empty() {
        words.push_str(": ");
    }
    words
}

/// All that is found in a text whose name this is, [`spaced`]; empty if it has none.
pub(crate) fn find_named(check: &dyn Find, name: &str, text: &str) -> Vec<Match> {
    let mut all = find_all(check, text);
    let sight = check.look_behind();
    if name.is_empty() || sight == 0 {
        return all;
    }
    let seen = text.floor_char_boundary(sight.saturating_add(check.reach()));
    let near = text.get(..seen).unwrap_or(text);
    let named = [name, near].concat();
    let window = Window {
        text: &named,
        is_start: true,
        from: name.len(),
        is_end: near.len() == text.len(),
    };
    let alone = all.len();
    check.find(window, &mut |found| {
        let at = |place: usize| place.saturating_sub(name.len());
        let span = at(found.span.start)..at(found.span.end);
        if found.span.start < name.len() || span.start >= sight || span.is_empty() {
            return;
        }
        let first = all
            .get(..alone)
            .unwrap_or_default()
            .partition_point(|known| known.span.start < span.start);
        let same = all
            .iter_mut()
            .take(alone)
            .skip(first)
            .take_while(|known| known.span.start == span.start);
        let same = { same }.find(|known| known.span == span && known.label == found.label);
        match same {
            Some(known) => known.score = known.score.max(found.score),
            None => all.push(Match { span, ..found }),
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use sluice_guard::{Check, CheckSpec};

    use super::*;

    #[test]
    fn a_name_is_told_in_words() {
        assert_eq!(spaced("creditCard_number"), "credit Card number: ");
        assert_eq!(spaced("ssn"), "ssn: ");
        assert_eq!(spaced(""), "");
    }

    #[test]
    fn a_number_is_what_its_name_says() {
        let spec = serde_json::json!({"pii": {"entities": ["US_SSN"]}});
        let spec: CheckSpec = serde_json::from_value(spec).unwrap();
        let Check::Find(check) = spec.compile().unwrap() else {
            panic!("it finds places");
        };
        let found = |name: &str, text: &str| {
            let all = find_named(check.as_ref(), &spaced(name), text);
            all.first().map(|found| found.span.clone())
        };
        assert!(found("note", "order 536221234 is here").is_none());
        assert_eq!(found("customerSsn", "536221234"), Some(0..9));
        assert_eq!(found("ssn", "536-22-1234"), Some(0..11));
    }
}
