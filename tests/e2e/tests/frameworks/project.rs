//! A copy of an example outside the repository, with its dependencies.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::iter;
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use chakra_e2e::{free_address, tarball};
use serde_json::Value;
use tokio::process::Command;

const PACKAGE: &str = "chakra-whatsapp-connect";
/// The whole workspace has one version.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The address at which an example expects the backend.
const BACKEND: &str = "http://127.0.0.1:8080";
/// Files that builds and runs leave in an example's folder.
const LEFT: [&str; 12] = [
    "node_modules",
    "dist",
    "build",
    ".next",
    ".angular",
    ".astro",
    ".nuxt",
    ".react-router",
    ".svelte-kit",
    "widget",
    "connect.db",
    "test-results",
];

/// The copy. Removed when dropped.
#[derive(Debug)]
pub(crate) struct Project {
    name: &'static str,
    pub(crate) folder: PathBuf,
}

impl Project {
    /// Copies an example, and installs exactly what its lock file names, and the tarball.
    pub(crate) async fn install(name: &'static str) -> Self {
        Self::install_from("examples", name).await
    }

    /// Like `install`, for one of the tests' own apps.
    pub(crate) async fn install_app(name: &'static str) -> Self {
        Self::install_from("tests/e2e/apps", name).await
    }

    /// Like `install`, for a project of `tests/e2e/tools`.
    pub(crate) async fn tool(name: &'static str) -> Self {
        Self::install_from("tests/e2e/tools", name).await
    }

    /// Copies the folder `name` of `place`, without installing anything.
    pub(crate) fn copied_from(place: &str, name: &'static str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let copy_name = format!("chakra-frameworks-{}-{count}-{name}", process::id());
        let project = Self {
            name,
            folder: env::temp_dir().join(copy_name),
        };
        copy(&workspace().join(place).join(name), &project.folder);
        project
    }

    /// Like `copied_from`, and installs what npm's lock file names.
    pub(crate) async fn install_from(place: &str, name: &'static str) -> Self {
        let project = Self::copied_from(place, name);
        let lock = project.read("package-lock.json");
        assert_is_whole(&lock);
        if project.read("package.json").contains(PACKAGE) {
            let spec = format!("file:{}", tarball().display());
            project.edit(
                "package.json",
                &format!("\"{PACKAGE}\": \"{VERSION}\""),
                &format!("\"{PACKAGE}\": \"{spec}\""),
            );
            project.write("package-lock.json", &with_tarball(&lock, &spec));
        }
        // `npm install` would update the lock file from the registry, differently in each version of npm. `npm ci` does
        // not.
        let install = "ci --ignore-scripts --no-audit --no-fund";
        let offline = format!("{install} --prefer-offline");
        let (well, said) = project.timed("npm", &offline).await;
        if said.contains("npm error code ETARGET") {
            // npm's cache of the registry may be older than the lock file.
            project
                .run("npm", &format!("{install} --prefer-online"))
                .await;
        } else {
            assert!(well, "{name}: npm {offline}\n{said}");
        }
        project
    }

    /// Copies the files for a web server into a folder of the project.
    pub(crate) fn copy_cdn(&self, folder: &str) {
        // The tarball is in `npm`, beside `cdn`.
        let tarball = tarball();
        let package = tarball.ancestors().nth(2).unwrap();
        copy(&package.join("cdn"), &self.folder.join(folder));
    }

