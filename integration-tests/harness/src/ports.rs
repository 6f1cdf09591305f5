//! TCP ports that nobody uses.
//!
//! Envoy shares its ports with other processes that ask for them (`SO_REUSEPORT`),
//! so a port that two tests pick is worse than an error. Ports come from below
//! the range that the kernel gives to outgoing connections, and each process
//! looks in a place of its own.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

const FIRST: u32 = 12_000;
const COUNT: u32 = 20_000;

/// Ports that a process tries before it reaches those of the next process.
const STRIDE: u32 = 61;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A port of the loopback address on which nobody listens.
///
/// # Panics
/// No port is free.
#[must_use]
pub fn free_port() -> u16 {
    let start = std::process::id().wrapping_mul(STRIDE);
    (0..COUNT)
        .map(|_| start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT + FIRST)
        .filter_map(|port| u16::try_from(port).ok())
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .unwrap_or_else(|| panic!("no TCP port is free"))
}
