//! What stands in the place of what was taken out, and the way back.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, Input, MatchKind};
use sha2::{Digest, Sha256};
use sluice_config::Replacement;
use sluice_guard::{Find, Label, Match, Window, find_all};
use sluice_protocol::json::{Document, Limits, Value, Writer};

/// What was taken out of one exchange.
#[derive(Debug, Default)]
pub(crate) struct Vault {
    /// Placeholders by what they are and stand for, and whether they are restored.
    known: HashMap<(String, String), (String, bool)>,
    /// How many there are of each sort.
    counts: HashMap<String, u32>,
    /// What looks like one and is the client's own.
    taken: HashSet<String>,
    /// Placeholders that give way to what they stand for, and that.
    restored: Vec<(String, String)>,
    /// Those that stand in answers only.
    answers: HashMap<u32, Answered>,
    /// Texts that have a number of their own, and their bytes.
    numbered: usize,
    bytes: usize,
}

/// What was taken out of one choice of an answer.
#[derive(Debug, Default)]
struct Answered {
    known: HashMap<(String, String), String>,
    counts: HashMap<String, u32>,
}

/// Where a text is taken out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    /// The request; with `restores` it can be put back.
    Request {
        /// Whether it is.
        restores: bool,
    },
    /// This choice of an answer. It was never the client's, and each choice counts for
    /// itself, so that numbers do not tell which came first.
    Answer(u32),
}

impl Vault {
    /// Most different texts that have a number of their own; what is beyond has none and
    /// stays taken out.
    const MOST: usize = 10_000;
    /// Most bytes of them.
    const MOST_BYTES: usize = 4 << 20;
    /// Longest text that is taken for a placeholder of the client's own.
    const LONGEST: usize = 128;

    /// Takes note of what looks like a placeholder in the client's own text, so that none
    /// is made that is the same.
    pub(crate) fn note_taken(&mut self, text: &str) {
        for at in memchr::memchr_iter(b'[', text.as_bytes()) {
            let rest = text.get(at..).unwrap_or_default();
            let end = rest.bytes().take(Self::LONGEST).position(|b| b == b']');
            let Some(own) = end.and_then(|end| rest.get(..=end)) else {
                continue;
            };
            let is_alike = own.bytes().skip(1).take(own.len() - 2).all(is_of_label);
            if is_alike && self.taken.len() < Self::MOST {
                self.taken.insert(own.to_owned());
            }
        }
    }

    /// What stands in the place of a text.
    pub(crate) fn replace(
        &mut self,
        label: &Label,
        text: &str,
        with: &Replacement,
        of: Of,
    ) -> String {
        let label = label.as_str();
        match with {
            Replacement::Remove => String::new(),
            Replacement::Mask => "*".repeat(text.chars().count()),
            Replacement::Hash(salt) => hashed(label, text, salt),
            Replacement::Placeholder => self.number(label, text, of),
        }
    }

    /// A check that finds the placeholders that are to be restored; none if there are
    /// none.
    pub(crate) fn restorer(&self) -> Option<Restorer> {
        Restorer::new(&self.restored)
    }

    /// Whether there is something to put back.
    pub(crate) fn restores(&self) -> bool {
        !self.restored.is_empty()
    }

    /// What is to be put back, for [`Vault::read`]: placeholders, each with what it stands
    /// for behind it.
    pub(crate) fn written(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes + 64 * self.restored.len());
        let mut writer = Writer::new(&mut out);
        writer.begin_array();
        for (placeholder, original) in &self.restored {
            writer.str(placeholder);
            writer.str(original);
        }
        writer.end_array();
        out
    }

    /// One that puts the same back, and takes none of its placeholders for another text.
    /// `None` if that is not what was written.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let document = Document::parse(bytes, Limits::default()).ok()?;
        let mut texts = document.root(bytes).items();
        let mut vault = Self::default();
        while let Some(placeholder) = texts.next() {
            let text = |value: Value<'_>| Some(value.text()?.to_str().into_owned());
            let placeholder = text(placeholder)?;
            let original = text(texts.next()?)?;
            vault.taken.insert(placeholder.clone());
            vault.restored.push((placeholder, original));
        }
        vault.restores().then_some(vault)
    }

    fn number(&mut self, label: &str, text: &str, of: Of) -> String {
        let key = (label.to_owned(), text.to_owned());
        let restores = matches!(of, Of::Request { restores: true });
        if let Some((known, is_restored)) = self.known.get_mut(&key) {
            if restores && !std::mem::replace(is_restored, true) {
                self.restored.push((known.clone(), text.to_owned()));
            }
            return known.clone();
        }
        let mut answer = match of {
            Of::Request { .. } => None,
            Of::Answer(choice) => Some(self.answers.entry(choice).or_default()),
        };
        if let Some(known) = answer.as_ref().and_then(|answer| answer.known.get(&key)) {
            return known.clone();
        }
        if self.numbered >= Self::MOST || self.bytes.saturating_add(text.len()) > Self::MOST_BYTES {
            return format!("[{label}]");
        }
        self.numbered += 1;
        self.bytes = self.bytes.saturating_add(text.len());
        let before = self.counts.entry(label.to_owned()).or_default();
        let count = match &mut answer {
            None => before,
            Some(answer) => answer.counts.entry(label.to_owned()).or_insert(*before),
        };
        let placeholder = loop {
            *count += 1;
            let placeholder = format!("[{label}_{count}]");
            if !self.taken.contains(&placeholder) {
                break placeholder;
            }
        };
        match answer {
            Some(answer) => drop(answer.known.insert(key, placeholder.clone())),
            None => drop(self.known.insert(key, (placeholder.clone(), restores))),
        }
        if restores {
            self.restored.push((placeholder.clone(), text.to_owned()));
        }
        placeholder
    }
}

