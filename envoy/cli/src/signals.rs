//! SIGINT and SIGTERM, which end a command that runs on.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::Failure;

/// Receives the signals that ask for an end.
pub(crate) struct Ends(Receiver<()>);

/// Takes over the signals; from here on they do not end the process.
pub(crate) fn listen() -> Result<Ends, Failure> {
    let mut signals = Signals::new([SIGINT, SIGTERM])
        .map_err(|error| Failure::refused(format!("signals: {error}")))?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for _signal in signals.forever() {
            if sender.send(()).is_err() {
                break;
            }
        }
    });
    Ok(Ends(receiver))
}

impl Ends {
    /// Waits for a signal.
    pub(crate) fn wait(&self) {
        // An error means that no signal can come any more, which is an end too.
        let _received = self.0.recv();
    }

    /// Waits for a signal for so long; true if one came.
    pub(crate) fn wait_for(&self, wait: Duration) -> bool {
        !matches!(self.0.recv_timeout(wait), Err(RecvTimeoutError::Timeout))
    }
}
