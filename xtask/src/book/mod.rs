//! `cargo xtask book`: brings the book's tables and shown files up to date with the code, and builds it.

pub(crate) mod blocks;
mod fences;
pub(crate) mod includes;
#[cfg(test)]
mod includes_test;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use chakra_connect_contract::openapi;
use clap::Args;

use crate::environment;
use crate::places::Places;
use crate::process;
use crate::server_tables;
use crate::setup::Setup;
use tables::Sources;

/// What to do with the book.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only update the generated tables and shown files in docs/book/src; does not need mdbook.
    #[arg(long)]
    tables_only: bool,
}

/// `cargo xtask book`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    let book = places.root.join("docs/book");
    refresh(places, &book.join("src"))?;
    write_document(places)?;
    server_tables::write(places)?;
    if options.tables_only {
        return Ok(());
    }
    let programs = Setup::begin(places, false)?.mdbook()?;
    let mut build = environment::command(programs.join("mdbook"));
    build.arg("build").arg(&book);
    process::quietly(&mut build, "mdbook")?;
    let index = places.root.join("target/book/index.html");
    println!("{}", places.display(&index));
    Ok(())
}

/// Writes the pages whose blocks differ from their sources: the book's, and the backend's README.
fn refresh(places: &Places, folder: &Path) -> Result<()> {
    let theme = read(&places.root.join("style/widget/theme.css"))?;
    let server = places.root.join("npm/server/src");
    let options = read(&server.join("options.ts"))?;
    let hooks = read(&server.join("connection/hooks.ts"))?;
    let sources = Sources {
        root: &places.root,
        theme: &theme,
        server: [&options, &hooks],
    };
    let mut told = Vec::new();
    let mut all = pages(folder)?;
    all.push(places.root.join("backend/README.md"));
    for path in all {
        let page = read(&path)?;
        told.extend(blocks::names(&page).map(str::to_owned));
        let shown = places.display(&path);
        let fresh = blocks::refreshed(&page, |name| sources.render(Path::new(&shown), name))
            .map_err(anyhow::Error::msg)
            .with_context(|| shown.clone())?;
        if fresh != page {
            fs::write(&path, fresh)
                .with_context(|| format!("{} cannot be written", path.display()))?;
            println!("{shown} is new");
        }
    }
    for block in tables::code_blocks() {
        anyhow::ensure!(
            told.contains(&block),
            "no page has a block \"{block}\": write it into troubleshooting.md, with how to check and to fix it"
        );
    }
    Ok(())
}

/// Writes the OpenAPI document if it differs from the code.
fn write_document(places: &Places) -> Result<()> {
    let path = places.root.join("docs/book/src/backend/openapi.json");
    let document = openapi::json()?;
    if fs::read_to_string(&path).is_ok_and(|old| old == document) {
        return Ok(());
    }
    fs::write(&path, document).with_context(|| format!("{} cannot be written", path.display()))?;
    println!("{} is new", places.display(&path));
    Ok(())
}

/// Every Markdown file in the folder and below.
fn pages(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(pages(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}
