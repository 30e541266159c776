//! A framework's own server, as a child process.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

use chakra_e2e::{KEY, free_address};
use chakra_sandbox::Sandbox;
use tokio::process::Child;
use tokio::time::{Instant, sleep};

use crate::project::Project;

/// Rails, for one, loads all of its code, Vite bundles what a page imports, and other tests build at the same time.
const STARTING: Duration = Duration::from_mins(4);
/// The interval between two checks whether the server answers.
const INTERVAL: Duration = Duration::from_millis(20);

/// A running server. It and the processes it started end when dropped.
#[derive(Debug)]
pub(crate) struct Program {
    /// For example `http://127.0.0.1:8080`.
    pub(crate) origin: String,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts a script of the project's dependencies with Node, and waits until it answers. `{port}` in the arguments
    /// is replaced by a free port.
    pub(crate) async fn start(project: &Project, arguments: &str) -> Self {
        Self::start_with(project, arguments, &[]).await
    }

    /// Like `start`, with environment variables. `PORT` is set to the port.
    pub(crate) async fn start_with(
        project: &Project,
        arguments: &str,
        variables: &[(&str, String)],
    ) -> Self {
        Self::start_by(project, "node", arguments, variables).await
    }

    /// Like `start_with`, for a server in another language.
    pub(crate) async fn start_by(
        project: &Project,
        program: &str,
        arguments: &str,
        variables: &[(&str, String)],
    ) -> Self {
        let address = free_address();
        let arguments = arguments.replace("{port}", &address.port().to_string());
        Self::start_at(project, address, (program, &arguments), variables).await
    }

    /// Like `start_by`, for a server whose configuration sets its address.
    pub(crate) async fn start_at(
        project: &Project,
        address: SocketAddr,
        (program, arguments): (&str, &str),
        variables: &[(&str, String)],
    ) -> Self {
        let port = address.port().to_string();
        let mut command = project.command(program, arguments);
        command.env("PORT", port);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        // Beside the project's folder, because some servers watch the folder.
        let log = project
            .folder
            .with_extension(format!("{}.log", address.port()));
        let file = File::create(&log).unwrap();
        command.stdout(file.try_clone().unwrap()).stderr(file);
        let child = command.process_group(0).spawn();
        let mut program = Self {
            origin: format!("http://{address}"),
            child: child.expect("the server starts"),
            log,
        };
        program.answers(arguments).await;
        program
    }

    /// Waits for the first response, for which a development server builds the page. A connection alone proves nothing:
    /// Vite accepts one while it checks whether its port is free.
    async fn answers(&mut self, arguments: &str) {
        let client = client();
        let deadline = Instant::now() + STARTING;
        while client.get(&self.origin).send().await.is_err() {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "{arguments} has ended: {ended:?}");
            assert!(Instant::now() < deadline, "{arguments} never answers");
            sleep(INTERVAL).await;
        }
    }

    /// Everything that the server has logged.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(id) = self.child.id() {
            // Kills the group, because Next.js works in a child process.
            let mut kill = Command::new("kill");
            let _ = kill
                .args(["-s", "KILL", "--"])
                .arg(format!("-{id}"))
                .status();
        }
        if thread::panicking() {
            println!("{}", self.said());
        }
        let _ = fs::remove_file(&self.log);
    }
}

/// The variables that point a backend to the stand-in, as `cargo xtask demo` prints them.
pub(crate) fn variables(sandbox: &Sandbox) -> [(&'static str, String); 3] {
    [
        ("CHAKRA_API_URL", sandbox.api_url()),
        ("CHAKRA_SDK_URL", sandbox.sdk_url()),
        ("CHAKRA_API_KEY", KEY.to_owned()),
    ]
}

/// An HTTP client.
pub(crate) fn client() -> reqwest::Client {
    // The client requires a process-wide default.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}
