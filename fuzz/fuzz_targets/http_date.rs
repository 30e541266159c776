//! Dates in HTTP headers: see `checks::http_date`.
#![no_main]

use chakra_connect_fuzz::checks::http_date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| http_date::check(data));
