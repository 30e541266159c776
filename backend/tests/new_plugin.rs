//! The data that the backend sends to Chakra about the tenant of a new connection.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::http::request::Parts;
use chakra_backend::{
    Backend, Caller, Client, ResolveError, Rights, SqliteStore, Tenant, TenantResolver, async_trait,
};
use chakra_sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use tower::ServiceExt;

const KEY: &str = "newplugin0123456789abcdef";

struct Always(Tenant);

#[async_trait]
impl TenantResolver for Always {
    async fn resolve(&self, _: &Parts) -> Result<Caller, ResolveError> {
        Ok(Caller::new(self.0.clone(), Rights::CONNECT))
    }
}

/// Chakra's records of the client, after the tenant's first token.
async fn client_of(tenant: Tenant, namespace: Option<&str>) -> [Value; 3] {
    let options = Options {
        api_key: KEY.to_owned(),
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).await.unwrap();
    let before = sandbox.records()["plugins"].as_array().unwrap().len();
    let chakra = Client::new(sandbox.api_url().parse().unwrap(), KEY.parse().unwrap());
    let store = Arc::new(SqliteStore::in_memory().await.unwrap());
    let backend = Backend::new(chakra.unwrap(), store, Always(tenant))
        .with_namespace(namespace.map(|text| text.parse().unwrap()));
    let request = Request::post("/connect-token")
        .header("content-type", "application/json")
        .body(Body::from(r#"{"intent": "connect"}"#));
    let response = backend.router::<()>().oneshot(request.unwrap()).await;
    assert_eq!(response.unwrap().status(), 200);
    let records = sandbox.records();
    let plugins = records["plugins"].as_array().unwrap();
    assert_eq!(plugins.len(), before + 1);
    let made = plugins
        .iter()
        .find(|plugin| {
            let id = plugin["clientReferenceId"].as_str();
            id.is_some_and(|id| id.ends_with("acme"))
        })
        .unwrap();
    ["clientReferenceId", "clientName", "clientEmail"].map(|name| made[name].clone())
}

#[tokio::test]
async fn name_email_and_namespace_reach_chakra() {
    let tenant = Tenant::new("acme", "Acme Inc.").with_email("it@acme.example".to_owned());
    let told = client_of(tenant, Some("prod")).await;
    let expected = [
        json!("prod:acme"),
        json!("Acme Inc."),
        json!("it@acme.example"),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn unknown_data_is_not_made_up() {
    let told = client_of(Tenant::new("acme", ""), None).await;
    assert_eq!(told, [json!("acme"), json!("acme"), Value::Null]);
}
