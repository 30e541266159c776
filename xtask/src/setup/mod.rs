//! Set-up: installs whatever is missing, and is fast if nothing is.

mod app_runtimes;
mod apt;
mod browser;
mod cargo_tool;
mod distribution;
mod engines;
mod first_run;
mod mariadb;
mod npm_tool;
mod old_chromium;
mod postgres;
mod python_tool;
mod report;
mod report_toolchain;
mod std_source;
mod step;
mod versions;
mod wasm_target;

use std::env;
use std::fs::{self, File};
use std::path::PathBuf;

use anyhow::{Context as _, Result};

pub(crate) use self::app_runtimes::AppRuntimes;
pub(crate) use self::browser::Browser;
use self::cargo_tool::{CargoTool, Work};
pub(crate) use self::engines::Engines;
use self::npm_tool::{NpmLibrary, NpmTool};
use self::python_tool::PythonTool;
pub(crate) use self::report::Report;
use self::step::Steps;
pub(crate) use self::wasm_target::TARGET as WASM_TARGET;
use crate::environment::{self, WasmEnvironment, WasmToolchain};
use crate::places::Places;
use crate::process;

/// Packages of typefaces, with their files. A letter uses the first typeface that has it.
const TYPEFACES: [(&str, [&str; 2]); 3] = [
    (
        "@fontsource/inter",
        [
            "files/inter-latin-400-normal.woff2",
            "files/inter-latin-600-normal.woff2",
        ],
    ),
    (
        "@fontsource/noto-sans-arabic",
        [
            "files/noto-sans-arabic-arabic-400-normal.woff2",
            "files/noto-sans-arabic-arabic-600-normal.woff2",
        ],
    ),
    (
        "@fontsource/noto-sans-devanagari",
        [
            "files/noto-sans-devanagari-devanagari-400-normal.woff2",
            "files/noto-sans-devanagari-devanagari-600-normal.woff2",
        ],
    ),
];

/// One run of the set-up. Each command requests what it needs.
#[derive(Debug)]
pub(crate) struct Setup<'a> {
    places: &'a Places,
    steps: Steps,
    /// Held to the end, because two set-ups at once would build the same tool twice.
    _lock: File,
}

impl<'a> Setup<'a> {
    pub(crate) fn begin(places: &'a Places, tell_present: bool) -> Result<Self> {
        let cache = &places.cache;
        fs::create_dir_all(cache).with_context(|| format!("{} cannot be made", cache.display()))?;
        let path = cache.join("lock");
        let lock =
            File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
        if lock.try_lock().is_err() {
            eprintln!("  waiting for another setup on this machine …");
            lock.lock()
                .with_context(|| format!("{} cannot be locked", path.display()))?;
        }
        Ok(Self {
            places,
            steps: Steps { tell_present },
            _lock: lock,
        })
    }

    /// The tools that build the widget.
    pub(crate) fn widget_tools(&self) -> Result<WasmEnvironment> {
        let toolchain = wasm_target::find_or_install(self.places, self.steps)?;
        let target = self.places.wasm_target();
        if let WasmToolchain::Distribution(folder) = &toolchain {
            distribution::drop_outdated(&target, folder)?;
        }
        let version = versions::locked(&self.places.root, "wasm-bindgen")?;
        let bindgen = CargoTool {
            name: "wasm-bindgen-cli",
            version: &version,
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            // Its lock file may name crates newer than those that a registry's mirror serves.
            locked: false,
            features: None,
            work: Work::Much,
        };
        let trunk = CargoTool {
            name: "trunk",
            version: versions::TRUNK,
            programs: &["trunk"],
            locked: true,
            features: None,
            work: Work::Little,
        };
        first_run::announce(self.places, &[&bindgen, &trunk]);
        let tools = vec![
            bindgen.find_or_install(self.places, self.steps)?,
            trunk.find_or_install(self.places, self.steps)?,
            NpmTool {
                name: "binaryen",
                version: versions::BINARYEN,
                program: "wasm-opt",
            }
            .find_or_install(self.places, self.steps)?,
            NpmTool {
                name: "esbuild",
                version: versions::ESBUILD,
                program: "esbuild",
            }
            .find_or_install(self.places, self.steps)?,
            NpmTool {
                name: "terser",
                version: versions::TERSER,
                program: "terser",
            }
            .find_or_install(self.places, self.steps)?,
            self.typescript()?,
        ];
        let environment = WasmEnvironment {
            toolchain,
            tools,
            target,
            std_source: None,
        };
        let std_source = std_source::find_or_install(&environment, self.steps);
        Ok(WasmEnvironment {
            std_source,
            ..environment
        })
    }

