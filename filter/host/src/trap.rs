//! Traps on demand, for the tests of crash recovery. Only with the feature
//! `trap-injection`, which no released module has.
//!
//! A request names the callback that is to trap in its header `x-sluice-trap`:
//! a role and a callback, such as `gateway request-body`.

use std::cell::RefCell;

use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext};
use proxy_wasm::types::{Action, MapType};

thread_local! {
    /// What the latest request asked for; the gateway role takes the header off.
    static WANTED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A context whose callbacks trap where they are asked to.
pub(crate) struct Trapping<S> {
    inner: S,
    role: &'static str,
}

impl<S> Trapping<S> {
    pub(crate) fn new(role: &'static str, inner: S) -> Self {
        Self { inner, role }
    }

    #[expect(clippy::panic, reason = "this is the trap that was asked for")]
    fn pass(&self, callback: &str) {
        let here = format!("{} {callback}", self.role);
        if WANTED.with_borrow(|wanted| wanted == here.as_bytes()) {
            panic!("trap on demand: {here}");
        }
    }
}

impl<S: Context> Context for Trapping<S> {
    fn on_done(&mut self) -> bool {
        self.inner.on_done()
    }

    fn on_http_call_response(&mut self, id: u32, headers: usize, size: usize, trailers: usize) {
        self.pass("call");
        self.inner
            .on_http_call_response(id, headers, size, trailers);
    }
}

impl<S: HttpContext> HttpContext for Trapping<S> {
    fn on_http_request_headers(&mut self, count: usize, end_of_stream: bool) -> Action {
        if self.role == "gateway" {
            let header =
                hostcalls::get_map_value_bytes(MapType::HttpRequestHeaders, "x-sluice-trap");
            WANTED.set(header.ok().flatten().unwrap_or_default());
        }
        self.pass("request-headers");
        self.inner.on_http_request_headers(count, end_of_stream)
    }

    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        self.pass("request-body");
        self.inner.on_http_request_body(size, end_of_stream)
    }

    fn on_http_request_trailers(&mut self, count: usize) -> Action {
        self.inner.on_http_request_trailers(count)
    }

    fn on_http_response_headers(&mut self, count: usize, end_of_stream: bool) -> Action {
        self.pass("response-headers");
        self.inner.on_http_response_headers(count, end_of_stream)
    }

    fn on_http_response_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        self.pass("response-body");
        self.inner.on_http_response_body(size, end_of_stream)
    }

    fn on_http_response_trailers(&mut self, count: usize) -> Action {
        self.inner.on_http_response_trailers(count)
    }

    fn on_log(&mut self) {
        self.pass("log");
        self.inner.on_log();
    }
}
