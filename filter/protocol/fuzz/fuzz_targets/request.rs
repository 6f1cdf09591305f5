//! libFuzzer on [`sluice_protocol_fuzz::request`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sluice_protocol_fuzz::request::run_pair(data));
