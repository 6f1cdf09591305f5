//! A filter that does nothing: what Envoy's host and the SDK cost by themselves.
//!
//! It takes part in every callback of the HTTP life cycle and answers each with
//! the SDK's default, "continue". Configured with the word `buffer`, it waits for the
//! whole body of a request first, and does nothing with it.

#![expect(missing_docs, reason = "the SDK's macro exports an item without them")]

use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType};

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root { buffers: false }));
}}

struct Root {
    buffers: bool,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _size: usize) -> bool {
        self.buffers = self.get_plugin_configuration().as_deref() == Some(b"buffer");
        true
    }

    fn create_http_context(&self, _context_id: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Exchange {
            buffers: self.buffers,
        }))
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
}

struct Exchange {
    buffers: bool,
}

impl Context for Exchange {}

impl HttpContext for Exchange {
    fn on_http_request_headers(&mut self, _count: usize, end_of_stream: bool) -> Action {
        if self.buffers && !end_of_stream {
            Action::Pause
        } else {
            Action::Continue
        }
    }

    fn on_http_request_body(&mut self, _size: usize, end_of_stream: bool) -> Action {
        if self.buffers && !end_of_stream {
            Action::Pause
        } else {
            Action::Continue
        }
    }
}
