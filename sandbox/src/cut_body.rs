//! A response body that breaks off: its headers arrive, then the connection ends.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::{IntoResponse, Response};
use http_body::Frame;

/// Fails at its second poll. The first one lets the server send the headers. Without them, some clients would repeat
/// the request on their own.
#[derive(Debug, Default)]
pub(crate) struct CutBody {
    has_begun: bool,
}

impl HttpBody for CutBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.has_begun {
            return Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())));
        }
        self.has_begun = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl IntoResponse for CutBody {
    fn into_response(self) -> Response {
        Response::new(Body::new(self))
    }
}
