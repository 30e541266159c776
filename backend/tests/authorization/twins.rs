//! Two backends with one resolver. The second one's store is closed, so that every access to it fails.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response};
use chakra_backend::{Backend, Client, Right, SqliteStore, Store};
use chakra_sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::calls::Call;
use crate::partner;
use crate::resolvers::Kind;
use crate::situations::Situation;

const KEY: &str = "authorization0123456789";
const HOST: &str = "127.0.0.1:8080";
const ORIGIN: &str = "http://127.0.0.1:8080";
/// Known to the backend, and bound to a tenant that no cell uses.
const PLUGIN_OF_ANOTHER: &str = "plugin-of-another";
const EVIL: &str = "https://evil.example";

pub(crate) struct Twins {
    sandbox: Sandbox,
    open: Router,
    closed: Router,
}

/// A request that can be sent twice.
pub(crate) struct Prepared {
    call: Call,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// The systems that a call has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) store: bool,
    pub(crate) chakra: bool,
}

impl Twins {
    pub(crate) async fn start(kind: Kind) -> Self {
        let options = Options {
            api_key: KEY.to_owned(),
            ..Options::default()
        };
        let sandbox = Sandbox::start(options).await.unwrap();
        let partner = partner::start().await;
        let resolver = kind.resolver(&partner);
        let url = sandbox.api_url();
        let backend = |store: Arc<SqliteStore>| {
            let chakra = Client::new(url.parse().unwrap(), KEY.parse().unwrap());
            let backend = Backend::new(chakra.unwrap(), store, Arc::clone(&resolver));
            Router::new().nest("/api/chakra", backend.router())
        };
        let closed = Arc::new(SqliteStore::in_memory().await.unwrap());
        closed.close_database().await;
        let open = Arc::new(SqliteStore::in_memory().await.unwrap());
        let other = open.import("another", PLUGIN_OF_ANOTHER, 0).await;
        other.unwrap();
        Self {
            open: backend(open),
            closed: backend(closed),
            sandbox,
        }
    }

    /// The response, and what was reached for it.
    pub(crate) async fn send(&self, request: &Prepared) -> (String, Reached) {
        let asked = self.asked();
        let answer = answer(&self.open, request).await;
        let chakra = self.asked() != asked;
        let without_store = self::answer(&self.closed, request).await;
        let store = without_store != answer;
        assert!(
            !store || without_store == "503 storage_unavailable",
            "{without_store}"
        );
        (answer, Reached { store, chakra })
    }

    /// Whether pages of other origins could read the response.
    pub(crate) async fn tells_other_origins(&self, request: &Prepared) -> bool {
        let response = respond(&self.closed, request).await;
        let may_read: &HeaderMap = response.headers();
        may_read.contains_key("access-control-allow-origin")
    }

    fn asked(&self) -> u64 {
        self.sandbox.log().counts.values().sum()
    }
}

/// The request of a situation; none if the situation does not exist.
pub(crate) fn request(
    kind: Kind,
    call: Call,
    situation: Situation,
    tenant: &str,
) -> Option<Prepared> {
    let rights: Vec<_> = match situation {
        Situation::NoRight => Right::ALL
            .into_iter()
            .filter(|right| *right != call.right())
            .collect(),
        _ => Right::ALL.to_vec(),
    };
    let body = match situation {
        // Only the token call names a plugin.
        Situation::OtherTenantsPlugin if call != Call::Token => return None,
        Situation::OtherTenantsPlugin => json!({"pluginId": PLUGIN_OF_ANOTHER}).to_string(),
        // A form that requests a status is a link.
        Situation::FormPost if call == Call::Status => return None,
        Situation::FormPost => "intent=connect".to_owned(),
        _ => call.body().unwrap_or_default().to_owned(),
    };
    let mut headers = kind.credentials(situation, tenant, &rights)?;
    if !headers.iter().any(|(name, _)| *name == "host") {
        headers.push(("host", HOST.to_owned()));
    }
    let page: &[(&'static str, &str)] = match situation {
        Situation::NoOrigin => &[],
        Situation::WrongOrigin => &[("origin", EVIL)],
        Situation::CrossSite => &[("origin", EVIL), ("sec-fetch-site", "cross-site")],
        Situation::SameSite => &[("origin", EVIL), ("sec-fetch-site", "same-site")],
        _ => &[("origin", ORIGIN), ("sec-fetch-site", "same-origin")],
    };
    headers.extend(
        page.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    if !body.is_empty() {
        let content_type = match situation {
            Situation::FormPost => "application/x-www-form-urlencoded",
            _ => "application/json",
        };
        headers.push(("content-type", content_type.to_owned()));
    }
    Some(Prepared {
        call,
        headers,
        body,
    })
}

/// The status, and the code of a problem.
async fn answer(backend: &Router, request: &Prepared) -> String {
    let response = respond(backend, request).await;
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    match body["code"].as_str() {
        Some(code) => format!("{status} {code}"),
        None => status.to_string(),
    }
}

async fn respond(backend: &Router, prepared: &Prepared) -> Response<Body> {
    let mut request = Request::builder()
        .method(prepared.call.method())
        .uri(prepared.call.path());
    for (name, value) in &prepared.headers {
        request = request.header(*name, value);
    }
    let request = request.body(Body::from(prepared.body.clone())).unwrap();
    backend.clone().oneshot(request).await.unwrap()
}
