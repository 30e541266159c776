//! `kill -9` at any moment of a first connect, a disconnect and a choice, on both stores: afterwards nothing at Chakra
//! is unrecorded, and no customer's state is wrong.
//!
//! `CHAKRA_KILLS` sets the number of kills. Each has its own seed, which a failure reports.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use chakra_backend::store::{self, Store};
use chakra_postgres_for_tests::Postgres;
use chakra_sandbox::{Endpoint, Outcome};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::process::{Binary, command};
use crate::rig::{Rig, TENANT_HEADER, TempFolder, client, sandbox, send, serve, settings};

/// The default number of kills.
const KILLS: u64 = 30;
const STEPS: [Endpoint; 5] = [
    Endpoint::CreateConnectToken,
    Endpoint::GetPlugin,
    Endpoint::UpdatePlugin,
    Endpoint::DeletePlugin,
    Endpoint::GetPhoneNumber,
];

/// The call in progress when the process is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    FirstConnect,
    Disconnect,
    Choice,
}

struct Try {
    seed: u64,
    deed: Deed,
    tenant: String,
    /// The status of the response, if one arrived before the kill.
    answered: Option<u16>,
}

/// The database of the processes, and the stand-in that survives them.
struct Campaign {
    rig: Rig,
    database: String,
}

impl Campaign {
    async fn new(database: String) -> Self {
        let sandbox = sandbox().await;
        let server = serve(settings(&sandbox)).await;
        let rig = Rig { sandbox, server };
        // Makes each step long enough to be hit.
        for step in STEPS {
            rig.delay(step, 6);
        }
        Self { rig, database }
    }

    fn start(&self) -> Binary {
        let mut command: Command = command(&self.rig.sandbox);
        command.args(["--tenant-header", TENANT_HEADER]);
        match self.database.strip_prefix("sqlite:") {
            Some(path) => command.args(["--database", path]),
            None => command.env("DATABASE_URL", &self.database),
        };
        Binary::start(&mut command)
    }

    /// Starts an operation, and kills the process in the middle of it.
    async fn attempt(&self, seed: u64) -> Try {
        let process = self.start();
        let tenant = format!("tenant-{seed}");
        let deed = [Deed::FirstConnect, Deed::Disconnect, Deed::Choice][(seed % 3) as usize];
        if deed != Deed::FirstConnect {
            let made = send(token(&process, &tenant)).await;
            let plugin = made.json["pluginId"].as_str().expect(&made.text).to_owned();
            let outcome = match deed {
                Deed::Choice => Outcome::SeveralNumbers,
                _ => Outcome::Finish,
            };
            self.rig.sandbox.end_signup(&plugin, outcome).unwrap();
        }
        let request = match deed {
            Deed::FirstConnect => token(&process, &tenant),
            Deed::Disconnect => ask(&process, &tenant, Method::POST, "disconnect"),
            Deed::Choice => {
                let status = send(ask(&process, &tenant, Method::GET, "status"))
                    .await
                    .json;
                let number = status["numbers"][1]["phoneNumberId"].clone();
                ask(&process, &tenant, Method::POST, "connect-event")
                    .json(&json!({ "phoneNumberId": number }))
            }
        };
        let call = tokio::spawn(request.send());
        // The test is about this moment, so there is nothing to wait for.
        tokio::time::sleep(moment(seed)).await;
        drop(process.killed());
        let answered = call.await.unwrap().ok();
        Try {
            seed,
            deed,
            tenant,
            answered: answered.map(|answer| answer.status().as_u16()),
        }
    }

    /// A tenant's plugins at Chakra, and whether each is switched on.
    fn plugins(&self, tenant: &str) -> BTreeMap<String, bool> {
        let records = self.rig.sandbox.records();
        let plugins = records["plugins"].as_array().unwrap().iter();
        plugins
            .filter(|plugin| plugin["clientReferenceId"] == tenant)
            .map(|plugin| {
                let id = plugin["id"].as_str().unwrap().to_owned();
                (id, plugin["isActive"] == true)
            })
            .collect()
    }

