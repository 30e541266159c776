//! The proxy in front of the backends. It names the tenant of each request, and counts requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use reqwest::Client;

use crate::backends::TENANT_HEADER;

/// Longer than any request of the widget takes.
const LONGEST: Duration = Duration::from_secs(20);
const LARGEST: usize = 1_000_000;

/// The proxy. Clones share one state.
#[derive(Clone)]
pub(crate) struct Front {
    client: Client,
    /// The ports of the backends, by number; 0 for one that is down.
    ports: Arc<Vec<Arc<AtomicU16>>>,
    requests: Arc<AtomicU64>,
    /// Requests answered by the proxy because the backend was down or died.
    lost: Arc<AtomicU64>,
}

impl Front {
    pub(crate) fn new(ports: Vec<Arc<AtomicU16>>) -> Self {
        let client = Client::builder().no_proxy().timeout(LONGEST).build();
        Self {
            client: client.expect("a client"),
            ports: Arc::new(ports),
            requests: Arc::default(),
            lost: Arc::default(),
        }
    }

    /// `/t/{tenant}/api/chakra/{call}`: tenants whose id ends in an even number belong to the first backend.
    pub(crate) fn router(&self) -> Router {
        Router::new()
            .route("/t/{tenant}/api/chakra/{call}", any(pass))
            .with_state(self.clone())
    }

    /// The number of requests, and of those that no backend answered.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let count = |it: &AtomicU64| it.load(Ordering::Relaxed);
        (count(&self.requests), count(&self.lost))
    }

    fn port(&self, tenant: &str) -> u16 {
        let number: usize = tenant
            .rsplit_once('t')
            .and_then(|(_, number)| number.parse().ok())
            .unwrap_or(0);
        self.ports[number % self.ports.len()].load(Ordering::SeqCst)
    }

    async fn ask(
        &self,
        tenant: &str,
        call: &str,
        request: Request,
    ) -> Result<Response, reqwest::Error> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LARGEST).await.unwrap_or_default();
        let url = format!("http://127.0.0.1:{}/api/chakra/{call}", self.port(tenant));
        let mut headers = HeaderMap::new();
        for name in [
            "accept",
            "content-type",
            "cookie",
            "origin",
            "sec-fetch-site",
            "if-none-match",
        ] {
            if let Some(value) = parts.headers.get(name) {
                headers.insert(name, value.clone());
            }
        }
        // The page's own host, because the backend compares it with the origin.
        if let Some(host) = parts.headers.get(HOST) {
            headers.insert(HOST, host.clone());
        }
        headers.insert(TENANT_HEADER, tenant.parse().expect("a header"));
        let asked = self.client.request(parts.method, url).headers(headers);
        let answer = asked.body(body).send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut response = Response::new(Body::from(answer.bytes().await?));
        *response.status_mut() = status;
        for (name, value) in &headers {
            if !["connection", "content-length", "transfer-encoding"].contains(&name.as_str()) {
                response.headers_mut().insert(name, value.clone());
            }
        }
        Ok(response)
    }
}

async fn pass(
    State(front): State<Front>,
    Path((tenant, call)): Path<(String, String)>,
    request: Request,
) -> Response {
    front.requests.fetch_add(1, Ordering::Relaxed);
    if let Ok(response) = front.ask(&tenant, &call, request).await {
        return response;
    }
    front.lost.fetch_add(1, Ordering::Relaxed);
    // nginx's response.
    let page = "<html><head><title>502 Bad Gateway</title></head></html>";
    (StatusCode::BAD_GATEWAY, [(CONTENT_TYPE, "text/html")], page).into_response()
}
