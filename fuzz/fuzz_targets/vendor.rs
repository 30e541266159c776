//! Events of the vendor's frame: see `checks::vendor`.
#![no_main]

use chakra_connect_fuzz::checks::vendor;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| vendor::check(data));
