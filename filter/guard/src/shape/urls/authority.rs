//! Where a link leads, by all that stands between its scheme and its path.
//!
//! Source: WHATWG URL Standard, "URL parsing" and "Host writing": a host may hold `,`,
//! `;`, `!`, `$`, `&`, `'`, `(`, `)`, `*`, `+`, `=`, `~`, `{`, `}`, so that
//! `https://example.org,.evil.com` leads to a name below `evil.com`. Who looks for links
//! in prose may end it at the comma. Both readings have to be allowed.

use std::borrow::Cow;

use super::host::{Host, decoded, is_foreign};

/// The longest authority that is read, in bytes. A longer one is none.
const LONGEST: usize = 1024;
/// What stands behind a URL in a sentence and is no part of it.
const SENTENCE: &str = ".,;:!?)]}|'\"`*_~";
/// What may follow a URL at once where no domain comes behind it.
const AFTER: &str = ",;)]}|'\"`*(";
/// The same, as it is written in HTML, without the `;` at its end.
const AFTER_ESCAPED: [&str; 5] = ["&quot", "&apos", "&lt", "&gt", "&nbsp"];
/// What is opened right before a URL, and what ends it then.
const PAIRS: [(char, &str); 10] = [
    ('"', "\""),
    ('\'', "'"),
    ('`', "`"),
    ('(', ")"),
    ('[', "]"),
    ('{', "}"),
    ('<', ">|"),
    ('“', "”"),
    ('「', "」"),
    ('（', "）"),
];

/// Where a link leads.
#[derive(Debug, Default)]
pub(super) struct Authority {
    /// Its host, if it can be read. Several where readers disagree which it is.
    pub(super) hosts: Vec<Option<Host>>,
    /// Whether something stands before its host: `name@example.org`.
    pub(super) has_userinfo: bool,
}

/// Reads what comes behind the slashes of a link, and what stands before its scheme.
/// `None` if nothing comes.
pub(super) fn read(before: &str, rest: &str) -> Option<Authority> {
    let is_end = |one: char| one.is_whitespace() || matches!(one, '/' | '?' | '#' | '<' | '>');
    let rest = enclosed(before, rest);
    let end = rest
        .char_indices()
        .take_while(|(at, _)| *at <= LONGEST)
        .find(|(_, one)| is_end(*one))
        .map_or(rest.len(), |(at, _)| at);
    let (all, behind) = rest.split_at(end);
    if all.len() > LONGEST {
        return Some(Authority {
            hosts: vec![None],
            has_userinfo: false,
        });
    }
    let is_last = !behind.starts_with(['/', '?', '#']);
    let is_address = all.contains('[');
    let is_beside =
        |one| is_foreign(one) || (SENTENCE.contains(one) && !(is_address && one == ']'));
    let all = if is_last {
        all.trim_end_matches(is_beside)
    } else {
        all
    };
    if all.is_empty() {
        return None;
    }
    // Browsers take `\` for `/`, others for a character of a name.
    let first = all.split_once('\\').map(|(first, _)| first);
    let mut authority = Authority::default();
    for reading in [Some(all), first].into_iter().flatten() {
        authority.has_userinfo |= reading.contains('@');
        let (_, host) = reading.rsplit_once('@').unwrap_or(("", reading));
        authority.hosts.extend(hosts(host, is_last));
    }
    Some(authority)
}

/// The text as far as the quotes or brackets go that were opened before it.
fn enclosed<'t>(before: &str, text: &'t str) -> Cow<'t, str> {
    let all = Cow::Borrowed(text);
    let Some(opening) = before.chars().next_back() else {
        return all;
    };
    let Some((_, closing)) = PAIRS.iter().find(|(one, _)| *one == opening) else {
        return all;
    };
    let mut depth = 0_usize;
    let mut near = text.char_indices().take_while(|(at, _)| *at <= LONGEST);
    let end = near.find(|(_, one)| {
        let is_closing = closing.contains(*one);
        if is_closing && depth > 0 {
            depth -= 1;
            return false;
        }
        depth += usize::from(*one == opening);
        is_closing
    });
    let Some((end, last)) = end else { return all };
    let (inside, behind) = text.split_at(end);
    let behind = behind.strip_prefix(last).unwrap_or(behind);
    // A name that goes on behind the quote may be one name to others.
    let goes_on = behind
        .trim_start_matches('.')
        .starts_with(|one: char| one.is_ascii_alphanumeric());
    if goes_on && !before.ends_with("](") {
        return all;
    }
    // Browsers pass over line breaks and tabs in an attribute.
    let is_attribute = before
        .strip_suffix(['"', '\''])
        .is_some_and(|before| before.trim_end().ends_with('='));
    if is_attribute && inside.contains(['\t', '\n', '\r']) {
        return Cow::Owned(inside.replace(['\t', '\n', '\r'], ""));
    }
    Cow::Borrowed(inside)
}

/// The hosts that readers may see in a host with a port.
fn hosts(text: &str, is_last: bool) -> Vec<Option<Host>> {
    let (name, rest) = if text.starts_with('[') {
        let end = text.find(']').map_or(text.len(), |end| end + 1);
        text.split_at(end)
    } else {
        let is_part = |one: char| one.is_alphanumeric() || "-_.%".contains(one) || !one.is_ascii();
        let end = text.find(|one| !is_part(one) || is_foreign(one));
        text.split_at(end.unwrap_or(text.len()))
    };
    let host = Host::read(name);
    let behind = match rest.strip_prefix(':') {
        Some(port) => port.trim_start_matches(|one: char| one.is_ascii_digit()),
        None => rest,
    };
    if behind.is_empty() || is_beside(behind, is_last) {
        vec![host]
    } else {
        vec![host, None]
    }
}

/// Whether what follows a host is beside it, for every reader.
fn is_beside(text: &str, is_last: bool) -> bool {
    let bare = text.trim_start_matches(|one| AFTER.contains(one) || is_foreign(one));
    let is_apart =
        bare.len() < text.len() || AFTER_ESCAPED.iter().any(|start| text.starts_with(start));
    // Without a dot a name would end in what is no top level domain.
    let is_no_name = !decoded(text).contains(['.', '。', '．', '｡']);
    let is_next_scheme = || {
        bare.strip_suffix(':')
            .is_some_and(|scheme| scheme.chars().all(|one| one.is_ascii_alphabetic()))
    };
    is_apart && is_no_name && (is_last || is_next_scheme())
}
