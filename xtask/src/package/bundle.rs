//! Runs esbuild and terser: several scripts become one small script.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use chakra_connect::card::STYLE;

use super::{Work, editors};
use crate::process;

/// The language of the loader: a browser too old for the engine must still be able to run it, to say so.
const OLD: &str = "es2020";
/// The language of scripts that run only with the engine.
const NEW: &str = "es2022";

/// The loader: one classic script.
pub(super) fn loader(work: &Work<'_>, to: &Path) -> Result<()> {
    let target = format!("--target={OLD}");
    let arguments = ["script.js", "--minify", "--format=iife", &target];
    esbuild(work, &arguments, &["--outfile", path(to)?])?;
    terser(work, to, &[])
}

/// One of the loader's modules, fetched on demand.
pub(super) fn module(work: &Work<'_>, source: &str, to: &Path) -> Result<()> {
    let target = format!("--target={OLD}");
    let arguments = [source, "--minify", "--format=esm", &target];
    esbuild(work, &arguments, &["--outfile", path(to)?])?;
    terser(work, to, &["--module"])
}

/// The engine's glue: one module, including its snippet.
pub(super) fn glue(work: &Work<'_>, to: &Path) -> Result<()> {
    let source = work.dist().join("chakra-connect.js");
    let target = format!("--target={NEW}");
    let arguments = [
        path(&source)?,
        "--minify",
        "--format=esm",
        &target,
        // wasm-bindgen lists a snippet once for each block that imports it.
        "--log-override:duplicate-object-key=silent",
    ];
    esbuild(work, &arguments, &["--outfile", path(to)?])?;
    terser(work, to, &["--module"])
}

/// The package's modules, readable for people and usable by bundlers.
pub(super) fn modules(work: &Work<'_>, to: &Path) -> Result<()> {
    let target = format!("--target={OLD}");
    let arguments = [
        "index.js",
        "define.js",
        "react.js",
        "--format=esm",
        "--splitting",
        "--chunk-names=[name]-[hash]",
        "--external:react",
        "--external:./engine/*",
        "--external:./early.js",
        "--external:./failure.js",
        &target,
    ];
    esbuild(work, &arguments, &["--outdir", path(to)?])?;
    // Each is bundled separately: a shared chunk would be a file that a page must fetch first, costing a round trip.
    let arguments = ["early.js", "failure.js", "--format=esm", &target];
    esbuild(work, &arguments, &["--outdir", path(to)?])
}

/// Like `modules`, for `require`, which test runners and Node use. It includes no other files: in a page the modules
/// do, or `define({ assets })` names them.
pub(super) fn common(work: &Work<'_>, to: &Path) -> Result<()> {
    let target = format!("--target={OLD}");
    let arguments = [
        "index.js",
        "define.js",
        "react.js",
        "--format=cjs",
        "--out-extension:.js=.cjs",
        "--external:react",
        "--external:./engine/*",
        "--define:import.meta.url=document.baseURI",
        &target,
    ];
    esbuild(work, &arguments, &["--outdir", path(to)?])
}

/// The entries for tests, each bundled separately, for `import` and for `require`.
pub(super) fn testing(work: &Work<'_>, entries: &[String], to: &Path) -> Result<()> {
    let target = format!("--target={NEW}");
    for kind in [
        &["--format=esm"][..],
        &["--format=cjs", "--out-extension:.js=.cjs"],
    ] {
        let mut arguments: Vec<_> = entries.iter().map(String::as_str).collect();
        arguments.push(&target);
        arguments.extend(kind);
        esbuild(work, &arguments, &["--outdir", path(to)?])?;
    }
    Ok(())
}

fn esbuild(work: &Work<'_>, arguments: &[&str], out: &[&str; 2]) -> Result<()> {
    let mut esbuild = work.environment.command("esbuild");
    esbuild
        .current_dir(&work.folder)
        .args(["--bundle", "--charset=utf8", "--legal-comments=none"])
        .args(["--log-level=warning"])
        .args(arguments)
        .arg(out.join("="));
    process::watched(&mut esbuild, "scripts", |_| true).context("the scripts cannot be bundled")?;
    Ok(())
}

/// Makes a script even smaller: 5 % of the loader, 2 % of the glue.
fn terser(work: &Work<'_>, script: &Path, kind: &[&str]) -> Result<()> {
    let mut terser = work.environment.command("terser");
    terser
        .arg(script)
        .args(kind)
        .args(["--compress", "passes=3,ecma=2020", "--mangle", "toplevel"])
        .arg("--output")
        .arg(script);
    process::quietly(&mut terser, "scripts").context("the scripts cannot be minified")
}

/// The style sheet of the placeholder that is shown while the engine loads, in the size of the card.
pub(super) fn waiting_style(work: &Work<'_>) -> Result<String> {
    let style = minified(work, "waiting.css")?;
    let property = "--chakra-min-block-size";
    let documented = editors::custom_properties()?;
    let size = documented.iter().find(|(name, ..)| name == property);
    let (_, size, _) = size.with_context(|| format!("theme.css does not document {property}"))?;
    let place = "var(--documented-min-block-size)";
    ensure!(style.contains(place), "waiting.css has no {place}");
    Ok(style.replace(place, size))
}

/// The style sheet of the failure card: the widget's own, and the rules that the widget does not have.
pub(super) fn failure_style(work: &Work<'_>) -> Result<String> {
    Ok(STYLE.to_owned() + &minified(work, "failure.css")?)
}

fn minified(work: &Work<'_>, sheet: &str) -> Result<String> {
    let mut esbuild = work.environment.command("esbuild");
    esbuild
        .current_dir(&work.folder)
        .args([sheet, "--minify", "--charset=utf8"]);
    let style =
        process::output(&mut esbuild).with_context(|| format!("{sheet} cannot be minified"))?;
    Ok(style.trim().to_owned())
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no text")
}
