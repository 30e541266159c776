//! The backend's answers: see `checks::envelope`.
#![no_main]

use chakra_connect_fuzz::checks::envelope;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| envelope::check(data));
