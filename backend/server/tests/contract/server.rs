//! The server around the calls: its files, its sign-in, and errors at startup.

use axum::http::HeaderValue;
use axum::http::request::Parts;
use chakra_backend::{Caller, DemoTenant, ResolveError, TenantResolver, async_trait};
use chakra_backend_server::{Database, Server, StartError};
use reqwest::Method;

use crate::rig::{request, sandbox, send, serve, settings};

#[tokio::test]
async fn files_are_served_beside_the_calls() {
    let sandbox = sandbox().await;
    let folder = std::env::temp_dir().join(format!("chakra-backend-{}-files", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("index.html"), "<p>page</p>").unwrap();
    std::fs::write(folder.join("a_bg.wasm"), b"\0asm").unwrap();
    let mut settings = settings(&sandbox);
    settings.static_dir = Some(folder.clone());
    settings.content_security_policy = Some(HeaderValue::from_static("default-src 'self'"));
    let server = serve(settings.clone()).await;

    let page = send(request(&server, Method::GET, "")).await;
    assert_eq!(page.text, "<p>page</p>");
    assert_eq!(
        page.headers["content-security-policy"],
        "default-src 'self'"
    );
    assert_eq!(page.headers["cache-control"], "no-cache");
    let wasm = send(request(&server, Method::GET, "a_bg.wasm")).await;
    assert_eq!(wasm.headers["content-type"], "application/wasm");
    assert_eq!(
        send(request(&server, Method::GET, "absent")).await.status,
        404
    );
    let call = send(request(&server, Method::GET, "api/chakra/status")).await;
    assert_eq!(call.problem(), Some("unauthorized"));
    // Each has its own policy: with that of the files, a response of a call could be displayed as a page.
    assert_eq!(
        call.headers["content-security-policy"],
        "default-src 'none'; frame-ancestors 'none'"
    );

    std::fs::remove_dir_all(&folder).unwrap();
    let missing = Server::start(settings, DemoTenant).await;
    assert!(matches!(missing, Err(StartError::NoStaticDir(_))));
}

struct BrokenSessions;

#[async_trait]
impl TenantResolver for BrokenSessions {
    async fn resolve(&self, _: &Parts) -> Result<Caller, ResolveError> {
        Err(ResolveError::Unavailable)
    }
}

#[tokio::test]
async fn sign_in_trouble_is_not_a_tenant() {
    let sandbox = sandbox().await;
    let server = Server::start(settings(&sandbox), BrokenSessions)
        .await
        .unwrap();
    let answer = send(request(&server, Method::GET, "api/chakra/status")).await;
    assert_eq!(answer.problem(), Some("tenant_unavailable"));

    let server = Server::start(settings(&sandbox), DemoTenant).await.unwrap();
    let status = || request(&server, Method::GET, "api/chakra/status");
    assert_eq!(send(status()).await.json["state"], "not_connected");
    let answer = send(status().header("host", "evil.example")).await;
    assert_eq!(answer.problem(), Some("unauthorized"));
}

#[tokio::test]
async fn the_reason_for_a_failed_start_is_reported() {
    let sandbox = sandbox().await;
    let running = serve(settings(&sandbox)).await;
    let mut taken = settings(&sandbox);
    taken.listen = running.address();
    let error = Server::start(taken, DemoTenant).await.unwrap_err();
    assert!(matches!(error, StartError::Listen { .. }), "{error}");

    let mut insecure = settings(&sandbox);
    insecure.api_url = "http://api.example".parse().unwrap();
    let error = Server::start(insecure, DemoTenant).await.unwrap_err();
    assert!(matches!(error, StartError::Chakra(_)), "{error}");

    let mut no_folder = settings(&sandbox);
    no_folder.database = Database::File("absent-folder/backend.sqlite".into());
    let error = Server::start(no_folder, DemoTenant).await.unwrap_err();
    assert!(matches!(error, StartError::Store(_)), "{error}");
}