    /// The folders of the server package's build tools.
    pub(crate) fn server_tools(&self) -> Result<[PathBuf; 3]> {
        Ok([
            self.npm_tool("esbuild", versions::ESBUILD, "esbuild")?,
            self.npm_tool("terser", versions::TERSER, "terser")?,
            self.typescript()?,
        ])
    }

    /// Chromium and its driver.
    pub(crate) fn browser(&self) -> Result<Browser> {
        browser::find_or_install(self.steps)
    }

    /// Chromium 120 and its driver.
    pub(crate) fn old_chromium(&self) -> Result<Browser> {
        old_chromium::find_or_install(self.places, self.steps)
    }

    /// Firefox, WebKitGTK and their drivers, and the screen on which they are shown.
    pub(crate) fn engines(&self) -> Result<Engines> {
        Engines::find_or_install(self.places, self.steps)
    }

    /// The runtimes of the example apps that run beside the backend.
    pub(crate) fn app_runtimes(&self) -> Result<AppRuntimes> {
        AppRuntimes::find_or_install(self.places, self.steps)
    }

    /// The folder of `PostgreSQL`'s programs.
    pub(crate) fn postgres(&self) -> Result<PathBuf> {
        postgres::find_or_install(self.steps)
    }

    /// `MariaDB`'s server.
    pub(crate) fn mariadb(&self) -> Result<PathBuf> {
        mariadb::find_or_install(self.steps)
    }

    /// The script that finds accessibility barriers in a page.
    pub(crate) fn axe(&self) -> Result<PathBuf> {
        let library = NpmLibrary {
            name: "axe-core",
            version: versions::AXE,
            files: &["axe.min.js"],
        };
        let files = library.find_or_install(self.places, self.steps)?;
        files.into_iter().next().context("axe-core is one file")
    }

    /// The typefaces of the gallery's pictures, so that they look the same on every machine.
    pub(crate) fn typefaces(&self) -> Result<Vec<PathBuf>> {
        let mut all = Vec::new();
        for (name, files) in &TYPEFACES {
            let version = versions::TYPEFACES;
            let library = NpmLibrary {
                name,
                version,
                files,
            };
            all.extend(library.find_or_install(self.places, self.steps)?);
        }
        Ok(all)
    }

    /// The folder of mdbook, which builds the book. Only its command requests it, because it compiles for minutes.
    pub(crate) fn mdbook(&self) -> Result<PathBuf> {
        CargoTool {
            name: "mdbook",
            version: versions::MDBOOK,
            programs: &["mdbook"],
            locked: true,
            // Without its server and file watcher.
            features: Some("search"),
            work: Work::Much,
        }
        .find_or_install(self.places, self.steps)
    }

    /// The folder of cargo-deny, which checks the project's dependencies.
    pub(crate) fn deny(&self) -> Result<PathBuf> {
        CargoTool {
            name: "cargo-deny",
            version: versions::DENY,
            programs: &["cargo-deny"],
            locked: true,
            features: None,
            work: Work::Little,
        }
        .find_or_install(self.places, self.steps)
    }

    /// schemathesis, which tests a server against its OpenAPI document.
    pub(crate) fn schemathesis(&self) -> Result<PathBuf> {
        PythonTool {
            name: "schemathesis",
            requirements: include_str!("schemathesis.txt"),
        }
        .find_or_install(self.places, self.steps)
    }

