//! Checks of the packaged files: with the registries' own tools, and with the runtimes that may import them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::npm;
use crate::environment;
use crate::places::Places;
use crate::process;
use crate::setup::Setup;

/// Packages that the tests install with ours: those that render it, and those for which it has types.
const BESIDE: [&str; 9] = [
    "@types/react@19.2.0",
    "esbuild@0.28",
    "preact@10",
    "react-dom@19.2.0",
    "react@19.2.0",
    "solid-js@1",
    "svelte@5",
    "typescript@5.9",
    "vue@3",
];

/// A check with a registry's own tools.
pub(crate) struct RegistryCheck {
    pub(crate) name: &'static str,
    /// The properties that the check verifies.
    pub(crate) checks: &'static str,
    command: fn(&Places) -> Result<Command>,
}

impl RegistryCheck {
    /// Installs the tool if it is missing.
    pub(crate) fn command(&self, places: &Places) -> Result<Command> {
        (self.command)(places)
    }
}

/// All registry checks.
pub(crate) const REGISTRY_CHECKS: [RegistryCheck; 4] = [
    RegistryCheck {
        name: "publint",
        checks: "the npm package works in every bundler and in Node",
        command: publint,
    },
    RegistryCheck {
        name: "are-the-types-wrong",
        checks: "every way to import the npm package finds the right types",
        command: types,
    },
    RegistryCheck {
        name: "npm publish --dry-run",
        checks: "npm would take the package",
        command: |places| {
            let mut npm = environment::command("npm");
            npm.args(["publish", "--dry-run"]).arg(npm::tarball(places));
            Ok(npm)
        },
    },
    RegistryCheck {
        name: "cargo publish --dry-run",
        checks: "crates.io would take the crates, and each builds from its package alone",
        command: |places| {
            Ok(super::cargo_on_crates(
                places,
                &super::CRATES,
                &["publish", "--dry-run"],
            ))
        },
    },
];

fn publint(places: &Places) -> Result<Command> {
    let tools = Setup::begin(places, false)?.package_tools()?;
    let mut publint = environment::command(tools.join("publint"));
    publint.arg(npm::tarball(places)).arg("--strict");
    Ok(publint)
}

fn types(places: &Places) -> Result<Command> {
    let tools = Setup::begin(places, false)?.types_tool()?;
    let mut attw = environment::command(tools.join("attw"));
    attw.arg(npm::tarball(places))
        // No resolution is older than `exports`.
        .args(["--profile", "node16", "--no-emoji", "--exclude-entrypoints"])
        // Data files.
        .args([
            "./wasm",
            "./custom-elements.json",
            "./web-types.json",
            "./vscode.json",
            // ES modules only, which the tool counts as a mistake. `types/server.ts` tests them.
            "./server",
            "./server/node",
            "./server/store-contract",
        ]);
    Ok(attw)
}

/// `--check`.
pub(super) fn run(places: &Places) -> Result<()> {
    for check in &REGISTRY_CHECKS {
        tell(check.name, check.command(places)?)?;
    }
    Ok(())
}

fn tell(name: &str, mut command: Command) -> Result<()> {
    println!("\n── {name} ──");
    let status = process::streamed(&mut command, |_| {})?;
    ensure!(status.success(), "{name}: {status}");
    Ok(())
}

/// Programs that use the installed tarball, by the name of the check. Each runtime counts its tests.
pub(crate) struct Users {
    pub(crate) runtimes: Vec<(&'static str, Command)>,
    /// The TypeScript compiler on correct and wrong uses in each framework, and on the definition alone, whose types must
    /// not depend on another import.
    pub(crate) compilers: Vec<Command>,
}

/// Installs the tarball in a new folder.
pub(crate) fn users(places: &Places) -> Result<Users> {
    let folder = places.target.join("package-imports");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::write(
        folder.join("package.json"),
        "{ \"private\": true, \"type\": \"module\" }\n",
    )?;
    super::copy(&places.root.join("npm/tests"), &folder)?;
    install(&folder, &tarball(places)?)?;
    let runtimes = Setup::begin(places, false)?.runtimes()?;
    let mut programs = vec![
        (
            "import in Node",
            program("node".as_ref(), &[], &folder.join("import.js")),
        ),
        (
            "render in Node",
            program("node".as_ref(), &[], &folder.join("render.js")),
        ),
        (
            "no server in a page",
            program("node".as_ref(), &[], &folder.join("no-server.js")),
        ),
        (
            "testing entry",
            program("node".as_ref(), &[], &folder.join("testing.js")),
        ),
    ];
    for (name, runtime) in runtimes {
        let (title, arguments): (_, &[&str]) = match name {
            "deno" => (
                "import in Deno",
                &[
                    "run",
                    "--quiet",
                    "--no-remote",
                    "--node-modules-dir=manual",
                    "--allow-env",
                ],
            ),
            _ => ("import in Bun", &["run"]),
        };
        let script = folder.join("import.js");
        programs.push((title, program(&runtime.join(name), arguments, &script)));
    }
    let compiler = folder.join("node_modules/typescript/bin/tsc");
    let options = [
        "--noEmit",
        "--strict",
        "--exactOptionalPropertyTypes",
        "--jsx",
        "react-jsx",
        "--module",
        "nodenext",
    ];
    let compile = |sources: &str| {
        let mut types = environment::command("node");
        types.arg(&compiler).args(options).args([
            "--target",
            "es2022",
            "--lib",
            "es2022,dom,dom.iterable",
        ]);
        let sources = folder.join(sources);
        types.args(
            super::all_files(&sources)?
                .iter()
                .map(|file| sources.join(file)),
        );
        anyhow::Ok(types)
    };
    Ok(Users {
        runtimes: programs,
        compilers: vec![compile("types")?, compile("types-of-define")?],
    })
}

fn program(path: &Path, arguments: &[&str], script: &Path) -> Command {
    let mut command = environment::command(path);
    command.args(arguments).arg(script);
    command
}

fn tarball(places: &Places) -> Result<std::path::PathBuf> {
    let name = format!("{}-{}.tgz", npm::NAME, env!("CARGO_PKG_VERSION"));
    let tarball = places.package().join("npm").join(name);
    ensure!(
        tarball.is_file(),
        "{} is not there; run `cargo xtask package` first",
        tarball.display()
    );
    Ok(tarball)
}

fn install(folder: &Path, tarball: &Path) -> Result<()> {
    let mut npm = environment::command("npm");
    npm.current_dir(folder)
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
        .arg(tarball)
        .args(BESIDE);
    process::quietly(&mut npm, "npm install").context("the tarball cannot be installed")
}
