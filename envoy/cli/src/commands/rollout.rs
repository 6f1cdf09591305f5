//! From one rendering to the next under a running Envoy, without a request that meets half of
//! one.
//!
//! First comes what the new rendering adds, to which nothing leads yet. When its clusters are
//! ready, routes and filter follow. What the old rendering alone has goes last, when the
//! requests that came under it are over.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::admin::{Admin, Clusters};
use crate::failure::Failure;
use crate::output;
use crate::render::{Files, envoy};
use crate::signals::Ends;

/// How often Envoy is asked whether it is ready.
const LOOK: Duration = Duration::from_millis(50);
/// How long new clusters may take: longer than a name server that does not answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Renderings that are kept beside the newest.
const MOST: usize = 16;

/// The renderings that a running Envoy has at the moment.
#[derive(Debug)]
pub(super) struct Rollout {
    folder: PathBuf,
    /// How long an old rendering stays.
    linger: Duration,
    now: Files,
    /// Oldest first, and when they go.
    before: Vec<(Files, Instant)>,
}

impl Rollout {
    /// Writes the first rendering, for an Envoy that has yet to start.
    pub(super) fn begin(first: Files, folder: PathBuf, linger: Duration) -> Result<Self, Failure> {
        first.write(&folder)?;
        Ok(Self {
            folder,
            linger,
            now: first,
            before: Vec::new(),
        })
    }

    /// Goes over to the next rendering. A signal ends the wait for Envoy; it is true then
    /// that the command is to end.
    ///
    /// # Errors
    /// A file could not be written, or Envoy refuses the clusters. It has the old
    /// rendering then.
    pub(super) fn change(
        &mut self,
        next: Files,
        admin: &Admin,
        ends: &Ends,
    ) -> Result<bool, Failure> {
        let old = std::mem::replace(&mut self.now, next);
        self.before.push((old, Instant::now() + self.linger));
        if self.before.len() > MOST {
            self.before.remove(0);
        }
        let files = self.files();
        // Without an answer there is nothing to compare with, and so no wait.
        let seen = counted(admin, ends);
        let changed = files.write_through(envoy::CLUSTERS_FILE, &self.folder)?;
        let taken = match seen {
            Some(seen) if changed => wait(admin, ends, seen),
            _ => Taken::Over,
        };
        match taken {
            Taken::Refused => {
                if let Some((old, _)) = self.before.pop() {
                    self.now = old;
                }
                self.files().write(&self.folder)?;
                Err(Failure::refused("Envoy refuses it, and has said why"))
            }
            Taken::Over | Taken::Late | Taken::Ending => {
                if matches!(taken, Taken::Late) {
                    output::note("a new cluster is not ready, it may be missing at first");
                }
                files.write(&self.folder)?;
                Ok(matches!(taken, Taken::Ending))
            }
        }
    }

    /// Takes away the renderings whose time is over.
    pub(super) fn tidy(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        let kept = self.before.len();
        self.before.retain(|(_, until)| *until > now);
        if self.before.len() == kept {
            return Ok(());
        }
        self.files().write_last_first(&self.folder)
    }

    /// All of them in one.
    fn files(&self) -> Files {
        let before = self.before.iter().rev();
        before.fold(self.now.clone(), |files, (old, _)| {
            envoy::overlap(files, old)
        })
    }
}

/// What became of new clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Over,
    Refused,
    Late,
    /// A signal came.
    Ending,
}

/// What Envoy counts now; it may be busy for a while.
fn counted(admin: &Admin, ends: &Ends) -> Option<Clusters> {
    let begun = Instant::now();
    loop {
        match admin.clusters() {
            Ok(clusters) => return Some(clusters),
            Err(_) if begun.elapsed() < PATIENCE && !ends.wait_for(LOOK) => {}
            Err(_) => return None,
        }
    }
}

fn wait(admin: &Admin, ends: &Ends, seen: Clusters) -> Taken {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if ends.wait_for(LOOK) {
            return Taken::Ending;
        }
        // Envoy may be busy with the clusters themselves.
        let Ok(now) = admin.clusters() else { continue };
        if now.refused > seen.refused {
            return Taken::Refused;
        }
        if now.taken > seen.taken && now.warming == 0 {
            return Taken::Over;
        }
    }
    Taken::Late
}
