//! HTTP/2 over TLS with a certificate made at start, and the browser flag that trusts it.

use std::sync::Arc;

use axum::Router;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Host names of the pages. The second makes the same server another site.
const NAMES: [&str; 2] = ["127.0.0.1", "localhost"];

/// A key, and its certificate.
#[derive(Clone)]
pub(super) struct Identity {
    acceptor: TlsAcceptor,
    fingerprint: String,
}

impl Identity {
    pub(super) fn new() -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let parameters = CertificateParams::new(NAMES.map(str::to_owned)).expect("good names");
        let certificate = parameters.self_signed(&key).expect("a certificate");
        let fingerprint = Sha256::digest(key.subject_public_key_info());
        let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has the usual versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .expect("the key is the certificate's");
        config.alpn_protocols = vec![b"h2".to_vec()];
        Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            fingerprint: BASE64_STANDARD.encode(fingerprint),
        }
    }

    /// The flag that trusts this key. Unlike with `--ignore-certificate-errors`, the HTTP cache and the code
    /// cache work.
    pub(super) fn flag(&self) -> String {
        format!("--ignore-certificate-errors-spki-list={}", self.fingerprint)
    }

    /// Serves `app` until the runtime ends.
    pub(super) async fn serve(self, listener: TcpListener, app: Router) {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                continue;
            };
            // Latency is measured here, so packets must not be delayed.
            let _ = stream.set_nodelay(true);
            let acceptor = self.acceptor.clone();
            let service = TowerToHyperService::new(app.clone());
            tokio::spawn(async move {
                // Browsers may drop a connection that they have opened in advance.
                if let Ok(stream) = acceptor.accept(stream).await {
                    let server = Builder::new(TokioExecutor::new()).http2_only();
                    let _ = server.serve_connection(TokioIo::new(stream), service).await;
                }
            });
        }
    }
}
