//! A stand-in for a tokenizer: a token is a run of white space with at most
//! eight characters after it. Deterministic, cheap, and joined again the
//! tokens give the text.

/// Most characters in a token, leading white space aside.
const LONGEST: usize = 8;

/// Splits a text into its tokens.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(first(rest)?);
        rest = after;
        Some(piece)
    })
}

/// The length in bytes of the first token, if there is one.
fn first(text: &str) -> Option<usize> {
    let mut letters = 0;
    for (at, character) in text.char_indices() {
        let next_word = character.is_whitespace() && letters > 0;
        if letters == LONGEST || next_word {
            return Some(at);
        }
        if !character.is_whitespace() {
            letters += 1;
        }
    }
    (!text.is_empty()).then_some(text.len())
}

/// How many tokens a text has.
pub(crate) fn count(text: &str) -> u64 {
    pieces(text).count() as u64
}

/// The first `tokens` tokens of a text.
pub(crate) fn take(text: &str, tokens: u64) -> String {
    let tokens = usize::try_from(tokens).unwrap_or(usize::MAX);
    pieces(text).take(tokens).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_tokens_give_the_text() {
        for text in [
            "",
            " ",
            "one two",
            "  żółć 日本語のテキスト\n\nend ",
            "abcdefghijklmnop",
        ] {
            assert_eq!(pieces(text).collect::<String>(), text);
        }
    }

    #[test]
    fn no_token_is_longer_than_eight_letters() {
        let longest = pieces("incomprehensibilities").map(str::len).max();
        assert_eq!(longest, Some(LONGEST));
    }
}
