//! Chromium 120, of January 2024: the oldest that Debian still serves, from its release 11. Not installed: unpacked into
//! the cache, with the libraries that later releases no longer have.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};

use super::browser::Browser;
use super::cargo_tool::replace;
use super::step::{Steps, tell};
use crate::environment;
use crate::places::Places;
use crate::process;

/// Debian's servers, which also have what `apt` no longer lists.
const SERVERS: [&str; 2] = ["http://deb.debian.org/", "http://archive.debian.org/"];
const VERSION: &str = "120.0.6099.224";

/// Paths of the packages for amd64, and their SHA-256.
const PACKAGES: [(&str, &str); 7] = [
    (
        "debian-security/pool/updates/main/c/chromium/chromium_120.0.6099.224-1~deb11u1_amd64.deb",
        "a65561253eea1db4b6c06cf829aca2c0ed4a0c23b3ffc1e7502bb1e008d14b62",
    ),
    (
        "debian-security/pool/updates/main/c/chromium/chromium-common_120.0.6099.224-1~deb11u1_amd64.deb",
        "154b4c481fe6ba61bf6165e8aabd577695b2a173e6c5dff0ae4940f8348e527e",
    ),
    (
        "debian-security/pool/updates/main/c/chromium/chromium-driver_120.0.6099.224-1~deb11u1_amd64.deb",
        "99006a53c53a6c52daa983eee30dd8da3a7a2b15efd7def2043807b26538ce46",
    ),
    (
        "debian/pool/main/libj/libjsoncpp/libjsoncpp24_1.9.4-4_amd64.deb",
        "4e43501e9f43f9c8b28ae1480dec83b6f8ffb565acfdab2016e649caf6b9fe5a",
    ),
    (
        "debian-security/pool/updates/main/libw/libwebp/libwebp6_0.6.1-2.1+deb11u2_amd64.deb",
        "8abc2b1ca77a458bbbcdeb6af5d85316260977370fa2518d017222b3584d9653",
    ),
    (
        "debian-security/pool/updates/main/f/flac/libflac8_1.3.3-2+deb11u2_amd64.deb",
        "f8756742bfb88c641aadbb83860c41741d25efa6d8641f8e65c5347e70bd217b",
    ),
    (
        "debian/pool/main/s/snappy/libsnappy1v5_1.1.8-1_amd64.deb",
        "7e34c4e1e3b85c51ed302af50d30d6ef88889d87e310d50dde2ad31dbae3f606",
    ),
];

/// The browser and its driver, unpacked.
pub(crate) fn find_or_install(places: &Places, steps: Steps) -> Result<Browser> {
    let home = places.tool("chromium", VERSION);
    let browser = Browser {
        chromium: home.join("chromium"),
        driver: home.join("chromedriver"),
    };
    steps.step(
        &format!("Chromium {VERSION}"),
        "see the end of the output above; usually, Debian's servers cannot be reached. It runs on Debian for amd64 only, \
         beside an installed Chromium, with whose libraries it shares most of its own.",
        || Ok(browser.driver.is_file().then(|| browser.clone())),
        || {
            let staged = places.unfinished("chromium").join(VERSION);
            fs::create_dir_all(&staged)
                .with_context(|| format!("{} cannot be made", staged.display()))?;
            for (path, hash) in PACKAGES {
                unpack(&fetched(path, hash, &staged)?, &staged)?;
            }
            let lib = "usr/lib/x86_64-linux-gnu";
            start_script(&staged.join("chromium"), lib, "usr/lib/chromium/chromium")?;
            start_script(&staged.join("chromedriver"), lib, "usr/bin/chromedriver")?;
            replace(&staged, &home)?;
            Ok(browser.clone())
        },
    )
}

/// Downloads a package, and compares its hash.
fn fetched(path: &str, hash: &str, folder: &Path) -> Result<PathBuf> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let file = folder.join(name);
    let has_hash = |file: &Path| {
        fs::read(file).is_ok_and(|bytes| format!("{:x}", Sha256::digest(bytes)) == hash)
    };
    if has_hash(&file) {
        return Ok(file);
    }
    let mut last = Ok(());
    for server in SERVERS {
        tell(&format!("downloading {name}"));
        let mut curl = environment::command("curl");
        curl.args([
            "--fail",
            "--silent",
            "--show-error",
            "--location",
            "--output",
        ])
        .arg(&file)
        .arg(format!("{server}{path}"));
        last = process::quietly(&mut curl, name);
        if last.is_ok() {
            break;
        }
    }
    last?;
    ensure!(has_hash(&file), "{name} is not the file that was expected");
    Ok(file)
}

fn unpack(package: &Path, folder: &Path) -> Result<()> {
    let mut unpack = environment::command("dpkg-deb");
    unpack.arg("--extract").arg(package).arg(folder);
    process::quietly(&mut unpack, "dpkg-deb")?;
    fs::remove_file(package).with_context(|| format!("{} cannot be removed", package.display()))
}

/// A script that starts a program with the libraries beside it.
fn start_script(script: &Path, libraries: &str, program: &str) -> Result<()> {
    let text = format!(
        "#!/bin/sh\nhere=$(dirname \"$0\")\nLD_LIBRARY_PATH=\"$here/{libraries}\" exec \"$here/{program}\" \"$@\"\n"
    );
    fs::write(script, text).with_context(|| format!("{} cannot be written", script.display()))?;
    let mut executable = environment::command("chmod");
    Ok(process::quietly(executable.arg("+x").arg(script), "chmod")?)
}
