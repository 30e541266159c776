//! Dates in HTTP headers: see `checks::timestamp`.
#![no_main]

use chakra_connect_fuzz::checks::timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| timestamp::check(data));
