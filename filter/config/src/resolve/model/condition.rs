//! Conditions: what is asked of a request.

use super::super::{Problems, suggest};
use crate::{Bounds, Condition, Feature, Measure, Path, Pattern, TimeWindow, raw};

const MAX_DEPTH: usize = 8;
const MAX_TEXTS: usize = 64;
const MAX_TEXT: usize = 256;
const MINUTES_OF_DAY: u16 = 24 * 60;
const EVERY_DAY: u8 = 0b111_1111;

/// The names that conditions on the caller may use.
pub(super) struct Callers<'a> {
    consumers: Vec<&'a str>,
    teams: Vec<&'a str>,
}

impl<'a> Callers<'a> {
    pub(super) fn of(gateway: &'a raw::Gateway) -> Self {
        let consumers = gateway.consumers.iter();
        Self {
            teams: consumers
                .clone()
                .filter_map(|consumer| consumer.team.as_deref())
                .collect(),
            consumers: consumers.map(|consumer| consumer.name.as_str()).collect(),
        }
    }
}

/// Reads a condition.
pub(super) fn read(
    raw: &raw::Condition,
    callers: &Callers<'_>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Condition {
    Reader { callers, problems }.map(raw, path, 1)
}

/// The name of a header, lowercase.
pub(super) fn header_name(written: &str, path: Path, problems: &mut Problems<'_>) -> String {
    let is_token = (1..=MAX_TEXT).contains(&written.len())
        && written
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
    if !is_token {
        problems.add(path, "not the name of a header", "write it like x-session");
    }
    written.to_ascii_lowercase()
}

struct Reader<'a, 'p, 'k> {
    callers: &'a Callers<'a>,
    problems: &'p mut Problems<'k>,
}

impl Reader<'_, '_, '_> {
    /// All keys of one map.
    fn map(&mut self, raw: &raw::Condition, path: &Path, depth: usize) -> Condition {
        let mut terms = Vec::new();
        if depth > MAX_DEPTH {
            self.problems.add(
                path.clone(),
                format!("conditions are nested more than {MAX_DEPTH} deep"),
                "split it over several targets",
            );
            return Condition::All(terms);
        }
        let callers = [
            ("consumer", &raw.consumer, &self.callers.consumers),
            ("team", &raw.team, &self.callers.teams),
        ];
        for (key, written, known) in callers {
            let Some(written) = written else { continue };
            let names = self.names(written, known, key, &path.key(key));
            terms.push(match key {
                "team" => Condition::Team(names),
                _ => Condition::Consumer(names),
            });
        }
        for (name, values) in &raw.header.0 {
            let path = path.key("header").key(name.clone());
            let name = header_name(name, path.clone(), self.problems);
            terms.push(Condition::Header(name, self.patterns(values, &path)));
        }
        if let Some(paths) = &raw.path {
            terms.push(Condition::Path(self.patterns(paths, &path.key("path"))));
        }
        let features = features(raw).into_iter();
        terms.extend(
            features.filter_map(|(feature, has)| has.map(|has| Condition::Has(feature, has))),
        );
        for (measure, bounds) in measures(raw) {
            let Some(bounds) = bounds else { continue };
            let bounds = self.bounds(bounds, path.key(name_of(measure)));
            terms.push(Condition::Number(measure, bounds));
        }
        if let Some(time) = &raw.time {
            terms.push(Condition::Time(self.time(time, &path.key("time"))));
        }
        if let Some(all) = &raw.all {
            terms.push(Condition::All(self.list(all, &path.key("all"), depth)));
        }
        if let Some(any) = &raw.any {
            terms.push(Condition::Any(self.list(any, &path.key("any"), depth)));
        }
        if let Some(not) = &raw.not {
            let term = self.map(not, &path.key("not"), depth + 1);
            terms.push(Condition::Not(Box::new(term)));
        }
        if terms.is_empty() {
            self.problems.add_if_whole(
                path.clone(),
                "asks for nothing",
                "remove it, or say what has to hold",
            );
        }
        match <[Condition; 1]>::try_from(terms) {
            Ok([term]) => term,
            Err(terms) => Condition::All(terms),
        }
    }

    fn list(&mut self, raw: &[raw::Condition], path: &Path, depth: usize) -> Vec<Condition> {
        self.check_count(raw.len(), path);
        raw.iter()
            .take(MAX_TEXTS)
            .enumerate()
            .map(|(index, raw)| self.map(raw, &path.index(index), depth + 1))
            .collect()
    }

    fn check_count(&mut self, count: usize, path: &Path) {
        if count == 0 {
            self.problems
                .add_if_whole(path.clone(), "there is nothing in it", "remove it");
        }
        if count > MAX_TEXTS {
            self.problems.add(
                path.clone(),
                format!("{count} entries"),
                format!("use at most {MAX_TEXTS}"),
            );
        }
    }

    fn names(
        &mut self,
        raw: &raw::OneOrMore,
        known: &[&str],
        what: &str,
        path: &Path,
    ) -> Vec<String> {
        self.check_count(raw.as_slice().len(), path);
        for (index, name) in raw.as_slice().iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let hint = match suggest(name, known.iter().copied()) {
                    hint if hint.is_empty() => format!("no consumer of the file has a {what}"),
                    hint => hint,
                };
                let problem = format!("unknown {what} {name:?}");
                self.problems
                    .add_if_whole(entry(raw, path, index), &problem, &hint);
            }
        }
        raw.as_slice().to_vec()
    }

    fn patterns(&mut self, raw: &raw::OneOrMore, path: &Path) -> Vec<Pattern> {
        self.check_count(raw.as_slice().len(), path);
        let mut patterns = Vec::new();
        for (index, text) in raw.as_slice().iter().enumerate() {
            let start = text.strip_suffix('*');
            let literal = start.unwrap_or(text);
            if literal.contains('*') || text.is_empty() || text.len() > MAX_TEXT {
                self.problems.add(
                    entry(raw, path, index),
                    "not a text, or the beginning of one",
                    "use 1 to 256 characters, and `*` only at the end, for anything",
                );
            }
            patterns.push(match start {
                Some(start) => Pattern::Prefix(start.to_owned()),
                None => Pattern::Exact(text.clone()),
            });
        }
        patterns
    }

    fn bounds(&mut self, raw: raw::Bounds, path: Path) -> Bounds {
        let bounds = Bounds {
            min: raw.min.unwrap_or(0),
            max: raw.max.unwrap_or(u64::MAX),
        };
        if raw.min.is_none() && raw.max.is_none() {
            self.problems
                .add_if_whole(path, "neither `min` nor `max`", "add one of them");
        } else if bounds.min > bounds.max {
            self.problems
                .add(path, "`min` is larger than `max`", "no number is within");
        }
        bounds
    }

    fn time(&mut self, raw: &raw::TimeWindow, path: &Path) -> TimeWindow {
        let mut clock = |key: &str, written: &Option<String>, default| match written {
            None => default,
            Some(text) => clock(text).unwrap_or_else(|| {
                self.problems.add(
                    path.key(key),
                    format!("{text:?} is not a time of the day"),
                    "write it like \"08:30\"",
                );
                default
            }),
        };
        let from = clock("from", &raw.from, 0);
        let to = clock("to", &raw.to, MINUTES_OF_DAY);
        if from == to || from == MINUTES_OF_DAY {
            self.problems.add(
                path.key("to"),
                "the window has no length",
                "leave out `from` and `to` for whole days",
            );
        }
        let utc_offset = raw.utc_offset.as_ref().map_or(0, |text| {
            offset(text).unwrap_or_else(|| {
                self.problems.add(
                    path.key("utc_offset"),
                    format!("{text:?} is not an offset from UTC"),
                    "write it like \"+02:00\"",
                );
                0
            })
        });
        let days = raw.days.as_deref().map_or(EVERY_DAY, |days| {
            self.check_count(days.len(), &path.key("days"));
            days.iter().fold(0, |bits, day| bits | 1 << *day as u8)
        });
        TimeWindow {
            days,
            from,
            to,
            utc_offset,
        }
    }
}

