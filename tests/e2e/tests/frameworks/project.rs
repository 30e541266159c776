//! A copy of an example outside of the repository, with what it depends on.

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};
use std::time::Instant;

use serde_json::Value;
use tokio::process::Command;

const PACKAGE: &str = "chakra-whatsapp-connect";
/// The workspace has one version.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Where an example expects the backend.
const BACKEND: &str = "http://127.0.0.1:8080";

/// The copy; removed when dropped.
#[derive(Debug)]
pub(crate) struct Project {
    name: &'static str,
    pub(crate) folder: PathBuf,
}

impl Project {
    /// Copies an example, and installs what its lock file names beside the tarball.
    pub(crate) async fn install(name: &'static str) -> Self {
        let copy_name = format!("chakra-frameworks-{}-{name}", process::id());
        let project = Self {
            name,
            folder: env::temp_dir().join(copy_name),
        };
        copy(&workspace().join("examples").join(name), &project.folder);
        let locked = project.read("package-lock.json");
        let tarball = tarball();
        project.edit(
            "package.json",
            &format!("\"{PACKAGE}\": \"{VERSION}\""),
            &format!("\"{PACKAGE}\": \"file:{}\"", tarball.display()),
        );
        let arguments = "install --ignore-scripts --no-audit --no-fund --prefer-offline";
        project.run("npm", arguments).await;
        let installed = project.read("package-lock.json");
        assert_eq!(packages(&installed), packages(&locked), "as it was locked");
        project
    }

    /// Writes the backend's address where the example has another.
    pub(crate) fn set_backend(&self, file: &str, url: &str) {
        let original = workspace().join("examples").join(self.name).join(file);
        let text = fs::read_to_string(original).unwrap();
        assert_eq!(text.matches(BACKEND).count(), 1, "{file}: {text}");
        let text = text.replace(BACKEND, url.trim_end_matches('/'));
        fs::write(self.folder.join(file), text).unwrap();
    }

    /// Builds it by its own script.
    pub(crate) async fn build(&self) {
        self.run("npm", "run build").await;
    }

    /// Its type checker does not let this change pass, and names `complaint`.
    pub(crate) async fn refuses(&self, checker: &str, change: Change<'_>, complaint: &str) {
        self.edit(change.file, change.from, change.to);
        let (well, said) = self
            .attempt("npm", &format!("exec --no -- {checker}"))
            .await;
        self.edit(change.file, change.to, change.from);
        assert!(!well, "{} lets {change:?} pass", self.name);
        assert!(said.contains(complaint), "{change:?}: {said}");
    }

    /// Replaces a text that stands in a file once.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert_eq!(text.matches(from).count(), 1, "{file}: {from}\n{text}");
        fs::write(self.folder.join(file), text.replace(from, to)).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    /// Runs a program that ends, and tells how long it took.
    async fn run(&self, program: &str, arguments: &str) {
        let started = Instant::now();
        let (well, said) = self.attempt(program, arguments).await;
        assert!(well, "{}: {program} {arguments}\n{said}", self.name);
        let took = started.elapsed().as_secs_f32();
        let row = format!(
            "frameworks {:<10} {took:>5.1} s  {program} {arguments}\n",
            self.name
        );
        // Past the capture of libtest: the table is for whoever reads the run.
        std::io::stdout().write_all(row.as_bytes()).unwrap();
    }

    /// Whether a program ended well, and what it said.
    async fn attempt(&self, program: &str, arguments: &str) -> (bool, String) {
        let output = self.command(program, arguments).output().await;
        let output = output.unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (output.status.success(), said)
    }

    /// A program in its folder; no argument has a space in it.
    pub(crate) fn command(&self, program: &str, arguments: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .args(arguments.split(' '))
            .env("NEXT_TELEMETRY_DISABLED", "1")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // What a dying program still writes stays for the system to clean.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A text in a file that becomes another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<'a> {
    pub(crate) file: &'a str,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn tarball() -> PathBuf {
    let package = env::var_os("CHAKRA_PACKAGE")
        .map_or_else(|| workspace().join("target/package"), PathBuf::from);
    let tarball = package.join(format!("npm/{PACKAGE}-{VERSION}.tgz"));
    assert!(
        tarball.is_file(),
        "{} is missing; run `cargo xtask package` first",
        tarball.display()
    );
    tarball.canonicalize().unwrap()
}

/// What a lock file says of everything but the package itself, which comes from the tarball.
fn packages(lock: &str) -> Value {
    let mut lock: Value = serde_json::from_str(lock).unwrap();
    let packages = lock["packages"].as_object_mut().unwrap();
    packages.retain(|path, _| !path.is_empty() && !path.ends_with(PACKAGE));
    for (path, entry) in &*packages {
        assert!(
            entry["resolved"].is_null(),
            "{path} is bound to one registry"
        );
    }
    lock["packages"].take()
}

/// What a reader would copy: not what a build has left.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if ["node_modules", "dist", ".next", ".angular"].contains(&&*name.to_string_lossy()) {
            continue;
        }
        let target = to.join(name);
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}
