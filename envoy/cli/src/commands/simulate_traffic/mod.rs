//! `sluice simulate-traffic`: a day of requests through the filter's own decisions, to
//! compare strategies.

mod chance;
mod clock;
mod day;
mod faults;
mod load;
mod provider;
mod report;
mod strategies;
mod svg;
mod tally;
#[cfg(test)]
mod tests;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use sluice_config::{Config, Model, Options};

use self::day::Day;
use self::faults::Fault;
use self::load::Load;
use self::provider::{For, Latency, World};
use self::report::{Outcome, Report};
use self::strategies::{Contender, Named, contenders};
use crate::failure::Failure;
use crate::load as gateway;
use crate::output::{self, Format};

/// Simulate a day of traffic, and compare strategies by success, latency and cost.
#[derive(Debug, clap::Args)]
#[command(after_help = help())]
pub(crate) struct Args {
    /// The gateway.yaml.
    file: PathBuf,
    /// The model, as a client writes it; the first of the file without it.
    #[arg(long)]
    model: Option<String>,
    /// Strategies to try with the model's targets, besides the file's own tree; all without it.
    #[arg(long, value_enum, value_name = "NAMES", value_delimiter = ',')]
    strategy: Vec<Named>,
    /// What goes wrong: a fault, a file of faults, or none; may be given several times. See below.
    #[arg(long, value_name = "FAULT")]
    faults: Vec<String>,
    /// Requests a second at the quietest time.
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = rps)]
    base_rps: f64,
    /// Requests a second at the busiest time.
    #[arg(long, value_name = "N", default_value_t = 20.0, value_parser = rps)]
    peak_rps: f64,
    /// The busiest time.
    #[arg(long, value_name = "HH:MM", default_value = "14:00", value_parser = time)]
    peak_at: f64,
    /// Input tokens of a request, as the median.
    #[arg(long, value_name = "N", default_value_t = 800.0, value_parser = tokens)]
    input_tokens: f64,
    /// Output tokens of an answer, as the median.
    #[arg(long, value_name = "N", default_value_t = 200.0, value_parser = tokens)]
    output_tokens: f64,
    /// Milliseconds of an idle provider, or of its model: PROVIDER[/MODEL]=FIRST_TOKEN,TOKEN.
    #[arg(long, value_name = "LATENCY", value_parser = latency)]
    latency: Vec<For<Latency>>,
    /// Requests a minute that an account may: PROVIDER=N.
    #[arg(long, value_name = "LIMIT", value_parser = rate_limit)]
    rate_limit: Vec<For<f64>>,
    /// The chance of the day; the same seed gives the same numbers.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Requests to simulate for each strategy, about; of a busier day only parts are simulated.
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=20_000_000))]
    max_requests: u32,
    /// Also draw the day into this file.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// How to print the result.
    #[arg(short, long, value_enum, default_value_t)]
    output: Format,
}

fn help() -> String {
    format!(
        "\
Nothing is sent. Which targets are asked, retries, cool-downs, the retry budget and what is learnt
of latencies are the filter's own code, for one worker, with the limits of the file. The world
around it is made up: requests come by chance, from --base-rps to --peak-rps as a sine; their
tokens are log-normal; a fifth offer tools, some hold code or ask for reasoning. A provider takes
the milliseconds of a table by kind, twice as long with {double:.0} requests under way at it. All answers
are streams. Hedging and shadows are left out. Every strategy gets the same requests.

Faults, each at a PROVIDER or PROVIDER/MODEL of the model:
{about}A file holds a list of them, in YAML or JSON. Without --faults the day has an outage, a slow hour,
errors, a rate limit and a higher price; with `--faults none` nothing goes wrong.

Examples:
  sluice simulate-traffic gateway.yaml
  sluice simulate-traffic gateway.yaml --model smart --strategy priority,lowest_latency --svg day.svg
  sluice simulate-traffic gateway.yaml --faults outage:openai@09:00-11:00 --faults 'slow:claude@13:00-14:00*10'
  sluice simulate-traffic gateway.yaml --faults none --latency openai=400,8 --rate-limit openai=600 -o json
",
        double = provider::DOUBLE_AT,
        about = faults::ABOUT,
    )
}