    /// The tools that find mistakes in an npm package.
    pub(crate) fn package_tools(&self) -> Result<PathBuf> {
        self.npm_tool("publint", versions::PUBLINT, "publint")
    }

    /// The linter of the documents.
    pub(crate) fn textlint(&self) -> Result<PathBuf> {
        self.npm_tool("textlint", versions::TEXTLINT, "textlint")
    }

    /// The tool that finds mistakes in a package's types.
    pub(crate) fn types_tool(&self) -> Result<PathBuf> {
        self.npm_tool(
            "@arethetypeswrong/cli",
            versions::ARE_THE_TYPES_WRONG,
            "attw",
        )
    }

    /// The folder of tsc, which generates the types of our TypeScript.
    fn typescript(&self) -> Result<PathBuf> {
        self.npm_tool("typescript", versions::TYPESCRIPT, "tsc")
    }

    /// The toolchain that describes the public surface; none if it is the current one.
    pub(crate) fn report_toolchain(&self) -> Result<Option<&'static str>> {
        report_toolchain::find_or_install(self.steps)
    }

    /// Runtimes besides Node, with their programs' names.
    pub(crate) fn runtimes(&self) -> Result<Vec<(&'static str, PathBuf)>> {
        let all = [("deno", versions::DENO), ("bun", versions::BUN)];
        let found = all.map(|(name, version)| Ok((name, self.npm_tool(name, version, name)?)));
        found.into_iter().collect()
    }

    /// The runtimes of the server package's examples, with their programs' names.
    pub(crate) fn server_runtimes(&self) -> Result<Vec<(&'static str, PathBuf)>> {
        let mut all = self.runtimes()?;
        all.push(("node", self.npm_tool("node", versions::NODE, "node")?));
        Ok(all)
    }

    fn npm_tool(&self, name: &str, version: &str, program: &str) -> Result<PathBuf> {
        let tool = NpmTool {
            name,
            version,
            program,
        };
        tool.find_or_install(self.places, self.steps)
    }

    /// rustfmt and clippy of the user's toolchain.
    pub(crate) fn lints(&self) -> Result<()> {
        let present = || {
            ["fmt", "clippy"].iter().all(|tool| {
                process::output(environment::cargo().args([tool, "--version"])).is_some()
            })
        };
        self.steps.step(
            "rustfmt and clippy",
            "install rustfmt and clippy the way you installed Rust; with rustup: rustup component add rustfmt clippy",
            || Ok(present().then_some(())),
            || {
                process::quietly(
                    environment::command("rustup").args(["component", "add", "rustfmt", "clippy"]),
                    "rustup",
                )?;
                anyhow::ensure!(present(), "rustup succeeded, but cargo still does not find them");
                Ok(())
            },
        )
    }
}

/// `cargo xtask setup`.
pub(crate) fn everything(places: &Places) -> Result<()> {
    let started = std::time::Instant::now();
    let setup = Setup::begin(places, true)?;
    setup.lints()?;
    let widget = setup.widget_tools()?;
    let browser = setup.browser()?;
    let engines = setup.engines()?;
    setup.axe()?;
    setup.deny()?;
    setup.schemathesis()?;
    setup.typefaces()?;
    setup.textlint()?;
    setup.app_runtimes()?;
    let postgres = setup.postgres()?;
    setup.mariadb()?;
    let report = Report::new()
        .widget(&widget)
        .browser(&browser)
        .postgres(&postgres);
    eprint!("{}", report.engines(&engines));
    eprintln!(
        "everything is there ({})",
        crate::progress::duration(started.elapsed())
    );
    Ok(())
}

/// The program that a variable names, if it is set.
fn named(variable: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    anyhow::ensure!(
        path.is_file(),
        "{variable} names {}, which is no file",
        path.display()
    );
    Ok(Some(path))
}
