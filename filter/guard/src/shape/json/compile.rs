//! A JSON Schema made ready: a list of nodes, each a list of rules.
//!
//! Sources: JSON Schema draft 2020-12, "Core" and "Validation"; draft 7 where it writes
//! the same otherwise.

use std::collections::HashMap;

use regex_automata::meta::Regex;
use serde_json::{Map, Value};

use super::canon::canon_of_config;
use super::format::{FORMATS, Format};
use crate::patterns::regex::compile_search;
use crate::shape::error;
use crate::spec::SpecError;

/// Nodes of one schema.
const MOST: usize = 10_000;
/// What says nothing about a value.
const NOTES: &[&str] = &[
    "$schema",
    "$comment",
    "$defs",
    "definitions",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "then",
    "else",
    "minContains",
    "maxContains",
    "additionalItems",
    "additionalProperties",
    "patternProperties",
    "exclusiveMaximum",
    "maximum",
    "maxLength",
    "maxItems",
    "maxProperties",
    "prefixItems",
];

/// The number of a node.
pub(super) type Id = usize;

/// A schema made ready.
#[derive(Debug)]
pub(in crate::shape) struct Schema {
    pub(super) nodes: Vec<Node>,
}

/// One schema of a schema.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Where it stands, as a JSON pointer.
    pub(super) at: String,
    /// Rules with their keywords.
    pub(super) rules: Vec<(&'static str, Rule)>,
}

/// From how many to how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub(super) min: usize,
    pub(super) max: usize,
}

#[derive(Debug)]
pub(super) enum Rule {
    Never,
    Types(Vec<Type>),
    /// Equal to one of these, in their one form.
    Among(Vec<String>),
    Members {
        named: HashMap<String, Id>,
        patterns: Vec<(Regex, Id)>,
        rest: Option<Id>,
    },
    Names(Id),
    Required(Vec<String>),
    Dependent(Vec<(String, Vec<String>)>),
    MemberCount(Count),
    Items {
        first: Vec<Id>,
        rest: Option<Id>,
    },
    Contains(Id, Count),
    ItemCount(Count),
    Unique,
    Length(Count),
    Pattern(Regex),
    Format(Format),
    Range {
        least: f64,
        most: f64,
        /// Whether the bounds themselves are out.
        is_open: bool,
    },
    MultipleOf(f64),
    All(Vec<Id>),
    Any(Vec<Id>),
    One(Vec<Id>),
    Not(Id),
    If {
        condition: Id,
        then: Option<Id>,
        or_else: Option<Id>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Null,
    Boolean,
    Object,
    Array,
    Number,
    Integer,
    String,
}

const TYPES: &[(&str, Type)] = &[
    ("null", Type::Null),
    ("boolean", Type::Boolean),
    ("object", Type::Object),
    ("array", Type::Array),
    ("number", Type::Number),
    ("integer", Type::Integer),
    ("string", Type::String),
];

impl Schema {
    pub(super) fn compile(root: &Value) -> Result<Self, Vec<SpecError>> {
        let mut compiler = Compiler {
            root,
            nodes: Vec::new(),
            known: HashMap::new(),
            waiting: Vec::new(),
            errors: Vec::new(),
        };
        compiler.node(root, String::new());
        while let Some((id, value, at)) = compiler.waiting.pop() {
            let rules = compiler.rules(value, &at);
            if let Some(node) = compiler.nodes.get_mut(id) {
                *node = Node { at, rules };
            }
        }
        if compiler.errors.is_empty() {
            Ok(Self {
                nodes: compiler.nodes,
            })
        } else {
            Err(compiler.errors)
        }
    }
}

struct Compiler<'s> {
    root: &'s Value,
    nodes: Vec<Node>,
    /// Nodes by their pointers.
    known: HashMap<String, Id>,
    waiting: Vec<(Id, &'s Value, String)>,
    errors: Vec<SpecError>,
}

impl<'s> Compiler<'s> {
    fn refuse(&mut self, at: &str, problem: impl Into<String>, mend: impl Into<String>) {
        self.errors
            .push(error(format!("json.schema{at}"), problem, mend));
    }

