//! The bench as a module: it runs when it is configured, with the names of parts, and
//! logs its tables.

use std::time::{Duration, SystemTime};

use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, RootContext};
use proxy_wasm::types::LogLevel;

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root));
}}

struct Root;

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _size: usize) -> bool {
        let clock = || {
            let now = hostcalls::get_current_time().unwrap_or(SystemTime::UNIX_EPOCH);
            now.duration_since(SystemTime::UNIX_EPOCH)
                .unwrap_or(Duration::ZERO)
        };
        let log = |level, text: &str| hostcalls::log(level, text).is_ok();
        let names = self.get_plugin_configuration().unwrap_or_default();
        let names = String::from_utf8_lossy(&names);
        match super::run(&names, &clock, &mut |table| {
            log(LogLevel::Info, table);
        }) {
            Ok(()) => true,
            Err(problem) => {
                log(LogLevel::Error, &problem);
                false
            }
        }
    }
}
