//! Texts to look through, the same in every run.

/// How long each is, at least.
const LENGTH: usize = 1 << 18;

/// Every text with its title.
pub(super) fn all() -> Vec<(&'static str, String)> {
    vec![
        ("prose", made(prose)),
        ("letters", made(letters)),
        ("logs", made(logs)),
        ("figures", made(figures)),
        ("nothing but 1", "1".repeat(LENGTH)),
    ]
}

/// A generator of numbers, good enough to choose words by.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of.get(self.throw(of.len())).copied().unwrap_or_default()
    }
}

fn made(more: fn(&mut Dice, &mut String)) -> String {
    let mut dice = Dice(7);
    let mut text = String::with_capacity(LENGTH + 1024);
    while text.len() < LENGTH {
        more(&mut dice, &mut text);
    }
    text
}

const WORDS: &[&str] = &[
    "the",
    "of",
    "and",
    "a",
    "to",
    "in",
    "is",
    "that",
    "it",
    "was",
    "for",
    "on",
    "are",
    "with",
    "they",
    "at",
    "be",
    "this",
    "from",
    "have",
    "or",
    "by",
    "one",
    "had",
    "not",
    "but",
    "what",
    "all",
    "were",
    "when",
    "we",
    "there",
    "can",
    "an",
    "your",
    "which",
    "their",
    "said",
    "if",
    "will",
    "each",
    "about",
    "how",
    "up",
    "out",
    "them",
    "then",
    "she",
    "many",
    "some",
    "so",
    "these",
    "would",
    "other",
    "into",
    "has",
    "more",
    "two",
    "like",
    "him",
    "see",
    "time",
    "could",
    "customer",
    "meeting",
    "garden",
    "machine",
    "answer",
    "question",
    "government",
    "analysis",
    "weather",
    "harbour",
    "afternoon",
    "quarter",
    "results",
    "increase",
    "although",
    "various",
    "research",
    "language",
    "model",
    "history",
    "important",
    "develop",
    "together",
    "between",
];

/// A sentence; in about every third there is a number.
fn prose(dice: &mut Dice, text: &mut String) {
    let count = 8 + dice.throw(14);
    let number = dice.throw(count * 3);
    for nth in 0..count {
        let word = dice.one(WORDS);
        match (nth, word.chars().next()) {
            (0, Some(first)) => {
                text.extend(first.to_uppercase());
                text.push_str(word.get(first.len_utf8()..).unwrap_or_default());
            }
            _ => text.push_str(word),
        }
        if nth == number {
            let numbers = [
                "2024",
                "15",
                "3.5",
                "1,250",
                "40 percent",
                "1998",
                "7",
                "120",
            ];
            text.push(' ');
            text.push_str(dice.one(&numbers));
        }
        text.push_str(match (nth + 1 == count, dice.throw(12)) {
            (true, _) => ". ",
            (_, 0) => ", ",
            _ => " ",
        });
    }
    if dice.throw(6) == 0 {
        text.push_str("\n\n");
    }
}

/// Prose with something to be found in about every tenth sentence.
fn letters(dice: &mut Dice, text: &mut String) {
    prose(dice, text);
    if dice.throw(10) == 0 {
        let found = [
            "Write to jane.doe@example.org. ",
            "Call +1 212-555-0100 after 3 pm. ",
            "The card is 4111 1111 1111 1111. ",
            "My SSN is 536-90-4399. ",
            "See https://example.com/a/page?q=1. ",
        ];
        text.push_str(dice.one(&found));
    }
}

/// A line as servers write it.
fn logs(dice: &mut Dice, text: &mut String) {
    let line = format!(
        "2024-03-{:02}T{:02}:{:02}:17.{:03}Z INFO request id={:08x}-77a1-4c3e-9d51-{:012x} from 10.0.{}.{} took {} ms\n",
        1 + dice.throw(28),
        dice.throw(24),
        dice.throw(60),
        dice.throw(1000),
        dice.throw(1 << 31),
        dice.throw(1 << 31),
        dice.throw(256),
        dice.throw(256),
        dice.throw(900),
    );
    text.push_str(&line);
}

/// A row of a table.
fn figures(dice: &mut Dice, text: &mut String) {
    let row = format!(
        "{},{:.2},{},{}\n",
        dice.throw(100_000),
        dice.throw(1_000_000) as f64 / 100.0,
        dice.throw(1 << 31),
        dice.one(WORDS),
    );
    text.push_str(&row);
}
