//! No request is written to a connection that the server is about to close: it would fail, and nobody would know
//! whether it was carried out.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use axum::http::Request;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use crate::{Client, ForwardAuth, ForwardAuthConfig, TenantResolver};

const BODY: &str = r#"{"id": "acme", "may": [], "_data": {"id": "p", "isActive": true}}"#;

/// A server that responds to each request, and keeps an idle connection for `keep_alive`. A request that arrives just
/// then gets no response. Returns its address, and the number of its connections.
async fn keeping(keep_alive: Duration) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let opened = Arc::new(AtomicUsize::new(0));
    let counted = opened.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(respond(stream, keep_alive));
        }
    });
    (address, opened)
}

async fn respond(mut stream: TcpStream, keep_alive: Duration) {
    let mut idle_since = Instant::now();
    let mut head = [0; 4096];
    // One read has a whole request, because none has a body.
    while let Ok(1..) = stream.read(&mut head).await {
        if idle_since.elapsed() >= keep_alive {
            return;
        }
        let length = BODY.len();
        let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{BODY}");
        stream.write_all(response.as_bytes()).await.unwrap();
        idle_since = Instant::now();
    }
}

/// Stops Tokio's clock, which the pool uses: it moves only when a test advances it. A stall of this machine is no idle
/// time.
fn stop_clock() -> Sender<()> {
    tokio::time::pause();
    let (stopped, until_dropped) = channel();
    // While it blocks, the clock does not jump to the next timer whenever all tasks wait for the network.
    tokio::task::spawn_blocking(move || until_dropped.recv());
    stopped
}

/// Makes calls at once, and again when the server closes the connection.
async fn calls_succeed(opened: &AtomicUsize, keep_alive: Duration, call: impl AsyncFn() -> bool) {
    let _stopped = stop_clock();
    assert!(call().await && call().await);
    assert_eq!(opened.load(Ordering::SeqCst), 1, "the connection is shared");
    for connections in 2..5 {
        tokio::time::advance(keep_alive).await;
        assert!(call().await, "written to a connection that is closed");
        assert_eq!(opened.load(Ordering::SeqCst), connections);
    }
}

/// Node's and uvicorn's default.
#[tokio::test]
async fn calls_to_chakra_use_no_connection_that_is_about_to_close() {
    let keep_alive = Duration::from_secs(5);
    let (address, opened) = keeping(keep_alive).await;
    let chakra = Client::new(address.parse().unwrap(), "key".parse().unwrap()).unwrap();
    calls_succeed(&opened, keep_alive, async || {
        chakra.plugin("p").await.is_ok()
    })
    .await;
}

/// Gunicorn's default.
#[tokio::test]
async fn requests_to_the_app_use_no_connection_that_is_about_to_close() {
    let keep_alive = Duration::from_secs(2);
    let (address, opened) = keeping(keep_alive).await;
    let config = ForwardAuthConfig::new(&address).unwrap();
    let config = config.with_cache_time(Duration::ZERO).unwrap();
    let app = ForwardAuth::new(config).unwrap();
    calls_succeed(&opened, keep_alive, async || {
        let request = Request::builder().header("cookie", "session=1");
        let parts = request.body(()).unwrap().into_parts().0;
        app.resolve(&parts).await.is_ok()
    })
    .await;
}
