//! Reading files and stdin, with a bound.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;

/// More than any body or configuration that Sluice accepts.
const MAX_INPUT: u64 = 64 << 20;

/// Reads a file; stdin if there is none or it is `-`.
pub(crate) fn read(file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    match file {
        Some(path) if path != Path::new("-") => File::open(path)
            .and_then(bounded)
            .map_err(|error| Failure::refused(format!("{}: {error}", path.display()))),
        _ => {
            bounded(io::stdin().lock()).map_err(|error| Failure::refused(format!("stdin: {error}")))
        }
    }
}

fn bounded(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_INPUT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_INPUT {
        let message = format!("larger than {} MiB", MAX_INPUT >> 20);
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(bytes)
}