    /// The node of a schema that stands at a pointer.
    fn node(&mut self, value: &'s Value, at: String) -> Id {
        if let Some(id) = self.known.get(&at) {
            return *id;
        }
        let id = self.nodes.len();
        if id == MOST {
            self.refuse(
                "",
                "the schema is too large",
                format!("use at most {MOST} schemas in it"),
            );
        }
        if id < MOST {
            self.known.insert(at.clone(), id);
            self.nodes.push(Node::default());
            self.waiting.push((id, value, at));
        }
        id
    }

    fn member(
        &mut self,
        members: &'s Map<String, Value>,
        at: &str,
        key: &'static str,
    ) -> Option<Id> {
        let value = members.get(key)?;
        Some(self.node(value, format!("{at}/{key}")))
    }

    fn list(&mut self, value: &'s Value, at: &str) -> Vec<Id> {
        let Some(items) = value.as_array().filter(|items| !items.is_empty()) else {
            self.refuse(
                at,
                "it is no list of schemas",
                "give a list with at least one schema",
            );
            return Vec::new();
        };
        let ids = items
            .iter()
            .enumerate()
            .map(|(nth, item)| self.node(item, format!("{at}/{nth}")));
        ids.collect()
    }

    fn named(
        &mut self,
        members: &'s Map<String, Value>,
        at: &str,
        key: &str,
    ) -> Vec<(&'s String, Id)> {
        let at = format!("{at}/{key}");
        match members.get(key) {
            None => Vec::new(),
            Some(Value::Object(named)) => named
                .iter()
                .map(|(name, value)| (name, self.node(value, format!("{at}/{}", escaped(name)))))
                .collect(),
            Some(_) => {
                self.refuse(&at, "it is no object", "give an object of schemas");
                Vec::new()
            }
        }
    }

    fn rules(&mut self, value: &'s Value, at: &str) -> Vec<(&'static str, Rule)> {
        let members = match value {
            Value::Bool(true) => return Vec::new(),
            Value::Bool(false) => return vec![("false", Rule::Never)],
            Value::Object(members) => members,
            _ => {
                self.refuse(at, "it is no schema", "give an object, `true` or `false`");
                return Vec::new();
            }
        };
        let mut rules = Vec::new();
        for (key, value) in members {
            let is_base = at.is_empty() && key == "$id";
            if NOTES.contains(&key.as_str()) || is_base {
                continue;
            }
            let Some((keyword, make)) = KEYWORDS.iter().find(|(keyword, _)| keyword == key) else {
                self.refuse(
                    &format!("{at}/{}", escaped(key)),
                    "the keyword is not supported",
                    "take it away, or say the same with others: docs/guardrails/shape.md lists them",
                );
                continue;
            };
            let at_key = format!("{at}/{key}");
            match make(self, members, value, at, &at_key) {
                Ok(rule) => rules.push((*keyword, rule)),
                Err((problem, mend)) => self.refuse(&at_key, problem, mend),
            }
        }
        self.orphans(members, at, &mut rules);
        rules
    }

