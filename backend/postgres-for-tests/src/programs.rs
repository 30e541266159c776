//! Finds `PostgreSQL`'s programs, and the user who runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian's packages have one folder for each version here.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder of `initdb`: named by `POSTGRES_PROGRAMS`, otherwise Debian's newest, otherwise one on PATH. None if
/// there is none.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("POSTGRES_PROGRAMS") {
        return Some(named.into());
    }
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let versions = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let programs = entry.path().join("bin");
        has_programs(&programs).then_some((version, programs))
    });
    if let Some((_, newest)) = versions.max() {
        return Some(newest);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| has_programs(folder))
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres", "createdb"]
        .iter()
        .all(|program| folder.join(program).is_file())
}

/// A command, run as a user who may run the server, because `initdb` refuses root.
pub(crate) fn command_of_server(program: &str) -> Command {
    if printed(Command::new("id").arg("-u")).as_deref() != Some("0") {
        return Command::new(program);
    }
    // Debian's package creates this user.
    let has_own = printed(Command::new("id").args(["-u", "postgres"])).is_some();
    let user = if has_own { "postgres" } else { "nobody" };
    let group = printed(Command::new("id").args(["-g", user])).unwrap_or_else(|| user.to_owned());
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={user}"))
        .arg(format!("--regid={group}"))
        .args(["--clear-groups", program]);
    command
}

fn printed(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
