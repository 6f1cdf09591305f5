//! A proxy that only exists on paper: it holds one request and notes what the
//! filter does with it. What workers share it keeps, too.

use std::collections::BTreeMap;
use std::time::Duration;

use sluice_core::telemetry::Metric;
use sluice_core::{CallId, Headers, Host, Side};

/// One request, and the filter's effects on it.
#[derive(Debug, Default)]
pub(crate) struct Offline {
    request: Headers,
    body: Vec<u8>,
    properties: BTreeMap<String, Vec<u8>>,
    shared: BTreeMap<String, Vec<u8>>,
    /// The filter's own answer, if it gave one: status and body.
    pub(crate) reply: Option<(u16, Vec<u8>)>,
}

impl Offline {
    /// A request before the filter sees it.
    pub(crate) fn new(request: Headers, body: Vec<u8>) -> Self {
        Self {
            request,
            body,
            ..Self::default()
        }
    }
}

impl Host for Offline {
    fn now(&mut self) -> Duration {
        Duration::ZERO
    }

    fn headers(&mut self, side: Side) -> Headers {
        match side {
            Side::Request => self.request.clone(),
            Side::Response => Headers::default(),
        }
    }

    fn set_header(&mut self, side: Side, name: &str, value: Option<&[u8]>) {
        match (side, value) {
            (Side::Request, Some(value)) => self.request.set(name, value),
            (Side::Request, None) => self.request.remove(name),
            (Side::Response, _) => {}
        }
    }

    fn body(&mut self, side: Side, size: usize) -> Vec<u8> {
        match side {
            Side::Request => self.body.get(..size).unwrap_or(&self.body).to_vec(),
            Side::Response => Vec::new(),
        }
    }

    fn write_body(&mut self, _: Side, _: usize, _: &[u8]) {}

    fn property(&mut self, name: &str) -> Option<Vec<u8>> {
        self.properties.get(name).cloned()
    }

    fn set_property(&mut self, name: &str, value: &[u8]) {
        self.properties.insert(name.to_owned(), value.to_vec());
    }

    fn attempt_count(&mut self) -> Option<u32> {
        None
    }

    fn reply(&mut self, status: u16, _: &[(&str, &str)], body: &[u8]) {
        self.reply = Some((status, body.to_vec()));
    }

    fn call(&mut self, _: &str, _: &[(&str, &str)], _: &[u8], _: Duration) -> Option<CallId> {
        None
    }

    fn measure(&mut self, _: &str, _: &[(Metric, u64)]) {}

    fn shared(&mut self, key: &str) -> (Vec<u8>, Option<u32>) {
        (self.shared.get(key).cloned().unwrap_or_default(), None)
    }

    fn set_shared(&mut self, key: &str, value: &[u8], _: Option<u32>) -> bool {
        self.shared.insert(key.to_owned(), value.to_vec());
        true
    }

    fn warn(&mut self, _: &str) {}

    fn debug(&mut self, _: impl FnOnce() -> String) {}
}
