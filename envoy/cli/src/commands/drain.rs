//! The end of a gateway: what is being answered is answered first.

use std::process::Child;
use std::time::{Duration, Instant};

use crate::admin::Admin;
use crate::output;
use crate::signals::Ends;

/// How often Envoy is asked whether it is done.
const LOOK: Duration = Duration::from_millis(250);

/// Waits until no request is being answered: for so long, until another signal comes, or
/// until Envoy ends. Clients that keep connections are asked to close them.
pub(super) fn drain(envoy: &mut Child, admin: &Admin, ends: &Ends, longest: Duration) {
    if longest.is_zero() {
        return;
    }
    if let Err(error) = admin.drain() {
        output::note(&format!("cannot drain, answers are cut: {error}"));
        return;
    }
    let begun = Instant::now();
    let mut told = false;
    loop {
        let active = match admin.active() {
            Ok(0) => return,
            Ok(active) => active,
            Err(error) => {
                // It may have ended, which the caller finds out.
                if envoy.try_wait().is_ok_and(|status| status.is_none()) {
                    output::note(&format!("cannot drain any further: {error}"));
                }
                return;
            }
        };
        if begun.elapsed() > longest {
            output::note(&format!("{active} requests are cut, time is over"));
            return;
        }
        if !told {
            told = true;
            output::note(&format!(
                "waiting for {active} requests, {} s at most; ask again to end at once",
                longest.as_secs()
            ));
        }
        if ends.wait_for(LOOK) {
            return;
        }
    }
}
