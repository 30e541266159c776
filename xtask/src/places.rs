//! The project's folders: the checkout, its target folders, and the cache that all checkouts share.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The folders that every command uses.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target folder for the host.
    pub(crate) target: PathBuf,
    /// Tools by version, shared with other checkouts.
    pub(crate) cache: PathBuf,
}

impl Places {
    pub(crate) fn find() -> Result<Self> {
        // Cargo sets it at run time, so a checkout that was moved after building is still found.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .context("the xtask crate has no parent folder")?
            .to_path_buf();
        // xtask itself is in <target>/debug, so this also respects a target folder configured by the user.
        let executable = env::current_exe().context("the path of xtask itself is unknown")?;
        let target = executable
            .ancestors()
            .nth(2)
            .context("xtask does not stand in a target folder")?
            .to_path_buf();
        Ok(Self {
            root,
            target,
            cache: cache_base()?.join("chakra-connect"),
        })
    }

    /// The target folder of all builds for the browser, which may use another compiler.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// The output of Trunk.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The folder of a release's files.
    pub(crate) fn package(&self) -> PathBuf {
        self.target.join("package")
    }

    /// A tool's folder, with its version.
    pub(crate) fn tool(&self, name: &str, version: &str) -> PathBuf {
        self.cache.join("tools").join(format!("{name}-{version}"))
    }

    /// A folder in which something is built before it is moved to its place. It survives a failure, so that the next
    /// run resumes.
    pub(crate) fn unfinished(&self, name: &str) -> PathBuf {
        self.cache.join("unfinished").join(name)
    }

    /// A path as a person in the checkout would write it.
    pub(crate) fn display(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

/// `$XDG_CACHE_HOME`, or `~/.cache` (XDG base directory specification, which says to ignore relative values).
fn cache_base() -> Result<PathBuf> {
    if let Some(path) = env::var_os("XDG_CACHE_HOME").map(PathBuf::from)
        && path.is_absolute()
    {
        return Ok(path);
    }
    env::home_dir()
        .map(|home| home.join(".cache"))
        .context("there is no home folder; set XDG_CACHE_HOME to a folder for the build tools")
}

/// The first of `names` that is on PATH.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|candidate| candidate.is_file())
    })
}
