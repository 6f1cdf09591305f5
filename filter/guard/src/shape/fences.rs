//! Fenced blocks of code in a text.
//!
//! Source: CommonMark 0.31.2, section 4.5, "Fenced code blocks". A fence counts in a list
//! or a quotation as well, however far it is indented there.

/// A part of a text: a fenced block, or what stands between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'t> {
    /// Its fence; `None` outside of fences.
    pub(super) fence: Option<Fence<'t>>,
    /// The text, without the fences.
    pub(super) text: &'t str,
}

/// What is known of the fence of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fence<'t> {
    /// The language that it names; empty if it names none.
    pub(super) language: &'t str,
    /// Whether another one ends the block: otherwise the end of the text does.
    pub(super) is_closed: bool,
}

/// The parts of a text, in their order, without empty ones outside of fences.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    let mut open: Option<Line<'_>> = None;
    std::iter::from_fn(move || {
        while open.is_some() || !rest.is_empty() {
            let (line, end, behind) = next(rest, open);
            let inside = rest.get(..end).unwrap_or_default();
            rest = rest.get(behind..).unwrap_or_default();
            let fence = open.take().map(|opening| Fence {
                language: language(opening.rest),
                is_closed: line.is_some(),
            });
            if fence.is_none() {
                open = line;
            }
            if fence.is_some() || !inside.is_empty() {
                return Some(Part {
                    fence,
                    text: inside,
                });
            }
        }
        None
    })
}

/// The next line that opens a block, or closes the one that is open, where it begins, and
/// where what is behind it does.
fn next<'t>(text: &'t str, open: Option<Line<'_>>) -> (Option<Line<'t>>, usize, usize) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let behind = at + line.len();
        let fence = Line::read(line).filter(|fence| match open {
            Some(opening) => fence.closes(opening),
            None => fence.opens(),
        });
        if fence.is_some() {
            return (fence, at, behind);
        }
        at = behind;
    }
    (None, at, at)
}

/// A line that begins with a fence.
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    /// The bytes before it.
    indent: usize,
    sign: u8,
    count: usize,
    rest: &'t str,
}

impl<'t> Line<'t> {
    fn read(line: &'t str) -> Option<Self> {
        let inside = unmarked(line);
        let sign = *inside.as_bytes().first()?;
        let count = inside.bytes().take_while(|byte| *byte == sign).count();
        (matches!(sign, b'`' | b'~') && count >= 3).then(|| Self {
            indent: line.len() - inside.len(),
            sign,
            count,
            rest: inside.get(count..).unwrap_or_default().trim(),
        })
    }

    fn opens(&self) -> bool {
        self.sign == b'~' || !self.rest.contains('`')
    }

    fn closes(&self, opening: Line<'_>) -> bool {
        self.sign == opening.sign
            && self.count >= opening.count
            && self.rest.is_empty()
            && self.indent <= opening.indent + 3
    }
}

/// A line without white space and marks of quotations and lists before it.
fn unmarked(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let number = line.trim_start_matches(|one: char| one.is_ascii_digit());
    let behind = if number.len() < line.len() {
        number.strip_prefix(['.', ')'])
    } else {
        line.strip_prefix(['-', '*', '+'])
    };
    match behind.filter(|behind| behind.starts_with([' ', '\t'])) {
        Some(behind) => behind.trim_start_matches([' ', '\t', '>']),
        None => line,
    }
}

/// The language that is named behind a fence: `python title="a"`, `{.python}`,
/// `language-python`, `python,ignore`.
fn language(info: &str) -> &str {
    let info = info.trim_start_matches(['{', '.', ' ']);
    let is_part = |one: char| one.is_alphanumeric() || matches!(one, '+' | '#' | '-' | '_');
    let end = info.find(|one| !is_part(one)).unwrap_or(info.len());
    let name = info.get(..end).unwrap_or_default();
    ["language-", "lang-"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::parts;

    fn read(text: &str) -> Vec<(Option<(&str, bool)>, &str)> {
        parts(text)
            .map(|part| {
                let fence = part.fence.map(|fence| (fence.language, fence.is_closed));
                (fence, part.text)
            })
            .collect()
    }

    #[test]
    fn fences_are_read_by_line() {
        for (text, expected) in [
            ("", vec![]),
            ("a", vec![(None, "a")]),
            (
                "a\n```py\nb\n```\nc",
                vec![(None, "a\n"), (Some(("py", true)), "b\n"), (None, "c")],
            ),
            ("~~~ sql\nb\n~~~~ \n", vec![(Some(("sql", true)), "b\n")]),
            (
                "````go\n```\nb\n```\n````",
                vec![(Some(("go", true)), "```\nb\n```\n")],
            ),
            ("```\n~~~\nb", vec![(Some(("", false)), "~~~\nb")]),
            ("```c\r\nb\r\n```\r\n", vec![(Some(("c", true)), "b\r\n")]),
            ("``` a ``` b\nc", vec![(None, "``` a ``` b\nc")]),
            ("a ``` b\n``\nc", vec![(None, "a ``` b\n``\nc")]),
            ("```\n``` x\n```", vec![(Some(("", true)), "``` x\n")]),
            ("```\n    ```\n```", vec![(Some(("", true)), "    ```\n")]),
            ("> ```js\n> b\n> ```", vec![(Some(("js", true)), "> b\n")]),
            (
                "1. ```c\n   b\n   ```\n2. d",
                vec![(Some(("c", true)), "   b\n"), (None, "2. d")],
            ),
            (
                "- a\n\n      ```c\n      ```",
                vec![(None, "- a\n\n"), (Some(("c", true)), "")],
            ),
            ("```", vec![(Some(("", false)), "")]),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_language_of_a_fence_is_read_in_every_form() {
        for (info, language) in [
            ("python", "python"),
            (" Python  title=\"a\"", "Python"),
            ("{python}", "python"),
            ("{.python .numbers}", "python"),
            ("{r, echo=FALSE}", "r"),
            ("python,ignore", "python"),
            ("python{1,3}", "python"),
            ("python:main.py", "python"),
            ("language-python", "python"),
            ("c++", "c++"),
            ("c#", "c#"),
            ("", ""),
        ] {
            assert_eq!(super::language(info.trim()), language, "{info}");
        }
    }
}
