//! libFuzzer on [`sluice_protocol_fuzz::events`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sluice_protocol_fuzz::events::run_pair(data));
