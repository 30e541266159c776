//! `MariaDB`'s server: the tests of the server package start their own in a temporary folder.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::step::Steps;
use super::{apt, named};
use crate::places::on_path;

/// Only the server's program, because Debian's `mariadb-server` would start one for the machine.
const PACKAGES: [&str; 1] = ["mariadb-server-core"];
const PROGRAM: &str = "mariadbd";
const VARIABLE: &str = "MARIADBD";

/// The program named by `MARIADBD`, otherwise the one on PATH, otherwise the distribution's.
pub(crate) fn find_or_install(steps: Steps) -> Result<PathBuf> {
    steps.step(
        "MariaDB",
        &format!(
            "install it ({}), or name its program in {VARIABLE}.",
            apt::by_hand(&PACKAGES)
        ),
        || Ok(named(VARIABLE)?.or_else(find)),
        || {
            apt::install(&PACKAGES)?;
            find().context("the package is installed, but mariadbd is still not found")
        },
    )
}

/// The folder is only on root's PATH.
fn find() -> Option<PathBuf> {
    let debian = || Some(Path::new("/usr/sbin").join(PROGRAM)).filter(|path| path.is_file());
    on_path(&[PROGRAM]).or_else(debian)
}
