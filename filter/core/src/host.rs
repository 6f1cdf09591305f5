//! What an exchange asks of the proxy it runs in.
//!
//! Each method is one crossing into the host and costs about a microsecond, so
//! the machines read header maps once and write only what changes. A host call
//! that fails is the host's to log; the machines are written so that a missing
//! answer (`None`, an empty body) leads to a refusal, never to a pass.

use std::time::Duration;

use crate::headers::Headers;
use crate::telemetry::Metric;

/// Whether the proxy goes on with what it has, or holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Pass it on.
    Continue,
    /// Hold it until a later callback continues.
    Pause,
}

/// One side of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// From the client to the provider.
    Request,
    /// From the provider to the client.
    Response,
}

/// Which of the calls beside a stream it is: unique within the VM.
pub type CallId = u32;

/// The effects of the machines, as the proxy offers them.
pub trait Host {
    /// Time since the Unix epoch.
    fn now(&mut self) -> Duration;

    /// The whole header map of a side.
    fn headers(&mut self, side: Side) -> Headers;

    /// Sets a header to one value, or removes it.
    fn set_header(&mut self, side: Side, name: &str, value: Option<&[u8]>);

    /// The bytes of this body callback: what the proxy holds of the body so far.
    fn body(&mut self, side: Side, size: usize) -> Vec<u8>;

    /// Replaces the first `remove` bytes of what the proxy holds by `with`. The
    /// caller has checked `with` against the proxy's buffer limit.
    fn write_body(&mut self, side: Side, remove: usize, with: &[u8]);

    /// A value in the request's filter state, shared by both roles, the router
    /// and the access log.
    fn property(&mut self, name: &str) -> Option<Vec<u8>>;

    /// Sets such a value.
    fn set_property(&mut self, name: &str, value: &[u8]);

    /// The number of the attempt in whose upstream chain this is, from 1.
    fn attempt_count(&mut self) -> Option<u32>;

    /// Answers in place of a provider. The stream is over; later callbacks must
    /// be absorbed.
    fn reply(&mut self, status: u16, headers: &[(&str, &str)], body: &[u8]);

    /// Asks another server, beside the stream. `headers` has the pseudo headers too. The
    /// answer comes to the machine that asked, as a status and a body: 503 where no
    /// connection could be made, 504 where `timeout` has passed. `None` if it cannot be
    /// asked at all.
    fn call(
        &mut self,
        cluster: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        timeout: Duration,
    ) -> Option<CallId>;

    /// Adds to counters, and records in histograms. `labels` is the text that
    /// [`crate::telemetry::labels`] makes, the same for all of them.
    fn measure(&mut self, labels: &str, values: &[(Metric, u64)]);

    /// A value that all workers share, empty if there is none, and its version.
    fn shared(&mut self, key: &str) -> (Vec<u8>, Option<u32>);

    /// Sets such a value if it still has this version. `false` if it has another.
    fn set_shared(&mut self, key: &str, value: &[u8], version: Option<u32>) -> bool;

    /// Tells the operator of something. Nothing of a body, and no key.
    fn warn(&mut self, message: &str);

    /// The same, for whoever looks closely: `message` is called if anybody does.
    fn debug(&mut self, message: impl FnOnce() -> String);
}
