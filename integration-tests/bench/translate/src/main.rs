//! The bench natively.

#![expect(clippy::print_stdout, reason = "the table is this command's output")]

use std::time::Instant;

fn main() {
    let start = Instant::now();
    println!("{}", bench_translate::table(&|| start.elapsed()));
}
