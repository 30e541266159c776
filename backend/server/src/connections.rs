//! The accept loop: enforces connection limits, and drains pending requests when stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;

use crate::limits::Limits;
use crate::unread_body;

/// Serves until `stop` is cancelled, and then until the last request is answered. If dropped earlier, closes all
/// connections.
pub(crate) async fn serve(
    mut listener: TcpListener,
    app: Router,
    limits: Limits,
    stop: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(limits.connections.max(1).into()));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            // The semaphore is never closed, so this cannot fail.
            let place = places.clone().acquire_owned().await;
            // Axum's own `accept`: if the process has no file descriptors left, it waits a second and retries.
            (place, Listener::accept(&mut listener).await)
        };
        let (place, (socket, _)) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = next => accepted,
        };
        while connections.try_join_next().is_some() {}
        let served = connection(socket, app.clone(), limits, stop.clone());
        connections.spawn(async move {
            served.await;
            drop(place);
        });
    }
    // Refuses new connections from now on, so that a load balancer uses another server.
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// HTTP/1 only, because proxies use it for backends, and browsers use HTTP/2 only over TLS.
async fn connection(socket: TcpStream, app: Router, limits: Limits, stop: CancellationToken) {
    let mut socket = TimeoutStream::new(socket);
    socket.set_write_timeout(Some(limits.write_time));
    let app = TowerToHyperService::new(app);
    let was_used = Arc::new(AtomicBool::new(false));
    let used = was_used.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        used.store(true, Ordering::Relaxed);
        unread_body::respond(app.clone(), request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .serve_connection(TokioIo::new(Box::pin(socket)), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            // Browsers open connections in advance. Hyper would wait for a request on them.
            if !was_used.load(Ordering::Relaxed) {
                return;
            }
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended with an error");
    }
}
