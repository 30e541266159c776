//! A panic fails its own request and no other.

use axum::http::request::Parts;
use chakra_backend::{Caller, ResolveError, Rights, Tenant, TenantResolver, async_trait};
use chakra_backend_server::Server;
use chakra_sandbox::Endpoint;
use reqwest::Method;

use crate::rig::{Rig, TENANT_HEADER, request, send, settings};

/// A session resolver with a bug that affects one tenant.
struct BuggySessions;

#[async_trait]
impl TenantResolver for BuggySessions {
    async fn resolve(&self, parts: &Parts) -> Result<Caller, ResolveError> {
        let id = parts.headers[TENANT_HEADER].to_str().unwrap().to_owned();
        assert!(id != "unlucky", "a secret");
        Ok(Caller::new(Tenant::new(id, ""), Rights::ALL))
    }
}

#[tokio::test]
async fn a_panic_is_a_problem_and_other_requests_continue() {
    let mut rig = Rig::start().await;
    let settings = settings(&rig.sandbox);
    rig.server = Server::start(settings, BuggySessions).await.unwrap();
    rig.new_plugin("acme").await;
    rig.delay(Endpoint::GetPlugin, 300);
    let (slow, panicked) = tokio::join!(rig.status("acme"), rig.status("unlucky"));
    assert_eq!(panicked.status, 500);
    assert_eq!(panicked.problem(), Some("internal"), "{}", panicked.text);
    assert_eq!(panicked.headers["cache-control"], "no-store");
    assert!(!panicked.text.contains("secret"));
    assert_eq!(slow.status, 200, "{}", slow.text);
    let later = request(&rig.server, Method::GET, "api/chakra/status");
    let later = send(later.header(TENANT_HEADER, "acme")).await;
    assert_eq!(later.status, 200, "{}", later.text);
}

/// Tests are never built with this profile, so only its text can be checked.
#[test]
fn the_server_is_built_to_unwind() {
    let manifest = include_str!("../../../../Cargo.toml");
    let (_, profile) = manifest.split_once("\n[profile.server]\n").unwrap();
    let profile = profile.split("\n[").next().unwrap();
    assert!(profile.contains("\npanic = \"unwind\"\n"), "{profile}");
    let readme = include_str!("../../../README.md");
    assert!(readme.contains("cargo build --profile server -p chakra-backend-server"));
}
