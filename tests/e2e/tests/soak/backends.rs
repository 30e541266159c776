//! The backend's processes: each with its own store, killed and restarted.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use chakra_backend::store::{self, Store};
use chakra_e2e::KEY;
use chakra_sandbox::Sandbox;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The header that the front sets, as an authenticating proxy does.
pub(crate) const TENANT_HEADER: &str = "x-soak-tenant";

/// A sequence of processes over one store.
pub(crate) struct Backend {
    program: PathBuf,
    api_url: String,
    sdk_url: String,
    /// The address of its database: `sqlite:` and a path, or a server's address.
    database: String,
    log: PathBuf,
    /// The process's port; 0 while it is down.
    port: Arc<AtomicU16>,
    running: Option<Child>,
    store: Option<Arc<dyn Store>>,
    pub(crate) kills: u64,
}

impl Backend {
    pub(crate) fn new(sandbox: &Sandbox, database: String, log: &Path) -> Self {
        let program = std::env::var_os("CHAKRA_BACKEND");
        let program =
            program.expect("CHAKRA_BACKEND names the backend's binary; `cargo xtask soak` does it");
        Self {
            program: program.into(),
            api_url: sandbox.api_url(),
            sdk_url: sandbox.sdk_url(),
            database,
            log: log.to_owned(),
            port: Arc::default(),
            running: None,
            store: None,
            kills: 0,
        }
    }

    pub(crate) fn port(&self) -> Arc<AtomicU16> {
        self.port.clone()
    }

    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// Starts a process, unless one is running, and waits until it answers.
    pub(crate) async fn start(&mut self) {
        if self.running.is_some() {
            return;
        }
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CHAKRA_") {
                command.env_remove(name);
            }
        }
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(["--tenant-header", TENANT_HEADER])
            // More than four widgets and a customer who tries everything use.
            .args(["--calls-per-tenant", "600"])
            .env("CHAKRA_API_KEY", KEY)
            .env("CHAKRA_API_URL", &self.api_url)
            .env("CHAKRA_SDK_URL", &self.sdk_url);
        match self.database.strip_prefix("sqlite:") {
            Some(path) => command.args(["--database", path]),
            None => command.env("DATABASE_URL", &self.database),
        };
        let log = File::options().create(true).append(true).open(&self.log);
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log.expect("the log can be written"))
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.program.display()));
        let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines();
        let line = lines.next_line().await.expect("its output can be read");
        let line = line
            .unwrap_or_else(|| panic!("the backend does not start; see {}", self.log.display()));
        let port = line.trim_end_matches('/').rsplit_once(':');
        let port = port.and_then(|(_, port)| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("no address: {line}"));
        self.port.store(port, Ordering::SeqCst);
        self.running = Some(process);
        if self.store.is_none() {
            let url = self.database.parse().expect("an address of a database");
            self.store = Some(store::open(&url).await.expect("the store opens"));
        }
    }

    /// Kills the process (`kill -9`) at any point of its work.
    pub(crate) async fn kill(&mut self) {
        if let Some(mut process) = self.running.take() {
            process.kill().await.expect("a process can be killed");
            self.port.store(0, Ordering::SeqCst);
            self.kills += 1;
        }
    }

    /// The store with its records.
    pub(crate) fn store(&self) -> &dyn Store {
        self.store.as_deref().expect("the process was started once")
    }
}
