//! One plugin instance: reads its configuration, makes the contexts of its role.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{BufferType, ContextType};
use sluice_config::{Config, PluginConfig, Provider};
use sluice_core::exchange::{Attempt, Gateway};
use sluice_core::{Host, Worker};

use crate::envoy::{Envoy, failed};
use crate::metrics;
use crate::stream::{AttemptStream, GatewayStream, IdleStream, look};

thread_local! {
    /// By version of the configuration; shared by the roles, which run in one VM a
    /// worker. One that no instance holds any more is forgotten, but for the latest,
    /// of which the next takes over what is known.
    static WORKERS: RefCell<Vec<(String, Weak<Worker>)>> = const { RefCell::new(Vec::new()) };
    static LATEST: RefCell<Option<Rc<Worker>>> = const { RefCell::new(None) };
}

/// The worker of a version of the configuration.
fn worker(version: String, config: Config) -> Rc<Worker> {
    let known = WORKERS.with_borrow_mut(|all| {
        all.retain(|(_, worker)| worker.strong_count() > 0);
        let same = all.iter().find(|(known, _)| *known == version);
        same.and_then(|(_, worker)| worker.upgrade())
    });
    // The same version is the same configuration, unless somebody wrote it by hand.
    if let Some(known) = known.filter(|known| *known.config() == config) {
        return known;
    }
    let worker = Rc::new(LATEST.with_borrow(|latest| match latest {
        Some(latest) => latest.renewed(config),
        None => Worker::new(config, seed()),
    }));
    LATEST.set(Some(Rc::clone(&worker)));
    WORKERS.with_borrow_mut(|all| all.push((version, Rc::downgrade(&worker))));
    worker
}

/// A number that differs from worker to worker: they start at different times, and
/// their memories lie at different places.
fn seed() -> u64 {
    let now = Envoy.now().as_nanos();
    u64::try_from(now & u128::from(u64::MAX)).unwrap_or_default()
}

/// What this instance is for.
enum Role {
    Gateway,
    Provider(Arc<Provider>),
}

/// The root context of one plugin instance.
#[derive(Default)]
pub(crate) struct Root {
    role: Option<(Role, Rc<Worker>)>,
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
                self.role = Some((Role::Gateway, worker(version, config)));
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
                self.role = Some((Role::Provider(found), worker(version, config)));
            }
            Err(errors) => {
                for error in errors {
                    log::error!("configuration refused: {error}");
                }
                return false;
            }
        }
        let problems = self
            .role
            .as_ref()
            .map(|(_, worker)| worker.guards().problems())
            .unwrap_or_default();
        if !problems.is_empty() {
            for problem in problems {
                log::error!("configuration refused: {problem}");
            }
            return false;
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
        if let Some((_, worker)) = &self.role {
            worker.tick(&mut Envoy);
        }
        metrics::flush();
        look();
    }

    fn create_http_context(&self, id: u32) -> Option<Box<dyn HttpContext>> {
        Some(match &self.role {
            Some((Role::Gateway, worker)) => {
                let machine = Gateway::new(Rc::clone(worker), id);
                boxed("gateway", GatewayStream::new(id, machine))
            }
            Some((Role::Provider(provider), worker)) => {
                let machine = Attempt::new(Rc::clone(worker), Arc::clone(provider));
                boxed("provider", AttemptStream::new(id, machine))
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
