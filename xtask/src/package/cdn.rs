//! The folder to be served: the loader, and beside it what it fetches, by names that never change
//! their content.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use super::{Work, bundle, copy, manifest, tables};

/// What the glue calls the WebAssembly.
const WASM: &str = "chakra-connect_bg.wasm";

pub(super) struct Cdn {
    pub(super) folder: PathBuf,
    /// The script that partners' tags point at.
    pub(super) loader: String,
    pub(super) glue: String,
    pub(super) wasm: String,
    pub(super) failure: String,
}

pub(super) fn build(work: &Work<'_>) -> Result<Cdn> {
    let cdn = work.places.package().join("cdn");
    let folder = cdn.join(work.version);
    fs::create_dir_all(&folder)?;
    tables::write_locales(&work.places.root, &folder.join("locales"))?;
    copy(
        &work.places.root.join("style/presets"),
        &folder.join("presets"),
    )?;

    let wasm_bytes = fs::read(work.dist().join(WASM))
        .context("dist/ holds no release build; run without --built")?;
    ensure!(
        wasm_bytes.starts_with(b"\0asm"),
        "dist/{WASM} is no WebAssembly: is another build at work?"
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

    let bundled = work.folder.join("explained.js");
    bundle::failure(work, &bundled)?;
    let explained = fs::read(&bundled)?;
    let failure = format!(
        "chakra-connect-failure-{}.js",
        manifest::fingerprint(&explained)
    );
    fs::write(folder.join(&failure), &explained)?;

    let loader = format!("chakra-connect-{}", work.version);
    let mut release = tables::release(&[
        ("GLUE", &glue, &manifest::short_integrity(text.as_bytes())),
        ("WASM", &wasm, &manifest::short_integrity(&wasm_bytes)),
        ("FAILURE", &failure, &manifest::short_integrity(&explained)),
    ]);
    // By which the loader knows its own tag, also as `….min.js`.
    let _ = writeln!(
        release,
        r"export const LOADER = /^[^\s{{]*{}[^/{{]*$/;",
        loader.replace('.', r"\.")
    );
    fs::write(work.folder.join("release.js"), release)?;
    let loader = format!("{loader}.js");
    bundle::loader(work, &folder.join(&loader))?;
    manifest::write(&cdn, work.version, &format!("{}/{loader}", work.version))?;
    Ok(Cdn {
        folder,
        loader,
        glue,
        wasm,
        failure,
    })
}
