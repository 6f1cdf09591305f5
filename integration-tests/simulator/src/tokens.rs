//! A stand-in for a tokenizer: a token is a run of white space with at most
//! eight characters after it. Deterministic, cheap, and joined again the
//! tokens give the text.

/// Most characters in a token, leading white space aside.
const LONGEST: usize = 8;

/// Splits a text into its tokens.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut letters = 0;
    for (at, character) in text.char_indices() {
        let full = letters == LONGEST;
        let next_word = character.is_whitespace() && letters > 0;
        if full || next_word {
            pieces.push(text.get(start..at).unwrap_or_default());
            start = at;
            letters = 0;
        }
        if !character.is_whitespace() {
            letters += 1;
        }
    }
    if start < text.len() {
        pieces.push(text.get(start..).unwrap_or_default());
    }
    pieces
}

/// How many tokens a text has.
pub(crate) fn count(text: &str) -> u64 {
    pieces(text).len() as u64
}

/// The first `tokens` tokens of a text.
pub(crate) fn take(text: &str, tokens: u64) -> String {
    let tokens = usize::try_from(tokens).unwrap_or(usize::MAX);
    pieces(text).into_iter().take(tokens).collect()
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
            assert_eq!(pieces(text).concat(), text);
        }
    }

    #[test]
    fn no_token_is_longer_than_eight_letters() {
        let longest = pieces("incomprehensibilities")
            .into_iter()
            .map(str::len)
            .max();
        assert_eq!(longest, Some(LONGEST));
    }
}
