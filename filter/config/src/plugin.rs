//! What Envoy hands to each instance of the filter.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Config, ConfigError, Options, Path, raw, shape};

/// It was checked in full when it was rendered.
const RENDERED: Options = Options {
    allow_inline_secrets: false,
    is_rendered: true,
};

/// The plugin configuration of one role.
///
/// As JSON: `{"role": "gateway", "version": "…", "config": {…}}` and
/// `{"role": "provider", "provider": "claude", "version": "…", "config": {…}}`.
/// `config` is a gateway.yaml as JSON, without `auth`. `version` is an opaque
/// text that is the same for all roles that were rendered together.
#[derive(Debug, Clone, PartialEq)]
pub enum PluginConfig {
    /// The filter on the listener.
    Gateway {
        /// Which rendering this is.
        version: String,
        /// All of it.
        config: Config,
    },
    /// The filter in front of one provider.
    Provider {
        /// The provider's name, one of the configuration's.
        provider: String,
        /// Which rendering this is.
        version: String,
        /// All of it.
        config: Config,
    },
}

impl PluginConfig {
    /// Reads and checks it.
    ///
    /// # Errors
    ///
    /// Every problem found; paths start at `$` of the `config` in it.
    pub fn from_json(json: &[u8]) -> Result<Self, Vec<ConfigError>> {
        let written = shape::value_from_json(json).and_then(|value| {
            serde_json::from_value::<Written<Value>>(value).map_err(|error| {
                ConfigError::new(
                    Path::root(),
                    error.to_string(),
                    "render it with `sluice render`",
                )
            })
        });
        match written.map_err(|error| vec![error])? {
            Written::Gateway { version, config } => {
                let config = shape::from_value(&config, RENDERED)?;
                Ok(Self::Gateway { version, config })
            }
            Written::Provider {
                provider,
                version,
                config,
            } => {
                let config = shape::from_value(&config, RENDERED)?;
                if config.provider(&provider).is_none() {
                    let path = Path::root().key("providers").key(provider);
                    return Err(vec![ConfigError::new(path, "required and missing", "")]);
                }
                Ok(Self::Provider {
                    provider,
                    version,
                    config,
                })
            }
        }
    }

    /// The JSON that [`Self::from_json`] reads, for the gateway role.
    #[must_use]
    pub fn write_gateway(version: &str, gateway: &raw::Gateway) -> Value {
        write(&Written::Gateway {
            version: version.to_owned(),
            config: gateway.clone().without_auth(),
        })
    }

    /// The JSON that [`Self::from_json`] reads, for one provider's role.
    #[must_use]
    pub fn write_provider(version: &str, provider: &str, gateway: &raw::Gateway) -> Value {
        write(&Written::Provider {
            provider: provider.to_owned(),
            version: version.to_owned(),
            config: gateway.clone().without_auth(),
        })
    }

    /// The checked configuration, whichever the role.
    #[must_use]
    pub const fn config(&self) -> &Config {
        match self {
            Self::Gateway { config, .. } | Self::Provider { config, .. } => config,
        }
    }

    /// Which rendering this is.
    #[must_use]
    pub fn version(&self) -> &str {
        match self {
            Self::Gateway { version, .. } | Self::Provider { version, .. } => version,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case", deny_unknown_fields)]
enum Written<T> {
    Gateway {
        version: String,
        config: T,
    },
    Provider {
        provider: String,
        version: String,
        config: T,
    },
}

/// The raw types have text keys only, so there is nothing that JSON cannot say.
fn write(written: &Written<raw::Gateway>) -> Value {
    serde_json::to_value(written).unwrap_or_default()
}
