//! Escapes of HTML, as far as a link can be hidden in them.
//!
//! Source: HTML Standard, "Named character references".

/// Those with names that browsers and Markdown know.
const NAMES: [(&str, char); 10] = [
    ("colon", ':'),
    ("sol", '/'),
    ("bsol", '\\'),
    ("period", '.'),
    ("commat", '@'),
    ("num", '#'),
    ("quest", '?'),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("amp", '&'),
];
/// The longest escape that is read, in bytes.
const LONGEST: usize = 12;

/// The text without them; `None` if it has none.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let Some((character, end)) = escape(text, at) else {
            continue;
        };
        out.push_str(text.get(done..at)?);
        out.push(character);
        done = end;
    }
    if done == 0 {
        return None;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// The character of an escape, and where it ends.
fn escape(text: &str, at: usize) -> Option<(char, usize)> {
    let bytes = text.as_bytes().get(at + 1..)?;
    let near = bytes.get(..bytes.len().min(LONGEST))?;
    let length = memchr::memchr(b';', near)?;
    let name = text.get(at + 1..at + 1 + length)?;
    let end = at + length + 2;
    let Some(number) = name.strip_prefix('#') else {
        let (_, character) = NAMES.iter().find(|(one, _)| *one == name)?;
        return Some((*character, end));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    Some((char::from_u32(code.ok()?)?, end))
}
