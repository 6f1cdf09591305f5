//! `sluice run` as a process.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::setup::Setup;

/// A running `sluice run`; ended when dropped.
#[derive(Debug)]
pub struct Running {
    process: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Running {
    /// Runs `file` in `folder`, where the log goes too; `port` is its listener's.
    ///
    /// # Panics
    /// The command cannot be started.
    #[must_use]
    pub fn start(setup: &Setup, folder: &Path, file: &Path, port: u16, more: &[&str]) -> Self {
        let log = folder.join("log");
        let output =
            File::create(&log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let errors = output
            .try_clone()
            .unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let process = Command::new(&setup.command)
            .arg("run")
            .arg(file)
            .args(["--concurrency", "1"])
            .args(more)
            .arg("--envoy")
            .arg(&setup.envoy)
            .env("SLUICE_WASM", &setup.module)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", setup.command.display()));
        Self {
            process,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            log,
        }
    }

    /// Where clients connect.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the command and its Envoy have written.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Sends SIGTERM to the command alone, as `docker stop` does.
    ///
    /// # Panics
    /// There is no command `kill`, or the process is gone.
    pub fn terminate(&self) {
        let sent = Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        assert!(sent.is_ok_and(|status| status.success()), "{}", self.log());
    }

    /// How the command has ended, if it has.
    #[must_use]
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().ok().flatten()
    }
}

impl Drop for Running {
    /// Ends the command as a person in a hurry does, so that it ends its Envoy.
    fn drop(&mut self) {
        // One asks it to drain, the next to hurry; two at once may count as one.
        const MOST: usize = 2_000;
        for _ in 0..MOST {
            if self.ended().is_some() {
                return;
            }
            let _sent = Command::new("kill")
                .arg(self.process.id().to_string())
                .status();
        }
        let _gone = self.process.kill();
        let _ended = self.process.wait();
    }
}
