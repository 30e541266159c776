//! Tests of the configuration without a process.

mod addresses;
mod sources;
mod tenants;
mod times;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::*;
use crate::command_line::command;

const KEY: (&str, &str) = ("CHAKRA_API_KEY", "key");
const STAND_IN: [&str; 2] = ["--chakra-api-url", "http://127.0.0.1:1"];
const FILE: [&str; 2] = ["--database", "backend.sqlite"];
const HEADER: [&str; 2] = ["--tenant-header", "X-Tenant"];

fn read(flags: &[&str], variables: &[(&str, &str)]) -> Result<Configuration, Faults> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    let line = [&["chakra-backend", "serve"], flags].concat();
    let line = command().try_get_matches_from(line).unwrap();
    let (_, flags) = line.subcommand().unwrap();
    let sources = Sources::gather(flags, &|name| variables.get(name).map(OsString::from))?;
    configuration(&sources)
}

/// The faults, one line for each.
fn faults(flags: &[&str], variables: &[(&str, &str)]) -> Vec<String> {
    match read(flags, variables) {
        Ok(_) => Vec::new(),
        Err(Faults(faults)) => faults.iter().map(ToString::to_string).collect(),
    }
}

fn is_refused(flags: &[&str], place: &str, words: &str) {
    let faults = faults(flags, &[KEY]);
    let found = faults
        .iter()
        .any(|fault| fault.starts_with(&format!("{place}: ")) && fault.contains(words));
    assert!(found, "{flags:?}: {faults:?}");
}

/// A file of settings, removed at the end.
struct TomlFile(PathBuf);

impl TomlFile {
    fn new(text: &str) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("chakra-settings-{}-{count}.toml", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for TomlFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
