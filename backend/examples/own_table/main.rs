//! A backend whose plugins are in your own table: `companies.chakra_plugin_id`.
//!
//! `CHAKRA_API_KEY=… cargo run -p chakra-backend --example own_table`

mod store;

use std::sync::Arc;

use axum::Router;
use chakra_backend::{Backend, Client, HeaderConfig, HeaderTenants, SqliteStore};
use sqlx::SqlitePool;

use store::OwnTable;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let companies = SqlitePool::connect("sqlite:app.sqlite?mode=rwc").await?;
    sqlx::query(OwnTable::SCHEMA).execute(&companies).await?;
    let rest = SqliteStore::open("chakra.sqlite").await?;
    let store = Arc::new(OwnTable::new(companies, Arc::new(rest)));

    let key = std::env::var("CHAKRA_API_KEY")?.parse()?;
    let chakra = Client::new("https://api.chakrahq.com".parse()?, key)?;
    // Your proxy, which signs users in, sets this to the company's id.
    let tenants = HeaderTenants::new(HeaderConfig::new("x-company-id")?);
    let backend = Backend::new(chakra, store, tenants);
    tokio::spawn(backend.maintenance());
    let drained = backend.drained();
    let app = Router::new().nest("/api/chakra", backend.router());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    let stopped = async { drop(tokio::signal::ctrl_c().await) };
    axum::serve(listener, app)
        .with_graceful_shutdown(stopped)
        .await?;
    drained.await;
    Ok(())
}
