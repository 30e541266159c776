//! A backend that answers as a test specifies.

use std::collections::HashMap;
use std::future::pending;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::Value;

/// One answer.
#[derive(Clone, Debug)]
pub enum Reply {
    /// JSON with status 200.
    Json(Value),
    /// A problem document with this status.
    Status(u16),
    /// 429, with a retry after one second.
    SlowDown,
    /// An HTML page with status 200, as after a redirect to a login page.
    Html,
    /// Status 200 without a body.
    Empty,
    /// Five megabytes of JSON.
    Huge,
    /// No response.
    Silence,
    /// The connection breaks. A browser may repeat the request itself, on a new connection.
    HangUp,
}

/// The widget's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// `connect-token`
    Token,
    /// `status`
    Status,
    /// `disconnect`
    Disconnect,
}

impl Call {
    fn of(path: &str) -> Option<Self> {
        Some(match path {
            "connect-token" => Self::Token,
            "status" => Self::Status,
            "disconnect" => Self::Disconnect,
            _ => return None,
        })
    }
}

type Script = HashMap<(String, Call), Vec<Reply>>;

/// Many scripted backends, each with a name: `/scripted/{name}/status` and so on.
#[derive(Clone, Debug, Default)]
pub struct Scripted(Arc<Mutex<Script>>);

impl Scripted {
    /// Makes the backend `name` answer this call with these replies, in order. The last reply is repeated. A call
    /// without replies gets 404.
    #[must_use]
    pub fn on(self, name: &str, call: Call, replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = replies.into_iter().collect();
        let mut script = self.0.lock().expect("nobody panicked");
        script.insert((name.to_owned(), call), replies);
        drop(script);
        self
    }

    /// Its routes.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/scripted/{name}/{call}", any(answer))
            .with_state(self.clone())
    }

    fn next(&self, name: &str, call: &str) -> Reply {
        let mut script = self.0.lock().expect("nobody panicked");
        let replies = Call::of(call).and_then(|call| script.get_mut(&(name.to_owned(), call)));
        match replies {
            Some(replies) if replies.len() > 1 => replies.remove(0),
            Some(replies) => replies[0].clone(),
            None => Reply::Status(404),
        }
    }
}

async fn answer(
    State(scripted): State<Scripted>,
    Path((name, call)): Path<(String, String)>,
) -> Response {
    let json = (CONTENT_TYPE, "application/json");
    match scripted.next(&name, &call) {
        Reply::Json(value) => ([json], value.to_string()).into_response(),
        Reply::Status(status) => {
            let status = StatusCode::from_u16(status).expect("a status");
            let body = r#"{"code":"scripted","title":"Injected by the test"}"#;
            (status, [json], body).into_response()
        }
        Reply::SlowDown => (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")]).into_response(),
        Reply::Html => {
            let page = "<!doctype html><title>Sign in</title><p>Please sign in.</p>";
            ([(CONTENT_TYPE, "text/html")], page).into_response()
        }
        Reply::Empty => Body::empty().into_response(),
        Reply::Huge => {
            let body = format!("\"{}\"", "x".repeat(5_000_000));
            ([json], body).into_response()
        }
        Reply::Silence => pending().await,
        // Ends the connection's task, and so the connection, without printing anything.
        Reply::HangUp => resume_unwind(Box::new("hung up")),
    }
}
