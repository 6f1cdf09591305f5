//! libFuzzer on [`sluice_protocol_fuzz::texts`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sluice_protocol_fuzz::texts::run(data));
