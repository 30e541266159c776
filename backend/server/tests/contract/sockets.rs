//! Limits on connections, and how a server closes them when it stops.

use std::time::Duration;

use chakra_backend_server::{Limits, Server};
use chakra_sandbox::Sandbox;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{self, timeout};

use crate::rig::{TENANT_HEADER, sandbox, serve, settings};

/// Far longer than anything in these tests.
const FOR_EVER: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(150);

async fn limited(sandbox: &Sandbox, limits: Limits) -> Server {
    let mut settings = settings(sandbox);
    settings.limits = limits;
    serve(settings).await
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address()).await.unwrap()
}

/// A status request of a tenant without a plugin, which does not reach the stand-in.
fn status() -> String {
    format!("GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n\r\n")
}

async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let length = timeout(FOR_EVER, stream.read(&mut bytes)).await;
    let length = length.expect("there is a response").unwrap();
    String::from_utf8_lossy(&bytes[..length]).into_owned()
}

/// Everything that arrives until the server closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(FOR_EVER, stream.read_to_end(&mut bytes)).await;
    // The connection was closed or reset.
    let _ = read.expect("the server closes");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn an_incomplete_head_times_out() {
    let sandbox = sandbox().await;
    let limits = Limits {
        header_time: SHORT,
        ..Limits::default()
    };
    let server = limited(&sandbox, limits).await;
    for (sent, is_answered) in [
        (String::new(), false),
        (
            "GET /api/chakra/status HTTP/1.1\r\nhost: x\r\n".to_owned(),
            false,
        ),
        // Answered, and idle after that.
        (status(), true),
    ] {
        let mut stream = connect(&server).await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        assert_eq!(
            said.contains("not_connected"),
            is_answered,
            "{sent}: {said}"
        );
    }
}

#[tokio::test]
async fn a_body_that_arrives_too_slowly_times_out() {
    let sandbox = sandbox().await;
    let limits = Limits {
        body_time: SHORT,
        ..Limits::default()
    };
    let server = limited(&sandbox, limits).await;
    let mut stream = connect(&server).await;
    let head = format!(
        "POST /api/chakra/connect-event HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = stream.split();
    let drips = async {
        let mut ticks = time::interval(Duration::from_millis(10));
        loop {
            ticks.tick().await;
            // Fails after the server has closed.
            let _ = writing.write_all(b" ").await;
        }
    };
    let said = async {
        let mut bytes = [0; 4096];
        let length = reading.read(&mut bytes).await.unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    };
    let said = tokio::select! {
        said = timeout(FOR_EVER, said) => said.expect("there is a response"),
        () = drips => unreachable!(),
    };
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    assert!(said.contains("\"request_timeout\""), "{said}");
    rest(&mut stream).await;
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_a_place() {
    let sandbox = sandbox().await;
    let limits = Limits {
        connections: 2,
        ..Limits::default()
    };
    let server = limited(&sandbox, limits).await;
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(&server).await;
        stream.write_all(status().as_bytes()).await.unwrap();
        assert!(answer(&mut stream).await.contains("not_connected"));
        open.push(stream);
    }
    let mut third = connect(&server).await;
    third.write_all(status().as_bytes()).await.unwrap();
    let mut byte = [0];
    let early = timeout(SHORT, third.peek(&mut byte)).await;
    assert!(early.is_err(), "{early:?}");
    open.pop();
    assert!(answer(&mut third).await.contains("not_connected"));
}

/// Browsers open connections in advance, and keep them.
#[tokio::test]
async fn connections_without_a_request_do_not_delay_the_end() {
    let sandbox = sandbox().await;
    let server = limited(&sandbox, Limits::default()).await;
    let mut silent = connect(&server).await;
    let mut half = connect(&server).await;
    half.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let mut idle = connect(&server).await;
    idle.write_all(status().as_bytes()).await.unwrap();
    assert!(answer(&mut idle).await.contains("not_connected"));
    let address = server.address();
    // The time limits for headers and for draining are longer.
    timeout(Duration::from_secs(3), server.stop())
        .await
        .expect("the server stops without waiting");
    for stream in [&mut silent, &mut half, &mut idle] {
        assert_eq!(rest(stream).await, "");
    }
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_server_that_is_dropped_closes_its_connections() {
    let sandbox = sandbox().await;
    let server = limited(&sandbox, Limits::default()).await;
    let mut idle = connect(&server).await;
    idle.write_all(status().as_bytes()).await.unwrap();
    assert!(answer(&mut idle).await.contains("not_connected"));
    drop(server);
    assert_eq!(rest(&mut idle).await, "");
}
