//! A test's own temporary folder, with the built files, the tests' pages, and the browser's profile.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::cdn::cdn_folder;
use crate::package::unpack;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A temporary folder, removed when dropped.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("chakra-e2e-{}-{count}", process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder can be made");
        Self(folder)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// The browser's profile.
    pub(crate) fn profile(&self) -> PathBuf {
        self.0.join("profile")
    }

    /// The built files and the tests' own pages. A copy, so that a build during the test changes nothing.
    pub(crate) fn site(&self) -> PathBuf {
        let site = self.0.join("site");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR"));
        let dist =
            env::var_os("CHAKRA_DIST").map_or_else(|| workspace.join("../../dist"), PathBuf::from);
        assert!(
            dist.join("chakra-connect_bg.wasm").is_file(),
            "{} holds no built widget; run `cargo xtask build` first",
            dist.display()
        );
        copy(&dist, &site);
        copy(&workspace.join("pages"), &site);
        site
    }

    /// The packaged files at their documented places, and pages by name.
    pub(crate) fn documented(&self, pages: &[(String, String)]) -> PathBuf {
        let site = self.0.join("site");
        copy(&cdn_folder(), &site.join("widget"));
        let modules = site.join("modules/chakra-whatsapp-connect");
        copy(&unpack(&self.0), &modules);
        for (name, html) in pages {
            fs::write(site.join(name), html).expect("the page can be written");
        }
        site
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The system cleans up files that a dying browser still uses.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the temporary folder can be written");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("the file can be copied");
        }
    }
}
