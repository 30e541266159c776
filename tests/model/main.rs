//! The model check: tries breadth first every way the world can treat the real machine, and checks the rules that must
//! always hold. `cargo test --profile model --test model`, and after `--`:
//!
//! - `--all`: continues after a broken rule, and prints one story for each kind;
//! - `--rule NAME [TEXT]`: checks only this rule, and only failures whose description contains the text;
//! - `--faults [NAME…]`: proves that each rule finds the faults planted for it.
//!
//! `MODEL_SECONDS` sets the time budget, `MODEL_THREADS` the number of threads.
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
mod configuration;
#[cfg(not(target_arch = "wasm32"))]
mod desk;
#[cfg(not(target_arch = "wasm32"))]
mod faults;
#[cfg(not(target_arch = "wasm32"))]
mod fingerprint;
#[cfg(not(target_arch = "wasm32"))]
mod identity;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code)]
#[path = "../support/jwt.rs"]
mod jwt;
#[cfg(not(target_arch = "wasm32"))]
mod liveness;
#[cfg(not(target_arch = "wasm32"))]
mod possible;
#[cfg(not(target_arch = "wasm32"))]
mod probes;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code)] // Each program uses only a part of it.
#[path = "../support/replies.rs"]
mod replies;
#[cfg(not(target_arch = "wasm32"))]
mod reply;
#[cfg(not(target_arch = "wasm32"))]
mod rest;
#[cfg(not(target_arch = "wasm32"))]
mod roots;
#[cfg(not(target_arch = "wasm32"))]
mod rules;
#[cfg(not(target_arch = "wasm32"))]
mod scene;
#[cfg(not(target_arch = "wasm32"))]
mod search;
#[cfg(not(target_arch = "wasm32"))]
mod step;
#[cfg(not(target_arch = "wasm32"))]
mod story;
#[cfg(not(target_arch = "wasm32"))]
mod taking;
#[cfg(not(target_arch = "wasm32"))]
mod time;
#[cfg(not(target_arch = "wasm32"))]
mod world;

/// The machine is the same on every target, so it is checked on the host.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    if std::env::args().any(|argument| argument == "--faults") {
        return faults::run();
    }
    let mut only = std::env::args().skip_while(|it| it != "--rule").skip(1);
    if let Some(rule) = only.next() {
        rules::only(rule, only.next().unwrap_or_default());
    } else if let Err(error) = faults::can_be_planted() {
        eprintln!("{error}");
        return std::process::ExitCode::FAILURE;
    }
    // Without optimisation, as a part of `cargo test`, this is only a trial run.
    let seconds = number("MODEL_SECONDS").unwrap_or(if cfg!(debug_assertions) { 2 } else { 20 });
    let threads = number("MODEL_THREADS").unwrap_or(2).max(1);
    let finds_all = std::env::args().any(|argument| argument == "--all");
    let budget = std::time::Duration::from_secs(seconds);
    match search::run(budget, threads, finds_all) {
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
