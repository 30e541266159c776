//! The npm package, as packed by `cargo xtask package`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::scratch::Scratch;

const NAME: &str = "chakra-whatsapp-connect";
/// The whole workspace has one version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The tarball in the folder that `CHAKRA_PACKAGE` names, or the one of the last `cargo xtask package`.
#[must_use]
pub fn tarball() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let package = env::var_os("CHAKRA_PACKAGE")
        .map_or_else(|| workspace.join("target/package"), PathBuf::from);
    let tarball = package.join(format!("npm/{NAME}-{VERSION}.tgz"));
    tarball.canonicalize().unwrap_or_else(|error| {
        panic!(
            "{}: {error}; run `cargo xtask package` first",
            tarball.display()
        )
    })
}

/// Unpacks the tarball into a folder. Returns where its files are.
pub(crate) fn unpack(into: &Path) -> PathBuf {
    let mut tar = Command::new("tar");
    tar.current_dir(into).arg("xzf").arg(tarball());
    let ended = tar.status().expect("tar starts");
    assert!(ended.success(), "tar: {ended}");
    into.join("package")
}

/// The package's files, as after unpacking by hand. Removed when dropped.
#[derive(Debug)]
pub struct Unpacked {
    /// The folder of the files.
    pub folder: PathBuf,
    _scratch: Scratch,
}

impl Unpacked {
    /// Unpacks the tarball.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it writes files")]
    pub fn new() -> Self {
        let scratch = Scratch::new();
        Self {
            folder: unpack(scratch.folder()),
            _scratch: scratch,
        }
    }
}
