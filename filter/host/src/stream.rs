//! The contexts of both roles: each callback goes to the machine, and its flow back.

use proxy_wasm::traits::{Context, HttpContext};
use proxy_wasm::types::Action;
use sluice_core::Flow;
use sluice_core::exchange::{Attempt, Gateway};

use crate::envoy::Envoy;

fn action(flow: Flow) -> Action {
    match flow {
        Flow::Continue => Action::Continue,
        Flow::Pause => Action::Pause,
    }
}

/// One request on the listener.
pub(crate) struct GatewayStream(Gateway);

impl GatewayStream {
    pub(crate) fn new(machine: Gateway) -> Self {
        Self(machine)
    }
}

impl Context for GatewayStream {}

impl HttpContext for GatewayStream {
    fn on_http_request_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        action(self.0.request_headers(&mut Envoy, end_of_stream))
    }

    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        action(self.0.request_body(&mut Envoy, size, end_of_stream))
    }

    fn on_http_request_trailers(&mut self, _: usize) -> Action {
        action(self.0.request_trailers(&mut Envoy))
    }

    fn on_http_response_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        action(self.0.response_headers(&mut Envoy, end_of_stream))
    }

    fn on_http_response_body(&mut self, size: usize, _: bool) -> Action {
        action(self.0.response_body(&mut Envoy, size))
    }

    fn on_log(&mut self) {
        self.0.log(&mut Envoy);
    }
}

/// One attempt at a provider.
pub(crate) struct AttemptStream(Attempt);

impl AttemptStream {
    pub(crate) fn new(machine: Attempt) -> Self {
        Self(machine)
    }
}

impl Context for AttemptStream {
    fn on_done(&mut self) -> bool {
        self.0.done(&mut Envoy);
        true
    }
}

impl HttpContext for AttemptStream {
    fn on_http_request_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        action(self.0.request_headers(&mut Envoy, end_of_stream))
    }

    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        action(self.0.request_body(&mut Envoy, size, end_of_stream))
    }

    fn on_http_request_trailers(&mut self, _: usize) -> Action {
        action(self.0.request_trailers(&mut Envoy))
    }

    fn on_http_response_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        action(self.0.response_headers(&mut Envoy, end_of_stream))
    }

    fn on_http_response_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        action(self.0.response_body(&mut Envoy, size, end_of_stream))
    }

    fn on_http_response_trailers(&mut self, _: usize) -> Action {
        action(self.0.response_trailers(&mut Envoy))
    }
}

/// A stream of a plugin without a role: it holds everything, so that nothing
/// passes unchecked.
pub(crate) struct IdleStream;

impl Context for IdleStream {}

impl HttpContext for IdleStream {
    fn on_http_request_headers(&mut self, _: usize, _: bool) -> Action {
        Action::Pause
    }
}
