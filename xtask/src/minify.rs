//! Minifies the scripts in dist/ in place.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::dist;
use crate::environment::WasmEnvironment;
use crate::process;

/// The language of our own scripts: nothing is translated to an older version.
const LANGUAGE: &str = "es2022";

/// Minifies every script: wasm-bindgen's glue, the snippets it imports, and the page's own.
pub(crate) fn scripts(dist: &Path, environment: &WasmEnvironment) -> Result<()> {
    let mut esbuild = environment.command("esbuild");
    esbuild
        .current_dir(dist)
        .args(["--minify", "--format=esm", "--legal-comments=none"])
        .arg(format!("--target={LANGUAGE}"))
        // Overwrites each file.
        .args(["--allow-overwrite", "--outdir=.", "--outbase=."])
        .args(dist::files(dist, &["js"])?);
    process::quietly(&mut esbuild, "scripts").context("the scripts cannot be minified")
}