fn number(text: &str, least: f64, most: f64) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("write a number from {least} to {most}"))
}

fn rps(text: &str) -> Result<f64, String> {
    number(text, 0.01, 1_000.0)
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

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let options = Options {
        allow_inline_secrets: true,
    };
    let config = gateway::gateway(&args.file, options)?.config;
    let model = model(&config, args.model.as_deref())?;
    let faults = faults::read(&args.faults, &model.targets)?;
    let named = args.latency.iter().map(|one| ("--latency", &one.whom));
    let limited = args
        .rate_limit
        .iter()
        .map(|one| ("--rate-limit", &one.whom));
    for (option, whom) in named.chain(limited) {
        if !model
            .targets
            .iter()
            .any(|target| faults::names(whom, target))
        {
            return Err(faults::unknown(option, whom, &model.targets));
        }
    }
    if args.base_rps > args.peak_rps {
        let message = format!(
            "--base-rps {} is more than --peak-rps {}; give both, the base first",
            args.base_rps, args.peak_rps
        );
        return Err(Failure::Usage(message));
    }
    let report = simulate(args, &config, &model, faults)?;
    if let Some(file) = &args.svg {
        std::fs::write(file, svg::draw(&report))
            .map_err(|error| Failure::refused(format!("{}: {error}", file.display())))?;
    }
    match args.output {
        Format::Text => output::line(&report.text()),
        Format::Json => output::json(&report.json()),
    }
}

fn model(config: &Config, name: Option<&str>) -> Result<Arc<Model>, Failure> {
    let known = || {
        let names: Vec<&str> = config
            .models()
            .iter()
            .map(|model| model.name.as_str())
            .collect();
        names.join(", ")
    };
    match name {
        Some(name) => config.model(name).ok_or_else(|| {
            Failure::refused(format!(
                "there is no model {name:?}; the models are {}",
                known()
            ))
        }),
        None => {
            let plain = config
                .models()
                .iter()
                .find(|model| !model.name.contains('*'));
            plain.cloned().ok_or_else(|| {
                Failure::refused(format!(
                    "say by --model what a client asks for; the models are {}",
                    known()
                ))
            })
        }
    }
}

/// Runs the day of every strategy, each in a thread of its own.
fn simulate(
    args: &Args,
    config: &Config,
    model: &Arc<Model>,
    faults: Vec<Fault>,
) -> Result<Report, Failure> {
    let mut load = Load {
        base_rps: args.base_rps,
        peak_rps: args.peak_rps,
        peak_at: args.peak_at,
        input_tokens: args.input_tokens,
        output_tokens: args.output_tokens,
        seed: args.seed,
        slice: 0.0,
    };
    load.limit(f64::from(args.max_requests));
    let is_watched = std::io::stderr().is_terminal();
    let contenders = contenders(model, &args.strategy);
    let run = |contender: Contender| {
        let Contender { name, model } = contender;
        let accounts = config.providers().len();
        let world = World::new(
            &model,
            accounts,
            &faults,
            &args.latency,
            &args.rate_limit,
            &load,
        );
        let requests = load.requests(&model);
        let tally = Day::new(config, model, world, args.seed).run(requests);
        if is_watched {
            output::note(&format!("{name}: {} requests simulated", tally.requests()));
        }
        Outcome { name, tally }
    };
    let run = &run;
    let days: Vec<_> = thread::scope(|scope| {
        let days: Vec<_> = contenders
            .into_iter()
            .map(|contender| scope.spawn(move || run(contender)))
            .collect();
        days.into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect()
    });
    let days: Result<Vec<Outcome>, _> = days.into_iter().collect();
    let days = days.map_err(|_| Failure::refused("a simulation ended early; please report it"))?;
    Ok(Report {
        model: model.name.clone(),
        targets: model.targets.clone(),
        seed: args.seed,
        scale: load.scale(),
        sampling: load.sampling(),
        days,
        faults,
    })
}
