//! Whole histories of a widget: see `checks::machine`.
#![no_main]

use chakra_connect_fuzz::checks::machine;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| machine::check(data));
