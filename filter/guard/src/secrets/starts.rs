//! What is asked at the beginning of a word: rows and rules by their first two bytes.

use super::found::Found;
use super::row::Row;
use super::view::{Step, Stop, View};
use super::{auth, digits, jwt, password, pem, rows, url};

/// A rule of its own for what a row cannot describe.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// The kinds it finds.
    pub(super) labels: &'static [&'static str],
    /// How what it finds begins, each at least two bytes.
    pub(super) starts: &'static [&'static str],
    find: fn(&View<'_>, usize) -> Step<Option<Found>>,
}

const RULES: &[Rule] = &[
    Rule {
        labels: &[pem::LABEL],
        starts: &["-----BEGIN ", "---- BEGIN "],
        find: pem::block,
    },
    Rule {
        labels: &[pem::LABEL],
        starts: &["Private-Lines: "],
        find: pem::putty,
    },
    Rule {
        labels: &[jwt::LABEL],
        starts: &["eyJ", "eyA", "ewo", "ew0", "ewk"],
        find: jwt::token,
    },
    Rule {
        labels: &[url::CONNECTION_STRING],
        starts: url::SCHEMES,
        find: url::connection,
    },
    Rule {
        labels: &[url::BASIC_AUTH],
        starts: url::OTHER_SCHEMES,
        find: url::basic,
    },
    Rule {
        labels: &[url::BASIC_AUTH],
        starts: &["Basic ", "basic ", "BASIC "],
        find: auth::basic,
    },
    Rule {
        labels: &[url::BASIC_AUTH],
        starts: &["-u ", "--user ", "--user=", "--proxy-user "],
        find: auth::curl,
    },
    Rule {
        labels: &[auth::BEARER_TOKEN],
        starts: &[
            "Bearer ",
            "bearer ",
            "BEARER ",
            "Token ",
            "token ",
            "GenieKey ",
            "SSWS ",
        ],
        find: auth::bearer,
    },
    Rule {
        labels: &[password::LABEL],
        starts: &[
            "password",
            "Password",
            "PASSWORD",
            "passwd",
            "Passwd",
            "passphrase",
            "Passphrase",
            "passcode",
            "Passcode",
            "pwd",
            "Pwd",
            "PWD",
            "passwort",
            "Passwort",
            "kennwort",
            "Kennwort",
            "senha",
            "Senha",
            "contrasena",
            "wachtwoord",
            "Wachtwoord",
        ],
        find: password::said,
    },
    Rule {
        labels: &["TELEGRAM_BOT_TOKEN"],
        starts: &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        find: digits::telegram,
    },
    Rule {
        labels: &["ASANA_TOKEN"],
        starts: &["0/", "1/", "2/"],
        find: digits::asana,
    },
];

/// Every label that a rule finds.
#[cfg(test)]
pub(super) fn labels_of_rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().flat_map(|rule| rule.labels.iter().copied())
}

/// A row or a rule, and the third byte of how it begins; 0 for any.
#[derive(Debug, Clone, Copy)]
struct Entry {
    second: u8,
    third: u8,
    start: Start,
}

#[derive(Debug, Clone, Copy)]
enum Start {
    Row(&'static Row),
    Rule(&'static str, &'static Rule),
}

/// What is asked, by how it begins.
#[derive(Debug)]
pub(super) struct Starts {
    /// By the first byte.
    by_first: Vec<Vec<Entry>>,
    /// A bit for each pair of first bytes.
    pairs: Box<[u128; 128]>,
}

impl Starts {
    /// Of the kinds that are wanted.
    pub(super) fn new(is_wanted: impl Fn(&str) -> bool) -> Self {
        let mut starts = Self {
            by_first: vec![Vec::new(); 128],
            pairs: Box::new([0; 128]),
        };
        for row in rows::all().filter(|row| is_wanted(row.label)) {
            starts.add(row.prefix, Start::Row(row));
        }
        for rule in RULES {
            if rule.labels.iter().any(|label| is_wanted(label)) {
                for start in rule.starts {
                    starts.add(start, Start::Rule(start, rule));
                }
            }
        }
        starts
    }

    fn add(&mut self, prefix: &str, start: Start) {
        let mut bytes = prefix.bytes();
        let first = usize::from(bytes.next().unwrap_or_default());
        let seconds = match bytes.next() {
            Some(second) => 1 << (second & 127),
            // A digit and any digit behind it.
            None => 0x3ff << b'0',
        };
        if let (Some(all), Some(pair)) = (self.by_first.get_mut(first), self.pairs.get_mut(first)) {
            let mut rest = prefix.bytes().skip(1);
            all.push(Entry {
                second: rest.next().unwrap_or_default(),
                third: rest.next().unwrap_or_default(),
                start,
            });
            *pair |= seconds;
        }
    }

    /// What begins at a place.
    pub(super) fn find(
        &self,
        view: &View<'_>,
        at: usize,
        wants: &impl Fn(&Found) -> bool,
    ) -> Step<Option<Found>> {
        let Some(first) = view.byte(at)? else {
            return Ok(None);
        };
        let Some(&pair) = self
            .pairs
            .get(usize::from(first))
            .filter(|pair| **pair != 0)
        else {
            return Ok(None);
        };
        let Some(second) = view.byte(at + 1)?.filter(u8::is_ascii) else {
            return Ok(None);
        };
        if pair >> second & 1 == 0 {
            return Ok(None);
        }
        let all = self.by_first.get(usize::from(first));
        let third = view.slice(at + 2, at + 3).first().copied();
        for entry in all.map(Vec::as_slice).unwrap_or_default() {
            let may_be = (entry.second == second || entry.second == 0)
                && (entry.third == 0 || third.is_none_or(|third| third == entry.third));
            if !may_be {
                continue;
            }
            match entry.start.find(view, at) {
                Ok(Some(found)) if wants(&found) => {
                    return self.within(view, at, found, wants).map(Some);
                }
                Ok(_) | Err(Stop::TooFar) => {}
                Err(Stop::More) => return Err(Stop::More),
            }
        }
        Ok(None)
    }

    /// What has been found behind a word, or the very same by a better name.
    fn within(
        &self,
        view: &View<'_>,
        at: usize,
        found: Found,
        wants: &impl Fn(&Found) -> bool,
    ) -> Step<Found> {
        if found.start == at {
            return Ok(found);
        }
        let inner = self.find(view, found.start, wants)?;
        Ok(inner
            .filter(|inner| inner.end >= found.end)
            .unwrap_or(found))
    }
}

impl Start {
    fn find(&self, view: &View<'_>, at: usize) -> Step<Option<Found>> {
        match *self {
            Self::Row(row) => Ok(row
                .find(view, at)?
                .map(|(end, score)| Found::new(row.label, at, end, score))),
            Self::Rule(start, rule) => {
                if view.has(at, start.as_bytes())? {
                    (rule.find)(view, at)
                } else {
                    Ok(None)
                }
            }
        }
    }
}
