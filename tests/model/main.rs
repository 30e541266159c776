//! The model check: every way the world can treat the real machine, breadth first, and the rules
//! that hold in each. `cargo test --profile model --test model`; with `-- --faults` it shows that
//! each rule finds a fault planted for it.
//!
//! `MODEL_SECONDS` is its budget, `MODEL_THREADS` how many threads it takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    unreachable_pub
)]
#![cfg_attr(target_arch = "wasm32", allow(unused))]

#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code)] // Each program takes what it needs of it.
#[path = "../support/answers.rs"]
mod answers;
#[cfg(not(target_arch = "wasm32"))]
mod desk;
#[cfg(not(target_arch = "wasm32"))]
mod faults;
#[cfg(not(target_arch = "wasm32"))]
mod fingerprint;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code)]
#[path = "../support/jwt.rs"]
mod jwt;
#[cfg(not(target_arch = "wasm32"))]
mod liveness;
#[cfg(not(target_arch = "wasm32"))]
mod probes;
#[cfg(not(target_arch = "wasm32"))]
mod reply;
#[cfg(not(target_arch = "wasm32"))]
mod roots;
#[cfg(not(target_arch = "wasm32"))]
mod rules;
#[cfg(not(target_arch = "wasm32"))]
mod search;
#[cfg(not(target_arch = "wasm32"))]
mod step;
#[cfg(not(target_arch = "wasm32"))]
mod story;
#[cfg(not(target_arch = "wasm32"))]
mod world;

/// The machine is the same everywhere; it is checked on the host.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    if std::env::args().any(|argument| argument == "--faults") {
        return faults::run();
    }
    // Unoptimised, as a part of `cargo test`, it is no more than a trial run.
    let seconds = number("MODEL_SECONDS").unwrap_or(if cfg!(debug_assertions) { 2 } else { 20 });
    let threads = number("MODEL_THREADS").unwrap_or(2).max(1);
    match search::run(std::time::Duration::from_secs(seconds), threads) {
        Ok(found) => {
            println!("{found}");
            std::process::ExitCode::SUCCESS
        }
        Err(story) => {
            eprintln!("{story}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().expect("a whole number"))
}