    /// Keywords that belong to another one, where that is not there.
    fn orphans(
        &mut self,
        members: &'s Map<String, Value>,
        at: &str,
        rules: &mut Vec<(&'static str, Rule)>,
    ) {
        for (keyword, leader) in FOLLOWERS {
            let leads = members.contains_key(*leader);
            let Some(value) = members.get(*keyword).filter(|_| !leads) else {
                continue;
            };
            // A leader with several followers is made once.
            if rules.iter().any(|(made, _)| made == leader) {
                continue;
            }
            let Some((_, make)) = KEYWORDS.iter().find(|(keyword, _)| keyword == leader) else {
                continue;
            };
            let at_key = format!("{at}/{keyword}");
            match make(self, members, value, at, &at_key) {
                Ok(rule) => rules.push((*leader, rule)),
                Err((problem, mend)) => self.refuse(&at_key, problem, mend),
            }
        }
    }

    fn reference(&mut self, value: &'s Value) -> Result<Id, (&'static str, String)> {
        const MEND: &str = "refer to a schema in the same one: `#/$defs/NAME`";
        let pointer = value
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'))
            .filter(|pointer| pointer.is_empty() || pointer.starts_with('/'))
            .ok_or_else(|| ("the reference leads out of the schema", MEND.to_owned()))?;
        let target = self.root.pointer(pointer).ok_or_else(|| {
            (
                "there is nothing where the reference leads",
                MEND.to_owned(),
            )
        })?;
        Ok(self.node(target, pointer.to_owned()))
    }
}

type Made = Result<Rule, (&'static str, String)>;
/// Makes a rule of a schema's members, of the value of one of them, and of where both
/// stand.
type Make = for<'s> fn(&mut Compiler<'s>, &'s Map<String, Value>, &'s Value, &str, &str) -> Made;

/// Keywords that are read with another: they have no meaning of their own, or they are
/// one rule.
const FOLLOWERS: &[(&str, &str)] = &[
    ("patternProperties", "properties"),
    ("additionalProperties", "properties"),
    ("maxProperties", "minProperties"),
    ("prefixItems", "items"),
    ("maxItems", "minItems"),
    ("maxLength", "minLength"),
    ("maximum", "minimum"),
    ("exclusiveMaximum", "exclusiveMinimum"),
];

const KEYWORDS: &[(&str, Make)] = &[
    ("type", |_, _, value, _, _| types(value)),
    ("enum", |_, _, value, _, _| {
        let values = value.as_array().ok_or_else(|| wrong("a list of values"))?;
        Ok(Rule::Among(values.iter().map(canon_of_config).collect()))
    }),
    ("const", |_, _, value, _, _| {
        Ok(Rule::Among(vec![canon_of_config(value)]))
    }),
    ("properties", |compiler, members, _, at, _| {
        let named = compiler.named(members, at, "properties");
        let by_pattern = compiler.named(members, at, "patternProperties");
        let mut patterns = Vec::new();
        for (pattern, id) in by_pattern {
            patterns.push((regex(pattern)?, id));
        }
        Ok(Rule::Members {
            named: named
                .into_iter()
                .map(|(name, id)| (name.clone(), id))
                .collect(),
            patterns,
            rest: compiler.member(members, at, "additionalProperties"),
        })
    }),
    ("propertyNames", |compiler, _, value, _, at_key| {
        Ok(Rule::Names(compiler.node(value, at_key.to_owned())))
    }),
    ("required", |_, _, value, _, _| {
        Ok(Rule::Required(names(value)?))
    }),
    ("dependentRequired", |_, _, value, _, _| {
        let members = value
            .as_object()
            .ok_or_else(|| wrong("an object of lists of names"))?;
        let dependent = members
            .iter()
            .map(|(name, needed)| Ok((name.clone(), names(needed)?)));
        dependent.collect::<Result<_, _>>().map(Rule::Dependent)
    }),
    ("minProperties", |_, members, _, _, _| {
        count(members, "minProperties", "maxProperties").map(Rule::MemberCount)
    }),
    ("items", |compiler, members, value, at, at_key| {
        // Draft 7 writes the first items here, and the others in `additionalItems`.
        let (first, rest) = match members.get("items") {
            Some(Value::Array(_)) => (
                compiler.list(value, at_key),
                compiler.member(members, at, "additionalItems"),
            ),
            _ => (
                match members.get("prefixItems") {
                    Some(first) => compiler.list(first, &format!("{at}/prefixItems")),
                    None => Vec::new(),
                },
                compiler.member(members, at, "items"),
            ),
        };
        Ok(Rule::Items { first, rest })
    }),
    ("contains", |compiler, members, value, _, at_key| {
        let id = compiler.node(value, at_key.to_owned());
        let mut count = count(members, "minContains", "maxContains")?;
        if !members.contains_key("minContains") {
            count.min = 1;
        }
        Ok(Rule::Contains(id, count))
    }),
    ("minItems", |_, members, _, _, _| {
        count(members, "minItems", "maxItems").map(Rule::ItemCount)
    }),
    ("uniqueItems", |_, _, value, _, _| match value {
        Value::Bool(true) => Ok(Rule::Unique),
        Value::Bool(false) => Ok(Rule::All(Vec::new())),
        _ => Err(wrong("`true` or `false`")),
    }),
    ("minLength", |_, members, _, _, _| {
        count(members, "minLength", "maxLength").map(Rule::Length)
    }),
    ("pattern", |_, _, value, _, _| {
        regex(
            value
                .as_str()
                .ok_or_else(|| wrong("a regular expression"))?,
        )
        .map(Rule::Pattern)
    }),
    ("format", |_, _, value, _, _| {
        let format = FORMATS
            .iter()
            .find(|(name, _)| value.as_str() == Some(name));
        let names: Vec<_> = FORMATS.iter().map(|(name, _)| *name).collect();
        format.copied().map(Rule::Format).ok_or_else(|| {
            (
                "the format is not supported",
                format!("use one of {}, or `pattern`", names.join(", ")),
            )
        })
    }),
    ("minimum", |_, members, _, _, _| {
        range(members, "minimum", "maximum", false)
    }),
    ("exclusiveMinimum", |_, members, _, _, _| {
        range(members, "exclusiveMinimum", "exclusiveMaximum", true)
    }),
    ("multipleOf", |_, _, value, _, _| {
        let number = value.as_f64().filter(|number| *number > 0.0);
        number
            .map(Rule::MultipleOf)
            .ok_or_else(|| wrong("a number above 0"))
    }),
    ("allOf", |compiler, _, value, _, at_key| {
        Ok(Rule::All(compiler.list(value, at_key)))
    }),
    ("anyOf", |compiler, _, value, _, at_key| {
        Ok(Rule::Any(compiler.list(value, at_key)))
    }),
    ("oneOf", |compiler, _, value, _, at_key| {
        Ok(Rule::One(compiler.list(value, at_key)))
    }),
    ("not", |compiler, _, value, _, at_key| {
        Ok(Rule::Not(compiler.node(value, at_key.to_owned())))
    }),
    ("if", |compiler, members, value, at, at_key| {
        Ok(Rule::If {
            condition: compiler.node(value, at_key.to_owned()),
            then: compiler.member(members, at, "then"),
            or_else: compiler.member(members, at, "else"),
        })
    }),
    ("$ref", |compiler, _, value, _, _| {
        compiler.reference(value).map(|id| Rule::All(vec![id]))
    }),
];

fn wrong(expected: &str) -> (&'static str, String) {
    (
        "the value does not fit the keyword",
        format!("give {expected}"),
    )
}

fn types(value: &Value) -> Made {
    let one = |name: &Value| {
        let name = name.as_str()?;
        TYPES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, of_type)| *of_type)
    };
    let types: Option<Vec<_>> = match value {
        Value::Array(names) => names.iter().map(one).collect(),
        name => one(name).map(|one| vec![one]),
    };
    types
        .map(Rule::Types)
        .ok_or_else(|| wrong("the name of a type of JSON, or a list of them"))
}

