//! The bytes of the release that a page loads, and when.

use std::fs;

use anyhow::{Context as _, Result};

use super::{all_files, budgets};
use crate::places::Places;
use crate::size::{compressed, grouped};

/// One file of the script tag, in bytes.
#[derive(Debug)]
pub(super) struct Weight {
    pub(super) what: &'static str,
    pub(super) raw: usize,
    /// Compressed with brotli 11.
    pub(super) small: usize,
}

/// The sums that a page loads, and the files in each.
const SUMS: [(&str, &[&str]); 3] = [
    (
        "first load: the loader, until the widget is needed",
        &["loader"],
    ),
    ("full load", &["loader", "early", "glue", "wasm"]),
    ("where it fails: what that looks like", &["failure"]),
];

/// Prints the table.
pub(super) fn report(places: &Places) -> Result<()> {
    let weights = weigh(places)?;
    println!("{:>9}  {:>9}  what", "raw", "brotli 11");
    let row = |raw, small, what| println!("{:>9}  {:>9}  {what}", grouped(raw), grouped(small));
    for weight in &weights {
        row(weight.raw, weight.small, weight.what);
    }
    for (what, files) in SUMS {
        let parts = weights.iter().filter(|weight| files.contains(&weight.what));
        let (raw, small) = parts.fold((0, 0), |sum, part| (sum.0 + part.raw, sum.1 + part.small));
        row(raw, small, what);
    }
    Ok(())
}

/// Fails if a file of target/package/ is larger than its budget.
pub(crate) fn check(places: &Places, is_std_compiled: bool) -> Result<String> {
    budgets::check(&weigh(places)?, is_std_compiled)
}

/// The scripts and the WebAssembly of the script tag.
fn weigh(places: &Places) -> Result<Vec<Weight>> {
    let folder = places.package().join("cdn").join(env!("CARGO_PKG_VERSION"));
    let loader = format!("chakra-connect-{}.js", env!("CARGO_PKG_VERSION"));
    let mut weights = Vec::new();
    for file in all_files(&folder).context("there is no package; run `cargo xtask package`")? {
        let Some(name) = file.to_str() else { continue };
        let kind = file.extension().and_then(|extension| extension.to_str());
        let what = match kind {
            Some("wasm") => "wasm",
            Some("js") if name == loader => "loader",
            Some("js") if name.contains("-early-") => "early",
            Some("js") if name.contains("-failure-") => "failure",
            Some("js") => "glue",
            _ => continue,
        };
        let bytes = fs::read(folder.join(name))?;
        weights.push(Weight {
            what,
            raw: bytes.len(),
            small: compressed(&bytes)?,
        });
    }
    Ok(weights)
}
