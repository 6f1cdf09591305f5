//! What texts are about, by words with weights.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::said::{Of, groups};
use super::{error, failed};
use crate::find::Window;
use crate::judge::{Judge, Judged, Subject};
use crate::patterns::lexicon::{LONGEST_WORD, Lexicon, Options, key};
use crate::spec::SpecError;

/// Words of all topics together.
const MOST: usize = 20_000;

/// Topics that are denied, or the only ones that are allowed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "TopicsCheck")
)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// The topics by name. Words are found as in a `words` check with evasions.
    pub topics: BTreeMap<String, Topic>,
    /// Topics that must not come up. All but those of `allow` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deny: Option<Vec<String>>,
    /// Topics of which one has to come up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// The weight from which a topic comes up: 1 if left out.
    #[serde(default = "one")]
    pub threshold: f32,
    /// How many words a text must have for `allow` to be asked of it: 5 if left out.
    #[serde(default = "default_min_words")]
    pub min_words: usize,
    /// What is judged together, as in `length`.
    #[serde(default)]
    pub of: Of,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its words and phrases with their weights. Each counts once in a text; a weight
    /// below 0 speaks against the topic.
    pub words: BTreeMap<String, f32>,
}

const fn one() -> f32 {
    1.0
}

const fn default_min_words() -> usize {
    5
}

/// The topics that a word speaks for, by their numbers, and how much.
type Weights = Vec<(usize, f32)>;

/// A topic made ready.
#[derive(Debug)]
struct Known {
    name: String,
    is_denied: bool,
    is_allowed: bool,
}

/// A check of topics.
#[derive(Debug)]
pub struct Topics {
    lexicon: Lexicon,
    /// Of each word of the lexicon.
    words: Vec<Weights>,
    topics: Vec<Known>,
    threshold: f32,
    min_words: usize,
    of: Of,
}

