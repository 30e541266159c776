//! The folder to serve: the loader and the files it fetches, with names that are unique for their content.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result, ensure};

use super::{Work, bundle, copy, manifest, tables};

/// The glue's name for the WebAssembly.
const WASM: &str = "chakra-connect_bg.wasm";

/// Writes the folder.
pub(super) fn build(work: &Work<'_>) -> Result<()> {
    let cdn = work.places.package().join("cdn");
    let folder = cdn.join(work.version);
    fs::create_dir_all(&folder)?;
    tables::write_locales(&work.places.root, &folder.join("locales"))?;
    copy(
        &work.places.root.join("style/presets"),
        &folder.join("presets"),
    )?;

    let wasm_bytes = fs::read(work.dist().join(WASM))
        .context("dist/ has no release build; run without --built")?;
    ensure!(
        wasm_bytes.starts_with(b"\0asm"),
        "dist/{WASM} is not WebAssembly; is another build running?"
    );
    let wasm = format!(
        "chakra-connect_bg-{}.wasm",
        manifest::fingerprint(&wasm_bytes)
    );
    fs::write(folder.join(&wasm), &wasm_bytes)?;

    let bundled = work.folder.join("glue.js");
    bundle::glue(work, &bundled)?;
    let text = fs::read_to_string(&bundled)?;
    ensure!(
        !text.contains("from\"./snippets/") && text.contains(WASM),
        "the glue still imports a snippet, or does not name {WASM}"
    );
    let text = text.replace(WASM, &wasm);
    let glue = format!(
        "chakra-connect-{}.js",
        manifest::fingerprint(text.as_bytes())
    );
    fs::write(folder.join(&glue), &text)?;

    let module = |source: &str, name: &str| -> Result<_> {
        let bundled = work.folder.join(format!("bundled-{name}.js"));
        bundle::module(work, source, &bundled)?;
        let text = fs::read(&bundled)?;
        let file = format!("chakra-connect-{name}-{}.js", manifest::fingerprint(&text));
        fs::write(folder.join(&file), &text)?;
        Ok((file, manifest::short_integrity(&text)))
    };
    let (failure, failure_integrity) = module("failure.js", "failure")?;
    let file = tables::release(&[("FAILURE", &failure, &failure_integrity)]);
    fs::write(work.folder.join("failure-file.js"), file)?;
    let (early, early_integrity) = module("script-early.js", "early")?;

    let loader = format!("chakra-connect-{}", work.version);
    let mut release = tables::release(&[
        ("GLUE", &glue, &manifest::short_integrity(text.as_bytes())),
        ("WASM", &wasm, &manifest::short_integrity(&wasm_bytes)),
        ("EARLY", &early, &early_integrity),
    ]);
    // The loader recognises its own tag by this, even as `….min.js`.
    let _ = writeln!(
        release,
        r"export const LOADER = /^[^\s{{]*{}[^/{{]*$/;",
        loader.replace('.', r"\.")
    );
    fs::write(work.folder.join("release.js"), release)?;
    let loader = format!("{loader}.js");
    bundle::loader(work, &folder.join(&loader))?;
    manifest::write(&cdn, work.version, &format!("{}/{loader}", work.version))
}
