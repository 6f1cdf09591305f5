//! A filter that does nothing: what Envoy's host and the SDK cost by themselves.
//!
//! It takes part in every callback of the HTTP life cycle and answers each with
//! the SDK's default, "continue". Configured with the word `buffer`, it waits for the
//! whole body of a request first, and does nothing with it. In Sluice's place, with
//! Sluice's own configuration, it does the same in the gateway role and leads every
//! request to the first provider; in the provider role it does nothing.

#![expect(missing_docs, reason = "the SDK's macro exports an item without them")]

use std::rc::Rc;

use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, MapType};

/// What the routes that Sluice renders choose a cluster by, and how often they retry.
const TARGET: &str = "sluice.target";
const RETRIES: &str = "x-envoy-max-retries";

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root { way: Way::Passes }));
}}

/// What is done with a request.
#[derive(Clone)]
enum Way {
    Passes,
    /// It waits until it is whole.
    Buffers,
    /// The same, and then goes to this provider.
    LeadsTo(Rc<str>),
}

impl Way {
    fn read(configuration: &str) -> Self {
        if configuration == "buffer" {
            return Self::Buffers;
        }
        let is_gateway = configuration.contains(r#""role":"gateway""#);
        let providers = configuration.split_once(r#""providers":{""#);
        let first = providers.and_then(|(_, rest)| rest.split('"').next());
        match first.filter(|_| is_gateway) {
            Some(first) => Self::LeadsTo(first.into()),
            None => Self::Passes,
        }
    }
}

struct Root {
    way: Way,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _size: usize) -> bool {
        let configuration = self.get_plugin_configuration().unwrap_or_default();
        self.way = Way::read(&String::from_utf8_lossy(&configuration));
        true
    }

    fn create_http_context(&self, _context_id: u32) -> Option<Box<dyn HttpContext>> {
        let way = self.way.clone();
        Some(Box::new(Exchange { way }))
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
}

struct Exchange {
    way: Way,
}

impl Exchange {
    fn request(&self, is_whole: bool) -> Action {
        match &self.way {
            Way::Passes => Action::Continue,
            Way::Buffers | Way::LeadsTo(_) if !is_whole => Action::Pause,
            Way::Buffers => Action::Continue,
            Way::LeadsTo(provider) => {
                let target = hostcalls::set_property(vec![TARGET], Some(provider.as_bytes()));
                let headers = MapType::HttpRequestHeaders;
                // The change of a header makes the router choose its route anew.
                let retries = hostcalls::set_map_value(headers, RETRIES, Some("0"));
                if target.and(retries).is_ok() {
                    Action::Continue
                } else {
                    Action::Pause
                }
            }
        }
    }
}

impl Context for Exchange {}

impl HttpContext for Exchange {
    fn on_http_request_headers(&mut self, _count: usize, end_of_stream: bool) -> Action {
        self.request(end_of_stream)
    }

    fn on_http_request_body(&mut self, _size: usize, end_of_stream: bool) -> Action {
        self.request(end_of_stream)
    }
}
