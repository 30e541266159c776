//! Proves that fat link-time optimisation took place, from the command that linked the widget and the libraries it was
//! linked from.
//!
//! With crate-type `["cdylib", "rlib"]` cargo silently omits the optimisation, so the profile in Cargo.toml proves
//! nothing. Two facts do:
//! - the compiler's command line, as printed by cargo during the build, has `--crate-type bin` and `-C lto=fat`;
//! - every library that it names contains LLVM bitcode. Most contain nothing else, and only the link-time optimiser
//!   turns bitcode into a module. (Libraries that a dependency with a crate-type of cdylib also uses contain machine
//!   code too.)

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, bail};

use crate::environment::WasmEnvironment;
use crate::setup::WASM_TARGET;

const RECORD: &str = "link-command.txt";
const ARCHIVE: &[u8] = b"!<arch>\n";
const HEADER: usize = 60;

/// The facts about the last link of the widget.
#[derive(Debug)]
pub(crate) struct LinkProof {
    pub(crate) crate_type: String,
    /// The value of `-C lto`; none if cargo did not pass it.
    pub(crate) lto: Option<String>,
    /// The linked crates.
    pub(crate) libraries: Vec<(String, Objects)>,
}

/// The object files of one library.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Objects {
    /// Only bitcode.
    pub(crate) bitcode: usize,
    /// Machine code and bitcode.
    pub(crate) both: usize,
    /// Only machine code, which the link-time optimiser cannot optimise.
    pub(crate) machine_code: usize,
}

impl LinkProof {
    /// The proof for the module on disk, or nothing if another command linked it.
    pub(crate) fn of_current_module(environment: &WasmEnvironment) -> Result<Option<Self>> {
        let Ok(record) = fs::read_to_string(environment.target.join(RECORD)) else {
            return Ok(None);
        };
        let Some((when, command)) = record.trim_end().split_once('\n') else {
            return Ok(None);
        };
        if when != modified(&module(environment))?.as_nanos().to_string() {
            return Ok(None);
        }
        let mut libraries = Vec::new();
        for (name, path) in externs(command) {
            let bytes =
                fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            let objects = count_objects(&bytes)
                .with_context(|| format!("{} is no archive", path.display()))?;
            libraries.push((name, objects));
        }
        Ok(Some(Self {
            crate_type: value_after(command, "--crate-type")
                .unwrap_or("unknown")
                .to_owned(),
            lto: codegen(command, "lto").map(str::to_owned),
            libraries,
        }))
    }

    /// Fails unless all facts show that fat link-time optimisation took place.
    pub(crate) fn check(&self) -> Result<()> {
        if self.lto.as_deref() != Some("fat") {
            bail!(
                "the widget (crate-type {}) was linked without -C lto=fat: is it still a bin, \
                 and does [profile.release] still say lto = \"fat\"?",
                self.crate_type
            );
        }
        if let Some((name, _)) = self
            .libraries
            .iter()
            .find(|(_, objects)| objects.machine_code > 0)
        {
            bail!(
                "{name} holds machine code without bitcode: the link-time optimiser did not see it"
            );
        }
        if self
            .libraries
            .iter()
            .all(|(_, objects)| objects.bitcode == 0)
        {
            bail!(
                "no library holds bitcode only, so nothing shows that the link-time optimiser ran"
            );
        }
        Ok(())
    }
}

/// The compiler's command in a line of cargo's verbose output, if it links the widget.
pub(crate) fn link_command(line: &str) -> Option<&str> {
    let command = line.split_once("Running")?.1.split_once('`')?.1;
    let command = command.strip_suffix('`')?;
    (command.contains("--crate-name chakra_connect ")
        && (command.contains("--crate-type bin ") || command.contains("--crate-type cdylib "))
        && command.contains(WASM_TARGET))
    .then_some(command)
}

/// Stores the command with the modification time of the module it made.
pub(crate) fn remember(environment: &WasmEnvironment, command: &str) -> Result<()> {
    let when = modified(&module(environment))?.as_nanos();
    let record = environment.target.join(RECORD);
    fs::write(&record, format!("{when}\n{command}\n"))
        .with_context(|| format!("{} cannot be written", record.display()))
}

fn module(environment: &WasmEnvironment) -> PathBuf {
    environment
        .target
        .join(WASM_TARGET)
        .join("release/chakra-connect.wasm")
}

fn modified(path: &Path) -> Result<Duration> {
    let when = fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .with_context(|| format!("{} is missing", path.display()))?;
    Ok(when.duration_since(SystemTime::UNIX_EPOCH)?)
}

fn value_after<'a>(command: &'a str, option: &str) -> Option<&'a str> {
    let mut words = command.split_whitespace();
    words.find(|word| *word == option)?;
    words.next()
}

fn codegen<'a>(command: &'a str, name: &str) -> Option<&'a str> {
    command
        .split_whitespace()
        .filter_map(|word| word.trim_start_matches("-C").split_once('='))
        .find(|(option, _)| *option == name)
        .map(|(_, value)| value)
}

