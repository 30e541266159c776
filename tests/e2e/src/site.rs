//! A server for a test's own calls under `/api`, and the built files.

use std::future::ready;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::{self, Next};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// A running server. Ends when dropped.
#[derive(Debug)]
pub struct Site {
    /// For example `http://127.0.0.1:8080`.
    pub origin: String,
    task: JoinHandle<std::io::Result<()>>,
}

impl Site {
    /// Serves `calls`, and the files in `folder` for every other path, all with these headers.
    pub async fn start(folder: &Path, calls: Router, headers: &[(&'static str, String)]) -> Self {
        let value = |text: &String| HeaderValue::from_str(text).expect("a header");
        let headers: Vec<_> = headers.iter().map(|it| (it.0, value(&it.1))).collect();
        let add_headers = move |mut response: Response| {
            for (name, value) in headers.clone() {
                response.headers_mut().insert(name, value);
            }
            ready(response)
        };
        let app = calls
            .fallback_service(ServeDir::new(folder))
            .layer(middleware::map_response(add_headers));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        Self {
            origin: format!("http://{address}"),
            task: tokio::spawn(async move { axum::serve(listener, app).await }),
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads a backend's responses, and stores the connect tokens sent to the browser.
#[derive(Clone, Debug, Default)]
pub struct TokenTap(Arc<Mutex<Vec<String>>>);

impl TokenTap {
    /// Adds the tap to the calls.
    pub fn on(&self, calls: Router) -> Router {
        let tap = self.clone();
        calls.layer(middleware::from_fn(move |request: Request, next: Next| {
            let tap = tap.clone();
            async move { tap.pass(next.run(request).await).await }
        }))
    }

    /// The tokens so far.
    #[must_use]
    pub fn tokens(&self) -> Vec<String> {
        self.0.lock().expect("nobody panicked").clone()
    }

    async fn pass(&self, response: Response) -> Response {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        let json = serde_json::from_slice::<Value>(&bytes).unwrap_or_default();
        if let Some(token) = json["connectToken"].as_str() {
            let mut tokens = self.0.lock().expect("nobody panicked");
            tokens.push(token.to_owned());
        }
        Response::from_parts(parts, Body::from(bytes))
    }
}
