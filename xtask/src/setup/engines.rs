//! Firefox and WebKitGTK with their drivers, and the virtual screen of the headed tests.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context as _, Result};

use super::cargo_tool::{CargoTool, Work};
use super::step::Steps;
use super::{apt, named, versions};
use crate::places::{Places, on_path};

/// Names of the folder with WebKitGTK's programs, the newest API last.
const WEBKIT_FOLDERS: [&str; 3] = ["webkit2gtk-4.0", "webkit2gtk-4.1", "webkitgtk-6.0"];
/// Folders in which distributions install programs outside PATH.
const LIBRARIES: [&str; 3] = ["/usr/lib", "/usr/libexec", "/usr/lib64"];

/// The programs of the headed tests, besides Chromium and its driver.
#[derive(Debug, Clone)]
pub(crate) struct Engines {
    pub(crate) firefox: PathBuf,
    pub(crate) geckodriver: PathBuf,
    /// WebKitGTK's driver.
    pub(crate) webkit_driver: PathBuf,
    /// WebKitGTK's browser, in the driver's version.
    pub(crate) mini_browser: PathBuf,
    /// The X server without a monitor.
    pub(crate) xvfb: PathBuf,
    pub(crate) window_manager: PathBuf,
    /// The tool for mouse and keyboard.
    pub(crate) xdotool: PathBuf,
}

/// A program from a package of the distribution.
struct Packaged {
    title: &'static str,
    package: &'static str,
    /// Names another program.
    variable: &'static str,
    find: fn() -> Option<PathBuf>,
}

const FIREFOX: Packaged = Packaged {
    title: "Firefox",
    package: "firefox-esr",
    variable: "FIREFOX",
    find: || on_path(&["firefox-esr", "firefox"]),
};
const WEBKIT_DRIVER: Packaged = Packaged {
    title: "WebKitGTK's driver",
    package: "webkit2gtk-driver",
    variable: "WEBKIT_DRIVER",
    find: || on_path(&["WebKitWebDriver"]),
};
const MINI_BROWSER: Packaged = Packaged {
    title: "WebKitGTK's browser",
    // Part of the library's package, on which the driver depends.
    package: "webkit2gtk-driver",
    variable: "MINI_BROWSER",
    find: || mini_browser(&LIBRARIES.map(Path::new)),
};
const XVFB: Packaged = Packaged {
    title: "X server without a screen",
    package: "xvfb",
    variable: "XVFB",
    find: || on_path(&["Xvfb"]),
};
const WINDOW_MANAGER: Packaged = Packaged {
    title: "window manager",
    package: "openbox",
    variable: "WINDOW_MANAGER",
    find: || on_path(&["openbox"]),
};
const XDOTOOL: Packaged = Packaged {
    title: "mouse and keys",
    package: "xdotool",
    variable: "XDOTOOL",
    find: || on_path(&["xdotool"]),
};
const PACKAGED: [Packaged; 6] = [
    FIREFOX,
    WEBKIT_DRIVER,
    MINI_BROWSER,
    XVFB,
    WINDOW_MANAGER,
    XDOTOOL,
];

impl Engines {
    /// Programs named by variables, otherwise those on PATH, otherwise the distribution's (geckodriver: from
    /// crates.io).
    pub(crate) fn find_or_install(places: &Places, steps: Steps) -> Result<Self> {
        Ok(Self {
            firefox: FIREFOX.find_or_install(steps)?,
            webkit_driver: WEBKIT_DRIVER.find_or_install(steps)?,
            mini_browser: MINI_BROWSER.find_or_install(steps)?,
            xvfb: XVFB.find_or_install(steps)?,
            window_manager: WINDOW_MANAGER.find_or_install(steps)?,
            xdotool: XDOTOOL.find_or_install(steps)?,
            geckodriver: geckodriver(places, steps)?,
        })
    }

