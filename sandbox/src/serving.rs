//! One running server, and its end.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::cut_body::CutBody;
use crate::gate::uncached;

/// Longest wait for the end of a server. Its port is free immediately and nothing is answered any more, but a
/// connection may linger.
const END: Duration = Duration::from_secs(1);

/// A server. It ends when this value is dropped.
pub(crate) struct Serving {
    /// Dropped with the value. The server and its requests wait for that.
    running: watch::Sender<()>,
    server: JoinHandle<()>,
}

impl Serving {
    pub(crate) fn start(listener: TcpListener, router: Router) -> Self {
        let (running, until_stopped) = watch::channel(());
        let cut = middleware::from_fn_with_state(until_stopped.clone(), cut_when_stopped);
        let serving = axum::serve(listener, uncached(router).layer(cut))
            .with_graceful_shutdown(ended(until_stopped));
        let server = tokio::spawn(async move {
            // Nobody could react to an error here.
            let _done = serving.await;
        });
        Self { running, server }
    }

    /// Ends the server. Its port can be bound again afterwards.
    pub(crate) async fn stop(self) {
        drop(self.running);
        let _ended = tokio::time::timeout(END, self.server).await;
    }
}

/// Resolves when the sender is dropped. Nothing is ever sent.
async fn ended(mut until_stopped: watch::Receiver<()>) {
    let _ended = until_stopped.changed().await;
}

/// Drops a pending request when the server is stopped, together with its unfinished work.
async fn cut_when_stopped(
    State(until_stopped): State<watch::Receiver<()>>,
    request: Request,
    next: Next,
) -> Response {
    tokio::select! {
        biased;
        response = next.run(request) => response,
        () = ended(until_stopped) => CutBody::default().into_response(),
    }
}
