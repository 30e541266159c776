//! The compiler whose rustdoc output is the source of the reports in `api/`.

use anyhow::{Result, ensure};

use super::step::{Steps, tell};
use super::versions;
use crate::environment;
use crate::process;

/// The toolchain's name for `rustup run`; none if the user's own has that version.
pub(crate) fn find_or_install(steps: Steps) -> Result<Option<&'static str>> {
    const WANTED: &str = versions::REPORT_RUST;
    steps.step(
        &format!("Rust {WANTED} for the reports of the public surface"),
        &format!("rustup toolchain install {WANTED} --profile minimal"),
        || {
            let used = versions::asked(&mut environment::command("rustc"));
            if used.as_deref() == Some(WANTED) {
                return Ok(Some(None));
            }
            Ok(is_installed(WANTED).then_some(Some(WANTED)))
        },
        || {
            let mut install = environment::command("rustup");
            install.args(["toolchain", "install", WANTED, "--profile", "minimal"]);
            tell(&process::typed(&install));
            process::quietly(&mut install, "rustup")?;
            ensure!(
                is_installed(WANTED),
                "rustup succeeded, but {WANTED} is missing"
            );
            Ok(Some(WANTED))
        },
    )
}

fn is_installed(toolchain: &str) -> bool {
    let mut version = environment::command("rustup");
    version.args(["run", toolchain, "rustdoc"]);
    versions::asked(&mut version).as_deref() == Some(toolchain)
}
