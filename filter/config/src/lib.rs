//! gateway.yaml as written ([`raw`]), checked, and resolved ([`Config`]).
//!
//! The command reads YAML and the filter reads JSON, but both go through the one
//! constructor, `raw` → [`Config`], so what `sluice validate` accepts the filter
//! accepts. Every problem is reported at once, each with its path, its reason and
//! its mend. Deliberately absent: a YAML parser, file access, environment lookups.

pub mod catalogue;
mod checks;
mod error;
mod plugin;
pub mod raw;
mod resolve;
mod resolved;
mod secret;
mod shape;
mod units;

pub use error::{ConfigError, Path};
pub use plugin::PluginConfig;
pub use resolve::{Options, resolve, resolve_with};
pub use resolved::{
    Access, Allowed, Auth, AwsCredentials, Bounds, CanaryStop, Capabilities, Card, CircuitBreaker,
    Concurrency, Condition, Config, Consumer, CoolDown, DataPolicy, DataRules, Endpoint,
    FallbackPolicy, Feature, Group, Guardrail, GuardrailAction, Host, Key, Limits, Listener,
    Measure, Member, Model, NamePattern, Needs, Node, OutlierDetection, Pattern, Price, Provider,
    Reliability, Replacement, RetryBudget, SecretSource, Server, Service, ServicePlace, Shadow,
    SigV4, Sticky, Strategy, Surface, Surfaces, Target, TimeWindow, Timeouts,
};
pub use secret::Secret;
pub use shape::{from_json, from_value, raw_from_value};
