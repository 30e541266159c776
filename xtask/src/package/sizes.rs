//! How many bytes of the release go to a page, and when; the loader has a limit.

use std::fs;

use anyhow::{Result, ensure};

use super::Package;
use crate::size::{compressed, grouped};

/// What a page that has the script tag may pay before anything is needed, in brotli.
const LOADER_LIMIT: usize = 3584;

pub(super) fn report(package: &Package) -> Result<()> {
    let loader = weigh(package, &package.cdn.loader)?;
    let glue = weigh(package, &package.cdn.glue)?;
    let wasm = weigh(package, &package.cdn.wasm)?;
    let failure = weigh(package, &package.cdn.failure)?;
    println!("{:>9}  {:>9}  what", "raw", "brotli 11");
    for (what, parts) in [
        ("loader", &[loader][..]),
        ("glue", &[glue]),
        ("wasm", &[wasm]),
        (
            "first load: the loader, until the widget is needed",
            &[loader],
        ),
        ("full load", &[loader, glue, wasm]),
        ("where it fails: what that looks like", &[failure]),
    ] {
        let raw = parts.iter().map(|part| part.0).sum();
        let small = parts.iter().map(|part| part.1).sum();
        println!("{:>9}  {:>9}  {what}", grouped(raw), grouped(small));
    }
    ensure!(
        loader.1 <= LOADER_LIMIT,
        "the loader is {} bytes (brotli) where {LOADER_LIMIT} are the limit",
        loader.1
    );
    Ok(())
}

fn weigh(package: &Package, name: &str) -> Result<(usize, usize)> {
    let bytes = fs::read(package.cdn.folder.join(name))?;
    Ok((bytes.len(), compressed(&bytes)?))
}
