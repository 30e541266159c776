//! Responses to requests whose body was not read to its end: the rest is read, or the response closes the connection.
//!
//! Hyper closes such a connection, but does not announce that. A client that sends its next request at that moment gets
//! no response, and a proxy answers with a 502.

use std::convert::Infallible;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
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
    let (give_back, mut returned) = oneshot::channel();
    let request = request.map(|body| LentBody {
        rest: Rest::Unread(body),
        give_back: Some(give_back),
    });
    let mut response = app.call(request).await?;
    let is_read = match returned.try_recv() {
        Ok(Rest::Ended) => true,
        Ok(Rest::Unread(body)) => body.is_end_stream() || (!waits && read(body).await),
        // Hyper closes after a malformed body. Or something still reads it.
        Ok(Rest::Failed) | Err(_) => false,
    };
    if !is_read {
        let headers = response.headers_mut();
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// Whether the rest of a body arrived whole.
async fn read(mut body: Incoming) -> bool {
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

/// A request's body for the app. Its rest is given back when the app drops it.
struct LentBody {
    rest: Rest,
    give_back: Option<oneshot::Sender<Rest>>,
}

/// What the app has left of a body.
enum Rest {
    Unread(Incoming),
    Ended,
    Failed,
}

impl Drop for LentBody {
    fn drop(&mut self) {
        if let Some(give_back) = self.give_back.take() {
            // If the client has gone, nothing waits for it.
            let _ = give_back.send(mem::replace(&mut self.rest, Rest::Ended));
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
        let Rest::Unread(body) = &mut self.rest else {
            return Poll::Ready(None);
        };
        let frame = ready!(Pin::new(body).poll_frame(cx));
        match frame {
            None => self.rest = Rest::Ended,
            Some(Err(_)) => self.rest = Rest::Failed,
            Some(Ok(_)) => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        match &self.rest {
            Rest::Unread(body) => body.is_end_stream(),
            Rest::Ended | Rest::Failed => true,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.rest {
            Rest::Unread(body) => body.size_hint(),
            Rest::Ended | Rest::Failed => SizeHint::with_exact(0),
        }
    }
}