    /// Each program, with its name.
    pub(crate) fn programs(&self) -> [(&'static str, &Path); 7] {
        [
            ("Firefox", &self.firefox),
            ("geckodriver", &self.geckodriver),
            ("WebKitGTK's driver", &self.webkit_driver),
            ("WebKitGTK's browser", &self.mini_browser),
            ("Xvfb", &self.xvfb),
            ("window manager", &self.window_manager),
            ("xdotool", &self.xdotool),
        ]
    }
}

impl Packaged {
    fn find_or_install(&self, steps: Steps) -> Result<PathBuf> {
        let remedy = format!(
            "install it ({}), or name yours in {}.",
            apt::by_hand(&[self.package]),
            self.variable
        );
        steps.step(
            self.title,
            &remedy,
            || self.present(),
            || {
                // Also installs the packages of the other programs, because each run of apt-get takes half a minute.
                apt::install(&missing(&PACKAGED)?)?;
                self.present()?.with_context(|| {
                    format!(
                        "{} is installed, but the program is still not found",
                        self.package
                    )
                })
            },
        )
    }

    fn present(&self) -> Result<Option<PathBuf>> {
        Ok(named(self.variable)?.or_else(self.find))
    }
}

/// The packages of the missing programs, each once.
fn missing(programs: &[Packaged]) -> Result<Vec<&'static str>> {
    let mut packages = Vec::new();
    for program in programs {
        if program.present()?.is_none() && !packages.contains(&program.package) {
            packages.push(program.package);
        }
    }
    Ok(packages)
}

/// Firefox's driver, which no Debian release contains.
fn geckodriver(places: &Places, steps: Steps) -> Result<PathBuf> {
    if let Some(driver) = named("GECKODRIVER")? {
        return Ok(driver);
    }
    let tool = CargoTool {
        name: "geckodriver",
        version: versions::GECKODRIVER,
        programs: &["geckodriver"],
        locked: true,
        features: None,
        work: Work::Little,
    };
    let folder = tool.find_or_install(places, steps)?;
    Ok(folder
        .join("geckodriver")
        .with_extension(env::consts::EXE_EXTENSION))
}

/// WebKitGTK's `MiniBrowser`, also in a folder named after the machine's architecture (`x86_64-linux-gnu`).
fn mini_browser(libraries: &[&Path]) -> Option<PathBuf> {
    let mut folders = Vec::new();
    for library in libraries {
        folders.push(library.to_path_buf());
        let Ok(entries) = fs::read_dir(library) else {
            continue;
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        folders.extend(paths.filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().contains("-linux-"))
        }));
    }
    WEBKIT_FOLDERS.iter().rev().find_map(|webkit| {
        folders
            .iter()
            .map(|folder| folder.join(webkit).join("MiniBrowser"))
            .find(|program| program.is_file())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_mini_browser_is_found_even_in_an_architectures_folder() {
        let base = env::temp_dir().join(format!("xtask-{}", uuid::Uuid::new_v4()));
        let library = base.join("lib");
        assert_eq!(mini_browser(&[&library]), None);
        let place = |path: &str| {
            let program = library.join(path).join("MiniBrowser");
            fs::create_dir_all(program.parent().unwrap()).unwrap();
            fs::write(&program, "").unwrap();
            program
        };
        let old = place("webkit2gtk-4.0");
        assert_eq!(mini_browser(&[&base, &library]), Some(old));
        let new = place("x86_64-linux-gnu/webkit2gtk-4.1");
        assert_eq!(mini_browser(&[&base, &library]), Some(new));
        fs::remove_dir_all(&base).unwrap();
    }

    #[test]
    fn each_missing_package_is_installed_once_and_no_other() {
        let program = |package, find| Packaged {
            title: "thing",
            package,
            variable: "CHAKRA_NO_SUCH_VARIABLE",
            find,
        };
        let there = || Some(PathBuf::from("/there"));
        let programs = [
            program("one", || None),
            program("two", there),
            program("one", || None),
            program("three", || None),
        ];
        assert_eq!(missing(&programs).unwrap(), ["one", "three"]);
    }

    #[test]
    fn a_present_program_is_not_installed() {
        let steps = Steps {
            tell_present: false,
        };
        let found = Packaged {
            find: || Some("/there".into()),
            variable: "CHAKRA_NO_SUCH_VARIABLE",
            ..XDOTOOL
        };
        let found = found.find_or_install(steps);
        assert_eq!(found.unwrap(), Path::new("/there"));
    }
}
