//! The binary's two ways to tell the tenant: a header set by a trusted proxy, and the demo's one.

use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::{HeaderName, uri::Authority};

use crate::tenants::{Tenant, TenantError, Tenants};

/// Takes the tenant's id from a request header.
///
/// **Danger**: whoever can reach the backend past the proxy can be any tenant. Use it only behind
/// a proxy that authenticates the user, removes this header from what the client sent, and sets it
/// itself; and let the backend listen where only that proxy can reach it.
#[derive(Clone, Debug)]
pub struct HeaderTenants {
    header: HeaderName,
}

impl HeaderTenants {
    /// Trusts `header`.
    #[must_use]
    pub fn new(header: HeaderName) -> Self {
        Self { header }
    }
}

impl Tenants for HeaderTenants {
    async fn tenant(&self, parts: &Parts) -> Result<Tenant, TenantError> {
        let mut values = parts.headers.get_all(&self.header).iter();
        // A second value would mean that the proxy added its own to the client's.
        let (Some(value), None) = (values.next(), values.next()) else {
            return Err(TenantError::NotSignedIn);
        };
        let id = value.to_str().map_err(|_| TenantError::NotSignedIn)?.trim();
        if id.is_empty() {
            return Err(TenantError::NotSignedIn);
        }
        Ok(Tenant {
            id: id.to_owned(),
            name: id.to_owned(),
        })
    }
}

/// One tenant for everybody, for a demo on this machine only.
///
/// Answers only to the names of this machine, so that a page elsewhere cannot get at it by pointing
/// its own name here (DNS rebinding).
#[derive(Clone, Copy, Debug, Default)]
pub struct DemoTenant;

impl Tenants for DemoTenant {
    async fn tenant(&self, parts: &Parts) -> Result<Tenant, TenantError> {
        let host = parts
            .headers
            .get(HOST)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.parse::<Authority>().ok())
            .ok_or(TenantError::NotSignedIn)?;
        let name = host.host().trim_start_matches('[').trim_end_matches(']');
        let is_here = name == "localhost"
            || name.ends_with(".localhost")
            || name
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        if !is_here {
            return Err(TenantError::NotSignedIn);
        }
        Ok(Tenant {
            id: "demo".to_owned(),
            name: "Demo company".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn parts(headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[tokio::test]
    async fn a_header_names_exactly_one_tenant() {
        let tenants = HeaderTenants::new(HeaderName::from_static("x-tenant"));
        let tenant = tenants.tenant(&parts(&[("x-tenant", " acme ")])).await;
        assert_eq!(tenant.unwrap().id, "acme");
        for headers in [
            &[][..],
            &[("x-tenant", "")],
            &[("x-tenant", " ")],
            &[("x-tenant", "acme"), ("x-tenant", "globex")],
            &[("x-other", "acme")],
        ] {
            assert_eq!(
                tenants.tenant(&parts(headers)).await,
                Err(TenantError::NotSignedIn),
                "{headers:?}"
            );
        }
    }

    #[tokio::test]
    async fn the_demo_tenant_lives_on_this_machine_only() {
        for host in ["127.0.0.1:8080", "localhost", "app.localhost:1", "[::1]:80"] {
            let tenant = DemoTenant.tenant(&parts(&[("host", host)])).await;
            assert_eq!(tenant.unwrap().id, "demo", "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "localhost.evil.example",
        ] {
            let tenant = DemoTenant.tenant(&parts(&[("host", host)])).await;
            assert_eq!(tenant, Err(TenantError::NotSignedIn), "{host}");
        }
        assert!(DemoTenant.tenant(&parts(&[])).await.is_err());
    }
}
