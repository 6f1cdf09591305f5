//! `sluice guard`.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};
use sluice_config::Options;
use sluice_core::{DryRun, Guards};
use sluice_guard::Match;

use crate::failure::Failure;
use crate::{input, load, output};

/// Show what guardrails find in a text, with the very code of the filter.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Prints one line of JSON per text: the matches, with offsets in characters (code points), and the
verdict. Exit status 0 whatever the verdict.

With --detect the verdict is match or clean, and the text itself is never printed. Entities go by
their names, by families such as US, by default or by all; --list shows them.

With --config the guardrails of a gateway.yaml are tried. The verdict is what becomes of the text:
pass, redact, or the action that stops it. `guardrails` has what each has come to, and `text` the
text as it goes on. Services are not asked.

Examples:
  sluice guard --detect EMAIL_ADDRESS,US_SSN letter.txt
  echo 'call +1 212 555 0100' | sluice guard --detect default
  sluice guard --detect all --min-score 0.6 --jsonl texts.jsonl
  echo 'I am jo@example.org' | sluice guard --config gateway.yaml --direction input
  sluice guard --list")]
pub(crate) struct Args {
    /// Look for these entities, with commas between them.
    #[arg(
        long,
        value_name = "ENTITY",
        value_delimiter = ',',
        required_unless_present_any = ["list", "config"],
        conflicts_with = "config"
    )]
    detect: Vec<String>,
    /// How sure a match must be, from 0 to 1; 0.4 without it.
    #[arg(long, value_name = "S", value_parser = score, conflicts_with = "config")]
    min_score: Option<f32>,
    /// Try the guardrails of this gateway.yaml.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// With --config: which way the text goes.
    #[arg(long, value_enum, default_value_t, requires = "config")]
    direction: Direction,
    /// With --config: only guardrails that are for this model.
    #[arg(long, requires = "config")]
    model: Option<String>,
    /// With --config: only guardrails that are for this consumer.
    #[arg(long, requires = "config")]
    consumer: Option<String>,
    /// Read lines of JSON, each `{"text": …}`; without it all of the input is one text.
    #[arg(long)]
    jsonl: bool,
    /// Print the entities that are known, and what they are.
    #[arg(long, conflicts_with_all = ["detect", "min_score", "config", "jsonl", "file"])]
    list: bool,
    /// The input; stdin without it or with -.
    file: Option<PathBuf>,
}

/// Which way a text goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Direction {
    /// From the client to the model.
    #[default]
    Input,
    /// From the model to the client.
    Output,
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
    let judge = judge(args)?;
    let name = args
        .file
        .as_deref()
        .map_or_else(|| "stdin".into(), |file| file.to_string_lossy());
    let bytes = input::read(args.file.as_deref())?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::refused(format!("{name}: is not UTF-8 throughout")))?;
    if !args.jsonl {
        return output::line(&judge(&text).to_string());
    }
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(line).map_err(|error| {
            Failure::refused(format!("{name}:{number}: {}", what_is_wrong(&error)))
        })?;
        output::line(&judge(&line.text).to_string())?;
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

/// Says of a text what is found in it.
type Judge = Box<dyn Fn(&str) -> Value>;

/// What is asked of each text.
fn judge(args: &Args) -> Result<Judge, Failure> {
    if let Some(file) = &args.config {
        let gateway = load::gateway(
            file,
            Options {
                allow_inline_secrets: true,
                ..Options::default()
            },
        )?;
        let guards = Guards::new(&gateway.config);
        let (model, consumer) = (args.model.clone(), args.consumer.clone());
        let comes_out = args.direction == Direction::Output;
        return Ok(Box::new(move |text| {
            let asker = (model.as_deref(), consumer.as_deref());
            told(&guards.try_text(comes_out, asker, text), text)
        }));
    }
    let names: Vec<&str> = args.detect.iter().map(|name| name.trim()).collect();
    let checks = sluice_guard::detect(&names, args.min_score)
        .map_err(|unknown| Failure::Usage(unknown.to_string()))?;
    Ok(Box::new(move |text| {
        let matches = matches(&sluice_guard::find_entities(&checks, text), text);
        let verdict = if matches.is_empty() { "clean" } else { "match" };
        json!({ "matches": matches, "verdict": verdict })
    }))
}

/// What guardrails have come to.
fn told(run: &DryRun, text: &str) -> Value {
    let guardrails = run.guardrails.iter().map(|tried| {
        json!({
            "name": tried.guardrail,
            "action": tried.action,
            "count": tried.count,
            "mode": if tried.is_enforced { "enforce" } else { "monitor" },
        })
    });
    let mut told = json!({
        "matches": matches(&run.matches, text),
        "verdict": run.verdict,
        "guardrails": guardrails.collect::<Vec<_>>(),
    });
    if let Some(reason) = &run.reason {
        told["reason"] = json!(reason);
    }
    if let Some(text) = &run.text {
        told["text"] = json!(text);
    }
    told
}

/// Matches in order of their beginnings, with offsets in characters.
fn matches(found: &[Match], text: &str) -> Vec<Value> {
    let mut characters = Characters::new(text);
    found
        .iter()
        .map(|found| {
            let start = characters.before(found.span.start);
            let value = text.get(found.span.clone()).unwrap_or_default();
            json!({
                "entity": found.label.as_str(),
                "start": start,
                "end": start + value.chars().count(),
                "score": (f64::from(found.score) * 1000.0).round() / 1000.0,
            })
        })
        .collect()
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
