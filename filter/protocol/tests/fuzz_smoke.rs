//! The laws of `fuzz/` on every fixture and on what a small mutator makes of
//! them, for a few seconds each: what a compiler alone can do. The real search
//! is `make fuzz`.
#![expect(
    clippy::disallowed_methods,
    reason = "the clock bounds the test and decides nothing in it"
)]

#[path = "../fuzz/src/lib.rs"]
#[expect(
    unreachable_pub,
    dead_code,
    reason = "the file is the library of the fuzz crate"
)]
mod laws;

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// All targets together.
const BUDGET: Duration = Duration::from_secs(30);

/// Pieces that turn up at the borders between one meaning and another.
const PIECES: &[&[u8]] = &[
    b"null",
    b"\"\"",
    b"{}",
    b"[]",
    b"0",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"true",
    b"\"\\ud800\"",
    b"\"\\u0000\"",
    b"\n\n",
    b"\r\n",
    b"data: ",
    b"event: ",
    b"[DONE]",
    b"\xef\xbb\xbf",
    b"\xff",
    b",",
    b":",
    b"}",
    b"]",
    b"\"",
];

fn fixtures(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        // A snapshot is a body with words around it, which no decoder reads.
        let is_snapshot = path.extension().is_some_and(|ending| ending == "snap");
        if path.is_dir() {
            fixtures(&path, found);
        } else if !is_snapshot {
            found.extend(std::fs::read(path).ok());
        }
    }
}

struct Mutator(TestRng);

impl Mutator {
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.next_u32()).unwrap_or(0) % bound.max(1)
    }

    /// A copy of `input` with up to four changes: bytes replaced, pieces put in,
    /// stretches removed or repeated, or the tail of another input.
    fn change(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            let to = (at + self.below(24)).min(bytes.len());
            match self.below(6) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..to)),
                2 => {
                    let stretch = bytes[at..to].to_vec();
                    drop(bytes.splice(at..at, stretch));
                }
                3 => {
                    let piece = PIECES[self.below(PIECES.len())];
                    drop(bytes.splice(at..to, piece.iter().copied()));
                }
                4 => {
                    bytes.truncate(at);
                    bytes.extend_from_slice(&other[self.below(other.len() + 1)..]);
                }
                _ => {
                    let byte = self.below(256);
                    bytes.splice(at..to.min(at + 1), u8::try_from(byte));
                }
            }
        }
        bytes
    }
}

#[track_caller]
fn smoke(name: &str, law: fn(&[u8])) {
    let mut inputs = vec![Vec::new(), b"{}".to_vec(), b"data: {}\n\n".to_vec()];
    fixtures(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"),
        &mut inputs,
    );
    fixtures(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/corpus")
            .join(name),
        &mut inputs,
    );
    inputs.iter().for_each(|input| law(input));

    let mut mutator = Mutator(TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let share = BUDGET / u32::try_from(laws::TARGETS.len()).unwrap_or(1);
    let start = Instant::now();
    while start.elapsed() < share {
        let input = &inputs[mutator.below(inputs.len())];
        let other = &inputs[mutator.below(inputs.len())];
        let changed = mutator.change(input, other);
        let outcome = std::panic::catch_unwind(|| law(&changed));
        assert!(
            outcome.is_ok(),
            "{name} fails on {:?}",
            String::from_utf8_lossy(&changed)
        );
    }
}

/// One test a target, so that they run side by side; a target without one fails.
macro_rules! smoke {
    ($($target:ident)*) => {
        $(#[test]
        fn $target() {
            smoke(stringify!($target), laws::$target::run);
        })*

        #[test]
        fn every_target_has_a_test() {
            assert_eq!(laws::TARGETS, [$(stringify!($target)),*]);
        }
    };
}

smoke! { json sse request response error stream events native embed rerank eventstream multipart envelope texts }