const fn is_of_label(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

/// Bytes of a hash that are shown.
const SHOWN: usize = 4;

fn hashed(label: &str, text: &str, salt: &str) -> String {
    let mut hash = Sha256::new();
    // A zero between them, so that no salt and text are another pair's.
    for part in [
        salt.as_bytes(),
        &[0],
        label.as_bytes(),
        &[0],
        text.as_bytes(),
    ] {
        hash.update(part);
    }
    let mut out = format!("[{label}_");
    for byte in hash.finalize().iter().take(SHOWN) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out.push(']');
    out
}

/// Finds placeholders, and knows what they stand for.
#[derive(Debug)]
pub(crate) struct Restorer {
    automaton: AhoCorasick,
    /// What each pattern of it stands for.
    originals: Vec<String>,
    longest: usize,
}

/// What a finding of a [`Restorer`] is called.
const RESTORED: Label = Label::BuiltIn("PLACEHOLDER");

impl Restorer {
    /// In place of a guardrail's place in the file.
    pub(crate) const GUARDRAIL: usize = usize::MAX;

    fn new(restored: &[(String, String)]) -> Option<Self> {
        let mut patterns = Vec::with_capacity(restored.len() * 2);
        let mut originals = Vec::with_capacity(restored.len() * 2);
        for (placeholder, original) in restored {
            // Models that write Markdown escape what would be emphasis there.
            for pattern in [placeholder.clone(), placeholder.replace('_', "\\_")] {
                patterns.push(pattern);
                originals.push(original.clone());
            }
        }
        if patterns.is_empty() {
            return None;
        }
        let longest = patterns.iter().map(String::len).max().unwrap_or_default();
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .ok()?;
        Some(Self {
            automaton,
            originals,
            longest,
        })
    }

    /// A text with what was taken out in place of its placeholders.
    pub(crate) fn restored(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for found in find_all(self, text) {
            out.push_str(text.get(from..found.span.start).unwrap_or_default());
            let placeholder = text.get(found.span.clone()).unwrap_or_default();
            out.push_str(self.original(placeholder).unwrap_or(placeholder));
            from = found.span.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }

    /// What the placeholder at the begin of a text stands for.
    pub(crate) fn original(&self, placeholder: &str) -> Option<&str> {
        let input = Input::new(placeholder).anchored(aho_corasick::Anchored::No);
        let found = self.automaton.find(input)?;
        let original = self.originals.get(found.pattern().as_usize())?;
        (found.range() == (0..placeholder.len())).then_some(original)
    }
}

impl Find for Restorer {
    fn find(&self, window: Window<'_>, each: &mut dyn FnMut(Match)) -> usize {
        let text = window.text;
        for found in self
            .automaton
            .find_iter(Input::new(text).range(window.from..))
        {
            each(Match {
                label: RESTORED,
                span: found.range(),
                // What is taken out of an answer goes, placeholders in it as well.
                score: 0.0,
            });
        }
        if window.is_end {
            return text.len();
        }
        // One may have begun with the last bracket, if it could still be closed.
        let far = text.len().saturating_sub(self.longest.saturating_sub(1));
        let from = far.max(window.from);
        let last = text
            .as_bytes()
            .get(from..)
            .and_then(|tail| memchr::memrchr(b'[', tail));
        match last {
            Some(at)
                if !text
                    .as_bytes()
                    .get(from + at..)
                    .unwrap_or_default()
                    .contains(&b']') =>
            {
                from + at
            }
            _ => text.len(),
        }
    }

    fn look_behind(&self) -> usize {
        0
    }

    fn reach(&self) -> usize {
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluice_guard::laws;

    const EMAIL: Label = Label::BuiltIn("EMAIL");

    fn placed(vault: &mut Vault, text: &str) -> String {
        let of = Of::Request { restores: true };
        vault.replace(&EMAIL, text, &Replacement::Placeholder, of)
    }

    #[test]
    fn the_same_text_has_the_same_number_and_another_another() {
        let mut vault = Vault::default();
        assert_eq!(placed(&mut vault, "a@b.de"), "[EMAIL_1]");
        assert_eq!(placed(&mut vault, "c@d.de"), "[EMAIL_2]");
        assert_eq!(placed(&mut vault, "a@b.de"), "[EMAIL_1]");
    }

    #[test]
    fn each_choice_of_an_answer_counts_on_for_itself() {
        let mut vault = Vault::default();
        assert_eq!(placed(&mut vault, "a@b.de"), "[EMAIL_1]");
        let mut put = |choice, text| {
            let with = Replacement::Placeholder;
            vault.replace(&EMAIL, text, &with, Of::Answer(choice))
        };
        assert_eq!(put(1, "c@d.de"), "[EMAIL_2]");
        assert_eq!(put(0, "e@f.de"), "[EMAIL_2]");
        assert_eq!(put(0, "c@d.de"), "[EMAIL_3]");
        assert_eq!(put(1, "a@b.de"), "[EMAIL_1]");
        assert_eq!(vault.restorer().unwrap().restored("[EMAIL_2]"), "[EMAIL_2]");
    }

    #[test]
    fn a_placeholder_of_the_clients_own_is_not_made_again() {
        let mut vault = Vault::default();
        vault.note_taken("what is [EMAIL_1], and [ what [EMAIL_3]?");
        assert_eq!(placed(&mut vault, "a@b.de"), "[EMAIL_2]");
        assert_eq!(placed(&mut vault, "c@d.de"), "[EMAIL_4]");
    }

    #[test]
    fn what_stands_in_the_place_of_a_text_tells_nothing_of_it_but_what_it_says() {
        let mut vault = Vault::default();
        let mut put = |with| {
            let of = Of::Request { restores: false };
            vault.replace(&EMAIL, "äb@c", &with, of)
        };
        assert_eq!(put(Replacement::Mask), "****");
        assert_eq!(put(Replacement::Remove), "");
        let one = put(Replacement::Hash("x".into()));
        assert_eq!(one.len(), "[EMAIL_01234567]".len());
        assert_eq!(one, put(Replacement::Hash("x".into())));
        assert_ne!(one, put(Replacement::Hash("y".into())));
    }

    #[test]
    fn what_is_to_be_put_back_can_be_handed_over() {
        let mut vault = Vault::default();
        placed(&mut vault, "a\"@b.de");
        vault.replace(
            &EMAIL,
            "not to be put back",
            &Replacement::Placeholder,
            Of::Request { restores: false },
        );
        let mut other = Vault::read(&vault.written()).unwrap();
        let restorer = other.restorer().unwrap();
        assert_eq!(restorer.original("[EMAIL_1]"), Some("a\"@b.de"));
        assert_eq!(restorer.original("[EMAIL_2]"), None);
        assert_eq!(placed(&mut other, "c@d.de"), "[EMAIL_2]");
        for nothing in ["", "[]", r#"["[EMAIL_1]"]"#, r#"["a", 1]"#] {
            assert!(Vault::read(nothing.as_bytes()).is_none(), "{nothing}");
        }
    }

    #[test]
    fn past_the_bound_a_text_is_taken_out_all_the_same() {
        let mut vault = Vault::default();
        let long = "x".repeat(Vault::MOST_BYTES);
        assert_eq!(placed(&mut vault, &long), "[EMAIL_1]");
        assert_eq!(placed(&mut vault, "y"), "[EMAIL]");
    }

    #[test]
    fn placeholders_are_found_however_they_are_cut() {
        let mut vault = Vault::default();
        for text in ["a@b.de", "c@d.de"] {
            placed(&mut vault, text);
        }
        let restorer = vault.restorer().unwrap();
        let text = r"to [EMAIL_1] and [[EMAIL\_2]] not [EMAIL_3], [EMAIL_1";
        laws::assert_any_cut(&restorer, text);
        let all: Vec<_> = find_all(&restorer, text)
            .into_iter()
            .map(|found| restorer.original(&text[found.span]))
            .collect();
        assert_eq!(all, [Some("a@b.de"), Some("c@d.de")]);
    }
}
