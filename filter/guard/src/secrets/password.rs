//! Passwords, told by what stands before them.

use super::found::Found;
use super::shape::{has, is_stand_in};
use super::url::CONNECTION_STRING;
use super::view::{Step, View};

pub(super) const LABEL: &str = "PASSWORD";

/// The longest name and the longest value.
const NAME: usize = 48;
const VALUE: usize = 128;

/// What the names of passwords have in them, in small letters.
const NAMES: &[&[u8]] = &[
    b"password",
    b"passwd",
    b"passwort",
    b"passphrase",
    b"passcode",
    b"pwd",
    b"kennwort",
    b"contrasena",
    b"motdepasse",
    b"senha",
    b"wachtwoord",
    b"haslo",
];

/// What follows in names of other things.
const OTHERS: &[&[u8]] = &[
    b"hash",
    b"reset",
    b"url",
    b"uri",
    b"link",
    b"file",
    b"path",
    b"policy",
    b"length",
    b"min",
    b"max",
    b"field",
    b"input",
    b"label",
    b"hint",
    b"changed",
    b"expir",
    b"age",
    b"strength",
    b"prompt",
    b"required",
    b"manager",
    b"type",
    b"attempt",
    b"count",
    b"history",
    b"rule",
    b"regex",
    b"pattern",
    b"error",
    b"valid",
    b"less",
    b"_at",
    b"_on",
    b"_id",
    b"protected",
];

/// What stands before the value in a sentence.
const LINKS: &[&str] = &[
    " is ", " is: ", " was ", " ist ", " es ", " est ", " to ", " lautet ",
];

/// What is left of the password in a connection string.
const CONNECTION: &[&[u8]] = &[
    b"server=",
    b"data source=",
    b"host=",
    b"uid=",
    b"user id=",
    b"userid=",
    b"dsn=",
    b"driver=",
    b"user=",
    b"jdbc:",
    b"initial catalog=",
    b"database=",
];

/// The value behind `=`, `:` or `>` whose name stands before it. `specific` is asked
/// first what begins there.
pub(super) fn assigned(
    view: &View<'_>,
    trigger: usize,
    specific: impl FnOnce(usize) -> Step<Option<Found>>,
) -> Step<Option<Found>> {
    let sign = view.slice(trigger, trigger + 1);
    let head = view.behind(trigger, NAME + 8);
    let Some(name) = name(head, sign) else {
        return Ok(None);
    };
    let mut at = trigger + 1;
    at = view.end_of(at, 1, |byte| matches!(byte, b'=' | b'>'))?;
    if sign == b"=" && at > trigger + 1 && view.slice(trigger + 1, trigger + 2) == b"=" {
        return Ok(None);
    }
    let gap = at;
    at = view.end_of(at, 6, |byte| matches!(byte, b' ' | b'\t'))?;
    let is_spaced = at > gap;
    let (quote, start) = opening(view, at)?;
    if let Some(found) = specific(start)? {
        return Ok(Some(found));
    }
    let Some(end) = value_end(view, start, quote)? else {
        return Ok(None);
    };
    let is_open_tag = sign == b">" && !head.ends_with(b"=") && view.byte(end)? != Some(b'<');
    let value = view.slice(start, end);
    if is_open_tag
        || value.len() < 4
        || is_stand_in(value)
        || (quote.is_none() && is_expression(value))
    {
        return Ok(None);
    }
    let has_mixture = is_mixture(value);
    let score = match (quote, has_mixture) {
        (Some(_), _) => 80,
        (None, true) => 75,
        // A word that goes on in a sentence is none.
        (None, false) if is_spaced && !is_line_end(view, end)? => 25,
        (None, false) => 50,
    };
    let is_connection = sign == b"=" && {
        let before = view.behind(trigger, 240).to_ascii_lowercase();
        matches!(name, b"password" | b"pwd")
            && !has(&before, b"&")
            && CONNECTION.iter().any(|part| has(&before, part))
    };
    let label = if is_connection {
        CONNECTION_STRING
    } else {
        LABEL
    };
    Ok(Some(Found::new(label, start, end, score)))
}

/// The name before a sign, in small letters, if it is one of a password's. Its buffer is
/// the table's entry, as nothing more is asked of it.
fn name(head: &[u8], sign: &[u8]) -> Option<&'static [u8]> {
    let mut rest = head;
    if sign == b">" {
        if let [before @ .., b'='] = rest {
            rest = before;
        }
    } else if matches!(rest, [.., b'=' | b'!' | b'<' | b'>']) {
        return None;
    }
    for _ in 0..4 {
        match rest {
            [
                before @ ..,
                b' ' | b'"' | b'\'' | b'`' | b']' | b'\\' | b'*',
            ] => rest = before,
            _ => break,
        }
    }
    let length = rest
        .iter()
        .rev()
        .take(NAME)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        .count();
    let (before, name) = rest.split_at_checked(rest.len() - length)?;
    if length < 3 || (sign == b">" && rest.len() == head.len() && !matches!(before, [.., b'<'])) {
        return None;
    }
    if !has_pair(name) {
        return None;
    }
    let small = name.to_ascii_lowercase();
    let known = NAMES.iter().find_map(|known| {
        let at = memchr::memmem::rfind(&small, known)?;
        Some((*known, small.get(at + known.len()..).unwrap_or_default()))
    });
    match known {
        Some((known, after)) => {
            let is_other = OTHERS.iter().any(|other| has(after, other));
            let is_alone = small.len() == known.len();
            (!is_other).then_some(if is_alone { known } else { b"other" })
        }
        None => {
            let is_short = [&b"_pass"[..], b"-pass", b".pass", b"userpass", b"dbpass"]
                .iter()
                .any(|end| small.ends_with(end));
            (is_short || (small == b"pass" && sign == b"=")).then_some(b"pass")
        }
    }
}

