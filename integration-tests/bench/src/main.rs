//! The gateway against bare Envoy and against Envoy with an empty filter, all in
//! one run: what a request costs Envoy's core, and what that does to latency.
//!
//! Deliberately not a load test: no figure here is a capacity, since load,
//! upstream and whatever else the machine does share what Envoy does not use.

#![expect(clippy::print_stdout, reason = "the report is this command's output")]

mod answers;
mod bars;
mod config;
mod envoy;
mod load;
mod measure;
mod report;
mod requests;
mod rows;
mod upstream;
mod variants;
mod wire;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;

use crate::config::Filter;
use crate::measure::{Method, measure};
use crate::rows::{ROWS, Row, RowName, Side};
use crate::upstream::Upstreams;
use crate::variants::{BARE, BUFFERING, CHAIN, EMPTY, Gateway, Parts, SLUICE};

/// Measures Sluice against bare Envoy and prints the ratios.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Args {
    /// Only this row (may be given several times)
    #[arg(long, value_name = "ROW")]
    only: Vec<RowName>,
    /// Rounds of each variant
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Length of one round
    #[arg(long, default_value_t = 1.5)]
    seconds: f64,
    /// Connections of every row but the paced ones, instead of each row's own.
    /// With few, Envoy waits between requests, which costs bare Envoy too
    #[arg(long)]
    connections: Option<usize>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Fail when a bar is missed
    #[arg(long)]
    strict: bool,
    /// The core for Envoy's worker
    #[arg(long, default_value_t = 0, env = "SLUICE_BENCH_CORE")]
    core: usize,
    /// Envoy
    #[arg(long, env = "ENVOY")]
    envoy: PathBuf,
    /// The empty filter
    #[arg(long, env = "SLUICE_BENCH_EMPTY_FILTER")]
    empty_filter: PathBuf,
    /// The command sluice; without it only the two baselines are measured
    #[arg(long, env = "SLUICE")]
    sluice: Option<PathBuf>,
    /// Where configurations and logs go
    #[arg(long, env = "SLUICE_BENCH_FOLDER")]
    folder: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let args = Args::parse();
    let method = Method {
        rounds: args.rounds.max(1),
        duration: Duration::try_from_secs_f64(args.seconds)?,
        connections: args.connections,
    };
    let rows: Vec<&Row> = match args.only.as_slice() {
        [] => ROWS.iter().collect(),
        only => only.iter().filter_map(|name| ROWS.get(name.0)).collect(),
    };
    let parts = Parts {
        envoy: args.envoy,
        core: args.core,
        folder: args.folder,
        empty_filter: args.empty_filter,
    };
    fs::create_dir_all(&parts.folder).context("making the folder for configurations")?;
    let upstreams = Upstreams::start().await?;
    let empty = |configuration| Filter {
        module: &parts.empty_filter,
        configuration,
    };
    let mut gateways = vec![
        Gateway::forwarding(BARE, &parts, &upstreams, None).await?,
        Gateway::forwarding(EMPTY, &parts, &upstreams, Some(empty(""))).await?,
        Gateway::forwarding(BUFFERING, &parts, &upstreams, Some(empty(BUFFERING))).await?,
    ];
    if let Some(sluice) = &args.sluice {
        let mut all = vec![
            (CHAIN, Some(parts.empty_filter.as_path()), None),
            (SLUICE, None, None),
        ];
        for side in [Side::Input, Side::Output] {
            if rows.iter().any(|row| row.guarded == Some(side)) {
                all.push((side.variant(), None, Some(side)));
            }
        }
        for (name, module, side) in all {
            gateways.push(Gateway::rendered(name, &parts, sluice, &upstreams, module, side).await?);
        }
    }
    if !args.json {
        println!("{}\n\n{}", report::method(method), report::table_head());
    }
    let mut lines = Vec::new();
    for row in rows {
        let compared: Vec<&Gateway> = gateways
            .iter()
            .filter(|gateway| row.variants().contains(&gateway.variant))
            .collect();
        let of_row = report::lines(row, &measure(row, &compared, method).await?);
        if !args.json {
            of_row
                .iter()
                .for_each(|line| println!("{}", report::table_line(line)));
        }
        lines.extend(of_row);
    }
    if args.json {
        println!("{}", report::to_json(method, &lines));
    }
    let verdicts = || lines.iter().flat_map(|line| &line.verdicts);
    let barred = verdicts().count();
    let missed = verdicts().filter(|verdict| !verdict.is_met()).count();
    if !args.json && barred > 0 {
        println!("\n{} of {barred} bars met", barred - missed);
    }
    Ok(if args.strict && missed > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
