//! The vendor's side: the stand-in's `sdk.js`, padded to a realistic size, and a frame of one document.

use std::fmt::Write as _;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderName;
use axum::response::Response;
use axum::routing::get;
use sha2::{Digest as _, Sha256};

use super::Shared;
use super::files::File;
use super::log::Kind;

/// Size of the script on the wire, in bytes.
const SDK_BYTES: usize = 8_000;
const SDK: &str = include_str!("../../../sandbox/assets/sdk.js");
const FRAME: &str = include_str!("../../vendor/frame.html");

/// The vendor's files.
#[derive(Clone, Debug)]
pub(super) struct Vendor {
    pub(super) sdk: File,
    pub(super) frame: File,
}

impl Vendor {
    pub(super) fn new() -> Self {
        Self {
            sdk: File::new("sdk.js", Kind::Sdk, padded(SDK).as_bytes()),
            frame: File::new("frame.html", Kind::Frame, FRAME.as_bytes()),
        }
    }
}

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/sdk.js", get(sdk))
        .route("/frame", get(frame))
}

async fn sdk(State(shared): State<Shared>) -> Response {
    shared.thinks().await;
    timed(shared.vendor().sdk.response("public, max-age=86400"))
}

async fn frame(State(shared): State<Shared>) -> Response {
    shared.thinks().await;
    timed(shared.vendor().frame.response("no-cache"))
}

/// Lets pages of other origins read the timing.
fn timed(mut response: Response) -> Response {
    let name = HeaderName::from_static("timing-allow-origin");
    let value = axum::http::HeaderValue::from_static("*");
    response.headers_mut().insert(name, value);
    response
}

/// Appends a comment of hexadecimal digits, which brotli cannot shrink below half.
fn padded(script: &str) -> String {
    let mut text = format!("{script}\n/* ");
    let mut block = Sha256::digest(script);
    for _ in 0..SDK_BYTES.saturating_sub(script.len() / 3) / block.len() {
        for byte in block {
            let _ = write!(text, "{byte:02x}");
        }
        block = Sha256::digest(block);
    }
    text.push_str(" */\n");
    text
}
