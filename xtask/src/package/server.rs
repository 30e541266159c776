//! `chakra-whatsapp-connect/server`: one module for each entry, with its declarations.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::places::Places;
use crate::process;

/// The language of the oldest supported runtime, Node 20.
const TARGET: &str = "--target=es2022";

/// The options of terser. Moving code between functions is off: it would make the module itself smaller, but the bundle
/// of a worker that uses only a part of it larger.
const COMPRESSION: &str =
    "passes=2,ecma=2020,inline=0,reduce_funcs=false,reduce_vars=false,collapse_vars=false";

/// The entries: their source, and their place in the package.
const ENTRIES: [(&str, &str); 3] = [
    ("index.ts", "server.js"),
    ("node.ts", "server/node.js"),
    ("store-contract.ts", "server/store-contract.js"),
];

/// Bundles the entries into the folder. `command` returns a tool by its name.
pub(crate) fn build(places: &Places, command: impl Fn(&str) -> Command, to: &Path) -> Result<()> {
    let source = places.root.join("npm/server");
    for (entry, place) in ENTRIES {
        let mut esbuild = command("esbuild");
        esbuild
            .current_dir(source.join("src"))
            .args([entry, "--bundle", "--minify", "--format=esm", TARGET])
            .args(["--charset=utf8", "--legal-comments=none"])
            .arg("--log-level=warning")
            .arg(format!("--outfile={}", to.join(place).display()));
        process::watched(&mut esbuild, "server", |_| true)
            .context("the server package cannot be bundled")?;
        let mut terser = command("terser");
        terser
            .arg(to.join(place))
            .args(["--module", "--compress", COMPRESSION])
            .args(["--mangle", "--output"])
            .arg(to.join(place));
        process::quietly(&mut terser, "server").context("the server package cannot be minified")?;
    }
    let mut compiler = command("tsc");
    compiler
        .current_dir(&source)
        .args(["--project", ".", "--emitDeclarationOnly", "--outDir"])
        .arg(to.join("server/types"));
    process::quietly(&mut compiler, "server").context("the server package does not compile")
}
