//! From one rendering to the next under a running Envoy, without a request that meets half of
//! one.
//!
//! First comes what the new rendering adds, to which nothing leads yet. When its clusters and
//! listeners are ready, the filter follows. What the old rendering alone has goes last, when the
//! requests that came under it are over.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::admin::{Admin, Kind, Progress};
use crate::failure::Failure;
use crate::output;
use crate::render::{Files, envoy};
use crate::signals::Ends;

/// How often Envoy is asked whether it is ready.
const LOOK: Duration = Duration::from_millis(50);
/// What has to be ready before the filter leads requests to it, each with its file.
const STEPS: [(Kind, &str); 2] = [
    (Kind::Clusters, envoy::CLUSTERS_FILE),
    (Kind::Listeners, envoy::LISTENERS_FILE),
];
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
    /// A file could not be written, or Envoy refuses clusters or listeners. It has the old
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
        for (kind, file) in STEPS {
            // Without an answer there is nothing to compare with, and so no wait.
            let seen = counted(admin, ends, kind);
            let changed = files.write_through(file, &self.folder)?;
            let taken = match seen {
                Some(seen) if changed => wait(admin, ends, kind, seen),
                _ => Taken::Over,
            };
            match taken {
                Taken::Over => {}
                Taken::Late => output::note("a change is not ready, some may miss it at first"),
                Taken::Ending => {
                    files.write(&self.folder)?;
                    return Ok(true);
                }
                Taken::Refused => {
                    if let Some((old, _)) = self.before.pop() {
                        self.now = old;
                    }
                    self.files().write(&self.folder)?;
                    return Err(Failure::refused("Envoy refuses it, and has said why"));
                }
            }
        }
        files.write(&self.folder)?;
        Ok(false)
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

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Over,
    Refused,
    Late,
    /// A signal came.
    Ending,
}

/// What Envoy counts now; it may be busy for a while.
fn counted(admin: &Admin, ends: &Ends, kind: Kind) -> Option<Progress> {
    let begun = Instant::now();
    loop {
        match admin.progress(kind) {
            Ok(progress) => return Some(progress),
            Err(_) if begun.elapsed() < PATIENCE && !ends.wait_for(LOOK) => {}
            Err(_) => return None,
        }
    }
}

fn wait(admin: &Admin, ends: &Ends, kind: Kind, seen: Progress) -> Taken {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if ends.wait_for(LOOK) {
            return Taken::Ending;
        }
        // Envoy may be busy with the clusters themselves.
        let Ok(now) = admin.progress(kind) else {
            continue;
        };
        if now.refused > seen.refused {
            return Taken::Refused;
        }
        if now.taken > seen.taken && now.warming == 0 {
            return Taken::Over;
        }
    }
    Taken::Late
}
