//! The server package: its tests on Node with each database, and the contract on each runtime, with each database, and
//! for the reference backend.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context as _, Result, anyhow};
use chakra_postgres_for_tests::Postgres;

use super::mariadb::MariaDb;
use crate::environment;
use crate::package;
use crate::places::Places;
use crate::process;
use crate::setup::Setup;

/// The tests, in a folder with the packages that they use, and their databases.
pub(super) struct ServerTests {
    pub(super) command: Command,
    _postgres: Postgres,
    _mariadb: MariaDb,
}

/// The folder of Node's own headers, if Node includes them. Without a prebuilt binary, better-sqlite3 is compiled, and
/// node-gyp would download the headers.
fn with_headers() -> Option<PathBuf> {
    let node = process::output(environment::command("node").args(["-p", "process.execPath"]))?;
    let prefix = Path::new(node.trim()).parent()?.parent()?;
    let has_headers = prefix.join("include/node/node.h").exists();
    has_headers.then(|| prefix.to_owned())
}

/// The test files, sorted by name.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.js") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The programs that build and test the package.
pub(super) struct ServerTools {
    /// The folders of the build tools.
    build: [PathBuf; 3],
    /// Runtimes besides Node, with their programs' names.
    runtimes: Vec<(&'static str, PathBuf)>,
    mariadb: PathBuf,
}

impl ServerTools {
    pub(super) fn bring(setup: &Setup<'_>) -> Result<Self> {
        Ok(Self {
            build: setup.server_tools()?,
            runtimes: setup.runtimes()?,
            mariadb: setup.mariadb()?,
        })
    }
}

/// Installs the tests' packages, and builds the programs that the tests run meanwhile: npm compiles on one core.
fn install_and_build(places: &Places, folder: &Path) -> Result<()> {
    let mut npm = environment::command("npm");
    npm.current_dir(folder)
        .args(["ci", "--no-audit", "--no-fund"])
        // Where better-sqlite3 has no prebuilt binary: compiles in half the time.
        .envs([("CFLAGS", "-O0"), ("CXXFLAGS", "-O0")]);
    if let Some(prefix) = with_headers() {
        npm.env("npm_config_nodedir", prefix);
    }
    let mut cargo = environment::cargo();
    cargo.current_dir(&places.root).args(["build", "--quiet"]);
    cargo.args(["--package", "chakra-backend-server"]);
    cargo.args(["--package", "chakra-sandbox"]);
    thread::scope(|scope| {
        let installs = scope.spawn(|| process::quietly(&mut npm, "npm ci"));
        let built = process::quietly(&mut cargo, "server");
        let installed = installs.join();
        let installed = installed.map_err(|_| anyhow!("the installation of packages panicked"))?;
        installed.context("the tests' packages cannot be installed")?;
        built.context("the check and the stand-in do not build")
    })
}

/// Builds the package and what its tests need.
pub(super) fn prepare(places: &Places, tools: &ServerTools) -> Result<ServerTests> {
    let folder = places.target.join("server-tests");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let built = folder.join("built");
    fs::create_dir_all(&built)?;
    // Otherwise these would be CommonJS scripts.
    fs::write(built.join("package.json"), "{ \"type\": \"module\" }\n")?;
    let tool = |name: &str| {
        let folder = tools.build.iter().find(|it| it.join(name).exists());
        folder.map_or_else(|| PathBuf::from(name), |it| it.join(name))
    };
    package::build_server(places, |name| environment::command(tool(name)), &built)?;
    package::copy(&places.root.join("npm/server/tests"), &folder.join("tests"))?;
    for name in ["package.json", "package-lock.json"] {
        let from = places.root.join("npm/server").join(name);
        fs::copy(&from, folder.join(name))
            .with_context(|| format!("{} cannot be copied", from.display()))?;
    }
    install_and_build(places, &folder)?;

    let postgres = Postgres::start();
    let address = postgres.new_database();
    let mariadb = MariaDb::start(&tools.mariadb)?;
    let file = |name: &str| folder.join(name).display().to_string();
    let stores = [
        "memory".to_owned(),
        format!("better-sqlite3:{}", file("better.sqlite")),
        format!("libsql:{}", file("libsql.sqlite")),
        format!("pg:{address}"),
        format!("postgres:{address}"),
        format!("mysql:{}", mariadb.address()),
        "d1".to_owned(),
    ];
    let programs = places.target.join("debug");
    let mut command = environment::command("node");
    command
        // One after another, because they share the databases.
        .args(["--test", "--test-concurrency=1", "--test-reporter"])
        .arg(folder.join("tests/support/reporter.js"))
        .args(test_files(&folder.join("tests"))?)
        .env("CHAKRA_SERVER", &built)
        .env("CHAKRA_STORES", stores.join(" "))
        .env("CHAKRA_REFERENCE_DATABASE", postgres.new_database())
        // A missing program is a failure.
        .env("CHAKRA_ALL", "1")
        .env("ESBUILD", tool("esbuild"))
        .env("CHAKRA_BACKEND", programs.join("chakra-backend"))
        .env("CHAKRA_SANDBOX", programs.join("chakra-sandbox"));
    for (name, folder) in &tools.runtimes {
        command.env(name.to_uppercase(), folder.join(name));
    }
    Ok(ServerTests {
        command,
        _postgres: postgres,
        _mariadb: mariadb,
    })
}
