//! Guards the control endpoints: open to programs and to pages on this machine. Otherwise any web page that a developer
//! opens could reset the stand-in unnoticed.

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::api::Refusal;

/// Rejects pages of other machines, and lets pages on this one read the responses from their own origin.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let own_origin = origin.clone().filter(is_of_this_machine);
    let mut response = if let Some(refusal) = refusal(&request, origin.as_ref()) {
        refusal.into_response()
    } else if request.method() == Method::OPTIONS {
        preflight()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = own_origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}

fn refusal(request: &Request, origin: Option<&HeaderValue>) -> Option<Refusal> {
    let refused = |status, text| Some(Refusal::new(status, text));
    // A page can point its own host name to this machine's address (DNS rebinding). The browser then takes the stand-in
    // for the page's own server, and only `Host` reveals it.
    if !is_asked_by_its_own_name(request) {
        let text = "The control endpoints are for this machine: use 127.0.0.1 or localhost";
        return refused(StatusCode::FORBIDDEN, text);
    }
    if [Method::GET, Method::HEAD].contains(request.method()) {
        return None;
    }
    if origin.is_some_and(|origin| !is_of_this_machine(origin)) {
        let text = "Pages of other origins may not change the stand-in";
        return refused(StatusCode::FORBIDDEN, text);
    }
    // Any page may send a form or plain text without a preflight. For JSON, its browser sends one first.
    if request.method() == Method::POST && !is_json(request.headers()) {
        let text = "Send Content-Type: application/json";
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, text);
    }
    None
}

/// The response to a browser's preflight for JSON.
fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn is_asked_by_its_own_name(request: &Request) -> bool {
    match request.headers().get(header::HOST) {
        Some(host) => host.to_str().is_ok_and(names_this_machine),
        // HTTP/2 has the host name in the URI.
        None => request
            .uri()
            .authority()
            .is_some_and(|it| names_this_machine(it.as_str())),
    }
}

/// Whether an origin is `http://` with a loopback name and a port, as for development servers.
fn is_of_this_machine(origin: &HeaderValue) -> bool {
    let host = origin
        .to_str()
        .ok()
        .and_then(|it| it.strip_prefix("http://"));
    host.is_some_and(names_this_machine)
}

/// Whether `host` is a loopback name, with or without a port.
fn names_this_machine(host: &str) -> bool {
    let authority: Option<Authority> = host.parse().ok();
    authority.is_some_and(|authority| {
        let name = authority.host();
        let has_user = authority.as_str().contains('@');
        !has_user
            && ["localhost", "127.0.0.1", "[::1]"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE);
    let essence = value
        .and_then(|it| it.to_str().ok())
        .and_then(|it| it.split(';').next());
    essence.is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_machine_may_read() {
        for (origin, may) in [
            ("http://127.0.0.1:8080", true),
            ("http://localhost:3000", true),
            ("http://localhost", true),
            ("http://[::1]:8080", true),
            ("http://[::1]", true),
            ("http://127.0.0.1.evil.example:8080", false),
            ("http://127.0.0.1@evil.example", false),
            ("http://evil.example@127.0.0.1", false),
            ("http://evil.example", false),
            ("https://evil.example:443", false),
            ("null", false),
        ] {
            let value = HeaderValue::from_static(origin);
            assert_eq!(is_of_this_machine(&value), may, "{origin}");
        }
    }
}
