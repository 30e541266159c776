//! Minifies the scripts in dist/ where they stand.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::dist;
use crate::environment::WasmEnvironment;
use crate::process;

/// The language our own scripts are written in: nothing is translated to an older one.
const LANGUAGE: &str = "es2022";

/// Every script: wasm-bindgen's glue, the snippets it imports, the page's own.
pub(crate) fn scripts(dist: &Path, environment: &WasmEnvironment) -> Result<()> {
    let mut esbuild = environment.command("esbuild");
    esbuild
        .current_dir(dist)
        .args(["--minify", "--format=esm", "--legal-comments=none"])
        .arg(format!("--target={LANGUAGE}"))
        // Each to where it came from.
        .args(["--allow-overwrite", "--outdir=.", "--outbase=."])
        .args(dist::files(dist, &["js"])?);
    process::quietly(&mut esbuild, "scripts").context("the scripts cannot be minified")
}
