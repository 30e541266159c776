//! The widget's adapters and element in a real browser, driven as a page would.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub
)]

mod answers;
mod appearance;
mod contract;
mod driver;
mod element;
mod embedding;
mod headers;
mod hostile_vendor;
mod leptos;
mod lifetime;
mod open_attempt;
mod page;
mod replaced;
mod rig;
mod sdk;
mod sharing;
mod streams;
mod surroundings;
mod tenant;
mod translated;
mod vendor_place;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
