//! Packages of the distribution (Debian and its relatives). They need root, which is told before it is used.

use std::process::Command;

use anyhow::{Result, bail};

use super::step::tell;
use crate::environment;
use crate::places::on_path;
use crate::process;

enum Root {
    Already,
    BySudo,
    No,
}

/// Installs `packages`, or says what a person with root has to type.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let by_hand = by_hand(packages);
    if on_path(&["apt-get"]).is_none() {
        bail!(
            "this needs packages of the operating system, and there is no apt-get here. \
             Their names on Debian are: {}",
            packages.join(" ")
        );
    }
    let root = root();
    if matches!(root, Root::No) {
        bail!("this needs root, which is not at hand here. Type:\n  {by_hand}");
    }
    tell(&format!(
        "this needs root ({}): {by_hand}",
        if matches!(root, Root::Already) {
            "we are root"
        } else {
            "through sudo"
        }
    ));
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    // The package lists may be fresh already; if they are missing or old, the first try fails at once.
    if process::quietly(&mut apt_get(&root, &arguments), "apt-get install").is_ok() {
        return Ok(());
    }
    tell("bringing the package lists up to date");
    process::quietly(&mut apt_get(&root, &["update"]), "apt-get update")?;
    process::quietly(&mut apt_get(&root, &arguments), "apt-get install")?;
    Ok(())
}

/// What a person with root has to type.
pub(crate) fn by_hand(packages: &[&str]) -> String {
    format!(
        "sudo apt-get update && sudo apt-get install --no-install-recommends {}",
        packages.join(" ")
    )
}

fn apt_get(root: &Root, arguments: &[&str]) -> Command {
    let mut command = if matches!(root, Root::BySudo) {
        let mut command = environment::command("sudo");
        command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    } else {
        environment::command("apt-get")
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(arguments);
    command
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_person_what_to_type() {
        assert_eq!(
            by_hand(&["one", "two"]),
            "sudo apt-get update && sudo apt-get install --no-install-recommends one two"
        );
    }
}
