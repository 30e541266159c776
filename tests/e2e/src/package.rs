//! The npm package, as `cargo xtask package` has packed it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::scratch::Scratch;

const NAME: &str = "chakra-whatsapp-connect";
/// The workspace has one version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The tarball in the folder that `CHAKRA_PACKAGE` names, or that of the last `cargo xtask package`.
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

/// Unpacks it into a folder; where its files are.
pub(crate) fn unpack(into: &Path) -> PathBuf {
    let mut tar = Command::new("tar");
    tar.current_dir(into).arg("xzf").arg(tarball());
    let ended = tar.status().expect("tar starts");
    assert!(ended.success(), "tar: {ended}");
    into.join("package")
}

/// Its files, as somebody has them who unpacks it by hand; removed when dropped.
#[derive(Debug)]
pub struct Unpacked {
    /// Their folder.
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
