//! Automated accessibility checks: axe-core on every cell of the gallery in every theme, direction and variant, and on
//! the real element. `cargo xtask test --only axe`.
#![allow(missing_docs)]

mod control;
mod element;
mod matrix;
mod tally;

use std::process::ExitCode;

use chakra_e2e::Axe;
use tally::Tally;

#[tokio::main]
async fn main() -> ExitCode {
    let axe = Axe::from_environment();
    control::finds_what_is_wrong(&axe).await;
    // Two browsers run at once, one for each processor.
    let (light, dark, element) = tokio::join!(
        matrix::audit("light", &axe),
        matrix::audit("dark", &axe),
        element::audit(&axe)
    );
    let mut tally = Tally::default();
    for other in [light, dark, element] {
        tally.join(other);
    }
    tally.tell()
}
