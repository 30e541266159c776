//! A `PostgreSQL` server for tests: from the distribution's package, in a temporary folder, on a free port.
//!
//! A shell watches the server. It ends both when the tests' process is gone for any reason, because a pipe from that
//! process is then closed.

mod programs;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

pub use programs::folder as programs;

const SCRIPT: &str = include_str!("server.sh");

/// A server. It ends with the value, or with the process.
#[derive(Debug)]
pub struct Postgres {
    watch: Mutex<Watch>,
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
}

/// The shell that watches the server.
#[derive(Debug)]
struct Watch {
    shell: Child,
    /// Closing it ends the server.
    wishes: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Postgres {
    /// The server shared by all tests of this process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// A separate server, to be stopped and started.
    ///
    /// # Panics
    ///
    /// Without `PostgreSQL`'s programs, or if it does not start.
    #[must_use]
    pub fn start() -> Self {
        let programs = programs().unwrap_or_else(|| {
            panic!(
                "these tests need PostgreSQL's programs: `cargo xtask setup` installs Debian's package postgresql, or \
                 name their folder in POSTGRES_PROGRAMS"
            )
        });
        // Free until the server takes it.
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        drop(listener);
        let mut shell = programs::command_of_server("sh");
        // Ctrl-C is meant for the tests. The shell ends after them.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
        let mut shell = shell
            .args(["-c", SCRIPT, "postgres-for-tests"])
            .arg(&programs)
            .arg(port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let wishes = shell.stdin.take();
        let mut answers = BufReader::new(shell.stdout.take().expect("piped"));
        let mut folder = String::new();
        answers.read_line(&mut folder).expect("an answer");
        assert!(!folder.is_empty(), "PostgreSQL did not start: see above");
        Self {
            watch: Mutex::new(Watch {
                shell,
                wishes,
                answers,
            }),
            programs,
            folder: PathBuf::from(folder.trim_end()),
            port,
            databases: AtomicU32::new(0),
        }
    }

    /// The address of a new, empty database.
    ///
    /// # Panics
    ///
    /// If the database cannot be created.
    pub fn new_database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let made = Command::new(self.programs.join("createdb"))
            .args(["--host=127.0.0.1", "--username=postgres"])
            .arg(format!("--port={}", self.port))
            .arg(&name)
            .output()
            .expect("createdb runs");
        let complaint = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{complaint}");
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Stops the server immediately, as a crash would.
    pub fn stop(&self) {
        self.wish("stop");
    }

    /// Starts it again.
    pub fn start_again(&self) {
        self.wish("start");
    }

    /// Restarts the server as a standby, which takes no writes: the old primary after a failover.
    pub fn demote(&self) {
        self.wish("demote");
    }

    /// Makes a standby take writes again.
    pub fn promote(&self) {
        self.wish("promote");
    }

    /// Suspends the server: it accepts data, but does not answer.
    pub fn freeze(&self) {
        self.wish("freeze");
    }

    /// Resumes the server.
    pub fn thaw(&self) {
        self.wish("thaw");
    }

    fn wish(&self, what: &str) {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let wishes = watch.wishes.as_mut().expect("the watch goes on");
        writeln!(wishes, "{what}").expect("the shell reads");
        let mut answer = String::new();
        watch.answers.read_line(&mut answer).expect("an answer");
        assert_eq!(answer.trim_end(), "done", "{what}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let watch = self.watch.get_mut().unwrap_or_else(PoisonError::into_inner);
        drop(watch.wishes.take());
        let _ = watch.shell.wait();
    }
}
