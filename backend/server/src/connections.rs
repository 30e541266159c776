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
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
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
async fn connection(
    socket: impl AsyncRead + AsyncWrite + Send + 'static,
    app: Router,
    limits: Limits,
    stop: CancellationToken,
) {
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

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::net::{TcpSocket, TcpStream};
    use tokio::time::{self, Instant, timeout};

    use super::*;

    /// Far longer than anything in these tests.
    const FOR_EVER: Duration = Duration::from_secs(30);
    /// The size of each end's socket buffer. The kernel rounds it, but does not let it grow.
    const BUFFER: u32 = 8 * 1024;
    /// A response that the buffers of a connection do not hold.
    const LARGE: usize = 512 * 1024;

    fn server(limits: Limits) -> SocketAddr {
        let socket = TcpSocket::new_v4().unwrap();
        // Connections inherit it from the listener.
        socket.set_send_buffer_size(BUFFER).unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(8).unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, app(), limits, CancellationToken::new()));
        address
    }

    fn app() -> Router {
        Router::new()
            .route("/large", get("x".repeat(LARGE)))
            .route("/small", get("small"))
    }

    fn request(path: &str) -> Vec<u8> {
        format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").into_bytes()
    }

    async fn ask(address: SocketAddr, path: &str) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(BUFFER).unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        stream.write_all(&request(path)).await.unwrap();
        stream
    }

    #[tokio::test]
    async fn a_client_that_reads_nothing_loses_its_place() {
        let address = server(Limits {
            connections: 1,
            write_time: Duration::from_millis(150),
            ..Limits::default()
        });
        let deaf = ask(address, "/large").await;
        let mut next = ask(address, "/small").await;
        let mut said = String::new();
        let read = timeout(FOR_EVER, next.read_to_string(&mut said)).await;
        read.expect("there is a response").unwrap();
        assert!(said.ends_with("small"), "{said}");
        drop(deaf);
    }

    /// The limit is for each part of a response, so that slow networks get all of it. The clock is tokio's, because a
    /// busy machine may keep a reader waiting for longer than any limit.
    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_slowly_gets_everything() {
        let limits = Limits::default();
        let (server, mut reader) = duplex(BUFFER as usize);
        tokio::spawn(connection(server, app(), limits, CancellationToken::new()));
        reader.write_all(&request("/large")).await.unwrap();
        let (begun, write_time) = (Instant::now(), limits.write_time);
        let mut ticks = time::interval(write_time / 2);
        let mut read = 0;
        loop {
            ticks.tick().await;
            let mut bytes = [0; BUFFER as usize];
            match reader.read(&mut bytes).await.unwrap() {
                0 => break,
                length => read += length,
            }
        }
        assert!(read > LARGE, "{read}");
        assert!(begun.elapsed() > 2 * write_time, "{:?}", begun.elapsed());
    }
}
