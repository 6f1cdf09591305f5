//! One plugin instance: reads its configuration, makes the contexts of its role.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{BufferType, ContextType};
use sluice_config::{Config, PluginConfig, Provider};
use sluice_core::exchange::{Attempt, Exchanges, Gateway};

use crate::envoy::failed;
use crate::metrics;
use crate::stream::{AttemptStream, GatewayStream, IdleStream};

thread_local! {
    /// Shared by the roles, which run in one VM a worker.
    static EXCHANGES: Rc<RefCell<Exchanges>> = Rc::default();
}

/// What this instance is for.
enum Role {
    Gateway(Rc<Config>),
    Provider(Rc<Config>, Arc<Provider>),
}

/// The root context of one plugin instance.
#[derive(Default)]
pub(crate) struct Root {
    role: Option<Role>,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, size: usize) -> bool {
        let json = match hostcalls::get_buffer(BufferType::PluginConfiguration, 0, size) {
            Ok(Some(json)) => json,
            Ok(None) | Err(_) => Vec::new(),
        };
        match PluginConfig::from_json(&json) {
            Ok(PluginConfig::Gateway { version, config }) => {
                log::info!("gateway role configured, version {version}");
                self.role = Some(Role::Gateway(Rc::new(config)));
            }
            Ok(PluginConfig::Provider {
                provider,
                version,
                config,
            }) => {
                let Some(found) = config.provider(&provider).cloned() else {
                    return false;
                };
                log::info!("provider role of {provider} configured, version {version}");
                self.role = Some(Role::Provider(Rc::new(config), found));
            }
            Err(errors) => {
                for error in errors {
                    log::error!("configuration refused: {error}");
                }
                return false;
            }
        }
        // In each role: behind a reload they may be in two VMs, each with its counts.
        match hostcalls::set_tick_period(metrics::PERIOD) {
            Ok(()) => true,
            Err(status) => {
                failed("set_tick_period", status);
                false
            }
        }
    }

    fn on_tick(&mut self) {
        metrics::flush();
    }

    fn create_http_context(&self, id: u32) -> Option<Box<dyn HttpContext>> {
        let exchanges = EXCHANGES.with(Rc::clone);
        Some(match &self.role {
            Some(Role::Gateway(config)) => {
                let machine = Gateway::new(Rc::clone(config), exchanges, id);
                boxed("gateway", GatewayStream::new(machine))
            }
            Some(Role::Provider(config, provider)) => {
                let machine = Attempt::new(Rc::clone(config), Arc::clone(provider), exchanges);
                boxed("provider", AttemptStream::new(machine))
            }
            // Envoy makes no streams for a plugin that refused its configuration.
            None => Box::new(IdleStream),
        })
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
}

#[cfg(not(feature = "trap-injection"))]
fn boxed(_: &str, stream: impl HttpContext + 'static) -> Box<dyn HttpContext> {
    Box::new(stream)
}

#[cfg(feature = "trap-injection")]
fn boxed(role: &'static str, stream: impl HttpContext + 'static) -> Box<dyn HttpContext> {
    Box::new(crate::trap::Trapping::new(role, stream))
}
