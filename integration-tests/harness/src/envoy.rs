//! One Envoy process and what can be asked of its admin interface.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::{Answer, Request};

/// The longest that Envoy may take to be ready. Machines that run many tests
/// at once are slow.
const START: Duration = Duration::from_secs(60);

/// How often a condition is looked at.
const POLL: Duration = Duration::from_millis(20);

/// What stands in the log of an Envoy whose module has trapped.
const TRAPS: &[&str] = &[
    "Uncaught ",
    "RuntimeError",
    "wasm trap",
    "Function: proxy_on_",
    "panicked at",
    "Failed to load Wasm",
];

/// What stands in the log of an Envoy that crashed.
const CRASHES: &[&str] = &[
    "Caught Segmentation fault",
    "Caught Aborted",
    "assert failure",
];

/// A running Envoy; it is killed when dropped.
pub struct Envoy {
    process: Child,
    admin: SocketAddr,
    log: PathBuf,
}

impl Envoy {
    /// Starts Envoy in `folder`, where its log goes too, and waits until it is
    /// ready.
    ///
    /// # Panics
    /// Envoy cannot be started, or is not ready in time.
    #[must_use]
    pub fn start(
        binary: &Path,
        folder: &Path,
        config: &Path,
        admin_port: u16,
        workers: u32,
        environment: &[(String, String)],
    ) -> Self {
        let log = folder.join("envoy.log");
        let output =
            File::create(&log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let errors = output
            .try_clone()
            .unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let process = Command::new(binary)
            .arg("--config-path")
            .arg(config)
            .args(["--concurrency", &workers.to_string()])
            .args(["--disable-hot-restart", "--log-level", "info"])
            .args(["--file-flush-interval-msec", "50"])
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
        let mut envoy = Self {
            process,
            admin: SocketAddr::from((Ipv4Addr::LOCALHOST, admin_port)),
            log,
        };
        let ready = until(START, || {
            if let Ok(Some(status)) = envoy.process.try_wait() {
                panic!("Envoy ended at its start ({status}):\n{}", envoy.log_tail());
            }
            envoy
                .ask("/ready")
                .is_some_and(|answer| answer.status == 200)
        });
        assert!(
            ready,
            "Envoy is not ready after {START:?}:\n{}",
            envoy.log_tail()
        );
        envoy
    }

    fn ask(&self, path: &str) -> Option<Answer> {
        let request = Request::new("GET", path).header("connection", "close");
        request.send(self.admin).ok()
    }

    /// A page of the admin interface.
    ///
    /// # Panics
    /// It does not answer.
    #[must_use]
    pub fn admin(&self, path: &str) -> String {
        match self.ask(path) {
            Some(answer) if answer.status == 200 => answer.text(),
            other => panic!(
                "admin {path}: {:?}\n{}",
                other.map(|answer| answer.text()),
                self.log_tail()
            ),
        }
    }

    /// The value of a counter or a gauge, 0 while it does not exist.
    ///
    /// # Panics
    /// The admin interface does not answer.
    #[must_use]
    pub fn stat(&self, name: &str) -> u64 {
        self.admin("/stats")
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(known, _)| *known == name)
            .and_then(|(_, value)| value.parse().ok())
            .unwrap_or(0)
    }

    /// Bytes that Envoy has allocated, those of the module's memory aside.
    ///
    /// # Panics
    /// The admin interface does not answer.
    #[must_use]
    pub fn allocated(&self) -> u64 {
        let page: Value = serde_json::from_str(&self.admin("/memory")).unwrap_or_default();
        let text = page.get("allocated").and_then(Value::as_str);
        text.and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// Bytes of memory that the process has in use, all told.
    ///
    /// # Panics
    /// The process is gone.
    #[must_use]
    pub fn resident(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next());
        kilobytes
            .and_then(|text| text.parse::<u64>().ok())
            .unwrap_or(0)
            * 1024
    }

    /// What Envoy has written so far.
    #[must_use]
    pub fn log(&self) -> String {
        let bytes = fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        let from = lines.len().saturating_sub(60);
        lines.get(from..).unwrap_or_default().join("\n")
    }

    /// Whether the process is still there.
    pub fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// What went wrong according to the log, if anything did.
    #[must_use]
    pub fn complaint(&mut self, traps_are_expected: bool) -> Option<String> {
        if !self.is_running() {
            return Some(format!("Envoy has ended by itself:\n{}", self.log_tail()));
        }
        let log = self.log();
        if let Some(line) = first_of(&log, CRASHES) {
            return Some(format!("Envoy has crashed: {line}"));
        }
        match first_of(&log, TRAPS) {
            Some(line) if !traps_are_expected => Some(format!("the module has trapped: {line}")),
            _ => None,
        }
    }
}

impl Drop for Envoy {
    fn drop(&mut self) {
        // A process that is gone cannot be killed, which is fine.
        let _gone = self.process.kill();
        let _status = self.process.wait();
    }
}

/// The first line of a log that holds one of these texts.
fn first_of<'a>(log: &'a str, texts: &[&str]) -> Option<&'a str> {
    log.lines()
        .find(|line| texts.iter().any(|text| line.contains(text)))
}

/// Waits until something is true, for at most `patience`; tells whether it is.
#[must_use]
pub fn until(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    loop {
        if condition() {
            return true;
        }
        if begun.elapsed() > patience {
            return false;
        }
        std::thread::sleep(POLL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trap_in_the_log_is_found() {
        let log = "[info] all fine\n[error][wasm] Function: proxy_on_request_headers failed: Uncaught RuntimeError: unreachable\n";
        let line = first_of(log, TRAPS).unwrap();
        assert!(line.starts_with("[error]"));
        assert_eq!(first_of("[info] all fine\n", TRAPS), None);
    }
}
