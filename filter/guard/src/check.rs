//! A check made ready.

use crate::find::Find;
use crate::judge::Judge;
use crate::services::Service;

/// A check, made ready once.
#[derive(Debug)]
pub enum Check {
    /// It finds places in texts.
    Find(Box<dyn Find + Send + Sync>),
    /// It judges all texts at once.
    Judge(Box<dyn Judge + Send + Sync>),
    /// It asks a service.
    Service(Box<dyn Service + Send + Sync>),
}
