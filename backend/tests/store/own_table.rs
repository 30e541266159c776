//! The example with a partner's own table: the contract, and the state after a crash between two databases.

#[path = "../../examples/own_table/store.rs"]
mod store;

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use chakra_backend::SqliteStore;
use chakra_backend::store::contract::{Processes, TENANTS, check};
use chakra_backend::store::{Imported, Reservation, Store, StoreError};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

use self::store::OwnTable;
use crate::folder::Folder;

/// A table with the companies of these cases.
async fn companies(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    sqlx::query(OwnTable::SCHEMA).execute(&pool).await.unwrap();
    for tenant in TENANTS {
        sqlx::query("INSERT INTO companies (id, name) VALUES ($1, '') ON CONFLICT DO NOTHING")
            .bind(tenant)
            .execute(&pool)
            .await
            .unwrap();
    }
    pool
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_partners_table_keeps_the_contract() {
    let folder = Folder::new("own-table");
    let number = Cell::new(0);
    check(async || {
        number.set(number.get() + 1);
        let open = async || {
            let name = |what: &str| folder.file(&format!("{what}-{}.sqlite", number.get()));
            let rest = SqliteStore::open(name("chakra")).await.unwrap();
            OwnTable::new(companies(&name("app")).await, Arc::new(rest))
        };
        Processes {
            here: Arc::new(open().await),
            there: Arc::new(open().await),
        }
    })
    .await;
}

async fn column(companies: &SqlitePool) -> Option<String> {
    let row: (Option<String>,) =
        sqlx::query_as("SELECT chakra_plugin_id FROM companies WHERE id = 'a'")
            .fetch_one(companies)
            .await
            .unwrap();
    row.0
}

#[tokio::test]
async fn the_column_is_repaired_after_a_crash_in_between() {
    let folder = Folder::new("own-table-crash");
    let companies = companies(&folder.file("app.sqlite")).await;
    let rest: Arc<dyn Store> = Arc::new(SqliteStore::in_memory().await.unwrap());
    let store = OwnTable::new(companies.clone(), rest.clone());

    // Written to the store, but not to the column yet.
    assert_eq!(rest.import("a", "p1", 1).await.unwrap(), Imported::Bound);
    assert_eq!(store.find("a").await.unwrap().unwrap().plugin_id, "p1");
    assert_eq!(column(&companies).await.as_deref(), Some("p1"));

    // Removed from the column, but not from the store yet: still to be done.
    store.begin_removal("a", "p1", 1, 2).await.unwrap();
    sqlx::query("UPDATE companies SET chakra_plugin_id = NULL")
        .execute(&companies)
        .await
        .unwrap();
    assert!(store.find("a").await.unwrap().unwrap().removal_pending);
    store.release("a", "p1", 3, None).await.unwrap();
    assert_eq!(store.find("a").await.unwrap(), None);
    assert_eq!(column(&companies).await, None);
}

#[tokio::test]
async fn an_earlier_plugin_is_adopted() {
    let folder = Folder::new("own-table-before");
    let companies = companies(&folder.file("app.sqlite")).await;
    sqlx::query("UPDATE companies SET chakra_plugin_id = 'old' WHERE id = 'a'")
        .execute(&companies)
        .await
        .unwrap();
    let rest = Arc::new(SqliteStore::in_memory().await.unwrap());
    let store = OwnTable::new(companies, rest);
    let refused = store.import("b", "old", 1).await;
    assert!(matches!(refused, Err(StoreError::PluginOfAnother)));
    let lease = std::time::Duration::from_secs(1);
    let reserved = store.reserve("a", 1, lease).await.unwrap();
    assert_eq!(reserved, Reservation::Bound);
    assert_eq!(store.find("a").await.unwrap().unwrap().plugin_id, "old");
}
