//! `PostgreSQL`: the contract, many processes, and a server that goes down.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chakra_backend::PostgresStore;
use chakra_backend::store::contract::{Processes, check};
use chakra_backend::store::{Bound, Lease, Reservation, Store, StoreError};
use chakra_postgres_for_tests::Postgres;
use tokio::task::JoinSet;

use crate::folder::Folder;

const NOW: i64 = 1_772_445_600_000;
const LEASE: Duration = Duration::from_secs(30);

async fn opened(url: &str) -> Arc<dyn Store> {
    Arc::new(PostgresStore::connect(url).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_keep_the_contract() {
    check(async || {
        let url = Postgres::shared().new_database();
        Processes {
            here: opened(&url).await,
            there: opened(&url).await,
        }
    })
    .await;
}

/// Several servers start on an empty database at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_concurrent_first_starts_create_one_schema() {
    let url = Postgres::shared().new_database();
    let mut starts = JoinSet::new();
    for _ in 0..8 {
        let url = url.clone();
        starts.spawn(async move { opened(&url).await.find("a").await.unwrap() });
    }
    let found = starts.join_all().await;
    assert!(found.iter().all(Option::is_none));
}

/// Fifty tenants at once, each requested by both processes: each has one plugin, and nobody waits forever.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_of_many_tenants_has_one_plugin() {
    let url = Postgres::shared().new_database();
    let stores = [opened(&url).await, opened(&url).await];
    let mut calls = JoinSet::new();
    for index in 0..200 {
        let store = Arc::clone(&stores[index % 2]);
        let tenant = format!("tenant {}", index / 4);
        calls.spawn(async move {
            match store.reserve(&tenant, NOW, LEASE).await.unwrap() {
                Reservation::Reserved(lease) => {
                    let plugin = format!("plugin of {tenant}");
                    let bound = store.bind(&lease, &plugin, NOW).await.unwrap();
                    assert_eq!(bound, Bound::Bound);
                    1
                }
                Reservation::InProgress | Reservation::Bound => 0,
                paused @ Reservation::Paused { .. } => panic!("{paused:?}"),
            }
        });
    }
    let made: u32 = calls.join_all().await.into_iter().sum();
    assert_eq!(made, 50);
    assert_eq!(stores[0].export("", 99).await.unwrap().len(), 50);
}

/// Errors about a server that does not listen or rejects the password do not contain the password.
#[tokio::test]
async fn no_error_shows_the_password() {
    let port = Postgres::shared().port();
    for address in [
        "postgres://user:geheim@127.0.0.1:1/backend".to_owned(),
        format!("postgres://nobody-of-this-name:geheim@127.0.0.1:{port}/postgres"),
        format!("postgres://postgres:geheim@127.0.0.1:{port}/no-such-database"),
        "postgres://postgres:geheim@127.0.0.1:notaport/backend".to_owned(),
    ] {
        let error = PostgresStore::connect(&address).await.unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(!told.contains("geheim"), "{told}");
    }
}

/// Makes calls without a pause until `until`. Returns the failures, and the duration of the slowest call.
async fn load(
    store: Arc<dyn Store>,
    tenant: String,
    until: Instant,
) -> (Vec<StoreError>, Duration) {
    let (mut failures, mut slowest) = (Vec::new(), Duration::ZERO);
    while Instant::now() < until {
        let begun = Instant::now();
        if let Err(error) = store.next_check(&tenant, NOW).await {
            failures.push(error);
        }
        slowest = slowest.max(begun.elapsed());
    }
    (failures, slowest)
}

fn is_clear(error: &StoreError) -> bool {
    matches!(error, StoreError::Unavailable(_))
}

/// The server crashes under load and comes back: clear errors within the time of a request, recovery without restarting
/// this process, and no confirmed data is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crash_of_the_server_is_tolerated() {
    let server = Postgres::start();
    let url = server.new_database();
    let stores = [opened(&url).await, opened(&url).await];
    let lease: Lease = match stores[0].reserve("a", NOW, LEASE).await.unwrap() {
        Reservation::Reserved(lease) => lease,
        other => panic!("{other:?}"),
    };
    let until = Instant::now() + Duration::from_secs(7);
    let mut calls = JoinSet::new();
    for index in 0..40 {
        let store = Arc::clone(&stores[index % 2]);
        calls.spawn(load(store, format!("tenant {index}"), until));
    }
    let server = blocking(server, Postgres::stop).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let server = blocking(server, Postgres::start_again).await;
    for store in &stores {
        store.next_check("recovered", NOW).await.unwrap();
    }
    let bound = stores[1].bind(&lease, "p", NOW).await.unwrap();
    assert_eq!(bound, Bound::Bound);
    let results = calls.join_all().await;
    let failures: Vec<_> = results.iter().flat_map(|(failures, _)| failures).collect();
    assert!(!failures.is_empty());
    let unclear: Vec<_> = failures.iter().filter(|it| !is_clear(it)).collect();
    assert!(unclear.is_empty(), "{unclear:?}");
    let slowest = results.iter().map(|(_, slowest)| *slowest).max().unwrap();
    // The time for a connection and a response.
    assert!(slowest < Duration::from_secs(9), "{slowest:?}");
    drop(server);
}

