//! What a simulator remembers: the faults that are set and the requests it saw.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::fault::{Armed, Fault};
use crate::options::Options;

/// Most requests that are remembered; the oldest are forgotten first.
const REQUESTS: usize = 1000;

/// Most bytes of request bodies that are remembered.
const BYTES: usize = 128 << 20;

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its number, from 0, in the order of arrival.
    pub number: u64,
    /// The HTTP method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The headers in their order, names in lower case. Values that are not
    /// UTF-8 have replacement characters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// What became of the answer.
    pub outcome: Outcome,
}

impl Recorded {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON, `null` where it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Not written to its end yet.
    Open,
    /// Handed to the connection in full, or cut by a fault.
    Done,
    /// The client left before the end.
    ClientLeft,
}

/// Shared by the connections, the control API and the handle.
pub(crate) struct State {
    pub(crate) options: Options,
    memory: Mutex<Memory>,
    changed: Condvar,
}

#[derive(Default)]
struct Memory {
    faults: Vec<Armed>,
    requests: VecDeque<Recorded>,
    bytes: usize,
    next: u64,
}

impl State {
    pub(crate) fn new(options: Options) -> Self {
        let faults = options.faults.clone();
        Self {
            options,
            memory: Mutex::new(Memory {
                faults,
                ..Memory::default()
            }),
            changed: Condvar::new(),
        }
    }

    /// A thread that died while it held the lock leaves lists that are whole.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_faults(&self, faults: Vec<Armed>) {
        self.memory().faults = faults;
    }

    /// The faults for a request, counted as used.
    pub(crate) fn take_faults(&self) -> Vec<Fault> {
        self.take(|fault| *fault != Fault::Refuse)
    }

    /// Whether this connection or request is to be refused.
    pub(crate) fn take_refusal(&self) -> bool {
        !self.take(|fault| *fault == Fault::Refuse).is_empty()
    }

    fn take(&self, wanted: impl Fn(&Fault) -> bool) -> Vec<Fault> {
        let mut memory = self.memory();
        let mut taken = Vec::new();
        for armed in &mut memory.faults {
            if wanted(&armed.fault) && armed.times != Some(0) {
                armed.times = armed.times.map(|times| times - 1);
                taken.push(armed.fault.clone());
            }
        }
        memory.faults.retain(|armed| armed.times != Some(0));
        taken
    }

    /// Remembers a request and gives its number.
    pub(crate) fn record(&self, mut request: Recorded) -> u64 {
        let mut memory = self.memory();
        let number = memory.next;
        memory.next += 1;
        request.number = number;
        memory.bytes += request.body.len();
        memory.requests.push_back(request);
        while memory.requests.len() > REQUESTS || memory.bytes > BYTES {
            let Some(oldest) = memory.requests.pop_front() else {
                break;
            };
            memory.bytes -= oldest.body.len();
        }
        self.changed.notify_all();
        number
    }

    pub(crate) fn finish(&self, number: u64, outcome: Outcome) {
        let mut memory = self.memory();
        let found = memory
            .requests
            .iter_mut()
            .find(|request| request.number == number);
        if let Some(request) = found.filter(|request| request.outcome == Outcome::Open) {
            request.outcome = outcome;
            self.changed.notify_all();
        }
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.memory().requests.iter().cloned().collect()
    }

    pub(crate) fn forget_requests(&self) {
        let mut memory = self.memory();
        memory.requests.clear();
        memory.bytes = 0;
    }

    /// Waits until the requests are as wanted, at most for `patience`.
    pub(crate) fn wait(
        &self,
        patience: Duration,
        wanted: impl Fn(&[Recorded]) -> bool,
    ) -> Option<Vec<Recorded>> {
        let deadline = Instant::now() + patience;
        let mut memory = self.memory();
        loop {
            let requests: &[Recorded] = memory.requests.make_contiguous();
            if wanted(requests) {
                return Some(requests.to_vec());
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            memory = self
                .changed
                .wait_timeout(memory, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}
