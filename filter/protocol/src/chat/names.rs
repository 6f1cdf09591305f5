//! Tool names that a target does not allow, and the way back.
//!
//! A client may call a tool what its own format allows (`files.read`, 100 characters
//! long); another format knows fewer characters or shorter names. So that no codec
//! has to refuse them, names are fitted before a request is encoded, and fitted names
//! in the answer are turned back before it is: the client never sees them.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{Event, PartKind};
use super::request::{Part, Request, Tool, ToolChoice};
use super::response::Response;
use crate::json::Text;

/// Which names of tools a format allows. All of them are ASCII.
#[derive(Debug, Clone, Copy)]
pub struct NameRule {
    /// Most characters; at least 12.
    pub longest: usize,
    /// Whether a name may begin with this character.
    pub first: fn(u8) -> bool,
    /// Whether it may go on with this one. `_`, letters and digits always may.
    pub rest: fn(u8) -> bool,
}

impl NameRule {
    /// Letters, digits, `_` and `-`, as most formats have it.
    #[must_use]
    pub const fn words(longest: usize) -> Self {
        Self {
            longest,
            first: is_word,
            rest: is_word,
        }
    }

    /// Whether a name may stay as it is.
    #[must_use]
    pub fn allows(&self, name: &str) -> bool {
        let Some((first, rest)) = name.as_bytes().split_first() else {
            return false;
        };
        name.len() <= self.longest
            && (self.first)(*first)
            && rest.iter().all(|byte| (self.rest)(*byte))
    }

    /// The name with what is not allowed replaced, however long it is.
    fn cleaned(&self, name: &str) -> String {
        let clean = |c: char| match u8::try_from(c) {
            Ok(byte) if (self.rest)(byte) => c,
            _ => '_',
        };
        let cleaned: String = name.chars().map(clean).collect();
        match cleaned.as_bytes().first() {
            Some(first) if (self.first)(*first) => cleaned,
            // Every format lets a name begin with a letter.
            _ => format!("t_{cleaned}"),
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// The names of one request that had to be changed for its target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToolNames {
    /// From what the target knows to what the client wrote.
    originals: BTreeMap<String, String>,
}

impl ToolNames {
    /// Changes every name in `request` that `rule` does not allow: of tools, of the
    /// tool that must be called, and of calls of earlier turns. Names that differed
    /// before differ after; the same request gives the same names each time.
    #[must_use]
    pub fn fit(request: &mut Request<'_>, rule: &NameRule) -> Self {
        let mut all_fit = true;
        each_name(request, &mut |name| all_fit &= rule.allows(&name.to_str()));
        if all_fit {
            return Self::default();
        }
        let mut allowed = BTreeSet::new();
        let mut others = Vec::new();
        each_name(request, &mut |name| {
            let name = name.to_str();
            if rule.allows(&name) {
                allowed.insert(name.into_owned());
            } else if !others.iter().any(|other: &String| **other == *name) {
                others.push(name.into_owned());
            }
        });
        let mut fitted = BTreeMap::new();
        let mut names = Self::default();
        for original in others {
            let name = fit(&original, rule, &allowed);
            allowed.insert(name.clone());
            names.originals.insert(name.clone(), original.clone());
            fitted.insert(original, name);
        }
        each_name(request, &mut |name| {
            if let Some(fitted) = fitted.get(&*name.to_str()) {
                *name = Text::from(fitted.clone());
            }
        });
        names
    }

    /// Whether no name had to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.originals.is_empty()
    }

    /// Turns the names in a whole answer back.
    pub fn restore(&self, response: &mut Response<'_>) {
        if self.is_empty() {
            return;
        }
        let parts = response
            .choices
            .iter_mut()
            .flat_map(|choice| &mut choice.parts);
        for part in parts {
            if let Part::ToolCall { name, .. } = part
                && let Some(original) = self.originals.get(&*name.to_str())
            {
                *name = Text::from(original.clone());
            }
        }
    }

    /// Hands on an event of a streamed answer with its name turned back.
    pub fn restore_event(&self, event: &Event<'_>, each: &mut dyn FnMut(&Event<'_>)) {
        if let Event::PartStart {
            choice,
            part,
            kind: PartKind::ToolCall { id, name },
        } = event
            && !self.is_empty()
            && let Some(original) = self.originals.get(&*name.to_str())
        {
            each(&Event::PartStart {
                choice: *choice,
                part: *part,
                kind: PartKind::ToolCall {
                    id: id.clone(),
                    name: Text::from(original.as_str()),
                },
            });
            return;
        }
        each(event);
    }
}

/// Calls `each` with every name of a tool in a request.
fn each_name<'a>(request: &mut Request<'a>, each: &mut dyn FnMut(&mut Text<'a>)) {
    for tool in &mut request.tools {
        if let Tool::Function { name, .. } = tool {
            each(name);
        }
    }
    if let Some(ToolChoice::Named(name)) = &mut request.tool_choice {
        each(name);
    }
    let parts = request
        .messages
        .iter_mut()
        .flat_map(|message| &mut message.parts);
    for part in parts {
        if let Part::ToolCall { name, .. } = part {
            each(name);
        }
    }
}

