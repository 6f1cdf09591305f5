//! Arguments of a call that come in pieces, each with its place.
//!
//! Source: `PartialArg` of Vertex AI (`streamFunctionCallArguments`): a JSONPath of
//! names and indexes, and a value; pieces of one string come one after the other.
//! They are put together here, since places may come in any order while the hub's
//! arguments are one text.

use crate::json::{Value, Writer};

use super::key::{list, member, text};

/// Most bytes of one call's arguments.
const MOST: usize = 16 << 20;

/// Deepest place.
const DEEPEST: usize = 64;

/// Most items that may be left open in front of one.
const WIDEST: usize = 1024;

#[derive(Debug)]
enum Node {
    Object(Vec<(String, Self)>),
    Array(Vec<Self>),
    String(String),
    /// A number, a flag or `null`, as it was written.
    Plain(Vec<u8>),
}

/// One step of a place.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
}

/// The arguments of a call so far.
#[derive(Debug)]
pub(super) struct Arguments {
    root: Node,
    held: usize,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            root: Node::Object(Vec::new()),
            held: 0,
        }
    }
}

impl Arguments {
    /// Takes in the `partialArgs` of a piece; `false` if one could not be placed.
    pub(super) fn read(&mut self, pieces: Value<'_>) -> bool {
        let misplaced = list(pieces).filter(|piece| self.place(*piece).is_none());
        misplaced.count() == 0
    }

    fn place(&mut self, piece: Value<'_>) -> Option<()> {
        let path = text(piece, "jsonPath")?;
        let path = path.to_str();
        let value = ["stringValue", "numberValue", "boolValue", "nullValue"]
            .into_iter()
            .find_map(|name| member(piece, name).map(|value| (name, value)));
        let node = match value {
            Some(("stringValue", value)) => Node::String(value.text()?.to_str().into_owned()),
            Some(("nullValue", _)) => Node::Plain(b"null".to_vec()),
            Some((_, value)) => Node::Plain(value.raw().to_vec()),
            // `null` itself is absence.
            None => Node::Plain(b"null".to_vec()),
        };
        self.held += path.len() + piece.raw().len();
        if self.held > MOST {
            return None;
        }
        put(&mut self.root, &steps(&path)?, node)
    }

    /// Whether more has come than is held.
    pub(super) fn is_full(&self) -> bool {
        self.held > MOST
    }

    /// The arguments as JSON.
    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.held);
        write(&self.root, &mut Writer::new(&mut out));
        out
    }
}

/// Whether a call's piece says that more will come.
pub(super) fn continues(call: Value<'_>) -> bool {
    member(call, "willContinue").and_then(|flag| flag.bool()) == Some(true)
}

/// Reads `$.a.b[0]['c']`.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if steps.len() >= DEEPEST {
            return None;
        }
        if let Some(tail) = rest.strip_prefix('.') {
            let end = tail.find(['.', '[']).unwrap_or(tail.len());
            let (name, after) = tail.split_at(end);
            steps.push(Step::Name(name.to_owned()));
            rest = after;
        } else {
            let tail = rest.strip_prefix('[')?;
            let (step, after) = bracketed(tail)?;
            steps.push(step);
            rest = after;
        }
    }
    (!steps.is_empty()).then_some(steps)
}

/// Reads what stands behind a bracket: an index, or a name in quotes.
fn bracketed(text: &str) -> Option<(Step, &str)> {
    let quote = text.chars().next()?;
    if quote != '\'' && quote != '"' {
        let (index, after) = text.split_once(']')?;
        return Some((Step::Index(index.parse().ok()?), after));
    }
    let mut name = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        if c == '\\' {
            name.push(characters.next()?.1);
        } else if c == quote {
            let after = text.get(at + 1..)?.strip_prefix(']')?;
            return Some((Step::Name(name), after));
        } else {
            name.push(c);
        }
    }
    None
}

/// Puts a value in its place; a string goes on where there is one.
fn put(node: &mut Node, steps: &[Step], value: Node) -> Option<()> {
    let Some((step, rest)) = steps.split_first() else {
        match (node, value) {
            (Node::String(so_far), Node::String(more)) => so_far.push_str(&more),
            (node, value) => *node = value,
        }
        return Some(());
    };
    match step {
        Step::Name(name) => {
            if !matches!(node, Node::Object(_)) {
                *node = Node::Object(Vec::new());
            }
            let Node::Object(members) = node else {
                return None;
            };
            // Mostly the last one goes on.
            let at = match members.iter().rposition(|(known, _)| known == name) {
                Some(at) => at,
                None => {
                    members.push((name.clone(), Node::Plain(b"null".to_vec())));
                    members.len() - 1
                }
            };
            put(&mut members.get_mut(at)?.1, rest, value)
        }
        Step::Index(index) => {
            if !matches!(node, Node::Array(_)) {
                *node = Node::Array(Vec::new());
            }
            let Node::Array(items) = node else {
                return None;
            };
            if *index > items.len() + WIDEST {
                return None;
            }
            while items.len() <= *index {
                items.push(Node::Plain(b"null".to_vec()));
            }
            put(items.get_mut(*index)?, rest, value)
        }
    }
}

fn write(node: &Node, writer: &mut Writer<'_>) {
    match node {
        Node::Object(members) => {
            writer.begin_object();
            for (name, node) in members {
                writer.key_text(&name.as_str().into());
                write(node, writer);
            }
            writer.end_object();
        }
        Node::Array(items) => {
            writer.begin_array();
            items.iter().for_each(|node| write(node, writer));
            writer.end_array();
        }
        Node::String(text) => writer.str(text),
        Node::Plain(json) => writer.raw(json),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Limits};

    #[track_caller]
    fn check(pieces: &str, expected: &str) {
        let document = Document::parse(pieces.as_bytes(), Limits::default()).unwrap();
        let mut arguments = Arguments::default();
        let placed = arguments.read(document.root(pieces.as_bytes()));
        assert!(placed, "{pieces}");
        assert_eq!(String::from_utf8(arguments.to_json()).unwrap(), expected);
    }

    #[test]
    fn pieces_are_put_in_their_places() {
        check("[]", "{}");
        check(
            r#"[{"jsonPath":"$.city","stringValue":"Bos","willContinue":true},
                {"jsonPath":"$.city","stringValue":"ton"},
                {"jsonPath":"$.list[0].n","numberValue":0.5},
                {"jsonPath":"$.list[1].n","numberValue":1},
                {"jsonPath":"$['a b'].c","boolValue":true},
                {"jsonPath":"$[\"d\\\"\"]","nullValue":"NULL_VALUE"}]"#,
            r#"{"city":"Boston","list":[{"n":0.5},{"n":1}],"a b":{"c":true},"d\"":null}"#,
        );
    }

    #[test]
    fn places_that_cannot_be_are_told() {
        for path in ["", "city", "$", "$[", "$['a'", "$[9999999]", "$.a[x]", "$a"] {
            let piece = format!(r#"[{{"jsonPath":{path:?},"stringValue":"x"}}]"#);
            let document = Document::parse(piece.as_bytes(), Limits::default()).unwrap();
            let mut arguments = Arguments::default();
            assert!(!arguments.read(document.root(piece.as_bytes())), "{path}");
        }
    }
}
