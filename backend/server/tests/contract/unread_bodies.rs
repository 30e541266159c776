//! After each rejection, the connection can be used again, unless the response said that it closes.

use std::time::Duration;

use chakra_backend_server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::rig::{TENANT_HEADER, sandbox, serve, settings};

/// Far longer than anything in these tests.
const FOR_EVER: Duration = Duration::from_secs(30);
/// Longer than the server allows for the rest of a rejected body.
const LARGE: usize = 200_000;

/// Requests that are answered before their body was read: each head without its length, and the status.
fn rejected() -> Vec<(String, &'static str)> {
    let tenant = format!("{TENANT_HEADER}: acme\r\n");
    let json = "content-type: application/json\r\n";
    [
        ("POST", "/api/chakra/connect-event", json.to_owned(), "401"),
        ("POST", "/api/chakra/connect-event", tenant.clone(), "415"),
        (
            "POST",
            "/api/chakra/nothing",
            format!("{tenant}{json}"),
            "404",
        ),
        (
            "POST",
            "/api/chakra/status",
            format!("{tenant}{json}"),
            "405",
        ),
        ("GET", "/api/chakra/status", tenant.clone(), "200"),
        ("POST", "/nothing", json.to_owned(), "404"),
        (
            "POST",
            "/api/chakra/disconnect",
            format!("{tenant}{json}origin: https://evil.example\r\nsec-fetch-site: cross-site\r\n"),
            "403",
        ),
    ]
    .into_iter()
    .map(|(method, path, headers, status)| {
        (
            format!("{method} {path} HTTP/1.1\r\nhost: x\r\n{headers}"),
            status,
        )
    })
    .collect()
}

/// One response, whole, with its headers in lower case.
async fn response(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = async {
        loop {
            let head = bytes.windows(4).position(|it| it == b"\r\n\r\n");
            if let Some(head) = head {
                let text = String::from_utf8_lossy(&bytes).to_lowercase();
                let length = text
                    .split("content-length: ")
                    .nth(1)
                    .map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
                if bytes.len() >= head + 4 + length {
                    return text;
                }
            }
            let mut more = [0; 4096];
            let length = stream.read(&mut more).await.unwrap();
            assert_ne!(length, 0, "the server closed without a response");
            bytes.extend_from_slice(&more[..length]);
        }
    };
    timeout(FOR_EVER, read).await.expect("there is a response")
}

fn says_close(response: &str) -> bool {
    response.contains("\r\nconnection: close\r\n")
}

/// A status on a connection that was used before.
async fn is_used_again(stream: &mut TcpStream) -> bool {
    let next =
        format!("GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n\r\n");
    stream.write_all(next.as_bytes()).await.unwrap();
    response(stream).await.contains("not_connected")
}

async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    // It may be reset.
    timeout(FOR_EVER, stream.read_to_end(&mut rest))
        .await
        .is_ok()
        && rest.is_empty()
}

async fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).await.unwrap();
    // The head and the body arrive one after the other.
    stream.set_nodelay(true).unwrap();
    stream
}

#[tokio::test]
async fn a_short_body_is_read_even_if_nothing_needs_it() {
    let sandbox = sandbox().await;
    let server = serve(settings(&sandbox)).await;
    for (head, status) in rejected() {
        for (length, body) in [
            ("content-length: 2", "{}".to_owned()),
            ("content-length: 60000", " ".repeat(60_000)),
            (
                "transfer-encoding: chunked",
                "2\r\n{}\r\n0\r\n\r\n".to_owned(),
            ),
        ] {
            let mut stream = connect(&server).await;
            let head = format!("{head}{length}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            stream.write_all(body.as_bytes()).await.unwrap();
            let said = response(&mut stream).await;
            assert_eq!(said.get(9..12), Some(status), "{head}: {said}");
            assert!(!says_close(&said), "{head}: {said}");
            assert!(is_used_again(&mut stream).await, "{head}");
        }
    }
}

#[tokio::test]
async fn a_response_before_the_end_of_a_long_body_says_that_it_closes() {
    let sandbox = sandbox().await;
    let server = serve(settings(&sandbox)).await;
    let too_large = format!(
        "POST /api/chakra/connect-event HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n\
         content-type: application/json\r\n"
    );
    let all = rejected().into_iter().chain([(too_large, "413")]);
    for (head, status) in all {
        for (length, body) in [
            // Sent, sent in chunks, never sent, and sent only with permission.
            (format!("content-length: {LARGE}"), " ".repeat(LARGE)),
            (
                "transfer-encoding: chunked".to_owned(),
                format!("{LARGE:x}\r\n{}\r\n0\r\n\r\n", " ".repeat(LARGE)),
            ),
            (format!("content-length: {LARGE}"), String::new()),
            (
                format!("expect: 100-continue\r\ncontent-length: {LARGE}"),
                String::new(),
            ),
        ] {
            let mut stream = connect(&server).await;
            let sent = format!("{head}{length}\r\n\r\n{body}");
            stream.write_all(sent.as_bytes()).await.unwrap();
            let said = response(&mut stream).await;
            // The length may be checked first.
            let is_expected = ["413", status].map(Some).contains(&said.get(9..12));
            assert!(is_expected, "{head}{length}: {said}");
            assert!(says_close(&said), "{head}{length}: {said}");
            assert!(is_closed(&mut stream).await, "{head}{length}");
        }
    }
}

/// Nobody waits long for a client that stops in the middle, or for one that waits for permission.
#[tokio::test]
async fn a_short_body_that_does_not_arrive_closes_the_connection() {
    let sandbox = sandbox().await;
    let server = serve(settings(&sandbox)).await;
    for (head, status) in rejected() {
        for length in [
            "content-length: 5",
            "expect: 100-continue\r\ncontent-length: 5",
            "transfer-encoding: chunked",
        ] {
            let mut stream = connect(&server).await;
            let sent = format!("{head}{length}\r\n\r\n");
            stream.write_all(sent.as_bytes()).await.unwrap();
            let said = response(&mut stream).await;
            assert_eq!(said.get(9..12), Some(status), "{head}{length}: {said}");
            assert!(says_close(&said), "{head}{length}: {said}");
            assert!(is_closed(&mut stream).await, "{head}{length}");
        }
    }
}

#[tokio::test]
async fn a_malformed_body_closes_the_connection() {
    let sandbox = sandbox().await;
    let server = serve(settings(&sandbox)).await;
    let event = format!(
        "POST /api/chakra/connect-event HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n\
         content-type: application/json\r\n"
    );
    for (head, status) in rejected().into_iter().chain([(event, "400")]) {
        for chunks in [
            "-1\r\nx\r\n0\r\n\r\n",
            "1;\nx\r\n0\r\n\r\n",
            "2\r\n{}x\r\n0\r\n\r\n",
            "10000000000000001\r\nx\r\n0\r\n\r\n",
        ] {
            let mut stream = connect(&server).await;
            let sent = format!("{head}transfer-encoding: chunked\r\n\r\n{chunks}");
            stream.write_all(sent.as_bytes()).await.unwrap();
            let said = response(&mut stream).await;
            assert_eq!(said.get(9..12), Some(status), "{head}{chunks}: {said}");
            assert!(says_close(&said), "{head}{chunks}: {said}");
            assert!(is_closed(&mut stream).await, "{head}{chunks}");
        }
    }
}