/// An allowed name that is not taken: cleaned, and if that is too long or taken, cut
/// and marked with a hash of the original.
fn fit(original: &str, rule: &NameRule, taken: &BTreeSet<String>) -> String {
    let cleaned = rule.cleaned(original);
    if rule.allows(&cleaned) && !taken.contains(&cleaned) {
        return cleaned;
    }
    /// `_` and eight hexadecimal digits.
    const MARK: usize = 9;
    let kept: String = cleaned
        .chars()
        .take(rule.longest.saturating_sub(MARK))
        .collect();
    let mut hash = hash(original);
    loop {
        let name = format!("{kept}_{hash:08x}");
        if !taken.contains(&name) {
            return name;
        }
        // There are fewer names than numbers.
        hash = hash.wrapping_add(1);
    }
}

/// FNV-1a, for a mark that is the same each time and everywhere.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::{Message, Role};

    const STRICT: NameRule = NameRule {
        longest: 16,
        first: |byte| byte.is_ascii_alphabetic(),
        rest: |byte| byte.is_ascii_alphanumeric() || byte == b'_',
    };

    fn request(names: &[&str]) -> Request<'static> {
        let tool = |name: &&str| Tool::Function {
            name: Text::from((*name).to_owned()),
            description: None,
            parameters: None,
            strict: None,
            cache: None,
        };
        let call = |name: &&str| Part::ToolCall {
            id: Text::from("call"),
            name: Text::from((*name).to_owned()),
            arguments: Text::from("{}"),
            cache: None,
        };
        Request {
            tools: names.iter().map(tool).collect(),
            tool_choice: names
                .first()
                .map(|name| ToolChoice::Named(Text::from((*name).to_owned()))),
            messages: vec![Message {
                role: Role::Assistant,
                parts: names.iter().map(call).collect(),
                name: None,
                index: Some(0),
                extra: Vec::new(),
            }],
            ..Request::default()
        }
    }

    fn names_of(request: &mut Request<'_>) -> Vec<String> {
        let mut names = Vec::new();
        each_name(request, &mut |name| names.push(name.to_str().into_owned()));
        names
    }

    #[track_caller]
    fn check(rule: &NameRule, names: &[&str], expected: &[&str]) {
        let mut request = request(names);
        let _ = ToolNames::fit(&mut request, rule);
        assert_eq!(names_of(&mut request)[..names.len()], *expected);
    }

    #[test]
    fn names_that_are_allowed_stay() {
        let mut request = request(&["get_weather", "b2"]);
        assert!(ToolNames::fit(&mut request, &STRICT).is_empty());
        assert_eq!(
            names_of(&mut request),
            ["get_weather", "b2", "get_weather", "get_weather", "b2"]
        );
    }

    #[test]
    fn what_is_not_allowed_is_replaced() {
        check(
            &NameRule::words(64),
            &["files.read", "größe"],
            &["files_read", "gr__e"],
        );
        check(&STRICT, &["2nd", "_x", ""], &["t_2nd", "t__x", "t_"]);
    }

    #[test]
    fn a_name_that_is_too_long_ends_in_a_hash() {
        check(
            &STRICT,
            &["a_rather_long_name_1", "a_rather_long_name_2"],
            &["a_rathe_b7af1ab8", "a_rathe_baaf1f71"],
        );
    }

    #[test]
    fn names_that_would_become_the_same_stay_apart() {
        let mut request = request(&["a.b", "a_b", "a-b"]);
        let _ = ToolNames::fit(&mut request, &STRICT);
        let names = names_of(&mut request);
        let distinct: BTreeSet<_> = names[..3].iter().collect();
        assert_eq!(distinct.len(), 3, "{names:?}");
        assert_eq!(names[1], "a_b", "the one that is allowed keeps its name");
    }

    #[test]
    fn an_event_without_a_fitted_name_passes_as_it_is() {
        let mut request = request(&["a.b"]);
        let names = ToolNames::fit(&mut request, &STRICT);
        let mut told = Vec::new();
        for name in ["a_b", "other"] {
            let kind = PartKind::ToolCall {
                id: Text::from("i"),
                name: Text::from(name),
            };
            let event = Event::PartStart {
                choice: 0,
                part: 0,
                kind,
            };
            names.restore_event(&event, &mut |event| told.push(format!("{event:?}")));
        }
        assert!(told[0].contains("\"a.b\""), "{told:?}");
        assert!(told[1].contains("\"other\""), "{told:?}");
    }

    proptest! {
        #[test]
        fn fitted_names_are_allowed_and_distinct_and_lead_back(
            names in prop::collection::btree_set("[a-c._\\-é1]{0,24}", 1..12),
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            for rule in [STRICT, NameRule::words(12)] {
                let mut request = request(&names);
                let map = ToolNames::fit(&mut request, &rule);
                let fitted = names_of(&mut request);
                prop_assert!(fitted.iter().all(|name| rule.allows(name)), "{fitted:?}");
                let distinct: BTreeSet<_> = fitted.iter().collect();
                prop_assert_eq!(distinct.len(), names.len());

                let parts = request.messages.remove(0).parts;
                let choice = crate::chat::Choice { parts, ..Default::default() };
                let mut response = Response { choices: vec![choice], ..Default::default() };
                map.restore(&mut response);
                let back: Vec<String> = response.choices[0].parts.iter().map(|part| match part {
                    Part::ToolCall { name, .. } => name.to_str().into_owned(),
                    _ => String::new(),
                }).collect();
                prop_assert_eq!(back, names.clone());
            }
        }
    }
}
