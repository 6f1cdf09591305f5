//! Reading a gateway.yaml.

use std::path::Path;

use sluice_config::{Config, ConfigError, Options, SecretSource, raw};

use crate::failure::Failure;
use crate::input;
use crate::yaml::Document;

/// A gateway.yaml that was accepted.
pub(crate) struct Gateway {
    /// What it was read from, for messages.
    pub(crate) name: String,
    /// As it was written.
    pub(crate) raw: raw::Gateway,
    /// As it was understood.
    pub(crate) config: Config,
}

/// Reads and checks a gateway.yaml, or one in JSON.
pub(crate) fn gateway(file: &Path, options: Options) -> Result<Gateway, Failure> {
    let bytes = input::read(Some(file))?;
    let name = if file == Path::new("-") {
        "stdin".to_owned()
    } else {
        file.display().to_string()
    };
    match parse(&bytes, options) {
        Ok((raw, config)) => Ok(Gateway { name, raw, config }),
        Err(errors) => Err(Failure::Config(name, errors)),
    }
}

fn parse(bytes: &[u8], options: Options) -> Result<(raw::Gateway, Config), Vec<ConfigError>> {
    let document = Document::parse(bytes).map_err(|error| vec![error])?;
    let locate = |errors: Vec<ConfigError>| {
        let mut errors: Vec<_> = errors
            .into_iter()
            .map(|error| document.locate(error))
            .collect();
        errors.sort_by_key(|error| error.line);
        errors
    };
    let config = sluice_config::from_value(&document.value, options).map_err(locate)?;
    let raw = sluice_config::raw_from_value(&document.value).map_err(locate)?;
    Ok((raw, config))
}

impl Gateway {
    /// The keys of providers and services that are not there: what Envoy would not start
    /// with.
    pub(crate) fn missing_keys(&self) -> Vec<String> {
        let providers = self.config.providers().iter();
        let providers = providers.filter_map(|provider| Some((&provider.name, provider.key()?)));
        let services = self.config.services().iter();
        let services =
            services.filter_map(|service| Some((&service.name, service.server()?.key()?)));
        let mut missing = Vec::new();
        for (owner, key) in providers.chain(services) {
            match &key.secret {
                SecretSource::Env(name) => {
                    if std::env::var_os(name).is_none_or(|value| value.is_empty()) {
                        missing.push(format!("{owner}: ${name} is not set"));
                    }
                }
                SecretSource::File(file) => {
                    if let Err(error) = std::fs::metadata(file) {
                        missing.push(format!("{owner}: {file}: {error}"));
                    }
                }
                SecretSource::Inline(_) => {}
            }
        }
        missing
    }
}
