//! A gateway under test: `gateway.yaml` rendered by the command, run by Envoy.

use std::fmt::Write as _;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::client::{Answer, Request};
use crate::envoy::{Envoy, until};
use crate::ports::free_port;
use crate::setup::{Setup, root};

/// The key that tests give to their consumer.
pub const CLIENT_KEY: &str = "sk-sluice-client-of-the-test";

/// How long a test waits for what follows an answer: log lines, counters.
const PATIENCE: Duration = Duration::from_secs(15);

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The hash of a client key, as `gateway.yaml` wants it.
#[must_use]
pub fn key_sha256(key: &str) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(key.as_bytes()) {
        // Writing to a string cannot fail.
        let _written = write!(text, "{byte:02x}");
    }
    text
}

/// How a gateway is started.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Envoy's worker threads.
    pub workers: u32,
    /// Variables of Envoy's environment, where keys of providers are.
    pub environment: Vec<(String, String)>,
    /// Another module than the one under test.
    pub module: Option<PathBuf>,
    /// Whom Envoy trusts, in place of the system's authorities.
    pub ca_file: Option<PathBuf>,
    /// The module is meant to trap.
    pub traps_are_expected: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            workers: 1,
            environment: Vec::new(),
            module: None,
            ca_file: None,
            traps_are_expected: false,
        }
    }
}

impl Settings {
    /// Adds a variable to Envoy's environment.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A running gateway. When dropped it fails its test if Envoy crashed or the
/// module trapped.
pub struct Gateway {
    envoy: Envoy,
    setup: Setup,
    settings: Settings,
    folder: PathBuf,
    port: u16,
    admin: u16,
}

impl Gateway {
    /// Starts a gateway with one worker. `yaml` is a `gateway.yaml` without
    /// `version`, `listener`, `admin` and `access_log`, which are added.
    ///
    /// # Panics
    /// Something is missing, the configuration is refused, or Envoy does not
    /// become ready.
    #[must_use]
    pub fn start(yaml: &str) -> Self {
        Self::start_with(yaml, Settings::default())
    }

