//! The bench as a module: it runs when it is configured, and logs its table.

use std::time::{Duration, SystemTime};

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
            let now = proxy_wasm::hostcalls::get_current_time().unwrap_or(SystemTime::UNIX_EPOCH);
            now.duration_since(SystemTime::UNIX_EPOCH)
                .unwrap_or(Duration::ZERO)
        };
        let table = super::table(&clock);
        proxy_wasm::hostcalls::log(LogLevel::Info, &table).is_ok()
    }
}
