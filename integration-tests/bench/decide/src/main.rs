//! The bench natively.

#![expect(clippy::print_stdout, reason = "the table is this command's output")]

use std::time::Instant;

fn main() {
    let start = Instant::now();
    let table = bench_decide::table(&|| start.elapsed());
    println!("{table}");
}
