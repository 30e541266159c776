//! The widget's size in bytes: every one of its files that the demo page loads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::dist;
use crate::link_proof::{LinkProof, Objects};
use crate::places::Places;
use crate::process;
use crate::setup::{Setup, WASM_TARGET};
use crate::widget_build::{self, Profile};

/// The file that the page loads first, and that leads to all others.
const GLUE: &str = "chakra-connect.js";
/// Brotli's best quality, as used for files that are compressed once.
const QUALITY: u32 = 11;
const WINDOW: u32 = 22;

/// `cargo xtask size`.
pub(crate) fn run(places: &Places) -> Result<()> {
    let environment = Setup::begin(places, false)?.widget_tools()?;
    widget_build::build(places, &environment, Profile::Release)?;
    let proof = if let Some(proof) = LinkProof::of_current_module(&environment)? {
        proof
    } else {
        eprintln!("the widget was linked by another command; linking it again to see how");
        let mut clean = environment.cargo();
        clean
            .current_dir(&places.root)
            .args([
                "clean",
                "--quiet",
                "--release",
                "--package",
                "chakra-connect",
            ])
            .args(["--target", WASM_TARGET]);
        process::quietly(&mut clean, "cargo clean")?;
        widget_build::build(places, &environment, Profile::Release)?;
        LinkProof::of_current_module(&environment)?
            .context("the build did not show how the widget is linked")?
    };
    report(&places.dist())?;
    tell_link(&proof);
    proof.check()
}

fn report(dist: &Path) -> Result<()> {
    let files = loaded(dist)?;
    println!("{:>9}  {:>9}  file", "raw", "brotli");
    let (mut raw_sum, mut small_sum) = (0, 0);
    for file in &files {
        let bytes = fs::read(dist.join(file))?;
        let small = compressed(&bytes)?;
        raw_sum += bytes.len();
        small_sum += small;
        println!(
            "{:>9}  {:>9}  {}",
            grouped(bytes.len()),
            grouped(small),
            file.display()
        );
    }
    println!(
        "{:>9}  {:>9}  sum of {} files (brotli -q {QUALITY} -w {WINDOW}, each file by itself)",
        grouped(raw_sum),
        grouped(small_sum),
        files.len()
    );
    Ok(())
}

fn tell_link(proof: &LinkProof) {
    println!();
    println!(
        "linked as crate-type {} with -C lto={} (the compiler's command line, as cargo printed it)",
        proof.crate_type,
        proof.lto.as_deref().unwrap_or("(absent)")
    );
    println!("the linked libraries, by the contents of their object files:");
    for (what, holds) in [
        (
            "bitcode only; only the link-time optimiser can turn it into a module",
            (|objects| objects.bitcode > 0) as fn(&Objects) -> bool,
        ),
        ("bitcode beside machine code", |objects| objects.both > 0),
        ("machine code only", |objects| objects.machine_code > 0),
    ] {
        let names: Vec<_> = proof
            .libraries
            .iter()
            .filter(|(_, objects)| holds(objects))
            .map(|(name, _)| name.as_str())
            .collect();
        let names = if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        };
        println!("  {what}: {names}");
    }
}

/// The widget's files that the page loads: the glue, and what it refers to by name.
fn loaded(dist: &Path) -> Result<Vec<PathBuf>> {
    let mut left = dist::files(dist, &["js", "wasm"])?;
    ensure!(
        page_loads_glue(dist, &left)?,
        "neither the page nor one of its scripts loads {GLUE}"
    );
    let mut found = vec![PathBuf::from(GLUE)];
    ensure!(
        left.remove(Path::new(GLUE)),
        "{GLUE} is not in {}",
        dist.display()
    );
    let mut next = 0;
    while let Some(file) = found.get(next).cloned() {
        next += 1;
        if file
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(dist.join(&file))?).into_owned();
        let named: Vec<_> = left
            .iter()
            .filter(|other| {
                other
                    .file_name()
                    .and_then(|name| name.to_str())
                    .is_some_and(|name| text.contains(name))
            })
            .cloned()
            .collect();
        for other in named {
            left.remove(&other);
            found.push(other);
        }
    }
    ensure!(
        found
            .iter()
            .any(|file| file.extension().is_some_and(|e| e == "wasm")),
        "{GLUE} names no WebAssembly module"
    );
    Ok(found)
}

fn page_loads_glue(dist: &Path, files: &BTreeSet<PathBuf>) -> Result<bool> {
    let page = fs::read_to_string(dist.join("index.html"))
        .with_context(|| format!("{} holds no index.html", dist.display()))?;
    if page.contains(GLUE) {
        return Ok(true);
    }
    for script in files {
        let loaded = script.to_str().is_some_and(|name| page.contains(name));
        if loaded && String::from_utf8_lossy(&fs::read(dist.join(script))?).contains(GLUE) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) fn compressed(bytes: &[u8]) -> Result<usize> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: i32::try_from(QUALITY)?,
        lgwin: i32::try_from(WINDOW)?,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).context("brotli failed")?;
    Ok(out.len())
}

/// 110407 becomes 110,407.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(110_407), "110,407");
        assert_eq!(grouped(1_000_000), "1,000,000");
    }

    #[test]
    fn only_what_the_widget_loads_is_counted() {
        let dist = std::env::temp_dir().join(format!("xtask-{}", uuid::Uuid::new_v4()));
        fs::create_dir_all(dist.join("snippets/x")).unwrap();
        fs::write(dist.join("index.html"), "<script src=playground.js>").unwrap();
        fs::write(
            dist.join(GLUE),
            "import './snippets/x/class.js'; new URL('chakra-connect_bg.wasm', import.meta.url)",
        )
        .unwrap();
        fs::write(dist.join("snippets/x/class.js"), "class {}").unwrap();
        fs::write(dist.join("chakra-connect_bg.wasm"), b"\0asm").unwrap();
        fs::write(dist.join("playground.js"), "the page's own").unwrap();
        assert!(loaded(&dist).is_err());
        fs::write(dist.join("playground.js"), "import './chakra-connect.js'").unwrap();
        let files = loaded(&dist).unwrap();
        assert_eq!(files.len(), 3);
        assert!(!files.contains(&PathBuf::from("playground.js")));
        fs::remove_file(dist.join("chakra-connect_bg.wasm")).unwrap();
        assert!(loaded(&dist).is_err());
        fs::remove_dir_all(&dist).unwrap();
    }
}
