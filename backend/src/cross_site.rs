//! Rejects requests from pages of other origins before anything else, because browsers may add the customer's session
//! to them.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN, REFERER};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use url::Url;

use crate::origin::Origin;
use crate::problem::{Problem, ProblemCode};

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Whether a request comes from a page of this origin or an allowed one, according to the browser's `Sec-Fetch-Site`.
/// This also covers a GET from an `<img>` or a link. Requests without that header pass, because they come from servers,
/// tools, and browsers from before 2023.
pub(crate) fn is_admitted(headers: &HeaderMap, allowed: &[Origin]) -> bool {
    is_of_this_origin(headers) || is_allowed(headers, allowed)
}

/// `same-site` is not enough, because another subdomain may belong to somebody else.
fn is_of_this_origin(headers: &HeaderMap) -> bool {
    headers
        .get(SEC_FETCH_SITE)
        .is_none_or(|site| matches!(site.as_bytes(), b"same-origin" | b"none" | b""))
}

/// Whether the page that sent it has an allowed origin. Links and images send no `Origin`.
fn is_allowed(headers: &HeaderMap, allowed: &[Origin]) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().ok());
    let page = match text(ORIGIN) {
        Some(origin) => origin.map(str::to_owned),
        None => text(REFERER)
            .flatten()
            .and_then(|address| Url::parse(address).ok())
            .map(|address| address.origin().ascii_serialization()),
    };
    page.is_some_and(|page| allowed.iter().any(|origin| origin.as_ref() == page))
}

/// Marks a request of an old browser as one of this origin, if `Origin` and `Host` differ only in the port that is the
/// scheme's default: some proxies add it to `Host`, and the layer below compares both byte by byte.
pub(crate) fn mark_default_port(request: &mut Request) {
    let headers = request.headers();
    if headers
        .get(SEC_FETCH_SITE)
        .is_some_and(|site| !site.is_empty())
    {
        return;
    }
    let origin = headers.get(ORIGIN).and_then(|value| value.to_str().ok());
    let host = match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => headers.get(HOST).and_then(|value| value.to_str().ok()),
    };
    if let (Some(origin), Some(host)) = (origin, host)
        && is_of_host(origin, host)
    {
        let own = HeaderValue::from_static("same-origin");
        request.headers_mut().insert(SEC_FETCH_SITE, own);
    }
}

/// Whether the origin is the host's, without regard to the default port.
fn is_of_host(origin: &str, host: &str) -> bool {
    let (page, default_port) = if let Some(page) = origin.strip_prefix("https://") {
        (page, ":443")
    } else if let Some(page) = origin.strip_prefix("http://") {
        (page, ":80")
    } else {
        return false;
    };
    let bare = |host| str::strip_suffix(host, default_port).unwrap_or(host);
    bare(page) == bare(host)
}

/// Rejects changes by pages of other origins: by `Sec-Fetch-Site`, or for old browsers by comparing `Origin` with
/// `Host`.
pub(crate) fn csrf_layer(
    allowed: &[Origin],
) -> CsrfLayer<impl FnMut(ProtectionError) -> Response<Body> + Clone + use<>> {
    let trusted = allowed.iter().fold(CsrfLayer::new(), |layer, origin| {
        let before = layer.clone();
        // Cannot fail, because parsing an `Origin` has already tried this.
        layer.add_trusted_origin(origin).unwrap_or(before)
    });
    trusted.with_rejection_response(|_| refusal())
}

/// The response to a page of another origin.
pub(crate) fn refusal() -> Response {
    Problem::from(ProblemCode::CrossSite).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_port_makes_no_other_host() {
        for (origin, host, is_own) in [
            ("https://app.example", "app.example", true),
            ("https://app.example", "app.example:443", true),
            ("https://app.example:443", "app.example", true),
            ("http://app.example", "app.example:80", true),
            ("http://[::1]", "[::1]:80", true),
            ("https://app.example", "app.example:80", false),
            ("http://app.example", "app.example:443", false),
            ("https://app.example", "app.example:4430", false),
            ("https://app.example", "app.example:443:443", false),
            ("https://app.example:8443", "app.example:443", false),
            ("https://app.example:8443", "app.example", false),
            ("https://evil.example", "app.example:443", false),
            ("https://app.example@evil.example", "app.example:443", false),
            ("null", "null:443", false),
            ("", ":443", false),
            ("ftp://app.example", "app.example:443", false),
        ] {
            assert_eq!(is_of_host(origin, host), is_own, "{origin} {host}");
        }
    }
}