    /// Writes a file of the project.
    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).unwrap();
    }

    /// Removes a file.
    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.folder.join(file)).unwrap();
    }

    /// Replaces the backend's address in the example.
    pub(crate) fn set_backend(&self, file: &str, url: &str) {
        let original = workspace().join("examples").join(self.name).join(file);
        let text = fs::read_to_string(original).unwrap();
        assert_eq!(text.matches(BACKEND).count(), 1, "{file}: {text}");
        let text = text.replace(BACKEND, url.trim_end_matches('/'));
        fs::write(self.folder.join(file), text).unwrap();
    }

    /// Runs its own build script.
    pub(crate) async fn build(&self) {
        self.run("npm", "run build").await;
    }

    /// Like `build`, with a variable that the script reads.
    pub(crate) async fn build_with(&self, variable: &str, value: &str) {
        let mut build = self.command("npm", "run build");
        let output = build.env(variable, value).output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", self.name);
    }

    /// Runs its own tests, in the Chromium that `CHROME` names.
    pub(crate) async fn passes_its_tests(&self) {
        let port = free_address().port().to_string();
        let mut tests = self.command("npm", "test");
        let started = Instant::now();
        let output = tests.env("PORT", port).output().await.unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success(), "{}: {said}", self.name);
        self.tell(started, "npm test");
    }

    /// Runs one of its programs, which must succeed.
    pub(crate) async fn runs(&self, program: &str, arguments: &str) {
        self.run(program, arguments).await;
    }

    /// Its type checker rejects this change, and its message contains `complaint`.
    pub(crate) async fn refuses(&self, checker: &str, change: Change<'_>, complaint: &str) {
        self.edit(change.file, change.from, change.to);
        let (well, said) = self
            .attempt("npm", &format!("exec --no -- {checker}"))
            .await;
        self.edit(change.file, change.to, change.from);
        assert!(!well, "{} lets {change:?} pass", self.name);
        assert!(said.contains(complaint), "{change:?}: {said}");
    }

    /// Replaces a text that occurs once in a file.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert_eq!(text.matches(from).count(), 1, "{file}: {from}\n{text}");
        // In one step, so that a development server never reads a half-written file. Written beside the project's folder,
        // because some servers watch the folder.
        let edited = self.folder.with_extension("edited");
        fs::write(&edited, text.replace(from, to)).unwrap();
        fs::rename(edited, self.folder.join(file)).unwrap();
    }

    /// The text of a file.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    /// Runs a program, which must succeed.
    async fn run(&self, program: &str, arguments: &str) {
        let (well, said) = self.timed(program, arguments).await;
        assert!(well, "{}: {program} {arguments}\n{said}", self.name);
    }

    /// Runs a program, and prints how long it took.
    async fn timed(&self, program: &str, arguments: &str) -> (bool, String) {
        let started = Instant::now();
        let ended = self.attempt(program, arguments).await;
        self.tell(started, &format!("{program} {arguments}"));
        ended
    }

    fn tell(&self, started: Instant, what: &str) {
        let took = started.elapsed().as_secs_f32();
        let row = format!("frameworks {:<10} {took:>5.1} s  {what}\n", self.name);
        // Written directly to stdout, past libtest's capture, so that the table appears in the output.
        std::io::stdout().write_all(row.as_bytes()).unwrap();
    }

    /// Whether a program succeeded, and its output.
    async fn attempt(&self, program: &str, arguments: &str) -> (bool, String) {
        let output = self.command(program, arguments).output().await;
        let output = output.unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (output.status.success(), said)
    }

    /// A program in its folder. No argument may contain a space.
    pub(crate) fn command(&self, program: &str, arguments: &str) -> Command {
        let mut command = Command::new(program);
        if let Some(path) = with_newer_node() {
            command.env("PATH", path);
        }
        command
            .current_dir(&self.folder)
            .args(arguments.split(' '))
            .env("NEXT_TELEMETRY_DISABLED", "1")
            .env("NO_COLOR", "1")
            // Never the developer's real key.
            .env_remove("CHAKRA_API_KEY")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // The system cleans up files that a dying program still writes.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A replacement in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<'a> {
    pub(crate) file: &'a str,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
}

/// The search path with the Node that `NODE` names first: some frameworks need a newer one than distributions have.
fn with_newer_node() -> Option<OsString> {
    let node = PathBuf::from(env::var_os("NODE")?);
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = iter::once(node.parent()?.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders).ok()
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A lock file that names the package's tarball, which is on no registry.
fn with_tarball(lock: &str, spec: &str) -> String {
    let mut lock: Value = serde_json::from_str(lock).unwrap();
    let packages = &mut lock["packages"];
    let wished = &mut packages[""]["dependencies"][PACKAGE];
    assert_eq!(wished, VERSION, "the lock file is of another manifest");
    *wished = spec.into();
    packages[format!("node_modules/{PACKAGE}")] =
        serde_json::json!({ "version": VERSION, "resolved": spec });
    lock.to_string()
}

/// A lock file names the packages and their hashes, but no registry. It also lists the packages for other machines than
/// the one that wrote it. A registry that does not have these yet leaves them out, and later `npm ci` rejects the file.
fn assert_is_whole(lock: &str) {
    let lock: Value = serde_json::from_str(lock).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    for (path, entry) in packages {
        assert!(
            entry["resolved"].is_null(),
            "{path} is bound to one registry"
        );
        let is_root = path.is_empty();
        assert!(
            // A package's hash also covers the packages bundled in its tarball.
            is_root || entry["integrity"].is_string() || entry["inBundle"] == true,
            "{path} has no hash"
        );
        let optional = entry["optionalDependencies"].as_object();
        for name in optional.into_iter().flat_map(|names| names.keys()) {
            let place = format!("node_modules/{name}");
            assert!(
                packages.keys().any(|path| path.ends_with(&place)),
                "{path} depends on {name}, which is left out"
            );
        }
    }
}

/// Copies the files that a reader would copy, without what a build or a run has left.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if LEFT.contains(&&*name.to_string_lossy()) {
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
