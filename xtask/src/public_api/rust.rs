//! The public surface of the crates, as rustdoc describes it.
//!
//! Rustdoc writes its description as JSON only where the compiler lets unstable features pass. cargo-semver-checks asks
//! the same of it on stable compilers, in the same way. Nothing that is shipped or tested is built so: the switch reaches
//! rustdoc alone, through a script, so that no dependency is recompiled for it. The form of the JSON changes with
//! the compiler; one compiler is named here, and `public-api` in Cargo.toml is the version that reads what it writes.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::environment;
use crate::places::Places;
use crate::process;
use crate::setup::Setup;

/// The crates that others use, all features on.
pub(super) const CRATES: [&str; 4] = [
    "chakra-connect",
    "chakra-connect-contract",
    "chakra-backend",
    "chakra-backend-server",
];

/// The form of the JSON that `public-api` reads.
const FORMAT: u64 = 57;

/// The report of each crate.
pub(super) fn reports(places: &Places) -> Result<Vec<(&'static str, String)>> {
    let described = describe(places)?;
    let report = |name: &'static str| {
        let file = described.join(format!("{}.json", name.replace('-', "_")));
        let text = report(&file).with_context(|| format!("the surface of {name}"))?;
        Ok((name, text))
    };
    CRATES.into_iter().map(report).collect()
}

/// Has rustdoc describe the crates; the folder of the descriptions.
fn describe(places: &Places) -> Result<PathBuf> {
    let toolchain = Setup::begin(places, false)?.report_toolchain()?;
    let script = places.target.join("rustdoc-json");
    fs::write(
        &script,
        "#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc \"$@\" -Zunstable-options --output-format json\n",
    )
    .with_context(|| format!("{} cannot be written", script.display()))?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
    let mut doc = match &toolchain {
        Some(toolchain) => {
            let mut doc = environment::command("rustup");
            doc.args(["run", toolchain, "cargo"]);
            // The running one's own, which cargo would take.
            doc.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
            doc
        }
        None => environment::cargo(),
    };
    doc.current_dir(&places.root)
        .args(["doc", "--no-deps", "--lib", "--all-features"])
        .env("RUSTDOC", &script)
        .env("CARGO_TARGET_DIR", &places.target);
    for name in CRATES {
        doc.args(["--package", name]);
    }
    process::quietly(&mut doc, "descriptions of the crates")?;
    Ok(places.target.join("doc"))
}

/// Neither what a type derives nor what the compiler finds by itself: both change with the insides.
fn report(file: &Path) -> Result<String> {
    let json =
        fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let format = serde_json::from_str::<Value>(&json)?["format_version"].as_u64();
    ensure!(
        format == Some(FORMAT),
        "rustdoc writes form {format:?} of its description, and the reports are read from form {FORMAT}: \
         name the compiler that writes that in xtask/src/setup/versions.rs, or bring `public-api` up to date"
    );
    let surface = public_api::Builder::from_rustdoc_json(file)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()?;
    let lines: Vec<_> = surface.items().map(ToString::to_string).collect();
    ensure!(!lines.is_empty(), "nothing is public");
    Ok(lines.join("\n") + "\n")
}
