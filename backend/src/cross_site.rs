//! Rejects requests from pages of other origins before anything else, because browsers may add the customer's session
//! to them.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::{ORIGIN, REFERER};
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
