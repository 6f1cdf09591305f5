//! `sluice simulate-traffic`: a day of requests through the filter's own decisions, to
//! compare strategies.

mod args;
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
use std::sync::Arc;
use std::thread;

use sluice_config::{Config, Consumer, Model, Options};

pub(crate) use self::args::Args;
use self::day::Day;
use self::faults::Fault;
use self::load::Load;
use self::provider::World;
use self::report::{Outcome, Report};
use self::strategies::{Contender, contenders};
use crate::failure::Failure;
use crate::load as gateway;
use crate::output::{self, Format};

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let options = Options {
        allow_inline_secrets: true,
        is_rendered: false,
    };
    let gateway = gateway::gateway(&args.file, options)?;
    let names = gateway.raw.models.0.iter().map(|(name, _)| name.as_str());
    let names: Vec<&str> = names.collect();
    let config = gateway.config;
    let model = model(&config, &names, args.model.as_deref())?;
    let consumers = consumers(&config, &model, &args.consumer)?;
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
    let report = simulate(args, &config, &model, &consumers, faults)?;
    if let Some(file) = &args.svg {
        std::fs::write(file, svg::draw(&report))
            .map_err(|error| Failure::refused(format!("{}: {error}", file.display())))?;
    }
    match args.output {
        Format::Text => output::line(&report.text()),
        Format::Json => output::json(&report.json()),
    }
}

/// The model that is asked for, else the first of those that have a name of their own.
fn model(config: &Config, names: &[&str], asked: Option<&str>) -> Result<Arc<Model>, Failure> {
    let known = names.join(", ");
    if let Some(name) = asked {
        return config.model(name).ok_or_else(|| {
            Failure::refused(format!(
                "there is no model {name:?}; the models are {known}"
            ))
        });
    }
    let mut plain = names.iter().filter(|name| !name.contains('*'));
    let first = plain.next().and_then(|name| config.model(name));
    first.ok_or_else(|| {
        Failure::refused(format!(
            "say by --model what a client asks for; the models are {known}"
        ))
    })
}

/// Who asks: those that are named, else all that may use the model.
fn consumers(
    config: &Config,
    model: &Model,
    asked: &[String],
) -> Result<Vec<Arc<Consumer>>, Failure> {
    let may = |consumer: &&Arc<Consumer>| consumer.models.include(model);
    let allowed: Vec<_> = config.consumers().iter().filter(may).cloned().collect();
    let find = |name: &String| {
        let mut all = allowed.iter();
        all.find(|consumer| consumer.name == *name)
            .cloned()
            .ok_or_else(|| {
                let names: Vec<&str> = allowed.iter().map(|one| one.name.as_str()).collect();
                Failure::refused(format!(
                    "no consumer {name:?} may use the model {}; those that may are {}",
                    model.name,
                    names.join(", ")
                ))
            })
    };
    if asked.is_empty() {
        return Ok(allowed);
    }
    asked.iter().map(find).collect()
}

/// Runs the day of every strategy, each in a thread of its own.
fn simulate(
    args: &Args,
    config: &Config,
    model: &Arc<Model>,
    consumers: &[Arc<Consumer>],
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
        let tally = Day::new(config, model, consumers, world, args.seed).run(requests);
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
        is_hedged: model.hedge_after.is_some(),
        scale: load.scale(),
        sampling: load.sampling(),
        days,
        faults,
    })
}
