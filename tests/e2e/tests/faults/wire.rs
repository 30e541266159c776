//! HTTP as bytes on a socket, so that a response can fail in every way that a socket can.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// The pause between two bytes of a slow response, matched to the tests' faster clock.
const DRIP: Duration = Duration::from_millis(20);
const LONGEST_HEAD: usize = 64 * 1024;

/// A complete request.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With the query.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// Reads a request; none if the client does not send a complete one.
    pub(crate) async fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
                break end;
            }
            let is_too_long = bytes.len() > LONGEST_HEAD;
            if is_too_long || stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.and_then(|(_, length)| length.parse().ok());
        let mut body = bytes.split_off(end + 4);
        while body.len() < length.unwrap_or(0) {
            if stream.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
        }
        Some(Self {
            method,
            target,
            headers,
            body,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The request in the router's type.
    pub(crate) fn request(&self) -> Request<Body> {
        let mut request = Request::builder()
            .method(self.method.as_str())
            .uri(&self.target);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request
            .body(Body::from(self.body.clone()))
            .expect("the request was valid HTTP")
    }
}

/// How a response is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Whole,
    /// The connection is reset before the first byte.
    Reset,
    /// The connection is reset after the first half of the body.
    ResetMidway,
    /// The connection ends normally after the first half of the announced body.
    Truncated,
    /// One byte at a time, with pauses.
    Drip,
}

/// A response.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, mime: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), mime.to_owned())],
            body: body.into(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Reads a router's response.
    pub(crate) async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let text = |value: &axum::http::HeaderValue| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        Self {
            status: parts.status.as_u16(),
            headers: parts
                .headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), text(value)))
                .filter(|(name, _)| name != "content-length" && name != "transfer-encoding")
                .collect(),
            body: to_bytes(body, usize::MAX).await.unwrap_or_default().into(),
        }
    }

    /// Sends the response and ends the connection: each request has its own. The client may be gone.
    pub(crate) async fn send(self, mut stream: TcpStream, manner: Manner, is_head: bool) {
        if manner == Manner::Reset {
            return reset(&stream);
        }
        let Self {
            status,
            headers,
            body,
        } = self;
        let now = httpdate::fmt_http_date(SystemTime::now());
        let mut head = format!("HTTP/1.1 {status} Injected by the test\r\nconnection: close\r\n");
        if !headers.iter().any(|(name, _)| name == "date") {
            let _ = write!(head, "date: {now}\r\n");
        }
        if status != 204 && status != 304 {
            let _ = write!(head, "content-length: {}\r\n", body.len());
        }
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head += "\r\n";
        if stream.write_all(head.as_bytes()).await.is_err() || is_head {
            return;
        }
        let half = body.len() / 2;
        let _gone = match manner {
            Manner::Whole | Manner::Reset => stream.write_all(&body).await,
            Manner::Truncated => stream.write_all(&body[..half]).await,
            Manner::ResetMidway => {
                let sent = stream.write_all(&body[..half]).await;
                // Otherwise the reset may overtake the data.
                let _ = stream.flush().await;
                sleep(DRIP).await;
                reset(&stream);
                sent
            }
            Manner::Drip => drip(&mut stream, &body).await,
        };
        let _gone = stream.shutdown().await;
    }
}

async fn drip(stream: &mut TcpStream, body: &[u8]) -> std::io::Result<()> {
    for byte in body {
        stream.write_all(&[*byte]).await?;
        sleep(DRIP).await;
    }
    Ok(())
}

/// Makes the following close a reset.
fn reset(stream: &TcpStream) {
    let _gone = stream.set_zero_linger();
}
