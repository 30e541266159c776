//! The demo's single tenant, for requests from this machine only.

use std::net::IpAddr;

use async_trait::async_trait;
use axum::http::header::{FORWARDED, HOST, VIA};
use axum::http::request::Parts;
use axum::http::{HeaderMap, uri::Authority};

use super::caller::{Caller, Tenant};
use super::resolver::{ResolveError, TenantResolver};
use super::rights::Rights;

/// One tenant for everybody, for a demo on this machine only.
///
/// Accepts only requests whose `Host` names this machine, so that another site cannot reach it by pointing its own name
/// here (DNS rebinding). Rejects requests that a proxy forwarded, except those of a development server that sends
/// `X-Forwarded-Host` or `X-Forwarded-For`, if every address in them is this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct DemoTenant;

#[async_trait]
impl TenantResolver for DemoTenant {
    async fn resolve(&self, parts: &Parts) -> Result<Caller, ResolveError> {
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        if !host.is_some_and(is_host_here) {
            return Err(ResolveError::NotSignedIn);
        }
        if is_forwarded(&parts.headers) && !is_forwarded_from_here(&parts.headers) {
            tracing::warn!("the demo's tenant is for this machine; a proxy forwarded the request");
            return Err(ResolveError::NotSignedIn);
        }
        let tenant = Tenant::new("demo", "Demo company");
        Ok(Caller::new(tenant, Rights::ALL))
    }
}

/// Whether a proxy reports that it forwarded the request. A proxy that rewrites `Host` and adds no header looks like a
/// browser.
fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| {
        *name == FORWARDED
            || *name == VIA
            || *name == "x-real-ip"
            || name.as_str().starts_with("x-forwarded-")
    })
}

/// Whether all proxy headers are those of a development server (Next.js, Nuxt, Vite), and all addresses in them belong to
/// this machine.
fn is_forwarded_from_here(headers: &HeaderMap) -> bool {
    let only_a_dev_servers = headers.keys().all(|name| {
        let name = name.as_str();
        match name.strip_prefix("x-forwarded-") {
            Some(rest) => matches!(rest, "host" | "for" | "port" | "proto"),
            None => !matches!(name, "forwarded" | "via" | "x-real-ip"),
        }
    });
    let all_here = |name| {
        headers.get_all(name).iter().all(|value| {
            let list = value.to_str().unwrap_or_default().split(',');
            list.map(str::trim).all(is_host_here)
        })
    };
    only_a_dev_servers
        && ["x-forwarded-host", "x-forwarded-for"].map(|name| headers.contains_key(name))
            != [false; 2]
        && all_here("x-forwarded-host")
        && all_here("x-forwarded-for")
}

/// Whether a host, with or without a port, is this machine.
fn is_host_here(text: &str) -> bool {
    // An IPv6 address has brackets in `Host`, but none in `X-Forwarded-For`.
    let authority = text.parse::<Authority>();
    let name = authority.as_ref().map_or(text, Authority::host);
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name.ends_with(".localhost")
        || name
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    async fn is_demo(headers: &[(&str, &str)]) -> bool {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let parts = request.body(()).unwrap().into_parts().0;
        match DemoTenant.resolve(&parts).await {
            Ok(caller) => caller.tenant.id == "demo",
            Err(error) => {
                assert_eq!(error, ResolveError::NotSignedIn);
                false
            }
        }
    }

    #[tokio::test]
    async fn the_demo_tenant_lives_on_this_machine_only() {
        for host in ["127.0.0.1:8080", "localhost", "app.localhost:1", "[::1]:80"] {
            assert!(is_demo(&[("host", host)]).await, "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "localhost.evil.example",
        ] {
            assert!(!is_demo(&[("host", host)]).await, "{host}");
        }
        assert!(!is_demo(&[]).await);
    }

    #[tokio::test]
    async fn a_forwarded_request_is_not_from_this_machine() {
        for (name, value) in [
            ("forwarded", "for=192.0.2.60;host=example.com"),
            ("forwarded", "for=127.0.0.1"),
            ("via", "1.1 proxy"),
            ("x-real-ip", "127.0.0.1"),
            ("x-forwarded-for", "192.0.2.60"),
            ("x-forwarded-for", "127.0.0.1, 192.0.2.60"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-port", "443"),
            ("x-forwarded-server", "proxy"),
            ("x-forwarded-host", "app.example.com"),
            ("x-forwarded-host", "localhost, app.example.com"),
            ("x-forwarded-host", ""),
        ] {
            let headers = [("host", "127.0.0.1:8080"), (name, value)];
            assert!(!is_demo(&headers).await, "{name}: {value}");
        }
    }

    /// `next dev` rewrites `Host`, and sends the original one in a header.
    #[tokio::test]
    async fn a_development_server_on_this_machine_may_forward() {
        let host = ("host", "127.0.0.1:8080");
        let old_host = ("x-forwarded-host", "localhost:3000");
        let proto = ("x-forwarded-proto", "http");
        let port = ("x-forwarded-port", "3000");
        assert!(is_demo(&[host, old_host]).await);
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.0.0.1:50000"] {
            let from = ("x-forwarded-for", address);
            assert!(is_demo(&[host, old_host, proto, port, from]).await);
        }
        // `nuxt dev` leaves `Host` as it is.
        let from = ("x-forwarded-for", "127.0.0.1");
        assert!(is_demo(&[host, from, proto, port]).await);
        for other in [
            ("x-forwarded-for", "192.0.2.60"),
            ("x-forwarded-for", "127.0.0.1, 192.0.2.60"),
            ("x-forwarded-host", "app.example.com"),
            ("x-forwarded-server", "proxy"),
            ("x-real-ip", "127.0.0.1"),
            ("via", "1.1 proxy"),
        ] {
            assert!(!is_demo(&[host, old_host, other]).await, "{other:?}");
        }
    }
}
