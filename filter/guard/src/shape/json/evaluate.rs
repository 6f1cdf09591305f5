//! A value held against a schema.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use regex_automata::Input;
use sluice_protocol::json::{Kind, Value};

use super::canon::canon;
use super::compile::{Count, Id, Rule, Schema, Type};

/// Schemas that are looked at for one value at most.
const STEPS: usize = 1_000_000;
/// How deep they may lead into each other.
const DEPTH: usize = 200;
/// The least difference of two numbers that are not the same.
const NEARLY: f64 = 1e-9;

impl Schema {
    /// Whether a value matches; if not, which rule it breaks.
    pub(super) fn check(&self, value: Value<'_>) -> Result<(), String> {
        let mut walk = Walk {
            schema: self,
            steps: STEPS,
            is_spent: false,
        };
        let outcome = walk.node(0, value, 0);
        if walk.is_spent {
            return Err("it takes too many steps to tell".to_owned());
        }
        outcome.map_err(|broken| {
            let at = self
                .nodes
                .get(broken.node)
                .map_or("", |node| node.at.as_str());
            format!("`{}` at #{at}", broken.keyword)
        })
    }
}

/// A rule that does not hold.
struct Broken {
    node: Id,
    keyword: &'static str,
}

struct Walk<'s> {
    schema: &'s Schema,
    steps: usize,
    is_spent: bool,
}

impl Walk<'_> {
    fn node(&mut self, id: Id, value: Value<'_>, depth: usize) -> Result<(), Broken> {
        let broken = |keyword| Broken { node: id, keyword };
        if self.steps == 0 || depth > DEPTH {
            self.is_spent = true;
            return Err(broken("$ref"));
        }
        self.steps -= 1;
        let schema = self.schema;
        let Some(node) = schema.nodes.get(id) else {
            return Err(broken("$ref"));
        };
        for (keyword, rule) in &node.rules {
            // What a list of schemas says is told by the one that says it.
            if let Rule::All(ids) = rule {
                for id in ids {
                    self.node(*id, value, depth + 1)?;
                }
                continue;
            }
            if !self.holds(rule, value, depth + 1)? {
                return Err(broken(keyword));
            }
        }
        Ok(())
    }

    fn fits(&mut self, id: Id, value: Value<'_>, depth: usize) -> bool {
        self.node(id, value, depth).is_ok()
    }

    fn holds(&mut self, rule: &Rule, value: Value<'_>, depth: usize) -> Result<bool, Broken> {
        Ok(match rule {
            Rule::Never => false,
            Rule::All(_) => true,
            Rule::Types(types) => types.iter().any(|of_type| is_of_type(*of_type, value)),
            Rule::Among(values) => values.contains(&canon(value)),
            Rule::Any(ids) => ids.iter().any(|id| self.fits(*id, value, depth)),
            Rule::One(ids) => {
                ids.iter()
                    .filter(|id| self.fits(**id, value, depth))
                    .count()
                    == 1
            }
            Rule::Not(id) => !self.fits(*id, value, depth),
            Rule::If {
                condition,
                then,
                or_else,
            } => {
                let next = if self.fits(*condition, value, depth) {
                    then
                } else {
                    or_else
                };
                if let Some(next) = next {
                    self.node(*next, value, depth)?;
                }
                true
            }
            Rule::Members { .. }
            | Rule::Names(_)
            | Rule::Required(_)
            | Rule::Dependent(_)
            | Rule::MemberCount(_) => !value.is_object() || self.object(rule, value, depth)?,
            Rule::Items { .. } | Rule::Contains(..) | Rule::ItemCount(_) | Rule::Unique => {
                !value.is_array() || self.array(rule, value, depth)?
            }
            Rule::Length(_) | Rule::Pattern(_) | Rule::Format(_) => {
                value.text().is_none_or(|text| string(rule, &text.to_str()))
            }
            Rule::Range { .. } | Rule::MultipleOf(_) => {
                number(value).is_none_or(|number| of_number(rule, number))
            }
        })
    }

    fn object(&mut self, rule: &Rule, value: Value<'_>, depth: usize) -> Result<bool, Broken> {
        // The last of two members with one name is the one that counts.
        let members: HashMap<Cow<'_, str>, Value<'_>> = value
            .members()
            .map(|(key, value)| (key.to_str(), value))
            .collect();
        match rule {
            Rule::Members {
                named,
                patterns,
                rest,
            } => {
                for (key, value) in value.members() {
                    let key = key.to_str();
                    let mut is_known = false;
                    if let Some(id) = named.get(key.as_ref()) {
                        is_known = true;
                        self.node(*id, value, depth)?;
                    }
                    for (pattern, id) in patterns {
                        if pattern.is_match(Input::new(key.as_ref())) {
                            is_known = true;
                            self.node(*id, value, depth)?;
                        }
                    }
                    if let Some(rest) = rest.filter(|_| !is_known) {
                        self.node(rest, value, depth)?;
                    }
                }
                Ok(true)
            }
            Rule::Names(id) => {
                for (key, _) in value.member_spans() {
                    let json = serde_json::Value::from(key.to_str().into_owned()).to_string();
                    let limits = super::LIMITS;
                    let Ok(document) =
                        sluice_protocol::json::Document::parse(json.as_bytes(), limits)
                    else {
                        return Ok(false);
                    };
                    self.node(*id, document.root(json.as_bytes()), depth)?;
                }
                Ok(true)
            }
            Rule::Required(names) => {
                Ok(names.iter().all(|name| members.contains_key(name.as_str())))
            }
            Rule::Dependent(dependent) => Ok(dependent.iter().all(|(name, needed)| {
                !members.contains_key(name.as_str())
                    || needed
                        .iter()
                        .all(|name| members.contains_key(name.as_str()))
            })),
            Rule::MemberCount(count) => Ok(is_within(members.len(), *count)),
            _ => Ok(true),
        }
    }

    fn array(&mut self, rule: &Rule, value: Value<'_>, depth: usize) -> Result<bool, Broken> {
        match rule {
            Rule::Items { first, rest } => {
                for (nth, item) in value.items().enumerate() {
                    if let Some(id) = first.get(nth).or(rest.as_ref()) {
                        self.node(*id, item, depth)?;
                    }
                }
                Ok(true)
            }
            Rule::Contains(id, count) => {
                let found = value
                    .items()
                    .filter(|item| self.fits(*id, *item, depth))
                    .count();
                Ok(is_within(found, *count))
            }
            Rule::ItemCount(count) => Ok(is_within(value.items().count(), *count)),
            Rule::Unique => {
                let mut seen = HashSet::new();
                Ok(value.items().all(|item| seen.insert(canon(item))))
            }
            _ => Ok(true),
        }
    }
}

