//! Responses of the token source: see `checks::token`.
#![no_main]

use chakra_connect_fuzz::checks::token;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| token::check(data));
