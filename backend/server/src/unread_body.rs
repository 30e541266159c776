//! Responses to requests whose body was not read to its end: the rest is read, or the response closes the connection.
//!
//! Hyper closes such a connection, but does not announce that. A client that sends its next request at that moment gets
//! no response, and a proxy answers with a 502.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{CONNECTION, EXPECT, HeaderValue};
use hyper::service::Service as _;
use hyper::{Error, Request};
use hyper_util::service::TowerToHyperService;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// The longest rest that is read, in bytes. A client that sends more gets its response now.
const LONGEST_REST: u64 = 64 * 1024;
/// Time for the rest to arrive: it is usually on its way when the response is ready.
const REST_TIME: Duration = Duration::from_millis(250);

/// The app's response, after which the connection can be used again unless the response says that it closes.
pub(crate) async fn respond(
    app: TowerToHyperService<Router>,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    if request.body().is_end_stream() {
        return app.call(request).await;
    }
    // To read would permit a waiting client to send a body that nobody needs.
    let waits = request.headers().contains_key(EXPECT);
    let (give_back, mut given_back) = oneshot::channel();
    let request = request.map(|body| LentBody {
        body: Some(body),
        give_back: Some(give_back),
    });
    let mut response = app.call(request).await?;
    let is_read = match given_back.try_recv() {
        Ok(body) => body.is_end_stream() || (!waits && read_rest(body).await),
        // Something still reads it.
        Err(_) => false,
    };
    if !is_read {
        let headers = response.headers_mut();
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// Whether the rest of a body arrived whole.
async fn read_rest(mut body: Incoming) -> bool {
    let mut left = LONGEST_REST;
    let read = async {
        loop {
            if body.size_hint().lower() > left {
                return false;
            }
            match poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
                None => return true,
                Some(Err(_)) => return false,
                Some(Ok(frame)) => {
                    let length = frame.data_ref().map_or(0, Bytes::len) as u64;
                    let Some(rest) = left.checked_sub(length) else {
                        return false;
                    };
                    left = rest;
                }
            }
        }
    };
    timeout(REST_TIME, read).await.unwrap_or(false)
}

/// A request's body, given back when it is dropped.
struct LentBody {
    /// `None` only while it is dropped.
    body: Option<Incoming>,
    give_back: Option<oneshot::Sender<Incoming>>,
}

impl Drop for LentBody {
    fn drop(&mut self) {
        if let (Some(body), Some(give_back)) = (self.body.take(), self.give_back.take()) {
            // If the client has gone, nothing waits for it.
            let _ = give_back.send(body);
        }
    }
}

impl Body for LentBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Incoming::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(SizeHint::default, Incoming::size_hint)
    }
}
