//! The public surface of the crates, as rustdoc describes it.
//!
//! Rustdoc writes its description as JSON only if the compiler allows unstable features. cargo-semver-checks enables
//! this on stable compilers in the same way. Nothing that is shipped or tested is built like this: only rustdoc gets
//! the switch, through a script, so that no dependency is recompiled. The JSON format changes with the compiler. One
//! compiler is pinned here, and `public-api` in Cargo.toml is the version that reads its output.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::environment;
use crate::places::Places;
use crate::process;
use crate::setup::Setup;

/// The crates that others use, with all features.
pub(super) const CRATES: [&str; 4] = [
    "chakra-connect",
    "chakra-connect-contract",
    "chakra-backend",
    "chakra-backend-server",
];

/// The JSON format that `public-api` reads.
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

/// Runs rustdoc on the crates. Returns the folder of its descriptions.
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
            // Otherwise cargo would use the toolchain that runs xtask.
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

/// Leaves out derived and automatically implemented traits, which change with the implementation.
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
