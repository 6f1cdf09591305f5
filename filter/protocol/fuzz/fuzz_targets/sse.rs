//! libFuzzer on [`sluice_protocol_fuzz::sse`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sluice_protocol_fuzz::sse::run(data));
