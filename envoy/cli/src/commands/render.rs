//! `sluice render`.

use std::path::PathBuf;

use clap::ValueEnum;
use sluice_config::Options;

use crate::failure::Failure;
use crate::render::{self, envoy};
use crate::{load, output};

/// What is rendered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// Stock Envoy 1.40 or later.
    Envoy,
}

/// How one file is printed; Envoy reads both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    #[default]
    Yaml,
    Json,
}

/// Turn a gateway.yaml into the configuration of what runs it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without --out, one static file is printed. With it, a folder is written: envoy.yaml to start
Envoy with, and the files it names, whose changes a running Envoy takes over. Rendering into the
folder again is therefore a hot reload.

Examples:
  sluice render gateway.yaml --target envoy | envoy --mode validate --config-yaml \"$(cat)\"
  sluice render gateway.yaml --target envoy --out rendered && envoy -c rendered/envoy.yaml")]
pub(crate) struct Args {
    /// The gateway.yaml, or - for stdin.
    file: PathBuf,
    /// What to render for.
    #[arg(long, value_enum)]
    target: Target,
    /// The folder to write to; its name is also what Envoy finds it by.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How to print without --out.
    #[arg(short, long, value_enum, default_value_t, conflicts_with = "out")]
    output: Form,
    #[command(flatten)]
    settings: Settings,
}

/// What the configuration of Envoy depends on beside the gateway.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Settings {
    /// Where Envoy finds the module.
    #[arg(
        long,
        value_name = "PATH",
        env = "SLUICE_WASM",
        default_value = ".sluice/sluice.wasm"
    )]
    wasm: String,
    /// Where Envoy finds the certificate authorities that providers are checked by.
    #[arg(
        long,
        value_name = "PATH",
        env = "SLUICE_CA_FILE",
        default_value = "/etc/ssl/certs/ca-certificates.crt"
    )]
    ca_file: String,
    /// Accept keys of providers that stand in the file itself.
    #[arg(long)]
    pub(super) allow_inline_secrets: bool,
}

impl Settings {
    pub(super) fn envoy(&self) -> envoy::Settings {
        envoy::Settings {
            wasm: self.wasm.clone(),
            ca_file: self.ca_file.clone(),
            admin_socket: None,
        }
    }

    pub(super) const fn options(&self) -> Options {
        Options {
            allow_inline_secrets: self.allow_inline_secrets,
            is_rendered: false,
        }
    }
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let gateway = load::gateway(&args.file, args.settings.options())?;
    let settings = args.settings.envoy();
    match (args.target, &args.out) {
        (Target::Envoy, Some(out)) => {
            let name = out
                .to_str()
                .map(|name| name.trim_end_matches('/'))
                .filter(|name| !name.is_empty())
                .ok_or_else(|| {
                    Failure::Usage(format!("{} is no folder for Envoy", out.display()))
                })?;
            envoy::folder(&gateway, &settings, name).write(out)
        }
        (Target::Envoy, None) => {
            let content = envoy::one_file(&gateway, &settings);
            match args.output {
                Form::Json => output::json(&content),
                Form::Yaml => {
                    let text = render::text(&content).map_err(Failure::refused)?;
                    output::data(text.as_bytes())
                }
            }
        }
    }
}
