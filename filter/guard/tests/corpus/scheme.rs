//! What the corpus knows of an entity: how to make one, how to write it, how people
//! announce it.

use crate::rng::Rng;

/// How sure the shape of an entity makes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    /// A checksum, and a shape or a date that nothing else has: found wherever it stands.
    Strong,
    /// A checksum, but a tenth of all numbers pass it: found where it is announced.
    Weak,
    /// No checksum, but a shape of its own: found wherever it stands.
    Shape,
    /// Neither: found where it is announced.
    Plain,
}

impl Class {
    pub(crate) fn has_checksum(self) -> bool {
        matches!(self, Self::Strong | Self::Weak)
    }

    pub(crate) fn stands_free(self) -> bool {
        matches!(self, Self::Strong | Self::Shape)
    }
}

pub(crate) struct Scheme {
    pub(crate) entity: &'static str,
    pub(crate) class: Class,
    /// One without separators, with `?` in the places of check characters.
    pub(crate) draw: fn(&mut Rng) -> String,
    /// What belongs in these places; nothing if there is no number with this body.
    pub(crate) check: Option<fn(&str) -> Option<String>>,
    /// How it is written: `#` takes a character.
    pub(crate) forms: &'static [&'static str],
    /// A language, and what it is called in it.
    pub(crate) called: &'static [(&'static str, &'static str)],
}

pub(crate) const fn scheme(
    entity: &'static str,
    class: Class,
    draw: fn(&mut Rng) -> String,
    check: Option<fn(&str) -> Option<String>>,
    forms: &'static [&'static str],
    called: &'static [(&'static str, &'static str)],
) -> Scheme {
    Scheme {
        entity,
        class,
        draw,
        check,
        forms,
        called,
    }
}

impl Scheme {
    /// A good one, without separators.
    pub(crate) fn good(&self, rng: &mut Rng) -> String {
        loop {
            let body = (self.draw)(rng);
            match self.check {
                None => return body,
                Some(check) => {
                    if let Some(signs) = check(&body) {
                        return fill(&body, &signs);
                    }
                }
            }
        }
    }

    /// One with a wrong check character or two neighbours swapped; nothing where there
    /// is no checksum.
    pub(crate) fn bad(&self, rng: &mut Rng) -> Option<String> {
        let check = self.check?;
        loop {
            let body = (self.draw)(rng);
            let Some(signs) = check(&body) else { continue };
            if rng.once_in(2) {
                let last = signs.chars().next_back()?;
                let other = if last.is_ascii_digit() {
                    rng.like("#")
                } else {
                    rng.like("@")
                };
                if !other.starts_with(last) {
                    let head = &signs[..signs.len() - 1];
                    return Some(fill(&body, &format!("{head}{other}")));
                }
                continue;
            }
            let mut swapped: Vec<char> = body.chars().collect();
            let at = rng.below(swapped.len() - 1);
            let pair = (swapped[at], swapped[at + 1]);
            if pair.0 == pair.1 || !pair.0.is_ascii_digit() || !pair.1.is_ascii_digit() {
                continue;
            }
            swapped.swap(at, at + 1);
            let swapped: String = swapped.into_iter().collect();
            if check(&swapped).as_ref() != Some(&signs) {
                return Some(fill(&swapped, &signs));
            }
        }
    }

    /// Whether a value has the check characters of this scheme, if it has any.
    pub(crate) fn takes(&self, value: &str) -> bool {
        let Some(check) = self.check else {
            return false;
        };
        (0..8).any(|seed| {
            let body = (self.draw)(&mut Rng::new(seed));
            let fits = |(one, other): (char, char)| {
                one == '?' || one.is_ascii_digit() == other.is_ascii_digit()
            };
            let long = body.chars().count() == value.chars().count();
            if !long || !body.chars().zip(value.chars()).all(fits) {
                return false;
            }
            let masked: String = body
                .chars()
                .zip(value.chars())
                .map(|(place, sign)| if place == '?' { '?' } else { sign })
                .collect();
            check(&masked).is_some_and(|signs| fill(&masked, &signs) == value)
        })
    }

    /// A form that takes just as many characters as there are.
    pub(crate) fn written(&self, rng: &mut Rng, value: &str) -> String {
        let long = value.chars().count();
        let fitting: Vec<&&str> = self
            .forms
            .iter()
            .filter(|form| form.chars().filter(|&sign| sign == '#').count() == long)
            .collect();
        if fitting.is_empty() {
            return value.to_owned();
        }
        let mut signs = value.chars();
        rng.pick(&fitting)
            .chars()
            .map(|sign| {
                if sign == '#' {
                    signs.next().unwrap()
                } else {
                    sign
                }
            })
            .collect()
    }
}

fn fill(body: &str, signs: &str) -> String {
    let mut signs = signs.chars();
    body.chars()
        .map(|sign| {
            if sign == '?' {
                signs.next().unwrap()
            } else {
                sign
            }
        })
        .collect()
}
