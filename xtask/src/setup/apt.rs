//! Packages of the distribution (Debian and its relatives). Installing them needs root, which is announced first.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context as _, Result, bail};

use super::step::tell;
use crate::environment;
use crate::places::on_path;
use crate::process::{self, CommandFailed};

/// The machine's package manager. One per run, so that the lists are refreshed once.
static MACHINE: OnceLock<Apt> = OnceLock::new();

/// Installs `packages`, or prints the command for a person with root.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let by_hand = by_hand(packages);
    let Some(program) = on_path(&["apt-get"]) else {
        bail!(
            "this needs packages of the operating system, and there is no apt-get here. \
             Their names on Debian are: {}",
            packages.join(" ")
        );
    };
    let apt = MACHINE.get_or_init(|| Apt::new(program, root()));
    if matches!(apt.root, Root::No) {
        bail!("this needs root, which is not available here. Run:\n  {by_hand}");
    }
    tell(&format!(
        "this needs root ({}): {by_hand}",
        if matches!(apt.root, Root::Already) {
            "we are root"
        } else {
            "through sudo"
        }
    ));
    apt.install(packages)
}

/// The command for a person with root.
pub(crate) fn by_hand(packages: &[&str]) -> String {
    format!(
        "sudo apt-get update && sudo apt-get install --no-install-recommends {}",
        packages.join(" ")
    )
}

#[derive(Debug)]
enum Root {
    Already,
    BySudo,
    No,
}

#[derive(Debug)]
struct Apt {
    program: PathBuf,
    root: Root,
    /// The result of the one refresh of the package lists; empty until the first install.
    refreshed: OnceLock<Result<(), CommandFailed>>,
}

impl Apt {
    fn new(program: PathBuf, root: Root) -> Self {
        Self {
            program,
            root,
            refreshed: OnceLock::new(),
        }
    }

    /// Installs the versions that the distribution serves now. Old lists, as in a machine's image, name older versions,
    /// which often still install, so a successful install does not prove that the lists are current.
    fn install(&self, packages: &[&str]) -> Result<()> {
        let refreshed = self.refreshed.get_or_init(|| self.refresh());
        let mut arguments = vec![
            "install",
            "--yes",
            "--no-install-recommends",
            // A new machine often updates itself at the same time.
            "--option=DPkg::Lock::Timeout=300",
        ];
        arguments.extend(packages);
        let installed = process::quietly(&mut self.command(&arguments), "apt-get install");
        match refreshed {
            Ok(()) => installed?,
            Err(failed) => installed
                .with_context(|| format!("the package lists could not be refreshed: {failed}"))?,
        }
        Ok(())
    }

    /// Refreshes the package lists. Without a network, the existing lists may still work.
    fn refresh(&self) -> Result<(), CommandFailed> {
        tell("bringing the package lists up to date");
        // Without this option, a list that cannot be fetched is only a warning, and an old list is used unnoticed.
        let arguments = ["update", "--option=APT::Update::Error-Mode=any"];
        let refreshed = process::quietly(&mut self.command(&arguments), "apt-get update");
        if let Err(failed) = &refreshed {
            tell(&format!(
                "some package lists could not be refreshed; trying with the existing ones ({})",
                reason(failed)
            ));
        }
        refreshed
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = if matches!(self.root, Root::BySudo) {
            let mut command = environment::command("sudo");
            command
                .args(["-n", "env", "DEBIAN_FRONTEND=noninteractive"])
                .arg(&self.program);
            command
        } else {
            environment::command(&self.program)
        };
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(arguments);
        command
    }
}

/// The first line in which `apt-get` reports a problem.
fn reason(failed: &CommandFailed) -> &str {
    let complaint = |line: &&String| line.starts_with("E:") || line.starts_with("W:");
    let line = failed.tail.iter().find(complaint);
    line.map_or(&failed.result, |line| line.trim())
}

fn root() -> Root {
    let user = process::output(environment::command("id").arg("-u"));
    if user.as_deref().map(str::trim) == Some("0") {
        Root::Already
    } else if process::output(environment::command("sudo").args(["-n", "true"])).is_some() {
        Root::BySudo
    } else {
        Root::No
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    /// A fake `apt-get` that records its calls. `script` decides how it ends.
    struct StandIn {
        folder: PathBuf,
        apt: Apt,
    }

    impl StandIn {
        fn new(script: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("xtask-{}", uuid::Uuid::new_v4()));
            fs::create_dir_all(&folder).unwrap();
            let program = folder.join("apt-get");
            let calls = folder.join("calls");
            let text = format!("#!/bin/sh\necho \"$@\" >> {}\n{script}\n", calls.display());
            // Written by another process: while a program is open for writing here, it can also be open in another
            // test's child, and would not start ("text file busy").
            let mut write = Command::new("sh");
            write.args([
                "-c",
                "printf %s \"$1\" > \"$2\" && chmod +x \"$2\"",
                "write",
            ]);
            assert!(write.arg(text).arg(&program).status().unwrap().success());
            let apt = Apt::new(program, Root::Already);
            Self { folder, apt }
        }

        /// The commands, each with its last argument.
        fn calls(&self) -> Vec<(String, String)> {
            let calls = fs::read_to_string(self.folder.join("calls")).unwrap();
            let words = |line: &str| {
                let (first, last) = (line.split(' ').next(), line.split(' ').next_back());
                (first.unwrap().to_owned(), last.unwrap().to_owned())
            };
            calls.lines().map(words).collect()
        }

        fn commands(&self) -> Vec<String> {
            self.calls().into_iter().map(|(first, _)| first).collect()
        }
    }

    impl Drop for StandIn {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }

    #[test]
    fn tells_a_person_what_to_type() {
        assert_eq!(
            by_hand(&["one", "two"]),
            "sudo apt-get update && sudo apt-get install --no-install-recommends one two"
        );
    }

    #[test]
    fn the_lists_are_refreshed_first_and_once_even_if_the_old_ones_work() {
        let machine = StandIn::new("exit 0");
        machine.apt.install(&["one"]).unwrap();
        machine.apt.install(&["two"]).unwrap();
        assert_eq!(machine.commands(), ["update", "install", "install"]);
        assert_eq!(machine.calls()[2].1, "two");
    }

    #[test]
    fn lists_that_cannot_be_refreshed_suffice_if_they_name_the_package() {
        let offline =
            StandIn::new("[ $1 = install ] || { echo 'W: Failed to fetch x' >&2; exit 100; }");
        offline.apt.install(&["one"]).unwrap();
        offline.apt.install(&["two"]).unwrap();
        assert_eq!(offline.commands(), ["update", "install", "install"]);
        let refreshed = offline.apt.refreshed.get().unwrap();
        let failed = refreshed.as_ref().unwrap_err();
        assert_eq!(reason(failed), "W: Failed to fetch x");
    }

    #[test]
    fn missing_lists_that_cannot_be_refreshed_report_both_failures() {
        let offline = StandIn::new("echo \"E: no $1\" >&2; exit 100");
        let told = format!("{:#}", offline.apt.install(&["one"]).unwrap_err());
        assert!(told.contains("lists could not be refreshed"), "{told}");
        assert!(told.contains("E: no update"), "{told}");
        assert!(told.contains("E: no install"), "{told}");
    }

    #[test]
    fn a_package_that_does_not_install_is_not_blamed_on_the_lists() {
        let machine = StandIn::new("[ $1 = update ]");
        let told = format!("{:#}", machine.apt.install(&["one"]).unwrap_err());
        assert!(!told.contains("lists"), "{told}");
    }
}
