//! `sluice guard`.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};
use sluice_guard::{Check, Match};

use crate::failure::Failure;
use crate::{input, output};

/// Show what guardrails find in a text, with the very code of the filter.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Prints one line of JSON per text: the matches, with offsets in characters (code points), and the
verdict, match or clean. The text itself is never printed. Exit status 0 whatever the verdict.
Entities go by their names, by families such as US, by default or by all; --list shows them.

Examples:
  sluice guard --detect EMAIL_ADDRESS,US_SSN letter.txt
  echo 'call +1 212 555 0100' | sluice guard --detect default
  sluice guard --detect all --min-score 0.6 --jsonl texts.jsonl
  sluice guard --list")]
pub(crate) struct Args {
    /// Look for these entities, with commas between them.
    #[arg(
        long,
        value_name = "ENTITY",
        value_delimiter = ',',
        required_unless_present = "list"
    )]
    detect: Vec<String>,
    /// How sure a match must be, from 0 to 1; 0.4 without it.
    #[arg(long, value_name = "S", value_parser = score)]
    min_score: Option<f32>,
    /// Read lines of JSON, each `{"text": …}`; without it all of the input is one text.
    #[arg(long)]
    jsonl: bool,
    /// Print the entities that are known, and what they are.
    #[arg(long, conflicts_with_all = ["detect", "min_score", "jsonl", "file"])]
    list: bool,
    /// The input; stdin without it or with -.
    file: Option<PathBuf>,
}

/// A line of `--jsonl`; other keys are for whoever made it.
#[derive(Debug, Deserialize)]
struct Line {
    text: String,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if args.list {
        return list();
    }
    let names: Vec<&str> = args.detect.iter().map(|name| name.trim()).collect();
    let checks = sluice_guard::detect(&names, args.min_score)
        .map_err(|unknown| Failure::Usage(unknown.to_string()))?;
    let name = args
        .file
        .as_deref()
        .map_or_else(|| "stdin".into(), |file| file.to_string_lossy());
    let bytes = input::read(args.file.as_deref())?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::refused(format!("{name}: is not UTF-8 throughout")))?;
    if !args.jsonl {
        return output::line(&verdict(&checks, &text).to_string());
    }
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(line).map_err(|error| {
            Failure::refused(format!("{name}:{number}: {}", what_is_wrong(&error)))
        })?;
        output::line(&verdict(&checks, &line.text).to_string())?;
    }
    Ok(())
}

/// What is wrong with a line, without a word of it.
fn what_is_wrong(error: &serde_json::Error) -> String {
    let column = error.column();
    if error.is_data() {
        "is not an object with a `text` that is a string".to_owned()
    } else {
        format!("is not JSON, from column {column} on; a line is {{\"text\": \"…\"}}")
    }
}

fn verdict(checks: &[Check], text: &str) -> Value {
    let found = sluice_guard::find_entities(checks, text);
    let mut characters = Characters::new(text);
    let matches: Vec<Value> = found
        .iter()
        .map(|found: &Match| {
            let start = characters.before(found.span.start);
            let value = text.get(found.span.clone()).unwrap_or_default();
            json!({
                "entity": found.label.as_str(),
                "start": start,
                "end": start + value.chars().count(),
                "score": (f64::from(found.score) * 1000.0).round() / 1000.0,
            })
        })
        .collect();
    let verdict = if matches.is_empty() { "clean" } else { "match" };
    json!({ "matches": matches, "verdict": verdict })
}

/// Counts the characters of a text up to places that only go forward.
struct Characters<'t> {
    text: &'t str,
    at: usize,
    count: usize,
}

impl<'t> Characters<'t> {
    const fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            count: 0,
        }
    }

    /// How many characters stand before a place.
    fn before(&mut self, place: usize) -> usize {
        let passed = self.text.get(self.at..place).unwrap_or_default();
        self.count += passed.chars().count();
        self.at = place;
        self.count
    }
}

fn list() -> Result<(), Failure> {
    let entities = sluice_guard::entities();
    let width = |of: fn(&sluice_guard::EntityInfo) -> usize| entities.iter().map(of).max();
    let name = width(|entity| entity.name.len()).unwrap_or_default();
    let family = width(|entity| entity.family.len()).unwrap_or_default();
    for entity in &entities {
        let default = if entity.is_default { "default" } else { "" };
        output::line(&format!(
            "{:name$}  {:family$}  {default:7}  {}",
            entity.name, entity.family, entity.title
        ))?;
    }
    Ok(())
}

fn score(text: &str) -> Result<f32, String> {
    let score: f32 = text.parse().map_err(|_| "is no number".to_owned())?;
    if (0.0..=1.0).contains(&score) {
        Ok(score)
    } else {
        Err("is not between 0 and 1".to_owned())
    }
}
