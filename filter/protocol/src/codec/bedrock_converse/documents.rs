//! Names of documents. The API demands one of each, takes few characters, and
//! refuses the same name twice.

use std::collections::BTreeSet;

use crate::json::Text;

/// Most characters.
const LONGEST: usize = 200;

/// The names given in one request.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

/// A name, and whether it is another one than was asked for.
pub(super) struct Named {
    /// The name.
    pub(super) name: String,
    /// Whether something was changed.
    pub(super) changed: bool,
}

impl Names {
    /// A name for the next document: what was asked for, with the characters that
    /// are taken, or a number.
    pub(super) fn name(&mut self, asked: Option<&Text<'_>>) -> Named {
        let asked = asked.map(Text::to_str).unwrap_or_default();
        let mut name = cleaned(&asked);
        if name.is_empty() {
            name = format!("document-{}", self.0.len() + 1);
        }
        let first = name.clone();
        let mut number = 2;
        while self.0.contains(&name) {
            name = format!("{first}-{number}");
            number += 1;
        }
        self.0.insert(name.clone());
        Named {
            changed: name != asked,
            name,
        }
    }
}

/// Letters, digits, hyphens, brackets, and single spaces; the rest are hyphens.
fn cleaned(name: &str) -> String {
    /// Room for a number behind it.
    const ROOM: usize = 8;
    let mut out = String::new();
    for c in name.trim().chars().take(LONGEST - ROOM) {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '(' | ')' | '[' | ']' => out.push(c),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ => out.push('-'),
        }
    }
    out.truncate(out.trim_end().len());
    // Nothing but hyphens says nothing.
    if out.chars().all(|c| c == '-' || c == ' ') {
        out.clear();
    }
    out
}
