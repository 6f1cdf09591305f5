//! The command line, and what it says of the made-up world.

use std::path::PathBuf;

use super::provider::{For, Latency};
use super::strategies::Named;
use super::{clock, faults, provider};
use crate::output::Format;

/// Simulate a day of traffic, and compare strategies by success, latency and cost.
#[derive(Debug, clap::Args)]
#[command(after_help = help())]
pub(crate) struct Args {
    /// The gateway.yaml.
    pub(super) file: PathBuf,
    /// The model, as a client writes it; the first of the file without it.
    #[arg(long)]
    pub(super) model: Option<String>,
    /// Strategies to try with the model's targets, besides the file's own tree; all without it.
    #[arg(long, value_enum, value_name = "NAMES", value_delimiter = ',')]
    pub(super) strategy: Vec<Named>,
    /// Who asks, of the consumers of the file; all that may use the model without it.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) consumer: Vec<String>,
    /// What goes wrong: a fault, a file of faults, or none; may be given several times. See below.
    #[arg(long, value_name = "FAULT")]
    pub(super) faults: Vec<String>,
    /// Requests a second at the quietest time.
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = rps)]
    pub(super) base_rps: f64,
    /// Requests a second at the busiest time.
    #[arg(long, value_name = "N", default_value_t = 20.0, value_parser = rps)]
    pub(super) peak_rps: f64,
    /// The busiest time.
    #[arg(long, value_name = "HH:MM", default_value = "14:00", value_parser = time)]
    pub(super) peak_at: f64,
    /// Input tokens of a request, as the median.
    #[arg(long, value_name = "N", default_value_t = 800.0, value_parser = tokens)]
    pub(super) input_tokens: f64,
    /// Output tokens of an answer, as the median.
    #[arg(long, value_name = "N", default_value_t = 200.0, value_parser = tokens)]
    pub(super) output_tokens: f64,
    /// Milliseconds of an idle provider, or of its model: PROVIDER[/MODEL]=FIRST_TOKEN,TOKEN.
    #[arg(long, value_name = "LATENCY", value_parser = latency)]
    pub(super) latency: Vec<For<Latency>>,
    /// Requests a minute that an account may: PROVIDER=N.
    #[arg(long, value_name = "LIMIT", value_parser = rate_limit)]
    pub(super) rate_limit: Vec<For<f64>>,
    /// The chance of the day; the same seed gives the same numbers.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// Requests to simulate for each strategy, about; of a busier day only parts are simulated.
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=5_000_000))]
    pub(super) max_requests: u32,
    /// Also draw the day into this file.
    #[arg(long, value_name = "FILE")]
    pub(super) svg: Option<PathBuf>,
    /// How to print the result.
    #[arg(short, long, value_enum, default_value_t)]
    pub(super) output: Format,
}

fn help() -> String {
    format!(
        "\
Nothing is sent. Which targets are asked, retries, cool-downs, the retry budget and what is learnt
of latencies are the filter's own code, for one worker, with the limits of the file. The world
around it is made up, and the same for every strategy: requests come by chance, from --base-rps to
--peak-rps as a sine; their tokens are log-normal; a fifth offer tools, some hold code or ask for
reasoning; all answers are streams. Hedging and shadows are left out.

Milliseconds of an idle provider to the first token and for each further one, by its kind:
{latencies}.
With {double:.0} requests under way at an account it takes twice as long. A rate limit fills up evenly,
to a minute's requests at most.

Faults, each at a PROVIDER or PROVIDER/MODEL of the model:
{about}A file holds a list of them, in YAML or JSON. Without --faults the day has an outage, a slow hour,
errors, a rate limit and a higher price; with `--faults none` nothing goes wrong.

Examples:
  sluice simulate-traffic gateway.yaml
  sluice simulate-traffic gateway.yaml --model smart --svg day.svg
  sluice simulate-traffic gateway.yaml --strategy priority,lowest_latency --faults faults.yaml
  sluice simulate-traffic gateway.yaml --faults outage:openai@09:00-11:00 -o json
  sluice simulate-traffic gateway.yaml --faults none --latency openai=400,8 --rate-limit openai=600
",
        latencies = wrapped(&provider::latencies()),
        double = provider::DOUBLE_AT,
        about = faults::ABOUT,
    )
}

/// Breaks a list into lines, each of which begins with two spaces.
fn wrapped(list: &str) -> String {
    const MOST: usize = 96;
    let mut lines: Vec<String> = Vec::new();
    for item in list.split(", ") {
        match lines.last_mut() {
            Some(line) if line.len() + item.len() < MOST => {
                line.push_str(", ");
                line.push_str(item);
            }
            _ => lines.push(format!("  {item}")),
        }
    }
    lines.join(",\n")
}

fn number(text: &str, least: f64, most: f64) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("write a number from {least} to {most}"))
}

fn rps(text: &str) -> Result<f64, String> {
    number(text, 0.01, 500.0)
}

fn tokens(text: &str) -> Result<f64, String> {
    number(text, 1.0, 100_000.0)
}

fn time(text: &str) -> Result<f64, String> {
    clock::parse(text).ok_or_else(|| "write a time as HH:MM, from 00:00 to 24:00".to_owned())
}

fn latency(text: &str) -> Result<For<Latency>, String> {
    let read = || {
        let (whom, times) = text.split_once('=')?;
        let (first, token) = times.split_once(',')?;
        let milliseconds = |text| number(text, 0.0, 600_000.0).ok();
        let value = Latency {
            first_ms: milliseconds(first)?,
            token_ms: milliseconds(token)?,
        };
        let whom = whom.trim().to_owned();
        Some(For { whom, value })
    };
    read().ok_or_else(|| {
        "write PROVIDER=FIRST_TOKEN,TOKEN in milliseconds, such as openai=400,8".to_owned()
    })
}

fn rate_limit(text: &str) -> Result<For<f64>, String> {
    let read = || {
        let (whom, limit) = text.split_once('=')?;
        let whom = whom.trim().to_owned();
        let value = number(limit, 1.0, 1e9).ok()?;
        Some(For { whom, value })
    };
    read().ok_or_else(|| "write PROVIDER=REQUESTS_A_MINUTE, such as openai=600".to_owned())
}