/// Whether two letters stand side by side without which no name is one of a password's.
fn has_pair(name: &[u8]) -> bool {
    name.windows(2).any(|pair| {
        matches!(pair, [a, b] if matches!(
            [*a | 0x20, *b | 0x20],
            [b's', b's'] | [b'w', b'd'] | [b'w', b'o'] | [b'n', b'h'] | [b's', b'l'] | [b'r', b'a']
        ))
    })
}

/// The quote at a place, and where the value begins.
fn opening(view: &View<'_>, at: usize) -> Step<(Option<u8>, usize)> {
    let escaped = view.end_of(at, 1, |byte| byte == b'\\')?;
    Ok(match view.byte(escaped)? {
        Some(quote @ (b'"' | b'\'' | b'`')) => (Some(quote), escaped + 1),
        _ => (None, at),
    })
}

/// Where the value ends, if it does within bounds.
fn value_end(view: &View<'_>, start: usize, quote: Option<u8>) -> Step<Option<usize>> {
    let end = view.end_of(start, VALUE + 1, |byte| match quote {
        Some(quote) => byte != quote && byte != b'\n' && byte != b'\\',
        None => {
            !byte.is_ascii_whitespace()
                && !matches!(
                    byte,
                    b',' | b';'
                        | b'&'
                        | b'<'
                        | b'>'
                        | b'"'
                        | b'\''
                        | b'`'
                        | b')'
                        | b']'
                        | b'}'
                        | b'|'
                        | b'\\'
                )
        }
    })?;
    let is_closed = match quote {
        Some(quote) => matches!(view.byte(end)?, Some(byte) if byte == quote || byte == b'\\'),
        None => true,
    };
    let mut end = end;
    if quote.is_none() {
        while end > start && matches!(view.slice(end - 1, end), [b'.' | b':']) {
            end -= 1;
        }
    }
    Ok((is_closed && end - start <= VALUE && end > start).then_some(end))
}

/// Whether letters are mixed with digits or signs as in no word.
fn is_mixture(value: &[u8]) -> bool {
    value.iter().any(|byte| {
        byte.is_ascii_digit()
            || (byte.is_ascii_punctuation() && !matches!(byte, b'-' | b'\'' | b'_' | b'.' | b'/'))
    })
}

/// Whether it is code: a call, a path of names, a name with underscores.
fn is_expression(value: &[u8]) -> bool {
    let is_names = value
        .iter()
        .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'.' | b'-'));
    let has_joint = value.iter().any(|byte| matches!(byte, b'_' | b'.'));
    has(value, b"(") || has(value, b"[") || (is_names && has_joint)
}

fn is_line_end(view: &View<'_>, end: usize) -> Step<bool> {
    let next = view.end_of(end, 2, |byte| byte == b' ')?;
    Ok(!view
        .byte(next)?
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()))
}

/// `password is …` and `--password …`.
pub(super) fn said(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let word = view.end_of(start, 12, |byte| byte.is_ascii_alphabetic())?;
    let small = view.slice(start, word).to_ascii_lowercase();
    if !NAMES.contains(&small.as_slice()) {
        return Ok(None);
    }
    let is_option = view.behind(start, 2) == b"--";
    let mut value = None;
    for link in LINKS {
        if view.has(word, link.as_bytes())? {
            value = Some(word + link.len());
        }
    }
    if value.is_none() && is_option && view.byte(word)? == Some(b' ') {
        value = Some(word + 1);
    }
    let Some(at) = value else {
        return Ok(None);
    };
    let (quote, start) = opening(view, at)?;
    let Some(mut end) = value_end(view, start, quote)? else {
        return Ok(None);
    };
    if quote.is_none() {
        while end > start && matches!(view.slice(end - 1, end), [b'.' | b'?' | b'!' | b':']) {
            end -= 1;
        }
    }
    let value = view.slice(start, end);
    let is_one = value.len() >= 4 && !is_stand_in(value) && !has(value, b" ");
    let is_sure = quote.is_some()
        || (is_mixture(value) && !is_expression(value))
        || (is_option && !is_expression(value));
    Ok((is_one && is_sure && !value.starts_with(b"-")).then(|| Found::new(LABEL, start, end, 65)))
}
