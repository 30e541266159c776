//! wasm-opt, from the npm package binaryen.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::cargo_tool::replace;
use super::step::{Steps, tell};
use super::{apt, versions};
use crate::environment;
use crate::places::{Places, on_path};
use crate::process;

const NPM_PACKAGES: [&str; 2] = ["nodejs", "npm"];

/// The folder with wasm-opt.
pub(crate) fn binaryen(places: &Places, steps: Steps) -> Result<PathBuf> {
    let version = versions::BINARYEN;
    let home = places.tool("binaryen", version);
    let programs = home.join("node_modules/.bin");
    steps.step(
        &format!("wasm-opt (binaryen {version})"),
        "read the end of the output above: most often npm's registry cannot be reached.",
        || {
            Ok(if programs.join("wasm-opt").exists() {
                Some(programs.clone())
            } else {
                on_users_path(version)
            })
        },
        || {
            if on_path(&["npm"]).is_none() {
                tell("npm is missing");
                apt::install(&NPM_PACKAGES)?;
            }
            let staged = places.unfinished(&format!("binaryen-{version}"));
            fs::create_dir_all(&staged)
                .with_context(|| format!("{} cannot be made", staged.display()))?;
            let mut install = environment::command("npm");
            install
                .current_dir(&staged)
                .args(["install", "--no-audit", "--no-fund", "--prefix"])
                .arg(&staged)
                .arg(format!("binaryen@{version}"));
            tell(&process::typed(&install));
            process::quietly(&mut install, "npm")?;
            replace(&staged, &home)?;
            Ok(programs.clone())
        },
    )
}

/// The user's own, if it is of the same version; wasm-opt itself tells only the first number.
fn on_users_path(version: &str) -> Option<PathBuf> {
    let program = on_path(&["wasm-opt"])?;
    let printed = process::output(environment::command(&program).arg("--version"))?;
    let major = version.split('.').next()?;
    (versions::printed(&printed)? == major).then(|| program.parent().map(PathBuf::from))?
}
