//! Requests that two servers could parse differently, and line breaks in request targets. Tests hyper and axum.

use chakra_backend_server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::rig::{TENANT_HEADER, sandbox, serve, settings};

const FOR_EVER: std::time::Duration = std::time::Duration::from_secs(8);

/// A request hidden behind another one: it asks for another tenant's status, which no response may contain.
fn smuggled() -> String {
    format!(
        "GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: victim\r\nconnection: close\r\n\r\n"
    )
}

/// Everything that the server sends on one connection for these bytes, until it closes: after an error, or as
/// requested.
///
/// The client keeps its half open, because hyper drops an unanswered request when that half ends.
pub(crate) async fn said_to(server: &Server, sent: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let read = timeout(FOR_EVER, stream.read_to_end(&mut bytes)).await;
    // The connection was closed or reset.
    let _ = read.expect("the server closes");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn answers(said: &str) -> usize {
    said.matches("HTTP/1.1 ").count()
}

/// A hint with these headers, followed by the rest of the request.
pub(crate) fn event(headers: &str, rest: &str) -> String {
    format!(
        "POST /api/chakra/connect-event HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n\
         content-type: application/json\r\n{headers}\r\n{rest}"
    )
}

#[tokio::test]
async fn a_request_with_two_lengths_is_not_answered_twice() {
    let sandbox = sandbox().await;
    let server = serve(settings(&sandbox)).await;
    let body = r#"{"event":"x","attemptId":"a"}"#;
    let (length, chunked) = (
        body.len(),
        format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()),
    );
    let good = event(&format!("content-length: {length}\r\n"), body);
    let last = event(
        &format!("content-length: {length}\r\nconnection: close\r\n"),
        body,
    );
    let said = said_to(&server, &last).await;
    assert!(said.starts_with("HTTP/1.1 202 "), "{said}");
    // A regular second request is answered, so the checks below would detect one.
    let said = said_to(&server, &[good, smuggled()].concat()).await;
    assert_eq!(answers(&said), 2, "{said}");

    for (headers, rest) in [
        // With both headers, RFC 9112, 6.1 allows a rejection or the use of the chunks, but never of the length.
        (
            "content-length: 4\r\ntransfer-encoding: chunked\r\n",
            chunked.as_str(),
        ),
        (
            "transfer-encoding: chunked\r\ncontent-length: 4\r\n",
            &chunked,
        ),
        (
            "content-length: 4\r\ntransfer-encoding : chunked\r\n",
            &chunked,
        ),
        ("transfer-encoding: xchunked\r\n", &chunked),
        ("transfer-encoding: chunked, identity\r\n", &chunked),
        (
            "transfer-encoding: identity\r\ncontent-length: 4\r\n",
            &chunked,
        ),
        ("content-length: 4\r\ncontent-length: 29\r\n", body),
        ("content-length: 4, 29\r\n", body),
        ("content-length: +29\r\n", body),
        ("content-length: -1\r\n", body),
        ("content-length: 0x1d\r\n", body),
        ("content-length: 29 29\r\n", body),
        ("content-length: 99999999999999999999999\r\n", body),
        // A chunk length that overflows.
        (
            "transfer-encoding: chunked\r\n",
            "10000000000000001\r\nx\r\n0\r\n\r\n",
        ),
        ("transfer-encoding: chunked\r\n", "-1\r\nx\r\n0\r\n\r\n"),
        ("transfer-encoding: chunked\r\n", "1;\nx\r\n0\r\n\r\n"),
    ] {
        let said = said_to(&server, &[event(headers, rest), smuggled()].concat()).await;
        let is_refused = said.is_empty() || said.starts_with("HTTP/1.1 4");
        // Parsed by chunks, as the standard says, the rest is a request of its own, but the connection is closed before.
        let by_chunks =
            headers.contains("transfer-encoding: chunked\r\n") && said.starts_with("HTTP/1.1 202 ");
        assert!(is_refused || by_chunks, "{headers:?}: {said}");
        assert!(answers(&said) <= 1, "{headers:?} {rest:?}: {said}");
    }
}

#[tokio::test]
async fn an_ambiguous_head_is_rejected() {
    let sandbox = sandbox().await;
    let server = serve(settings(&sandbox)).await;
    for head in [
        format!(
            "GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n {TENANT_HEADER}: victim\r\n\r\n"
        ),
        format!("GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER} : acme\r\n\r\n"),
        format!("GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: ac\0me\r\n\r\n"),
        format!("GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: ac\rme\r\n\r\n"),
        format!("GET /api/chakra/status\r\n{TENANT_HEADER}: acme\r\n\r\n"),
        format!("GET  /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n\r\n"),
        format!("GET /api/chakra/sta tus HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n\r\n"),
        format!("GET /api/chakra/status HTTP/1.7\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n\r\n"),
    ] {
        let said = said_to(&server, &head).await;
        assert!(
            said.is_empty() || said.starts_with("HTTP/1.1 4"),
            "{head:?}: {said}"
        );
    }
    // Two tenant headers identify no tenant.
    let twice = format!(
        "GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n{TENANT_HEADER}: victim\r\nconnection: close\r\n\r\n"
    );
    let said = said_to(&server, &twice).await;
    assert!(
        said.starts_with("HTTP/1.1 4") || said.starts_with("HTTP/1.1 5"),
        "{said}"
    );
    assert!(!said.contains("not_connected"), "{said}");
}

/// No part of a request appears as a response header, or as a part of one.
#[tokio::test]
async fn a_request_adds_no_header_to_its_response() {
    let sandbox = sandbox().await;
    let server = serve(settings(&sandbox)).await;
    for path in [
        "/api/chakra/status%0d%0ax-evil:%201",
        "/api/chakra/%0d%0a%0d%0a<script>",
        "/api/chakra//evil.example/%2e%2e",
        "//evil.example/",
        "/\\evil.example",
    ] {
        let sent = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\nconnection: close\r\n\r\n"
        );
        let said = said_to(&server, &sent).await;
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        let head = head.to_ascii_lowercase();
        assert!(said.starts_with("HTTP/1.1 4"), "{path}: {said}");
        assert!(
            !head.contains("x-evil") && !head.contains("location"),
            "{path}: {head}"
        );
        assert!(!body.contains("<script>"), "{path}: {body}");
    }
}
