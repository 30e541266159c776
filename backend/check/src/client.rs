//! The HTTP client: checks TLS as browsers do, sends no cookies, and follows no redirect to another origin.

use std::sync::Arc;

use reqwest::redirect::Policy;
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::target::Target;

/// Why no request can be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// No usable TLS on this machine.
    #[error("TLS could not be set up; are the system's CA certificates installed? {0}")]
    Tls(#[from] rustls::Error),
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be set up: {0}")]
    Http(#[from] reqwest::Error),
}

pub(crate) fn client(target: &Target) -> Result<reqwest::Client, SetupError> {
    // Passed here instead of installed for the process, which is up to the program.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?;
    let tls = if target.addresses().any(|url| url.scheme() == "https") {
        tls.with_platform_verifier()?.with_no_client_auth()
    } else {
        // A machine without CA certificates can still check a backend of its own.
        tls.with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth()
    };
    // No other origin gets the session: a redirect to one counts as the response.
    let within_origin = Policy::custom(|attempt| {
        let is_own = attempt
            .previous()
            .first()
            .is_some_and(|first| first.origin() == attempt.url().origin());
        if is_own && attempt.previous().len() < 10 {
            attempt.follow()
        } else {
            attempt.stop()
        }
    });
    let mut client = reqwest::Client::builder();
    if target.is_loopback() {
        client = client.no_proxy();
    }
    let client = client
        // A server may close a connection after refusing to read a body. The next request must not use that connection.
        .pool_max_idle_per_host(0)
        .redirect(within_origin)
        .user_agent(concat!("chakra-backend-check/", env!("CARGO_PKG_VERSION")))
        .tls_backend_preconfigured(tls);
    Ok(client.build()?)
}