/// The libraries in a compiler's command: `--extern leptos=/…/libleptos-0123.rlib`.
fn externs(command: &str) -> Vec<(String, PathBuf)> {
    let mut words = command.split_whitespace();
    let mut found = Vec::new();
    while words.by_ref().any(|word| word == "--extern") {
        if let Some((name, path)) = words.next().and_then(|word| word.split_once('='))
            && Path::new(path).extension() == Some(OsStr::new("rlib"))
        {
            // The name may have a prefix such as `priv:`.
            let name = name.rsplit(':').next().unwrap_or(name);
            found.push((name.to_owned(), PathBuf::from(path)));
        }
    }
    found
}

/// Counts the kinds of object files in an archive.
fn count_objects(archive: &[u8]) -> Option<Objects> {
    let mut rest = archive.strip_prefix(ARCHIVE)?;
    let mut objects = Objects::default();
    while rest.len() >= HEADER {
        let (header, body) = rest.split_at(HEADER);
        let size: usize = std::str::from_utf8(header.get(48..58)?)
            .ok()?
            .trim_end()
            .parse()
            .ok()?;
        let content = body.get(..size)?;
        if content.starts_with(b"BC\xc0\xde") || content.starts_with(&[0xde, 0xc0, 0x17, 0x0b]) {
            objects.bitcode += 1;
        } else if content.starts_with(b"\0asm") && !is_metadata(content) {
            // The section that `-C embed-bitcode=yes` adds.
            if contains(content, b".llvmbc") {
                objects.both += 1;
            } else {
                objects.machine_code += 1;
            }
        }
        // Members start at even offsets.
        rest = body.get(size + size % 2..).unwrap_or_default();
    }
    Some(objects)
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// rustc wraps a library's metadata (`lib.rmeta`) in a module with one custom section, `.rmeta`.
fn is_metadata(content: &[u8]) -> bool {
    content
        .get(..64.min(content.len()))
        .is_some_and(|start| contains(start, b".rmeta"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "     Running `/bin/rustc --crate-name chakra_connect --edition=2024 src/main.rs --crate-type bin --emit=dep-info,link -C opt-level=z -C panic=abort -C lto=fat --target wasm32-unknown-unknown --extern chakra_connect=/t/libchakra_connect-1.rlib --extern noprelude:leptos=/t/libleptos-2.rlib`";

    fn member(content: &[u8]) -> Vec<u8> {
        let mut bytes = format!("{:<48}{:<10}`\n", "name.o/", content.len()).into_bytes();
        bytes.extend_from_slice(content);
        if content.len() % 2 == 1 {
            bytes.push(b'\n');
        }
        bytes
    }

    #[test]
    fn reads_the_command_that_links() {
        let command = link_command(LINE).unwrap();
        assert_eq!(value_after(command, "--crate-type"), Some("bin"));
        assert_eq!(codegen(command, "lto"), Some("fat"));
        let names: Vec<_> = externs(command).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["chakra_connect", "leptos"]);
        assert_eq!(
            link_command(&LINE.replace("--crate-type bin", "--crate-type lib")),
            None
        );
        assert_eq!(codegen(&command.replace("-C lto=fat", ""), "lto"), None);
    }

    #[test]
    fn tells_bitcode_from_machine_code() {
        let mut archive = ARCHIVE.to_vec();
        archive.extend(member(b"BC\xc0\xde1"));
        archive.extend(member(b"\0asm\x01\0\0\0\0\x10\x06.rmeta"));
        archive.extend(member(b"\0asm\x01\0\0\0code, and .llvmbc with bitcode"));
        let mut expected = Objects {
            bitcode: 1,
            both: 1,
            machine_code: 0,
        };
        assert_eq!(count_objects(&archive), Some(expected));
        archive.extend(member(b"\0asm\x01\0\0\0code"));
        expected.machine_code = 1;
        assert_eq!(count_objects(&archive), Some(expected));
        assert_eq!(count_objects(b"something else"), None);
    }

    #[test]
    fn a_missing_fat_optimisation_is_an_error() {
        let bitcode = Objects {
            bitcode: 1,
            ..Objects::default()
        };
        let machine_code = Objects {
            machine_code: 1,
            ..Objects::default()
        };
        let proof = |lto: Option<&str>, libraries: &[Objects]| LinkProof {
            crate_type: "bin".into(),
            lto: lto.map(str::to_owned),
            libraries: libraries.iter().map(|it| ("x".into(), *it)).collect(),
        };
        assert!(proof(Some("fat"), &[bitcode]).check().is_ok());
        assert!(proof(None, &[bitcode]).check().is_err());
        assert!(proof(Some("thin"), &[bitcode]).check().is_err());
        assert!(
            proof(Some("fat"), &[bitcode, machine_code])
                .check()
                .is_err()
        );
        assert!(proof(Some("fat"), &[]).check().is_err());
    }
}
