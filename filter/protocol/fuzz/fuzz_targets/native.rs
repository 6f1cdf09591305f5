//! libFuzzer on [`sluice_protocol_fuzz::native`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sluice_protocol_fuzz::native::run_pair(data));
