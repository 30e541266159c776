//! The operator's view: request ids, health and metrics.

use axum::http::{HeaderValue, Method};
use chakra_backend_server::health;

use crate::process::{Binary, command};
use crate::rig::{Answer, Rig, client, request, sandbox, send};

fn id(answer: &Answer) -> &str {
    answer.headers["x-request-id"].to_str().unwrap()
}

#[tokio::test]
async fn each_response_has_the_id_of_its_request() {
    let rig = Rig::start().await;
    let given = rig.request("acme", Method::GET, "status");
    let given = send(given.header("x-request-id", "lb-7.f3_A")).await;
    assert_eq!(given.status, 200, "{}", given.text);
    assert_eq!(id(&given), "lb-7.f3_A");

    let first = rig.status("acme").await;
    let second = rig.status("acme").await;
    assert_eq!(id(&first).len(), 32);
    assert_ne!(id(&first), id(&second));
}

#[tokio::test]
async fn rejections_have_a_request_id_too() {
    let rig = Rig::start().await;
    for (method, path, status) in [
        (Method::GET, "api/chakra/status", 401),
        (Method::GET, "api/chakra/nothing", 404),
        (Method::DELETE, "api/chakra/status", 405),
    ] {
        let answer = send(request(&rig.server, method, path)).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(id(&answer).len(), 32, "{path}");
    }
    let foreign = rig.request("acme", Method::POST, "disconnect");
    let foreign = send(foreign.header("origin", "https://evil.example")).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(id(&foreign).len(), 32);
}

#[tokio::test]
async fn invalid_request_ids_are_replaced() {
    let rig = Rig::start().await;
    let long = "x".repeat(65);
    for text in ["two words", "a;b", "<script>", "\u{e4}", long.as_str()] {
        let value = HeaderValue::from_bytes(text.as_bytes()).unwrap();
        let request = rig.request("acme", Method::GET, "status");
        let answer = send(request.header("x-request-id", value)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(id(&answer).len(), 32, "{text}");
    }
}

#[tokio::test]
async fn it_is_ready_until_it_stops() {
    let rig = Rig::start().await;
    for path in ["healthz", "readyz"] {
        let answer = send(request(&rig.server, Method::GET, path)).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    rig.server.backend().begin_draining();
    let alive = send(request(&rig.server, Method::GET, "healthz")).await;
    assert_eq!(alive.status, 200);
    let ready = send(request(&rig.server, Method::GET, "readyz")).await;
    assert_eq!(ready.status, 503);
    assert_eq!(ready.text, "stopping\n");
    // Requests that still arrive are answered.
    assert_eq!(rig.status("acme").await.status, 200);
}

/// The health routes are a separate router, for a partner's app.
#[tokio::test]
async fn health_can_be_mounted_elsewhere() {
    let rig = Rig::start().await;
    let app: axum::Router =
        axum::Router::new().nest("/chakra", health::router(rig.server.backend().clone()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/chakra/readyz", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let answer = send(crate::rig::client().get(url)).await;
    assert_eq!(answer.text, "ready\n");
}

#[tokio::test]
async fn the_binary_serves_its_metrics_on_a_separate_address() {
    let sandbox = sandbox().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let mut command = command(&sandbox);
    command
        .args(["--demo-tenant", "--database-in-memory"])
        .args(["--metrics-listen", &address.to_string()]);
    let binary = Binary::start(&mut command);
    let status = send(client().get(format!("{}api/chakra/status", binary.url))).await;
    assert_eq!(status.status, 200, "{}", status.text);

    let metrics = send(client().get(format!("http://{address}/metrics"))).await;
    let counted = "chakra_backend_requests_total{call=\"status\",status=\"200\"} 1";
    assert!(metrics.text.contains(counted), "{}", metrics.text);
    assert!(metrics.text.contains("chakra_backend_removals_pending 0"));
    let ready = send(client().get(format!("http://{address}/readyz"))).await;
    assert_eq!(ready.status, 200);
    let public = send(client().get(format!("{}metrics", binary.url))).await;
    assert_eq!(public.status, 404, "metrics are not public");
}
