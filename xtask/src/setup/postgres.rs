//! `PostgreSQL`'s programs: the tests of the backend start their own server in a temporary folder.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::apt;
use super::step::Steps;

/// Debian's current version. Its package also starts a server for the machine, which the tests do not use.
const PACKAGES: [&str; 1] = ["postgresql"];

/// The folder named by `POSTGRES_PROGRAMS`, otherwise the distribution's newest.
pub(crate) fn find_or_install(steps: Steps) -> Result<PathBuf> {
    steps.step(
        "PostgreSQL",
        &format!(
            "install it ({}), or name the folder of its programs in POSTGRES_PROGRAMS.",
            apt::by_hand(&PACKAGES)
        ),
        || Ok(chakra_postgres_for_tests::programs()),
        || {
            apt::install(&PACKAGES)?;
            chakra_postgres_for_tests::programs()
                .context("the package is installed, but initdb is still not found")
        },
    )
}
