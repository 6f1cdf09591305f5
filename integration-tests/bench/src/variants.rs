//! The gateways that are compared: bare Envoy, Envoy with a filter that does
//! nothing or only buffers requests, Envoy as Sluice configures it with the latter,
//! and Sluice, without guardrails and with one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::config::{self, Filter, KEY_VARIABLE, Pass};
use crate::envoy::{Envoy, free_port};
use crate::rows::{Answer, Provider, Side};
use crate::upstream::Upstreams;

/// The SHA-256 of [`crate::requests::CLIENT_KEY`].
const CLIENT_KEY_SHA256: &str = "01955e0b0dbd74a561a9fa319de506922b472280b41b5a81054614d3260069ef";

/// What is needed to start them.
#[derive(Debug)]
pub(crate) struct Parts {
    /// Envoy itself.
    pub(crate) envoy: PathBuf,
    /// The core that Envoy's worker has to itself.
    pub(crate) core: usize,
    /// Where configurations and logs go.
    pub(crate) folder: PathBuf,
    /// The filter that does nothing.
    pub(crate) empty_filter: PathBuf,
}

/// The variant without any filter.
pub(crate) const BARE: &str = "bare";

/// The variant with a filter that does nothing.
pub(crate) const EMPTY: &str = "empty";

/// The gateway itself.
pub(crate) const SLUICE: &str = "sluice";

/// The variant that only buffers requests. Envoy's own bound for that is lower than
/// the largest bodies, so it is measured where a row asks for it only.
pub(crate) const BUFFERING: &str = "buffer";

/// The variant that has everything around the filter as Sluice renders it, and in the
/// filter's place one that only buffers requests.
pub(crate) const CHAIN: &str = "chain";

/// A running variant.
#[derive(Debug)]
pub(crate) struct Gateway {
    /// Its name in the report.
    pub(crate) variant: &'static str,
    /// The process, for its CPU time.
    pub(crate) envoy: Envoy,
    /// Whether it has a guardrail.
    pub(crate) is_guarded: bool,
    ports: Ports,
}

#[derive(Debug)]
enum Ports {
    /// One listener for everything.
    One(u16),
    /// One listener for each manner of answering.
    Each(Vec<(Answer, u16)>),
}

impl Gateway {
    /// Where to send requests that want this answer.
    pub(crate) fn port(&self, answer: Answer) -> u16 {
        match &self.ports {
            Ports::One(port) => *port,
            Ports::Each(ports) => ports
                .iter()
                .find(|(each, _)| *each == answer)
                .map_or(0, |(_, port)| *port),
        }
    }

    /// Envoy that forwards to the OpenAI upstreams, with a filter or without.
    pub(crate) async fn forwarding(
        variant: &'static str,
        parts: &Parts,
        upstreams: &Upstreams,
        filter: Option<Filter<'_>>,
    ) -> Result<Self> {
        let mut passes = Vec::new();
        for (provider, answer, upstream) in upstreams.ports() {
            if *provider == Provider::OpenAi {
                passes.push(Pass {
                    port: free_port()?,
                    upstream: *upstream,
                    answer: *answer,
                });
            }
        }
        let admin_port = free_port()?;
        let file = parts.folder.join(format!("{variant}.json"));
        write(&file, &config::forwarding(admin_port, &passes, filter))?;
        let envoy = Envoy::start(&parts.envoy, parts.core, &file, admin_port, &[]).await?;
        let ports = passes.iter().map(|pass| (pass.answer, pass.port)).collect();
        Ok(Self {
            variant,
            envoy,
            is_guarded: false,
            ports: Ports::Each(ports),
        })
    }

    /// Envoy as `sluice render` configures it, with the filter or with what is to
    /// stand in its place.
    pub(crate) async fn rendered(
        variant: &'static str,
        parts: &Parts,
        command: &Path,
        upstreams: &Upstreams,
        module: Option<&Path>,
        guarded: Option<Side>,
    ) -> Result<Self> {
        let (port, admin_port) = (free_port()?, free_port()?);
        let source = parts.folder.join(format!("{variant}-gateway.yaml"));
        write(
            &source,
            &config::gateway(
                port,
                admin_port,
                CLIENT_KEY_SHA256,
                upstreams.ports(),
                guarded,
            ),
        )?;
        let mut render = Command::new(command);
        render
            .arg("render")
            .arg(&source)
            .args(["--target", "envoy"]);
        if let Some(module) = module {
            render.env("SLUICE_WASM", module);
        }
        let rendering = render
            .output()
            .with_context(|| format!("running {}", command.display()))?;
        let complaint = String::from_utf8_lossy(&rendering.stderr);
        ensure!(rendering.status.success(), "sluice render: {complaint}");
        let file = parts.folder.join(format!("{variant}.yaml"));
        fs::write(&file, rendering.stdout)?;
        let key = [(KEY_VARIABLE, "sk-bench-provider")];
        let envoy = Envoy::start(&parts.envoy, parts.core, &file, admin_port, &key).await?;
        Ok(Self {
            variant,
            envoy,
            is_guarded: guarded.is_some(),
            ports: Ports::One(port),
        })
    }
}

/// JSON is YAML too, so both kinds of file are written this way.
fn write(file: &Path, content: &Value) -> Result<()> {
    fs::write(file, content.to_string()).with_context(|| format!("writing {}", file.display()))
}
