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
    /// The keys of providers that are not there: what Envoy would not start with.
    pub(crate) fn missing_keys(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for provider in self.config.providers() {
            match provider.key().map(|key| &key.secret) {
                Some(SecretSource::Env(name)) => {
                    if std::env::var_os(name).is_none_or(|value| value.is_empty()) {
                        missing.push(format!("{}: ${name} is not set", provider.name));
                    }
                }
                Some(SecretSource::File(file)) => {
                    if let Err(error) = std::fs::metadata(file) {
                        missing.push(format!("{}: {file}: {error}", provider.name));
                    }
                }
                Some(SecretSource::Inline(_)) | None => {}
            }
        }
        missing
    }
}
