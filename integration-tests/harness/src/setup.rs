//! Where the programs under test are.

use std::path::{Path, PathBuf};

/// What a test on a real Envoy needs.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Envoy: `$ENVOY`, or the one that the set-up has fetched.
    pub envoy: PathBuf,
    /// The module: `$SLUICE_WASM`, or `.sluice/sluice.wasm`.
    pub module: PathBuf,
    /// The command: `$SLUICE`, or the one built beside this test.
    pub command: PathBuf,
    /// Whom Envoy trusts, in place of the system's authorities.
    pub ca_file: Option<PathBuf>,
}

impl Setup {
    /// Finds all that has to be there.
    ///
    /// # Panics
    /// One of them is not there.
    #[must_use]
    pub fn find() -> Self {
        Self {
            envoy: Self::envoy(),
            module: existing(
                "SLUICE_WASM",
                root().join(".sluice/sluice.wasm"),
                "the module",
            ),
            command: existing("SLUICE", beside_this_test("sluice"), "the command `sluice`"),
            ca_file: None,
        }
    }

    /// Finds Envoy alone.
    ///
    /// # Panics
    /// It is not there.
    #[must_use]
    pub fn envoy() -> PathBuf {
        existing("ENVOY", root().join(".sluice/venv/bin/envoy"), "Envoy")
    }

    /// Finds the module that traps on demand: `$SLUICE_TRAP_WASM`, or
    /// `.sluice/sluice-trap.wasm`.
    ///
    /// # Panics
    /// It is not there.
    #[must_use]
    pub fn trapping_module() -> PathBuf {
        existing(
            "SLUICE_TRAP_WASM",
            root().join(".sluice/sluice-trap.wasm"),
            "the module that traps on demand",
        )
    }
}

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

fn existing(variable: &str, fallback: PathBuf, what: &str) -> PathBuf {
    let path = std::env::var_os(variable).map_or(fallback, PathBuf::from);
    match path.canonicalize() {
        Ok(path) => path,
        Err(error) => panic!(
            "{what} is missing ({}: {error}); `make test` sets everything up, and ${variable} may name another one",
            path.display()
        ),
    }
}

/// Test programs stand in `target/<profile>/deps`, commands one level above.
fn beside_this_test(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap_or_default();
    let folder = test.ancestors().nth(2).unwrap_or_else(|| Path::new("."));
    folder.join(name)
}
