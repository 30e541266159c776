//! HTTP clients for the addresses that this backend calls: Chakra's API, the partner's app, an identity provider.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Response;
use url::{Host, Url};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long an idle connection is kept: less than the server keeps it. A request that is written just as the server
/// closes its connection fails, and with a change at Chakra its outcome is unknown. Servers and load balancers usually
/// keep one for at least 5 s: Node, uvicorn and Apache 5 s, AWS's load balancer 60 s, nginx 75 s.
pub(crate) const IDLE_TIME: Duration = Duration::from_secs(4);
/// As above, for the partner's app: gunicorn keeps one for only 2 s.
pub(crate) const IDLE_TIME_OF_APP: Duration = Duration::from_secs(1);

/// Why an HTTP client could not be created.
#[derive(Debug, thiserror::Error)]
pub enum HttpSetupError {
    /// No usable TLS on this machine.
    #[error("TLS could not be set up; are the system's CA certificates installed? {0}")]
    Tls(#[from] rustls::Error),
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be set up: {0}")]
    Http(#[from] reqwest::Error),
}

/// Why an address cannot be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is not an HTTP address.
    #[error("it is not an http:// or https:// address")]
    NotHttp,
    /// Anyone on the network could read or change the request.
    #[error("it must start with https:// (http:// only for this machine)")]
    Insecure,
    /// It would appear in logs and process lists.
    #[error("it must not hold a user name or password")]
    HoldsPassword,
}

/// A client for the one address `url`, which may be `http://`. It follows no redirects and keeps no cookies, and no
/// connection that has been idle for `idle_time`.
pub(crate) fn client(
    url: &Url,
    timeout: Duration,
    idle_time: Duration,
) -> Result<reqwest::Client, HttpSetupError> {
    let builder = reqwest::Client::builder()
        .timeout(timeout)
        .connect_timeout(CONNECT_TIMEOUT.min(timeout))
        .pool_idle_timeout(idle_time)
        // A redirect would pass keys and cookies to an address that nobody configured.
        .redirect(reqwest::redirect::Policy::none());
    // Passed here instead of installed for the process, which is up to the program.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?;
    let builder = if url.scheme() == "https" {
        use rustls_platform_verifier::BuilderVerifierExt;
        builder.tls_backend_preconfigured(tls.with_platform_verifier()?.with_no_client_auth())
    } else {
        // No proxy may read the request, and a machine without CA certificates still works.
        builder.no_proxy().tls_backend_preconfigured(
            tls.with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth(),
        )
    };
    Ok(builder.build()?)
}

/// Parses an address that uses TLS or is on this machine.
pub(crate) fn secure_address(text: &str) -> Result<Url, AddressError> {
    let url = address(text)?;
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(AddressError::Insecure);
    }
    Ok(url)
}

/// The HTTP address in the text.
pub(crate) fn address(text: &str) -> Result<Url, AddressError> {
    let url = Url::parse(text).map_err(|_| AddressError::NotHttp)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::NotHttp);
    }
    if holds_password(&url) {
        return Err(AddressError::HoldsPassword);
    }
    Ok(url)
}

/// Whether the address contains a user name or a password.
pub(crate) fn holds_password(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// The whole body; none if it is incomplete, or longer than `longest` bytes.
pub(crate) async fn short_body(mut response: Response, longest: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if bytes.len() + chunk.len() > longest {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    Some(bytes)
}

/// Whether an address is on this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_stay_on_this_machine_or_use_tls() {
        for (text, told) in [
            ("https://id.example/jwks", Ok(())),
            ("http://127.0.0.1:3000/", Ok(())),
            ("http://[::1]:3000/", Ok(())),
            ("http://localhost/", Ok(())),
            ("http://app:3000/", Err(AddressError::Insecure)),
            ("http://10.0.0.1/", Err(AddressError::Insecure)),
            // Other notations for this machine, and addresses that only resemble it.
            ("http://2130706433/", Ok(())),
            ("http://0x7f.1/", Ok(())),
            ("http://127.1/", Ok(())),
            ("http://017700000001/", Ok(())),
            ("http://127.0.0.1./", Ok(())),
            ("http://[0:0:0:0:0:0:0:1]/", Ok(())),
            ("http://LOCALHOST/", Ok(())),
            ("http://localhost./", Err(AddressError::Insecure)),
            ("http://0.0.0.0/", Err(AddressError::Insecure)),
            ("http://0/", Err(AddressError::Insecure)),
            ("http://[::]/", Err(AddressError::Insecure)),
            ("http://[::ffff:127.0.0.1]/", Err(AddressError::Insecure)),
            ("http://[::ffff:7f00:1]/", Err(AddressError::Insecure)),
            ("http://[::127.0.0.1]/", Err(AddressError::Insecure)),
            ("http://[64:ff9b::7f00:1]/", Err(AddressError::Insecure)),
            ("http://[fe80::1]/", Err(AddressError::Insecure)),
            ("http://[::1%25eth0]/", Err(AddressError::NotHttp)),
            ("http://2852039166/", Err(AddressError::Insecure)),
            ("http://169.254.169.254/latest", Err(AddressError::Insecure)),
            (
                "http://127.0.0.1.evil.example/",
                Err(AddressError::Insecure),
            ),
            (
                "http://localhost.evil.example/",
                Err(AddressError::Insecure),
            ),
            (
                "http://localhost@evil.example/",
                Err(AddressError::HoldsPassword),
            ),
            (
                "http://evil.example#@localhost/",
                Err(AddressError::Insecure),
            ),
            (
                "http://evil.example?@localhost/",
                Err(AddressError::Insecure),
            ),
            (
                "http://evil.example\\@localhost/",
                Err(AddressError::Insecure),
            ),
            ("http:\\\\evil.example/", Err(AddressError::Insecure)),
            ("http:/evil.example/", Err(AddressError::Insecure)),
            ("http://ⓛocalhost/", Ok(())),
            ("http://127。0。0。1/", Ok(())),
            ("http://evil.example/\u{0}", Err(AddressError::Insecure)),
            ("http://evil\0.example/", Err(AddressError::NotHttp)),
            ("http://evil.example:99999/", Err(AddressError::NotHttp)),
            ("javascript:alert(1)", Err(AddressError::NotHttp)),
            ("data:text/plain,x", Err(AddressError::NotHttp)),
            ("gopher://localhost/", Err(AddressError::NotHttp)),
            ("ftp://localhost/", Err(AddressError::NotHttp)),
            ("unix:/run/app.sock", Err(AddressError::NotHttp)),
            ("blob:http://localhost/1", Err(AddressError::NotHttp)),
            ("//localhost/", Err(AddressError::NotHttp)),
            ("", Err(AddressError::NotHttp)),
            ("file:///etc/passwd", Err(AddressError::NotHttp)),
            ("app", Err(AddressError::NotHttp)),
            ("https://me@id.example/", Err(AddressError::HoldsPassword)),
            ("https://:pw@id.example/", Err(AddressError::HoldsPassword)),
        ] {
            assert_eq!(secure_address(text).map(|_| ()), told, "{text}");
        }
        assert!(address("http://app:3000/").is_ok());
    }
}
