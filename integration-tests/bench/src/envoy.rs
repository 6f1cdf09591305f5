//! One Envoy a variant, each with one worker, and what it has used of its core.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::wire::Reader;

/// The longest that Envoy may take until it is ready.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A running Envoy, stopped when dropped.
#[derive(Debug)]
pub(crate) struct Envoy {
    process: Child,
    admin_port: u16,
}

impl Envoy {
    /// Starts Envoy with this configuration, pinned to one core, and waits
    /// until it is ready.
    pub(crate) async fn start(
        binary: &Path,
        core: usize,
        config: &Path,
        admin_port: u16,
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let log = config.with_extension("log");
        let output = File::create(&log).with_context(|| format!("writing {}", log.display()))?;
        let process = Command::new("taskset")
            .args(["--cpu-list", &core.to_string()])
            .arg(binary)
            .arg("--config-path")
            .arg(config)
            .args([
                "--concurrency",
                "1",
                "--disable-hot-restart",
                "--log-level",
                "warning",
            ])
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .context("starting Envoy; `taskset` (util-linux) is needed")?;
        let mut envoy = Self {
            process,
            admin_port,
        };
        let started = Instant::now();
        while !is_ready(admin_port).await {
            if let Some(status) = envoy.process.try_wait()? {
                bail!("Envoy ended at its start ({status}), see {}", log.display());
            }
            ensure!(
                started.elapsed() < START_TIMEOUT,
                "Envoy is not ready, see {}",
                log.display()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(envoy)
    }

    /// The CPU time that all its threads have had so far.
    ///
    /// From `/proc/PID/task/TID/schedstat`, whose first number is nanoseconds
    /// on a CPU; waiting for one is not in it.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let tasks = PathBuf::from(format!("/proc/{}/task", self.process.id()));
        let mut nanos = 0;
        for task in fs::read_dir(&tasks).context("Envoy is gone")? {
            let stat = fs::read_to_string(task?.path().join("schedstat"))?;
            let first = stat.split(' ').next().unwrap_or_default();
            nanos += first.parse::<u64>().context("schedstat")?;
        }
        Ok(Duration::from_nanos(nanos))
    }

    /// The sum of a counter of the module's over all its labels.
    pub(crate) async fn counted(&self, counter: &str) -> Result<f64> {
        let all = ask(self.admin_port, "/stats/prometheus").await?;
        let lines = all.lines().filter(|line| line.starts_with(counter));
        Ok(lines
            .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
            .sum())
    }
}

impl Drop for Envoy {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn is_ready(admin_port: u16) -> bool {
    ask(admin_port, "/ready").await.is_ok()
}

/// What Envoy's admin listener says.
async fn ask(admin_port: u16, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, admin_port)).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: admin\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut body = Vec::new();
    let keep = |bytes: &[u8]| body.extend_from_slice(bytes);
    let status = Reader::default().message(&mut stream, keep).await?;
    ensure!(
        status.is_some_and(|line| line.starts_with("HTTP/1.1 200")),
        "Envoy's {path} is no 200"
    );
    Ok(String::from_utf8(body)?)
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
