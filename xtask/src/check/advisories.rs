//! Known faults of what the project depends on. Whether the database was fetched is told apart from what it says.

use std::path::Path;

use anyhow::{Result, bail};

use crate::environment;
use crate::places::Places;

/// `folder` holds cargo-deny.
pub(super) fn check(places: &Places, folder: &Path) -> Result<String> {
    let run = |arguments: &[&str]| {
        let mut deny = environment::command(folder.join("cargo-deny"));
        deny.args(arguments).current_dir(&places.root).status()
    };
    if !run(&["fetch", "db"])?.success() {
        bail!(
            "nothing was judged: RustSec's database (https://github.com/RustSec/advisory-db) could not be fetched; run it where that address is reached"
        );
    }
    if !run(&["check", "--disable-fetch", "advisories"])?.success() {
        bail!("there are advisories against what the project depends on; see above");
    }
    Ok("no advisory but those that deny.toml gives a reason for".to_owned())
}