fn names(value: &Value) -> Result<Vec<String>, (&'static str, String)> {
    let names = value.as_array().and_then(|names| {
        names
            .iter()
            .map(|name| name.as_str().map(str::to_owned))
            .collect()
    });
    names.ok_or_else(|| wrong("a list of names"))
}

fn regex(pattern: &str) -> Result<Regex, (&'static str, String)> {
    compile_search(pattern).map_err(|mend| ("the pattern cannot be used", mend))
}

fn count(
    members: &Map<String, Value>,
    min: &str,
    max: &str,
) -> Result<Count, (&'static str, String)> {
    let bound = |key: &str, default: usize| match members.get(key) {
        None => Ok(default),
        Some(value) => value
            .as_f64()
            .filter(|number| *number >= 0.0 && number.fract() == 0.0)
            .and_then(|_| usize::try_from(value.as_u64()?).ok())
            .ok_or_else(|| wrong("a whole number from 0 on")),
    };
    Ok(Count {
        min: bound(min, 0)?,
        max: bound(max, usize::MAX)?,
    })
}

fn range(members: &Map<String, Value>, least: &str, most: &str, is_open: bool) -> Made {
    let bound = |key: &str, default: f64| match members.get(key) {
        None => Ok(default),
        Some(value) => value.as_f64().ok_or_else(|| wrong("a number")),
    };
    Ok(Rule::Range {
        least: bound(least, f64::NEG_INFINITY)?,
        most: bound(most, f64::INFINITY)?,
        is_open,
    })
}

/// A name as a part of a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
