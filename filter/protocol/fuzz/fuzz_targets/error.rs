//! libFuzzer on [`sluice_protocol_fuzz::error`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sluice_protocol_fuzz::error::run_pair(data));
