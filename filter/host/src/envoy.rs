//! The host calls, and nothing else that names them.
//!
//! The SDK's calls panic on a status they do not expect, and a panic ends every
//! stream of the worker. So only calls are used that Envoy answers with an
//! expected status in the callbacks the machines make them in, only in their
//! `_bytes` forms (the others trap on text that is not UTF-8), and a failure
//! that does come back is logged once and answered with nothing.

use std::time::{Duration, UNIX_EPOCH};

use proxy_wasm::hostcalls;
use proxy_wasm::types::{BufferType, MapType, Status};
use sluice_core::telemetry::Metric;
use sluice_core::{CallId, Headers, Host, Side};

use crate::metrics;

/// What stands for the status of an answer that never came.
const NO_ANSWER: u16 = 503;

/// Of a longer answer the rest is cut off, so that it is none: more than any body may be,
/// and less than the module has room for.
const LONGEST_ANSWER: usize = 33 << 20;

/// Envoy, as the machines see it.
pub(crate) struct Envoy;

fn map(side: Side) -> MapType {
    match side {
        Side::Request => MapType::HttpRequestHeaders,
        Side::Response => MapType::HttpResponseHeaders,
    }
}

fn buffer(side: Side) -> BufferType {
    match side {
        Side::Request => BufferType::HttpRequestBody,
        Side::Response => BufferType::HttpResponseBody,
    }
}

pub(crate) fn failed(call: &str, status: Status) {
    log::error!("host call {call} failed: {status:?}");
}

/// The answer to a call, in the callback that tells of it: its status, and its body of
/// `size` bytes. `headers` is how many there are.
pub(crate) fn call_answer(headers: usize, size: usize) -> (u16, Vec<u8>) {
    // Envoy tells so of a call that it had to give up; there is no map to ask then, nor
    // a body.
    if headers == 0 {
        return (NO_ANSWER, Vec::new());
    }
    let status = match hostcalls::get_map_value_bytes(MapType::HttpCallResponseHeaders, ":status") {
        Ok(status) => status,
        Err(status) => {
            failed("get_map_value", status);
            None
        }
    };
    let status = status.and_then(|digits| std::str::from_utf8(&digits).ok()?.parse().ok());
    let body = match size {
        0 => Ok(None),
        size => {
            let size = size.min(LONGEST_ANSWER);
            hostcalls::get_buffer(BufferType::HttpCallResponseBody, 0, size)
        }
    };
    let body = body.unwrap_or_else(|status| {
        failed("get_buffer", status);
        None
    });
    (status.unwrap_or(NO_ANSWER), body.unwrap_or_default())
}

impl Host for Envoy {
    fn now(&mut self) -> Duration {
        hostcalls::get_current_time()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .unwrap_or_default()
    }

    fn headers(&mut self, side: Side) -> Headers {
        match hostcalls::get_map_bytes(map(side)) {
            Ok(list) => Headers::new(list),
            Err(status) => {
                failed("get_map", status);
                Headers::default()
            }
        }
    }

    fn set_header(&mut self, side: Side, name: &str, value: Option<&[u8]>) {
        if let Err(status) = hostcalls::set_map_value_bytes(map(side), name, value) {
            failed("set_map_value", status);
        }
    }

    fn body(&mut self, side: Side, size: usize) -> Vec<u8> {
        match hostcalls::get_buffer(buffer(side), 0, size) {
            Ok(bytes) => bytes.unwrap_or_default(),
            Err(status) => {
                failed("get_buffer", status);
                Vec::new()
            }
        }
    }

    fn write_body(&mut self, side: Side, remove: usize, with: &[u8]) {
        if let Err(status) = hostcalls::set_buffer(buffer(side), 0, remove, with) {
            failed("set_buffer", status);
        }
    }

    fn property(&mut self, name: &str) -> Option<Vec<u8>> {
        match hostcalls::get_property(vec![name]) {
            Ok(value) => value,
            Err(status) => {
                failed("get_property", status);
                None
            }
        }
    }

    fn set_property(&mut self, name: &str, value: &[u8]) {
        if let Err(status) = hostcalls::set_property(vec![name], Some(value)) {
            failed("set_property", status);
        }
    }

    fn attempt_count(&mut self) -> Option<u32> {
        let bytes = hostcalls::get_property(vec!["upstream", "request_attempt_count"]).ok()??;
        u32::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
    }

    fn reply(&mut self, status: u16, headers: &[(&str, &str)], body: &[u8]) {
        if let Err(status) =
            hostcalls::send_http_response(u32::from(status), headers.to_vec(), Some(body))
        {
            failed("send_http_response", status);
        }
    }

    fn call(
        &mut self,
        cluster: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        timeout: Duration,
    ) -> Option<CallId> {
        let sent = hostcalls::dispatch_http_call(
            cluster,
            headers.to_vec(),
            Some(body),
            Vec::new(),
            timeout,
        );
        match sent {
            Ok(id) => Some(id),
            Err(status) => {
                failed("dispatch_http_call", status);
                None
            }
        }
    }

    fn measure(&mut self, labels: &str, values: &[(Metric, u64)]) {
        metrics::measure(labels, values);
    }

    fn shared(&mut self, key: &str) -> (Vec<u8>, Option<u32>) {
        match hostcalls::get_shared_data(key) {
            Ok((value, version)) => (value.unwrap_or_default(), version),
            Err(status) => {
                failed("get_shared_data", status);
                (Vec::new(), None)
            }
        }
    }

    fn set_shared(&mut self, key: &str, value: &[u8], version: Option<u32>) -> bool {
        match hostcalls::set_shared_data(key, Some(value), version) {
            Ok(()) => true,
            Err(Status::CasMismatch) => false,
            Err(status) => {
                failed("set_shared_data", status);
                // Trying again would not help.
                true
            }
        }
    }

    fn warn(&mut self, message: &str) {
        log::warn!("{message}");
    }

    fn debug(&mut self, message: impl FnOnce() -> String) {
        if log::log_enabled!(log::Level::Debug) {
            log::debug!("{}", message());
        }
    }
}
