//! `SQLite`: the contract, files of earlier releases, and many first starts at once.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use chakra_backend::SqliteStore;
use chakra_backend::connection_state::NumberChoice;
use chakra_backend::store::contract::{Processes, check};
use chakra_backend::store::{Reservation, Store};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};

use crate::folder::Folder;

#[tokio::test]
async fn an_in_memory_store_keeps_the_contract() {
    check(async || {
        let store = Arc::new(SqliteStore::in_memory().await.unwrap());
        Processes {
            here: store.clone(),
            there: store,
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_of_two_processes_keeps_the_contract() {
    let folder = Folder::new("contract");
    let number = Cell::new(0);
    check(async || {
        number.set(number.get() + 1);
        let file = folder.file(&format!("{}.sqlite", number.get()));
        Processes {
            here: Arc::new(SqliteStore::open(&file).await.unwrap()),
            there: Arc::new(SqliteStore::open(&file).await.unwrap()),
        }
    })
    .await;
}

/// A file as left by the release with this many migrations.
async fn file_of_release(file: &Path, migrations: i64) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file);
    let options = options.create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let migrator: Migrator = sqlx::migrate!("migrations/sqlite");
    migrator
        .run_direct(Some(migrations), &mut connection, false)
        .await
        .unwrap();
    connection
}

const PLUGINS: &str = "
    INSERT INTO tenant_plugin VALUES
        ('acme', 'p1', 'n1', '[\"n1\",\"n2\"]', '2026-03-02T10:00:00Z'),
        ('globex', 'p2', NULL, NULL, '2026-03-03T10:00:00Z')";
const NUMBERS: &str = "
    INSERT INTO connected_number VALUES
        ('p1', 'n1', '2026-03-02T10:00:00.123456789Z'), ('p1', 'n2', '2026-03-02T10:00:01Z')";
/// 2 March 2026, 10:00.
const MONDAY: i64 = 1_772_445_600_000;

#[tokio::test]
async fn files_of_earlier_releases_are_upgraded() {
    let folder = Folder::new("upgrade");
    for release in [1, 2] {
        let file = folder.file(&format!("release-{release}.sqlite"));
        let mut old = file_of_release(&file, release).await;
        sqlx::query(PLUGINS).execute(&mut old).await.unwrap();
        if release == 2 {
            sqlx::query(NUMBERS).execute(&mut old).await.unwrap();
        }
        old.close().await.unwrap();

        let store = SqliteStore::open(&file).await.unwrap();
        let choice = NumberChoice {
            phone_number_id: "n1".to_owned(),
            among: vec!["n1".to_owned(), "n2".to_owned()],
        };
        let acme = store.find("acme").await.unwrap().unwrap();
        assert_eq!((acme.plugin_id.as_str(), acme.choice), ("p1", Some(choice)));
        let page = store.export("", 9).await.unwrap();
        let created: Vec<_> = page.iter().map(|it| it.created_at - MONDAY).collect();
        assert_eq!(created, [0, 86_400_000]);

        let numbers = ["n1".to_owned(), "n2".to_owned()];
        let now = MONDAY + 5_000;
        let seen = store
            .record_connected_numbers("acme", "p1", &numbers, now)
            .await
            .unwrap();
        let since = if release == 2 { [123, 1000] } else { [5000; 2] };
        assert_eq!(numbers.map(|id| seen[&id] - MONDAY), since);

        // The constraints exist too.
        let refused = store.import("initech", "p1", MONDAY).await;
        assert!(refused.is_err());
        store.release("acme", "p1", MONDAY, None).await.unwrap();
        let lease = std::time::Duration::from_secs(1);
        let reserved = store.reserve("acme", MONDAY, lease).await.unwrap();
        assert!(matches!(reserved, Reservation::Reserved(_)));
        store.close_database().await;
        // Once more, with nothing to do.
        SqliteStore::open(&file).await.unwrap();
    }
}

/// Released migrations must not change: otherwise, existing databases can't be opened any more.
#[test]
fn released_migrations_are_unchanged() {
    let migrator: Migrator = sqlx::migrate!("migrations/sqlite");
    let released: Vec<_> = migrator
        .iter()
        .take(2)
        .map(|it| (it.version, it.checksum[..6].to_vec()))
        .collect();
    let expected = [
        (1, vec![0xa4, 0x6e, 0x09, 0xa5, 0xf4, 0x71]),
        (2, vec![0x66, 0x43, 0xd7, 0xe7, 0xfc, 0x6c]),
    ];
    assert_eq!(released, expected);
}

/// It names the customers, and holds what is queued for the partner's app.
#[cfg(unix)]
#[tokio::test]
async fn a_new_file_is_readable_only_by_its_owner() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("mode");
    let file = folder.file("backend.sqlite");
    let store = SqliteStore::open(&file).await.unwrap();
    store.import("acme", "p1", MONDAY).await.unwrap();
    let mode = |suffix: &str| {
        let file = folder.file(&format!("backend.sqlite{suffix}"));
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        format!("{:o}", mode & 0o777)
    };
    assert_eq!(["", "-wal", "-shm"].map(mode), ["600"; 3]);
    store.close_database().await;

    // An operator who has opened it to a group, for a backup, keeps that.
    let shared = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(&file, shared).unwrap();
    let store = SqliteStore::open(&file).await.unwrap();
    assert!(store.find("acme").await.unwrap().is_some());
    assert_eq!(mode(""), "640");
}

/// Several servers start on a new file at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_concurrent_first_starts_create_one_schema() {
    let folder = Folder::new("first");
    let file = folder.file("backend.sqlite");
    let opened: Vec<_> = (0..8)
        .map(|_| tokio::spawn(SqliteStore::open(file.clone())))
        .collect();
    for store in opened {
        let store = store.await.unwrap().unwrap();
        assert_eq!(store.find("a").await.unwrap(), None);
    }
}
