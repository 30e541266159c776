//! Reads the tenant from a request header that a trusted proxy sets.

use axum::http::HeaderName;
use axum::http::request::Parts;

use crate::tenants::{Tenant, TenantError, Tenants};

/// Far above any database's key. The id goes to Chakra and into the store.
const LONGEST_ID: usize = 200;

/// Takes the tenant's id from a request header.
///
/// **Danger**: anyone who can reach the backend past the proxy can be any tenant. Use it only behind
/// a proxy that authenticates the user, removes this header from what the client sent, and sets it
/// itself; and let the backend listen where only that proxy can reach it.
///
/// An id has at most 200 characters of visible ASCII, without commas: a proxy that joins its own value
/// with the client's leaves a comma.
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
        if !is_id(id) {
            // Without the value: a client may have sent it.
            tracing::warn!(header = %self.header, "the tenant header holds no tenant id");
            return Err(TenantError::NotSignedIn);
        }
        Ok(Tenant {
            id: id.to_owned(),
            name: id.to_owned(),
        })
    }

    fn trusted_header(&self) -> Option<&HeaderName> {
        Some(&self.header)
    }
}

fn is_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_graphic() && byte != b',';
    !text.is_empty() && text.len() <= LONGEST_ID && text.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    async fn tenant(values: &[&str]) -> Result<Tenant, TenantError> {
        let mut request = Request::builder();
        for value in values {
            request = request.header("x-tenant", value.as_bytes());
        }
        let parts = request.body(()).unwrap().into_parts().0;
        let tenants = HeaderTenants::new(HeaderName::from_static("x-tenant"));
        tenants.tenant(&parts).await
    }

    #[tokio::test]
    async fn a_header_names_exactly_one_tenant() {
        assert_eq!(tenant(&[" acme "]).await.unwrap().id, "acme");
        for values in [&[][..], &[""], &[" "], &["acme", "globex"]] {
            let told = tenant(values).await;
            assert_eq!(told, Err(TenantError::NotSignedIn), "{values:?}");
        }
    }

    #[tokio::test]
    async fn ids_are_short_and_plain() {
        let longest = "x".repeat(200);
        for id in ["42", "acme:eu/1", "{a}", longest.as_str()] {
            assert_eq!(tenant(&[id]).await.unwrap().id, id);
        }
        let too_long = "x".repeat(201);
        for text in ["acme, globex", "a,b", "a b", "a\tb", "ä", too_long.as_str()] {
            let told = tenant(&[text]).await;
            assert_eq!(told, Err(TenantError::NotSignedIn), "{text}");
        }
    }
}
