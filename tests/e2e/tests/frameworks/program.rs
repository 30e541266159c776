//! A framework's own server, as a child process.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

use chakra_e2e::KEY;
use chakra_sandbox::Sandbox;
use tokio::process::Child;
use tokio::time::{Instant, sleep};

use crate::project::Project;

/// Rails, say, loads all of itself, Vite bundles what a page imports, and other tests build meanwhile.
const STARTING: Duration = Duration::from_mins(4);
/// Between two looks whether it is there.
const INTERVAL: Duration = Duration::from_millis(20);

/// A running server; it and what it has started end when dropped.
#[derive(Debug)]
pub(crate) struct Program {
    /// Such as `http://127.0.0.1:8080`.
    pub(crate) origin: String,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts a script of the project's dependencies with Node, with `{port}` in the arguments
    /// replaced by a free one, and waits until it answers.
    pub(crate) async fn start(project: &Project, arguments: &str) -> Self {
        Self::start_with(project, arguments, &[]).await
    }

    /// The same for one that also reads variables; the port is `PORT` among them.
    pub(crate) async fn start_with(
        project: &Project,
        arguments: &str,
        variables: &[(&str, String)],
    ) -> Self {
        Self::start_by(project, "node", arguments, variables).await
    }

    /// The same for a server in another language.
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

    /// The same for one whose configuration says where it listens.
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
        // Beside the project: some of them watch their folder.
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

    /// Waits for its first answer, for which a development server builds the page. A connection says nothing yet: Vite
    /// takes one while it looks whether its port is free.
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

    /// All that it has written, for whoever runs it.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(id) = self.child.id() {
            // The group: Next.js does its work in a child of its own.
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

/// An address of this machine at which nobody listens.
pub(crate) fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}

/// The address of the stand-in for the backend, as `cargo xtask demo` prints it.
pub(crate) fn variables(sandbox: &Sandbox) -> [(&'static str, String); 3] {
    [
        ("CHAKRA_API_URL", sandbox.api_url()),
        ("CHAKRA_SDK_URL", sandbox.sdk_url()),
        ("CHAKRA_API_KEY", KEY.to_owned()),
    ]
}

/// One that asks without a browser.
pub(crate) fn client() -> reqwest::Client {
    // The process-wide default that it wants.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}
