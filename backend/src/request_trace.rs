//! One id, one span and one measurement for each request.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;
use tracing::field::{Empty, display};
use tracing::{Instrument as _, Span};
use uuid::Uuid;

use crate::telemetry;

/// The header with a request's id, in requests and responses.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Long enough for every proxy's ids; a token is longer.
const LONGEST_ID: usize = 64;

/// Runs `answer` in the request's span, and adds the id to the response.
pub(crate) async fn trace<F>(request: Request, answer: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let call = call_name(request.uri().path());
    traced(call, request, answer).await
}

/// Like `trace`, for Chakra's webhook.
pub(crate) async fn trace_webhook(request: Request, next: Next) -> Response {
    traced("webhook", request, |request| next.run(request)).await
}

async fn traced<F>(
    call: &'static str,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response
where
    F: Future<Output = Response>,
{
    let began = Instant::now();
    let id = request
        .headers()
        .get(REQUEST_ID)
        .filter(|id| is_sane(id))
        .cloned()
        .unwrap_or_else(new_id);
    let span = tracing::info_span!(
        "request",
        request_id = id.to_str().unwrap_or_default(),
        call,
        tenant = Empty,
        plugin = Empty,
        attempt = Empty,
    );
    let measured = Measured { call, began };
    let mut response = answer(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let time = measured.end(status);
    span.in_scope(|| log(status, time));
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// Records the request's tenant.
pub(crate) fn record_tenant(tenant_id: &str) {
    Span::current().record("tenant", tenant_id);
}

/// Records the request's plugin.
pub(crate) fn record_plugin(plugin_id: &str) {
    Span::current().record("plugin", plugin_id);
}

/// Records the widget's attempt. Ignores values that do not look like an id, because a browser may send anything.
pub(crate) fn record_attempt(attempt_id: &str) {
    if is_id(attempt_id) {
        Span::current().record("attempt", display(attempt_id));
    }
}

/// Successful responses get no line of their own.
fn log(status: u16, time: Duration) {
    let duration_ms = time.as_millis();
    match status {
        500.. => tracing::warn!(status, duration_ms, "a request failed"),
        400.. => tracing::info!(status, duration_ms, "a request was refused"),
        _ => tracing::debug!(status, duration_ms, "a request was answered"),
    }
}

fn is_sane(id: &HeaderValue) -> bool {
    id.to_str().is_ok_and(is_id)
}

/// Whether the text can neither forge a log line nor be a token.
fn is_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= LONGEST_ID && text.bytes().all(is_allowed)
}

fn new_id() -> HeaderValue {
    let mut buffer = Uuid::encode_buffer();
    let id = Uuid::new_v4().simple().encode_lower(&mut buffer);
    HeaderValue::from_str(id).unwrap_or(HeaderValue::from_static("none"))
}

/// A name from a fixed set, because a path may be anything.
fn call_name(path: &str) -> &'static str {
    let path = path.strip_suffix('/').unwrap_or(path);
    match path.rsplit('/').next() {
        Some("connect-token") => "connect-token",
        Some("status") => "status",
        Some("connect-event") => "connect-event",
        Some("disconnect") => "disconnect",
        _ => "other",
    }
}

/// A pending request. If its client disconnects, it counts as answered with 499, as in nginx.
struct Measured {
    call: &'static str,
    began: Instant,
}

impl Measured {
    fn end(self, status: u16) -> Duration {
        let time = self.began.elapsed();
        telemetry::request(self.call, status, time);
        std::mem::forget(self);
        time
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        telemetry::request(self.call, 499, self.began.elapsed());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_short_ids_are_accepted() {
        let longest = "a".repeat(LONGEST_ID);
        for id in ["1", "7f3-4_5.6", longest.as_str()] {
            assert!(is_id(id), "{id}");
        }
        let too_long = "a".repeat(LONGEST_ID + 1);
        for text in ["", "a b", "a\nb", "ä", "{}", "a=b", too_long.as_str()] {
            assert!(!is_id(text), "{text}");
        }
        assert!(is_sane(&new_id()));
        assert_ne!(new_id(), new_id());
    }

    #[test]
    fn calls_have_names_from_a_fixed_set() {
        assert_eq!(call_name("/status"), "status");
        assert_eq!(call_name("/api/chakra/connect-token"), "connect-token");
        assert_eq!(call_name("/api/chakra/status/"), "status");
        assert_eq!(call_name("/api/chakra/status//"), "other");
        assert_eq!(call_name("/status/42"), "other");
        assert_eq!(call_name("/"), "other");
    }
}
