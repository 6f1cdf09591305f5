//! Names of hosts: labels of letters, digits and dashes between dots.

use super::tld::{Ending, ending};
use crate::pii::run::{byte, character, is_unspaced};

/// The longest name there may be.
const LONGEST: usize = 253;
/// The longest label there may be.
const LONGEST_LABEL: usize = 63;

/// A name of at least two labels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Domain {
    /// Where it ends.
    pub(super) end: usize,
    /// How many labels it has.
    pub(super) labels: usize,
    /// What the last of them is.
    pub(super) ending: Ending,
}

/// The name that begins at a place.
pub(super) fn domain(text: &[u8], start: usize) -> Option<Domain> {
    let mut here = start;
    let mut labels = 0;
    let mut best: Option<(Domain, bool)> = None;
    while let Some(end) = label_end(text, here) {
        if end - start > LONGEST {
            return None;
        }
        labels += 1;
        let label = text.get(here..end)?;
        let of_letters = label
            .iter()
            .all(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
            || label
                .get(..4)
                .is_some_and(|head| head.eq_ignore_ascii_case(b"xn--"));
        if labels > 1 && of_letters && label.len() > 1 {
            let found = Domain {
                end,
                labels,
                ending: ending(label),
            };
            // A sentence that begins behind the full stop, without a blank between.
            let is_sentence = label.first().is_some_and(u8::is_ascii_uppercase)
                && label.get(1).is_some_and(u8::is_ascii_lowercase);
            match best {
                Some((known, _)) if is_sentence && known.ending != Ending::Unknown => break,
                _ => best = Some((found, true)),
            }
        } else if let Some((_, is_last)) = &mut best {
            *is_last = false;
        }
        if byte(text, end) != b'.' {
            break;
        }
        here = end + 1;
    }
    best.filter(|(_, is_last)| *is_last).map(|(found, _)| found)
}

/// Where the label ends that begins at a place.
fn label_end(text: &[u8], start: usize) -> Option<usize> {
    let mut end = start;
    let mut has_ascii = false;
    while end - start <= LONGEST_LABEL {
        match byte(text, end) {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => {
                has_ascii = true;
                end += 1;
            }
            0x80.. => match character(text, end) {
                // Text without blanks goes on behind the name.
                Some(char) if char.is_alphanumeric() && !(has_ascii && is_unspaced(char)) => {
                    end += char.len_utf8()
                }
                _ => break,
            },
            _ => break,
        }
    }
    while end > start && byte(text, end - 1) == b'-' {
        end -= 1;
    }
    let is_label = end > start && end - start <= LONGEST_LABEL && byte(text, start) != b'-';
    is_label.then_some(end)
}
