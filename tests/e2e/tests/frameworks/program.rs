//! A framework's own server, as a child process.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};

use chakra_e2e::until;
use tokio::process::Child;

use crate::project::Project;

/// A running server; it and what it has started end when dropped.
#[derive(Debug)]
pub(crate) struct Program {
    /// Such as `http://127.0.0.1:8080`.
    pub(crate) origin: String,
    child: Child,
}

impl Program {
    /// Starts a script of the project's dependencies with Node, with `{port}` in the arguments
    /// replaced by a free one, and waits until it listens.
    pub(crate) async fn start(project: &Project, arguments: &str) -> Self {
        let address = free_address();
        let arguments = arguments.replace("{port}", &address.port().to_string());
        let mut command = project.command("node", &arguments);
        // What it says goes where the test's own output goes.
        let child = command.process_group(0).stdout(Stdio::null()).spawn();
        let program = Self {
            origin: format!("http://{address}"),
            child: child.expect("Node starts"),
        };
        until(&format!("{arguments} listens"), || {
            TcpStream::connect(address).is_ok()
        })
        .await;
        program
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
    }
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}