const fn is_within(number: usize, count: Count) -> bool {
    count.min <= number && number <= count.max
}

fn number(value: Value<'_>) -> Option<f64> {
    value.number()?.parse().ok()
}

fn is_of_type(of_type: Type, value: Value<'_>) -> bool {
    match (of_type, value.kind()) {
        (Type::Null, Kind::Null)
        | (Type::Boolean, Kind::True | Kind::False)
        | (Type::Object, Kind::Object)
        | (Type::Array, Kind::Array)
        | (Type::Number, Kind::Number)
        | (Type::String, Kind::String | Kind::EscapedString) => true,
        (Type::Integer, Kind::Number) => number(value).is_some_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

fn string(rule: &Rule, text: &str) -> bool {
    match rule {
        Rule::Length(count) => is_within(text.chars().count(), *count),
        Rule::Pattern(pattern) => pattern.is_match(Input::new(text)),
        Rule::Format((_, is_of_format)) => is_of_format(text),
        _ => true,
    }
}

fn of_number(rule: &Rule, number: f64) -> bool {
    match rule {
        Rule::Range {
            least,
            most,
            is_open: true,
        } => *least < number && number < *most,
        Rule::Range { least, most, .. } => *least <= number && number <= *most,
        Rule::MultipleOf(step) => {
            let times = number / step;
            (times - times.round()).abs() <= NEARLY * times.abs().max(1.0)
        }
        _ => true,
    }
}
