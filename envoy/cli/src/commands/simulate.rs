//! `sluice simulate`.

use std::net::{IpAddr, SocketAddr};

use sluice_simulator::{Armed, FAULTS, Format, Options, Simulator};

use crate::failure::Failure;
use crate::{output, signals};

/// Run a simulator of a provider's API, as strict as the real one.
#[derive(Debug, clap::Args)]
#[command(after_help = help())]
pub(crate) struct Args {
    /// The wire format it speaks, such as openai-chat; `guards` for the services that
    /// guardrails ask.
    #[arg(long, value_name = "FORMAT")]
    provider: Format,
    /// The port to listen on; 0 takes a free one.
    #[arg(long)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    address: IpAddr,
    /// The only key to accept; any key is accepted without it.
    #[arg(long)]
    key: Option<String>,
    /// A fault, see below; may be given several times.
    #[arg(long = "fault", value_name = "FAULT")]
    faults: Vec<Armed>,
}

fn help() -> String {
    let mut help = "\
Examples:
  sluice simulate --provider openai-chat --port 10020
  sluice simulate --provider anthropic-messages --port 10022 --fault status=529,retry-after=2

Faults, of which `times=N` limits each to N requests:
"
    .to_owned();
    for fault in FAULTS {
        help.push_str(&format!("  {}\n      {}\n", fault.example, fault.about));
    }
    help
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let options = Options {
        format: args.provider,
        address: SocketAddr::new(args.address, args.port),
        key: args.key.clone(),
        faults: args.faults.clone(),
    };
    let address = options.address;
    let signals = signals::listen()?;
    let simulator = Simulator::start(options)
        .map_err(|error| Failure::refused(format!("cannot listen on {address}: {error}")))?;
    output::note(&format!(
        "{} on http://{}",
        args.provider.name(),
        simulator.address()
    ));
    signals.wait();
    Ok(())
}
