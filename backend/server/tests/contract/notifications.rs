//! Notifications of the binary: the partner's address goes down and comes back, processes die, and the events still
//! arrive in order.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use chakra_backend::SqliteStore;
use chakra_backend::store::{Store as _, Undelivered};
use chakra_sandbox::{NumberChange, Outcome, Sandbox, Sendability};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use crate::process::{Binary, command};
use crate::receiver::{Receiver, Reply};
use crate::rig::{TENANT_HEADER, TempFolder, client, sandbox, send};

const SECRET: &str = "whsec_bm90aWZ5LXNlY3JldC1ub3RpZnktc2VjcmV0LTE=";

/// An address that refuses connections until it listens. Nobody else can take it in the meantime.
struct Address {
    socket: TcpSocket,
    address: SocketAddr,
}

impl Address {
    fn reserved() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = socket.local_addr().unwrap();
        Self { socket, address }
    }

    fn comes_up(self, replies: &[Reply]) -> Receiver {
        Receiver::on(self.socket.listen(64).unwrap(), replies)
    }
}

/// The parts that survive the processes.
struct World {
    sandbox: Sandbox,
    folder: TempFolder,
    store: SqliteStore,
    partner: SocketAddr,
}

impl World {
    async fn new(name: &str, partner: SocketAddr) -> Self {
        let folder = TempFolder::new(name);
        let store = SqliteStore::open(folder.0.join("backend.sqlite")).await;
        Self {
            sandbox: sandbox().await,
            folder,
            store: store.unwrap(),
            partner,
        }
    }

    fn database(&self) -> PathBuf {
        self.folder.0.join("backend.sqlite")
    }

    fn start(&self) -> Binary {
        let mut command = command(&self.sandbox);
        command
            .args(["--tenant-header", TENANT_HEADER, "--status-life", "0"])
            .args([
                "--notify-url",
                &format!("http://{}/hooks?token=PathSecret", self.partner),
            ])
            .arg("--database")
            .arg(self.database())
            .env("CHAKRA_NOTIFY_SECRET", SECRET);
        Binary::start_with_log(&mut command, Stdio::null())
    }

    /// Waits until the undelivered notifications satisfy the condition.
    async fn until(&self, is_so: impl Fn(&Undelivered) -> bool) {
        let so = async {
            while !is_so(&self.store.undelivered().await.unwrap()) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let is_so = tokio::time::timeout(Duration::from_secs(20), so).await;
        let undelivered = self.store.undelivered().await;
        assert!(is_so.is_ok(), "{undelivered:?}");
    }

    /// Ends all pauses and leases, as if an hour had passed.
    async fn time_passes(&self) {
        let url = format!("sqlite://{}", self.database().display());
        let database = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query("UPDATE notification SET due = 0")
            .execute(&database)
            .await
            .unwrap();
        database.close().await;
    }
}

fn ask(process: &Binary, method: Method, call: &str) -> RequestBuilder {
    let call = client().request(method, format!("{}api/chakra/{call}", process.url));
    call.header(TENANT_HEADER, "acme")
}

async fn status(process: &Binary) -> Value {
    let answer = send(ask(process, Method::GET, "status")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

#[tokio::test]
async fn an_address_that_was_down_gets_everything_in_order_despite_killed_processes() {
    let address = Address::reserved();
    let world = World::new("notified", address.address).await;

    // The address is down while the customer connects. The process tries to deliver, and dies.
    let first = world.start();
    let made = ask(&first, Method::POST, "connect-token").json(&json!({}));
    let plugin = send(made).await.json["pluginId"].clone();
    let plugin = plugin.as_str().unwrap();
    world.sandbox.end_signup(plugin, Outcome::Finish).unwrap();
    let connected = status(&first).await;
    assert_eq!(connected["state"], "connected");
    world
        .until(|it| {
            let oldest = it.oldest.as_ref();
            oldest.is_some_and(|it| it.last_error.is_some())
        })
        .await;
    let last_error = world.store.undelivered().await.unwrap().oldest.unwrap();
    let last_error = last_error.last_error.unwrap();
    assert_eq!(last_error, "the address cannot be reached");
    drop(first);

    // A second process sees the later changes. It dies while the address, which is back, has not responded yet.
    let second = world.start();
    let number = connected["numbers"][0]["phoneNumberId"].as_str().unwrap();
    let blocked = NumberChange {
        health: Some(Sendability::Blocked),
        ..NumberChange::default()
    };
    world.sandbox.change_number(number, blocked).unwrap();
    assert_eq!(status(&second).await["state"], "action_needed");
    let gone = send(ask(&second, Method::POST, "disconnect")).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    world.until(|it| it.count == 3).await;
    let receiver = address.comes_up(&[Reply::Silence]);
    world.time_passes().await;
    receiver.received(1).await;
    drop(second);

    world.time_passes().await;
    let _third = world.start();
    world.until(|it| it.count == 0).await;
    let mut calls = receiver.calls();
    assert_eq!(calls.len(), 4);
    assert!(calls.iter().all(|call| call.is_signed_with(SECRET)));
    // The notification whose response was lost arrives again, byte for byte.
    assert_eq!(calls[0].id(), calls[1].id());
    assert_eq!(calls[0].text, calls[1].text);
    calls.remove(0);
    let told: Vec<_> = calls.iter().map(|call| call.news().1).collect();
    let expected = ["connected", "action_needed", "disconnected"];
    assert_eq!(told, expected.map(|kind| format!("connection.{kind}")));
    let data = &calls[0].json()["data"];
    assert_eq!(data["pluginId"], plugin);
    assert_eq!(data["numbers"], connected["numbers"]);
}
