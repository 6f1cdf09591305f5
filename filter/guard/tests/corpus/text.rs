//! A text with what is in it.

use std::fmt::Write as _;

use crate::global;
use crate::rng::Rng;
use crate::words;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) entity: String,
    /// In characters.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) labels: Vec<Label>,
    pub(crate) kind: &'static str,
}

/// What a template is filled with.
pub(crate) struct Filling<'f> {
    pub(crate) entity: &'f str,
    pub(crate) value: &'f str,
    pub(crate) called: &'f str,
    /// Whether the value is labelled.
    pub(crate) counts: bool,
}

impl Text {
    pub(crate) const fn new(kind: &'static str) -> Self {
        Self {
            text: String::new(),
            labels: Vec::new(),
            kind,
        }
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(crate) fn label(&mut self, entity: &str, value: &str) {
        let start = self.text.chars().count();
        self.text.push_str(value);
        self.labels.push(Label {
            entity: entity.to_owned(),
            start,
            end: start + value.chars().count(),
        });
    }

    /// Adds a template with its places filled.
    pub(crate) fn fill(&mut self, rng: &mut Rng, template: &str, filling: &Filling<'_>) {
        let name = format!("{} {}", rng.pick(words::FIRST), rng.pick(words::LAST));
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            self.push(&rest[..open]);
            let tail = &rest[open + 1..];
            let place = tail.split_once('}').map(|(place, _)| place);
            let known = place.is_some_and(|place| self.place(rng, place, &name, filling));
            if known {
                rest = &tail[place.unwrap_or_default().len() + 1..];
            } else {
                self.push("{");
                rest = tail;
            }
        }
        self.push(rest);
    }

    fn place(&mut self, rng: &mut Rng, place: &str, name: &str, filling: &Filling<'_>) -> bool {
        match place {
            "v" if filling.counts => self.label(filling.entity, filling.value),
            "v" => self.push(filling.value),
            "l" => self.push(filling.called),
            "k" => self.push(&key(filling.called)),
            "n" => self.push(name),
            "d" => {
                let (year, month, day) = (
                    rng.between(2019, 2026),
                    rng.between(1, 12),
                    rng.between(1, 28),
                );
                let (hour, minute, second) = (rng.below(24), rng.below(60), rng.below(60));
                let stamp =
                    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
                self.label("DATE_TIME", &stamp);
            }
            "t2" => {
                let time = format!("{:02}:{:02}", rng.below(24), rng.below(60));
                self.label("DATE_TIME", &time);
            }
            "g" => {
                let place = rng.like("4#.######, 1#.######");
                self.label("GEO_COORDINATES", &place);
            }
            "u" => {
                let uuid = global::uuid(rng);
                self.label("UUID", &uuid);
            }
            "a" => {
                let address = format!(
                    "10.{}.{}.{}",
                    rng.below(256),
                    rng.below(256),
                    rng.between(1, 254)
                );
                self.label("IP_ADDRESS", &address);
            }
            _ => match noise(rng, place) {
                Some(noise) => self.push(&noise),
                None => return false,
            },
        }
        true
    }

    /// As a line of JSON. The first character of a secret is escaped, so that tools that
    /// look for leaked ones leave the file alone.
    pub(crate) fn to_line(&self, is_secret: fn(&str) -> bool) -> String {
        let mut line = String::from("{\"text\":\"");
        for (at, sign) in self.text.chars().enumerate() {
            let mut labels = self.labels.iter();
            let hides = labels.any(|label| label.start == at && is_secret(&label.entity));
            if hides {
                let _ = write!(line, "\\u{:04x}", sign as u32);
                continue;
            }
            match sign {
                '"' => line.push_str("\\\""),
                '\\' => line.push_str("\\\\"),
                '\n' => line.push_str("\\n"),
                '\t' => line.push_str("\\t"),
                _ => line.push(sign),
            }
        }
        line.push_str("\",\"labels\":[");
        for (nth, label) in self.labels.iter().enumerate() {
            let comma = if nth > 0 { "," } else { "" };
            let Label { entity, start, end } = label;
            let _ = write!(
                line,
                "{comma}{{\"entity\":\"{entity}\",\"start\":{start},\"end\":{end}}}"
            );
        }
        let _ = write!(line, "],\"kind\":\"{}\"}}", self.kind);
        line
    }
}

/// What something is called, as the name of a field.
fn key(called: &str) -> String {
    let words = called.split(|sign: char| !sign.is_alphanumeric() && !is_mark(sign));
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("_")
}

/// Signs of vowels, which are no letters but stand inside of words.
fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{0900}'..='\u{0DFF}' | '\u{0E31}'..='\u{0E4E}')
}

/// What is in texts and belongs to nobody.
fn noise(rng: &mut Rng, place: &str) -> Option<String> {
    Some(match place {
        "s" => rng.between(1, 999).to_string(),
        "p" => format!("{}.{}", rng.between(1, 40), rng.below(10)),
        "f" => format!("{}.{}", rng.between(0, 900), rng.like("####")),
        "e" => format!("17{}", rng.like("########")),
        "i" => {
            let long = rng.between(6, 14);
            rng.like("%") + &rng.like(&"#".repeat(long - 1))
        }
        "m" => {
            let (sign, whole) = (
                *rng.pick(&["$", "€", "£", "USD ", "EUR "]),
                rng.between(1, 999),
            );
            format!("{sign}{whole},{}.{}", rng.like("###"), rng.like("##"))
        }
        "t" => format!(
            "{},{},{}",
            rng.between(1, 99),
            rng.like("###"),
            rng.like("###")
        ),
        "c" => {
            let form = *rng.pick(&[
                "@@-####",
                "@@@-#####",
                "@##-@##",
                "@@####-@",
                "####-@@",
                "@@@@-###",
            ]);
            rng.like(form)
        }
        "v3" => format!("{}.{}.{}", rng.below(20), rng.below(40), rng.below(99)),
        "host" => global::domain(rng),
        _ => {
            let (sort, long) = place.split_at_checked(1)?;
            let long: usize = long.parse().ok()?;
            match sort {
                "h" => rng.string("0123456789abcdef", long),
                "i" => rng.like(&"#".repeat(long)),
                _ => return None,
            }
        }
    })
}