impl Spec {
    /// Makes it ready.
    ///
    /// # Errors
    /// Topics that are not there, and words that cannot be looked for.
    pub fn compile(&self) -> Result<Topics, Vec<SpecError>> {
        let mut errors = Vec::new();
        let count: usize = self.topics.values().map(|topic| topic.words.len()).sum();
        if count == 0 || count > MOST {
            let mend = format!("give at least one and at most {MOST} in all topics together");
            errors.push(error(
                "topics.topics",
                format!("there are {count} words"),
                mend,
            ));
        }
        if !(self.threshold > 0.0 && self.threshold.is_finite()) {
            errors.push(error(
                "topics.threshold",
                "it is not above 0",
                "give a number above 0",
            ));
        }
        let deny = self.deny.as_deref().unwrap_or_default();
        for (field, names) in [("deny", deny), ("allow", &self.allow)] {
            for (nth, name) in names.iter().enumerate() {
                if !self.topics.contains_key(name) {
                    let at = format!("topics.{field}[{nth}]");
                    errors.push(error(
                        at,
                        "there is no such topic",
                        "give a name of `topics.topics`",
                    ));
                }
            }
        }
        // Topics may share words, which are one in the lexicon.
        let mut words: BTreeMap<Vec<u8>, (&str, Weights)> = BTreeMap::new();
        for (nth, (name, topic)) in self.topics.iter().enumerate() {
            for (word, weight) in &topic.words {
                let key = key(word);
                let at = || format!("topics.topics.{name}.words.{word}");
                if key.is_empty() || word.chars().count() > LONGEST_WORD {
                    let mend =
                        format!("give a word or phrase of at most {LONGEST_WORD} characters");
                    errors.push(error(at(), "it cannot be looked for", mend));
                } else if !weight.is_finite() {
                    errors.push(error(at(), "the weight is no number", "give a number"));
                }
                words
                    .entry(key)
                    .or_insert_with(|| (word, Vec::new()))
                    .1
                    .push((nth, *weight));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let is_denied = |name: &String| match &self.deny {
            Some(deny) => deny.contains(name),
            None => !self.allow.contains(name),
        };
        let options = Options {
            whole: true,
            evasions: true,
        };
        Ok(Topics {
            lexicon: Lexicon::new(words.values().map(|(word, _)| *word).zip(0..), options),
            words: words
                .into_values()
                .map(|(_, of_topics)| of_topics)
                .collect(),
            topics: self
                .topics
                .keys()
                .map(|name| Known {
                    name: name.clone(),
                    is_denied: is_denied(name),
                    is_allowed: self.allow.contains(name),
                })
                .collect(),
            threshold: self.threshold,
            min_words: self.min_words,
            of: self.of,
        })
    }
}

impl Topics {
    /// The weight of each topic in some texts.
    fn weigh<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<f32> {
        let mut seen = BTreeSet::new();
        for text in texts {
            self.lexicon.find(Window::whole(text), &mut |word, _| {
                seen.insert(word);
            });
        }
        let mut weights = vec![0.0; self.topics.len()];
        let of_words = seen
            .into_iter()
            .filter_map(|word| self.words.get(usize::try_from(word).ok()?));
        for (topic, weight) in of_words.flatten() {
            if let Some(sum) = weights.get_mut(*topic) {
                *sum += weight;
            }
        }
        weights
    }
}

impl Judge for Topics {
    fn judge(&self, subject: &Subject<'_>) -> Judged {
        let asks = self.topics.iter().any(|topic| topic.is_allowed);
        for group in groups(subject, self.of) {
            let weights = self.weigh(group.iter().map(|piece| piece.text));
            let comes_up = |weight: f32| weight >= self.threshold;
            for (topic, weight) in self.topics.iter().zip(&weights) {
                if topic.is_denied && comes_up(*weight) {
                    return Judged::Failed {
                        reason: format!(
                            "the topic `{}` comes up with a weight of {weight:.2}, from {:.2} on",
                            topic.name, self.threshold
                        ),
                        // Twice the threshold is as sure as it gets.
                        score: (weight / self.threshold / 2.0).min(1.0),
                    };
                }
            }
            let words: usize = group
                .iter()
                .map(|piece| piece.text.split_whitespace().count())
                .sum();
            let mut allowed = self
                .topics
                .iter()
                .zip(&weights)
                .filter(|(topic, _)| topic.is_allowed);
            if asks && words >= self.min_words && !allowed.any(|(_, weight)| comes_up(*weight)) {
                return failed(format!(
                    "none of the allowed topics comes up in {words} words"
                ));
            }
        }
        Judged::Passed
    }
}

#[cfg(test)]
mod tests {
    use crate::judge::PieceKind;
    use crate::shape::tests::{judge, spec};

    fn check(json: &str, text: &str) -> String {
        let check = spec::<super::Spec>(json).compile().unwrap();
        judge(&check, PieceKind::User, &[text]).unwrap_or_default()
    }

    const TOPICS: &str = r#""topics": {
        "betting": {"words": {"bet": 0.6, "odds": 0.5, "sports book": 1, "against the odds": -1}},
        "baking": {"words": {"bread": 1, "odds": 0.1}}
    }"#;

    #[test]
    fn a_denied_topic_comes_up_by_the_weight_of_its_words() {
        let json = format!(r#"{{{TOPICS}, "deny": ["betting"]}}"#);
        assert_eq!(check(&json, "I bet, bet and bet on bread"), "");
        assert_eq!(
            check(&json, "what odds does a B€T have"),
            "the topic `betting` comes up with a weight of 1.10, from 1.00 on"
        );
        assert_eq!(check(&json, "I bet she won against the odds"), "");
        assert_ne!(check(&json, "a sports\nbook"), "");
    }

    #[test]
    fn an_allowed_topic_has_to_come_up() {
        let json = format!(r#"{{{TOPICS}, "allow": ["baking"]}}"#);
        assert_eq!(check(&json, "how long does bread take to rise"), "");
        assert_eq!(check(&json, "hello there"), "");
        assert_eq!(
            check(&json, "please write me a poem about cars"),
            "none of the allowed topics comes up in 7 words"
        );
        assert_ne!(check(&json, "bread in a sports book"), "");
    }

    #[test]
    fn what_is_wrong_is_told_by_its_place() {
        let errors = spec::<super::Spec>(
            r#"{"topics": {"a": {"words": {" ": 1}}}, "deny": ["b"], "threshold": 0}"#,
        )
        .compile()
        .unwrap_err();
        let at: Vec<_> = errors.iter().map(|error| error.at.as_str()).collect();
        assert_eq!(
            at,
            [
                "topics.threshold",
                "topics.deny[0]",
                "topics.topics.a.words. "
            ]
        );
    }
}
