//! Why a command ends with another status than 0.

use sluice_config::ConfigError;

/// Exit status of a refusal: the input is not acceptable, or the work failed.
const REFUSED: u8 = 1;
/// Exit status of a command line that makes no sense; clap uses the same.
const USAGE: u8 = 2;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// One line, which is printed after `error: `.
    Refused(String),
    /// A configuration that was refused: its name, and every problem.
    Config(String, Vec<ConfigError>),
    /// Everything was said already.
    Told,
    /// The arguments contradict each other.
    Usage(String),
}

impl Failure {
    /// A refusal, in one line.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::Refused(message.into())
    }

    /// The exit status.
    pub(crate) const fn status(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Config(..) | Self::Told => REFUSED,
            Self::Usage(_) => USAGE,
        }
    }

    /// What is printed on stderr, if anything.
    pub(crate) fn message(&self) -> Option<String> {
        match self {
            Self::Refused(message) | Self::Usage(message) => Some(format!("error: {message}")),
            Self::Config(name, errors) => Some(describe(name, errors)),
            Self::Told => None,
        }
    }
}

fn describe(name: &str, errors: &[ConfigError]) -> String {
    let mut text = String::new();
    for error in errors {
        let line = error
            .line
            .map_or_else(String::new, |line| format!("{line}:"));
        text.push_str(&format!(
            "{name}:{line} {}: {}\n",
            error.path, error.problem
        ));
        if !error.hint.is_empty() {
            text.push_str(&format!("    {}\n", error.hint));
        }
    }
    let problems = if errors.len() == 1 {
        "problem"
    } else {
        "problems"
    };
    text + &format!("error: {name} is refused: {} {problems}", errors.len())
}