/// Where an entry is, whichever way the list was written.
fn entry(raw: &raw::OneOrMore, path: &Path, index: usize) -> Path {
    match raw {
        raw::OneOrMore::One(_) => path.clone(),
        raw::OneOrMore::Several(_) => path.index(index),
    }
}

const fn features(raw: &raw::Condition) -> [(Feature, Option<bool>); 10] {
    [
        (Feature::Tools, raw.tools),
        (Feature::Image, raw.image),
        (Feature::Document, raw.document),
        (Feature::AudioInput, raw.audio_input),
        (Feature::AudioOutput, raw.audio_output),
        (Feature::JsonMode, raw.json_mode),
        (Feature::JsonSchema, raw.json_schema),
        (Feature::Reasoning, raw.reasoning),
        (Feature::Stream, raw.stream),
        (Feature::Code, raw.code),
    ]
}

const fn measures(raw: &raw::Condition) -> [(Measure, Option<raw::Bounds>); 5] {
    [
        (Measure::MaxTokens, raw.max_tokens),
        (Measure::InputTokens, raw.input_tokens),
        (Measure::PromptChars, raw.prompt_chars),
        (Measure::Messages, raw.messages),
        (Measure::ToolCount, raw.tool_count),
    ]
}

fn name_of(measure: Measure) -> &'static str {
    let mut all = Measure::ALL.iter();
    all.find(|(known, _)| *known == measure)
        .map_or("", |(_, name)| name)
}

/// `08:30` in minutes, up to `24:00`.
fn clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let minutes = two_digits(hours)? * 60 + two_digits(minutes).filter(|minutes| *minutes < 60)?;
    (minutes <= MINUTES_OF_DAY).then_some(minutes)
}

/// `+02:00` in minutes; `Z` is none.
fn offset(text: &str) -> Option<i16> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        ("Z", "") => return Some(0),
        _ => return None,
    };
    let minutes = i16::try_from(clock(rest)?).ok()? * sign;
    (-12 * 60..=14 * 60).contains(&minutes).then_some(minutes)
}

fn two_digits(text: &str) -> Option<u16> {
    let is_plain = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}
