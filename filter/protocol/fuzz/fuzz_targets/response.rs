//! libFuzzer on [`sluice_protocol_fuzz::response`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sluice_protocol_fuzz::response::run_pair(data));
