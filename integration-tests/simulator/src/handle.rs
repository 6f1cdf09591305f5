//! A simulator on its own thread, for tests that are not asynchronous.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::fault::Armed;
use crate::options::Options;
use crate::server;
use crate::state::{Recorded, State};

/// A simulator that runs until it is dropped.
pub struct Simulator {
    address: SocketAddr,
    state: Arc<State>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Binds the address and starts to answer.
    ///
    /// # Errors
    /// The address cannot be bound, or no thread can be started.
    pub fn start(options: Options) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(options.address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let state = Arc::new(State::new(options));
        let (stop, stopped) = oneshot::channel::<()>();
        let shared = Arc::clone(&state);
        let thread = std::thread::Builder::new()
            .name("simulator".to_owned())
            .spawn(move || {
                runtime.block_on(async move {
                    // The socket is bound and non-blocking, so this cannot fail
                    // in a way that the caller has not seen.
                    if let Ok(listener) = TcpListener::from_std(listener) {
                        let shutdown = async move {
                            let _dropped = stopped.await;
                        };
                        server::accept(listener, shared, shutdown).await;
                    }
                });
            })?;
        Ok(Self {
            address,
            state,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address as a base URL, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.state.requests()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.state.forget_requests();
    }

    /// Waits until the requests are as wanted, and gives them; `None` where
    /// they are not after `patience`.
    #[must_use]
    pub fn wait_for(
        &self,
        patience: Duration,
        wanted: impl Fn(&[Recorded]) -> bool,
    ) -> Option<Vec<Recorded>> {
        self.state.wait(patience, wanted)
    }

    /// Sets the faults, in place of those set before.
    pub fn set_faults(&self, faults: impl IntoIterator<Item = Armed>) {
        self.state.set_faults(faults.into_iter().collect());
    }

    /// Sets no faults.
    pub fn clear_faults(&self) {
        self.set_faults([]);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so on its own.
            let _ended = thread.join();
        }
    }
}
