//! Requests that two servers could read in two ways, and settings and names with line breaks: what hyper and axum do.

use chakra_backend_server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::rig::{TENANT_HEADER, sandbox, serve, settings};

const FOR_EVER: std::time::Duration = std::time::Duration::from_secs(8);

/// The request behind the one that is sent: the status of another tenant, which no answer may be of.
fn smuggled() -> String {
    format!(
        "GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: victim\r\nconnection: close\r\n\r\n"
    )
}

/// All that is answered to these bytes on one connection, which the server closes: after an error, or as it is asked to.
///
/// The client's half stays open. hyper drops a request that it has not yet answered when that half ends.
pub(crate) async fn said_to(server: &Server, sent: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let read = timeout(FOR_EVER, stream.read_to_end(&mut bytes)).await;
    // Closed cleanly or reset.
    let _ = read.expect("the server closes");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn answers(said: &str) -> usize {
    said.matches("HTTP/1.1 ").count()
}

/// A hint with these headers, and what follows the head.
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
    // One request behind another is read as such: what is looked for below would be seen.
    let said = said_to(&server, &[good, smuggled()].concat()).await;
    assert_eq!(answers(&said), 2, "{said}");

    for (headers, rest) in [
        // Both: by RFC 9112, 6.1 the chunks count, or it is refused; the length never.
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
        // A chunk of a length that wraps around.
        (
            "transfer-encoding: chunked\r\n",
            "10000000000000001\r\nx\r\n0\r\n\r\n",
        ),
        ("transfer-encoding: chunked\r\n", "-1\r\nx\r\n0\r\n\r\n"),
        ("transfer-encoding: chunked\r\n", "1;\nx\r\n0\r\n\r\n"),
    ] {
        let said = said_to(&server, &[event(headers, rest), smuggled()].concat()).await;
        let is_refused = said.is_empty() || said.starts_with("HTTP/1.1 4");
        // By the chunks alone, as the standard says, it and the one behind it are two requests.
        let by_chunks =
            headers.contains("transfer-encoding: chunked\r\n") && said.starts_with("HTTP/1.1 202 ");
        assert!(is_refused || by_chunks, "{headers:?}: {said}");
        assert!(
            !is_refused || answers(&said) <= 1,
            "{headers:?} {rest:?}: {said}"
        );
    }
}

#[tokio::test]
async fn a_head_that_can_be_read_in_two_ways_is_refused() {
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
    // Twice the tenant is no tenant.
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

/// Nothing of a request comes back as a header or as a line of one.
#[tokio::test]
async fn what_is_asked_for_adds_no_header_to_the_answer() {
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
