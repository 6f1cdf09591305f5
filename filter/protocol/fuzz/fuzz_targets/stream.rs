//! libFuzzer on [`sluice_protocol_fuzz::stream`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sluice_protocol_fuzz::stream::run_pair(data));