    /// The same with other settings.
    ///
    /// # Panics
    /// As [`Gateway::start`].
    #[must_use]
    pub fn start_with(yaml: &str, settings: Settings) -> Self {
        let mut setup = Setup::find();
        if let Some(module) = &settings.module {
            setup.module.clone_from(module);
        }
        setup.ca_file.clone_from(&settings.ca_file);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = root().join(format!(".sluice/tests/{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let folder = folder
            .canonicalize()
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let (port, admin) = (free_port(), free_port());
        let config = render(&setup, &folder, yaml, port, admin)
            .unwrap_or_else(|complaint| panic!("sluice render: {complaint}"));
        let envoy = Envoy::start(
            &setup.envoy,
            &folder,
            &config,
            admin,
            settings.workers,
            &settings.environment,
        );
        Self {
            envoy,
            setup,
            settings,
            folder,
            port,
            admin,
        }
    }

    /// Renders another configuration over the one in use, which makes Envoy
    /// take it over.
    ///
    /// # Errors
    /// The command refused it; the message is the command's.
    pub fn reload(&self, yaml: &str) -> Result<(), String> {
        render(&self.setup, &self.folder, yaml, self.port, self.admin).map(drop)
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Panics
    /// No answer came.
    #[must_use]
    #[track_caller]
    pub fn send(&self, request: &Request) -> Answer {
        request
            .send(self.address())
            .unwrap_or_else(|error| panic!("no answer: {error}"))
    }

    /// The Envoy behind the gateway.
    #[must_use]
    pub fn envoy(&self) -> &Envoy {
        &self.envoy
    }

    /// Envoy's metrics in the text form of Prometheus.
    ///
    /// # Panics
    /// The admin interface does not answer.
    #[must_use]
    pub fn prometheus(&self) -> String {
        self.envoy.admin("/stats/prometheus")
    }

    /// The value of a metric: the sum over all lines of that name that have
    /// all of these labels.
    ///
    /// # Panics
    /// The admin interface does not answer.
    #[must_use]
    pub fn metric(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        sum(&self.prometheus(), name, labels)
    }

    /// The access log, once it has `lines` lines.
    ///
    /// # Panics
    /// They do not come.
    #[must_use]
    #[track_caller]
    pub fn access_log(&self, lines: usize) -> Vec<Value> {
        let path = self.folder.join("access.log");
        let read = || -> Vec<Value> {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
            whole
                .lines()
                .map(|line| {
                    serde_json::from_str(line)
                        .unwrap_or_else(|error| panic!("not JSON ({error}): {line}"))
                })
                .collect()
        };
        let there = until(PATIENCE, || read().len() >= lines);
        assert!(there, "{} of {lines} access log lines", read().len());
        read()
    }

    /// Waits until something is true.
    ///
    /// # Panics
    /// It does not become true.
    #[track_caller]
    pub fn wait_until(&self, what: &str, condition: impl FnMut() -> bool) {
        assert!(until(PATIENCE, condition), "waited in vain: {what}");
    }

    /// Everything that was written where somebody might read it: Envoy's log,
    /// the access log and the metrics.
    ///
    /// # Panics
    /// The admin interface does not answer.
    #[must_use]
    pub fn everything_written(&self) -> String {
        let access = fs::read_to_string(self.folder.join("access.log")).unwrap_or_default();
        [
            self.envoy.log(),
            access,
            self.prometheus(),
            self.envoy.admin("/stats"),
        ]
        .join("\n")
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let complaint = self.envoy.complaint(self.settings.traps_are_expected);
        if std::thread::panicking() {
            // Said on the way out of a test that has failed already.
            let report = complaint.unwrap_or_default();
            let _written = std::io::Write::write_fmt(
                &mut std::io::stderr(),
                format_args!("{report}\nkept: {}\n", self.folder.display()),
            );
            return;
        }
        match complaint {
            Some(complaint) => panic!("{complaint}\nkept: {}", self.folder.display()),
            None => {
                // What is left behind is only untidy.
                let _removed = fs::remove_dir_all(&self.folder);
            }
        }
    }
}

/// Writes `gateway.yaml` and has it rendered; gives Envoy's configuration.
fn render(
    setup: &Setup,
    folder: &Path,
    yaml: &str,
    port: u16,
    admin: u16,
) -> Result<PathBuf, String> {
    let source = folder.join("gateway.yaml");
    let log = folder.join("access.log");
    let head = format!(
        "version: v1\nlistener: {{address: 127.0.0.1, port: {port}}}\nadmin: 127.0.0.1:{admin}\naccess_log: {{path: {}}}\n",
        log.display()
    );
    fs::write(&source, format!("{head}{yaml}")).map_err(|error| error.to_string())?;
    let out = folder.join("rendered");
    let mut command = Command::new(&setup.command);
    command
        .arg("render")
        .arg(&source)
        .args(["--target", "envoy", "--out"])
        .arg(&out)
        .env("SLUICE_WASM", &setup.module)
        .current_dir(folder);
    if let Some(file) = &setup.ca_file {
        command.env("SLUICE_CA_FILE", file);
    }
    let rendering = command.output().map_err(|error| error.to_string())?;
    if !rendering.status.success() {
        return Err(String::from_utf8_lossy(&rendering.stderr).into_owned());
    }
    Ok(out.join("envoy.yaml"))
}

/// Adds up the lines of a metric that have all of these labels.
fn sum(page: &str, name: &str, labels: &[(&str, &str)]) -> f64 {
    page.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(' '))
        .filter(|(series, _)| series.split('{').next() == Some(name))
        .filter(|(series, _)| {
            labels.iter().all(|(label, value)| {
                let wanted = format!("{label}=\"{value}\"");
                series.contains(&format!("{{{wanted}")) || series.contains(&format!(",{wanted}"))
            })
        })
        .filter_map(|(_, value)| value.parse::<f64>().ok())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_hashed_as_sha256sum_does() {
        assert_eq!(
            key_sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn metrics_are_added_up_over_the_labels_that_are_not_named() {
        let page = "# TYPE a counter\na{x=\"1\",y=\"2\"} 3\na{x=\"1\",y=\"3\"} 4\na{zx=\"1\"} 8\nab{x=\"1\"} 16\n";
        assert_eq!(sum(page, "a", &[("x", "1")]), 7.0);
        assert_eq!(sum(page, "a", &[("x", "1"), ("y", "3")]), 4.0);
        assert_eq!(sum(page, "a", &[]), 15.0);
    }
}
