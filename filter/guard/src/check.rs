//! A check made ready.

use crate::find::Find;
use crate::judge::Judge;

/// A check, made ready once.
#[derive(Debug)]
pub enum Check {
    /// It finds places in texts.
    Find(Box<dyn Find + Send + Sync>),
    /// It judges all texts at once.
    Judge(Box<dyn Judge + Send + Sync>),
}