    async fn judge(&self, tried: &Try, next: &Binary, store: &dyn Store) {
        let (seed, tenant) = (tried.seed, tried.tenant.as_str());
        let what = format!(
            "seed {seed}, {:?}, answered {:?}",
            tried.deed, tried.answered
        );
        let at_chakra = self.plugins(tenant);
        let binding = store.find(tenant).await.unwrap();
        // Includes leases that the dead process still holds.
        let unresolved = store.unresolved(i64::MAX, 1000).await.unwrap();
        let of_tenant = |it: &str| it == tenant;
        let unknown = unresolved.reservations.iter();
        let unknown = unknown.filter(|it| of_tenant(&it.lease.tenant_id)).count();
        let mut unexplained = 0;
        for plugin in at_chakra.keys() {
            let is_bound = binding.as_ref().is_some_and(|it| it.plugin_id == *plugin);
            let is_to_go = unresolved.removals.iter().any(|it| it.plugin_id == *plugin);
            unexplained += usize::from(!is_bound && !is_to_go);
        }
        assert!(
            unexplained <= unknown,
            "{what}: {unexplained} unrecorded plugins"
        );

        let status = send(ask(next, tenant, Method::GET, "status")).await;
        assert_eq!(status.status, 200, "{what}: {}", status.text);
        let state = status.json["state"].as_str().unwrap();
        let is_on = at_chakra.values().any(|is_on| *is_on);
        match tried.deed {
            Deed::FirstConnect => {
                assert_eq!(state, "not_connected", "{what}");
                let again = send(token(next, tenant)).await;
                let is_told = again.status == 200 || again.problem() == Some("plugin_pending");
                assert!(is_told, "{what}: {}", again.text);
            }
            Deed::Disconnect => {
                let expected = if is_on { "connected" } else { "not_connected" };
                assert_eq!(state, expected, "{what}");
                if tried.answered == Some(204) {
                    assert!(at_chakra.is_empty(), "{what}: {at_chakra:?}");
                }
            }
            Deed::Choice => {
                let is_sound = matches!(state, "connected" | "choose_number");
                assert!(is_on && is_sound, "{what}: {}", status.text);
                if tried.answered == Some(202) {
                    assert_eq!(state, "connected", "{what}: the choice is lost");
                }
            }
        }
    }
}

/// Any moment from before the start of an operation until after its end.
fn moment(seed: u64) -> Duration {
    let scattered = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    Duration::from_micros(scattered % 40_000)
}

fn ask(process: &Binary, tenant: &str, method: Method, call: &str) -> RequestBuilder {
    let call = client().request(method, format!("{}api/chakra/{call}", process.url));
    call.header(TENANT_HEADER, tenant)
}

fn token(process: &Binary, tenant: &str) -> RequestBuilder {
    ask(process, tenant, Method::POST, "connect-token").json(&Value::Object(serde_json::Map::new()))
}

async fn campaign(database: String) {
    let kills = std::env::var("CHAKRA_KILLS")
        .ok()
        .map(|it| it.parse().unwrap());
    let campaign = Campaign::new(database).await;
    let mut tries = Vec::new();
    for seed in 0..kills.unwrap_or(KILLS) {
        tries.push(campaign.attempt(seed).await);
    }
    let next = campaign.start();
    let url = campaign.database.parse().unwrap();
    let store: Arc<dyn Store> = store::open(&url).await.unwrap();
    for tried in &tries {
        campaign.judge(tried, &next, store.as_ref()).await;
    }
    // The kills came neither all before the operations nor all after them.
    let ended = tries.iter().filter(|it| it.answered.is_some()).count();
    println!("{} killed, {ended} after the response", tries.len());
    assert!(ended < tries.len());
}

#[tokio::test]
async fn killed_at_any_moment_on_sqlite() {
    let folder = TempFolder::new("kills");
    let path = folder.0.join("backend.sqlite");
    campaign(format!("sqlite:{}", path.display())).await;
}

#[tokio::test]
async fn killed_at_any_moment_on_postgres() {
    campaign(Postgres::shared().new_database()).await;
}

/// A connection that one process has cached may have been ended by another.
#[tokio::test]
async fn a_disconnect_by_one_process_is_seen_by_the_other() {
    let campaign = Campaign::new(Postgres::shared().new_database()).await;
    let [first, second] = [campaign.start(), campaign.start()];
    let made = send(token(&first, "acme")).await;
    let plugin = made.json["pluginId"].as_str().unwrap();
    let sandbox = &campaign.rig.sandbox;
    sandbox.end_signup(plugin, Outcome::Finish).unwrap();
    let state = async || {
        let status = send(ask(&second, "acme", Method::GET, "status")).await;
        status.json["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state().await, "connected");
    let gone = send(ask(&first, "acme", Method::POST, "disconnect")).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert_eq!(state().await, "not_connected");
}

/// Two processes on one database server, and a customer whose page sends requests from fifty tabs.
#[tokio::test]
async fn fifty_first_requests_over_two_processes_create_one_plugin() {
    let campaign = Campaign::new(Postgres::shared().new_database()).await;
    let processes = [campaign.start(), campaign.start()];
    let calls = (0..50).map(|count| tokio::spawn(send(token(&processes[count % 2], "acme"))));
    let calls: Vec<_> = calls.collect();
    let mut plugins = Vec::new();
    for call in calls {
        let answer = call.await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text);
        plugins.push(answer.json["pluginId"].as_str().unwrap().to_owned());
    }
    plugins.dedup();
    assert_eq!(plugins.len(), 1, "{plugins:?}");
    let at_chakra: Vec<_> = campaign.plugins("acme").into_keys().collect();
    assert_eq!(at_chakra, plugins);
}
