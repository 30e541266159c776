//! Static files, precompressed with brotli 11.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use axum::body::Bytes;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE,
};
use axum::response::{IntoResponse, Response};
use brotli::enc::BrotliEncoderParams;

use super::log::Kind;

/// One file.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) kind: Kind,
    compressed: Bytes,
    mime: &'static str,
}

impl File {
    pub(super) fn new(name: &str, kind: Kind, content: &[u8]) -> Self {
        Self {
            kind,
            compressed: compressed(content).into(),
            mime: match name.rsplit('.').next() {
                Some("wasm") => "application/wasm",
                Some("css") => "text/css",
                Some("json") => "application/json",
                Some("html") => "text/html; charset=utf-8",
                _ => "text/javascript",
            },
        }
    }

    /// A response with this `Cache-Control`.
    pub(super) fn response(&self, cache: &'static str) -> Response {
        let headers = [
            (CONTENT_TYPE, self.mime),
            (CONTENT_ENCODING, "br"),
            (CACHE_CONTROL, cache),
            (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ];
        (headers, self.compressed.clone()).into_response()
    }
}

/// All files below `folder`, by URL path.
pub(super) fn below(
    folder: &Path,
    prefix: &str,
    kind: &impl Fn(&str) -> Kind,
) -> HashMap<String, File> {
    let mut files = HashMap::new();
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let at = format!("{prefix}/{name}");
        if path.is_dir() {
            files.extend(below(&path, &at, kind));
        } else {
            let content = fs::read(&path).expect("the file can be read");
            let file = File::new(&name, kind(&at), &content);
            files.insert(at, file);
        }
    }
    files
}

fn compressed(content: &[u8]) -> Vec<u8> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut small, &parameters).expect("memory suffices");
    small
}
