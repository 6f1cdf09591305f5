//! The bench natively; its arguments are parts, none means all.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the tables are this command's output"
)]

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let start = Instant::now();
    let names: Vec<String> = std::env::args().skip(1).collect();
    let clock = || start.elapsed();
    match bench_inside::run(&names.join(" "), &clock, &mut |table| println!("{table}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}