/// After a failover, the address still leads to the old primary for a while, which is a standby now. Its connections are
/// not kept, so that the next ones reach the new primary.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_connection_to_a_standby_is_kept() {
    let server = Postgres::start();
    let url = server.new_database();
    let store = opened(&url).await;
    let mut warm = JoinSet::new();
    for index in 0..5 {
        let until = Instant::now() + Duration::from_millis(300);
        warm.spawn(load(store.clone(), format!("tenant {index}"), until));
    }
    warm.join_all().await;
    let server = blocking(server, Postgres::demote).await;
    for _ in 0..3 {
        let failed = store.next_check("a", NOW).await.unwrap_err();
        assert!(is_clear(&failed), "{failed:?}");
        assert!(
            failed.to_string().contains("standby") || format!("{failed:?}").contains("Standby")
        );
    }
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    let sessions =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'chakra-connect'";
    let begun = Instant::now();
    loop {
        let (kept,): (i64,) = sqlx::query_as(sessions).fetch_one(&pool).await.unwrap();
        if kept == 0 {
            break;
        }
        // The server notices a closed connection a moment later.
        assert!(begun.elapsed() < Duration::from_secs(5), "{kept} are kept");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let server = blocking(server, Postgres::promote).await;
    store.next_check("a", NOW).await.unwrap();
    drop(server);
}

/// Does something to the server while the calls continue.
async fn blocking(server: Postgres, what: fn(&Postgres)) -> Postgres {
    let done = tokio::task::spawn_blocking(move || {
        what(&server);
        server
    });
    done.await.unwrap()
}

/// The server accepts data but does not answer, as in an interrupted network: no call waits forever, and no connection
/// is lost forever.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_does_not_answer_blocks_nobody() {
    let server = Postgres::start();
    let store = opened(&server.new_database()).await;
    // The maximum number of connections.
    let mut warm = JoinSet::new();
    for index in 0..20 {
        warm.spawn(load(
            store.clone(),
            format!("tenant {index}"),
            Instant::now() + Duration::from_millis(300),
        ));
    }
    warm.join_all().await;
    server.freeze();
    let mut calls = JoinSet::new();
    for index in 0..20 {
        let store = Arc::clone(&store);
        calls.spawn(async move {
            let begun = Instant::now();
            let failed = store.find(&format!("tenant {index}")).await.unwrap_err();
            (failed, begun.elapsed())
        });
    }
    for (failed, took) in calls.join_all().await {
        assert!(is_clear(&failed), "{failed:?}");
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
    server.thaw();
    store.find("a").await.unwrap();
}

/// In a database of the partner's, whose tables may have any name.
#[tokio::test]
async fn the_schema_is_beside_the_partners_tables() {
    let url = Postgres::shared().new_database();
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    // For example a hotel's, which also uses sqlx.
    for statement in [
        "CREATE TABLE reservation (room INTEGER)",
        "CREATE TABLE _sqlx_migrations (mine INTEGER)",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    let store = opened(&url).await;
    store.import("a", "p", NOW).await.unwrap();
    let (tables,): (i64,) = sqlx::query_as(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(tables, 2);
    let (plugin,): (String,) = sqlx::query_as("SELECT plugin_id FROM chakra_connect.tenant_plugin")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(plugin, "p");
}

/// Behind pgbouncer in transaction mode, each transaction may use another session.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs the program pgbouncer, named in PGBOUNCER; as another user than root"]
async fn pgbouncer_keeps_the_contract() {
    let bouncer = Bouncer::start();
    let through = |url: String| {
        let port = Postgres::shared().port().to_string();
        url.replace(&port, &bouncer.port.to_string())
    };
    check(async || {
        let url = through(Postgres::shared().new_database());
        Processes {
            here: opened(&url).await,
            there: opened(&url).await,
        }
    })
    .await;
}

/// pgbouncer in front of the shared server, with two sessions for each database.
struct Bouncer {
    process: std::process::Child,
    /// Its settings.
    _folder: Folder,
    port: u16,
}

impl Bouncer {
    fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let folder = Folder::new("pgbouncer");
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n\
             default_pool_size = 2\nmax_client_conn = 500\n",
            Postgres::shared().port()
        );
        // Maps every user to this one.
        let settings = settings.replace("* = host", "* = user=postgres host");
        let file = folder.file("pgbouncer.ini");
        std::fs::write(&file, settings).unwrap();
        let program = std::env::var("PGBOUNCER").unwrap_or_else(|_| "pgbouncer".to_owned());
        let process = std::process::Command::new(program).arg(&file).spawn();
        let bouncer = Self {
            process: process.unwrap(),
            _folder: folder,
            port,
        };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "pgbouncer");
            std::thread::sleep(Duration::from_millis(20));
        }
        bouncer
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
