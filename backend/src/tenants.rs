//! Who is asking: the partner's own sessions tell the tenant of a request, and nothing else does.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use axum::http::HeaderName;
use axum::http::request::Parts;

use crate::problem::ProblemCode;

/// The customer's account in the partner's product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// The partner's own, never changing id; sent to Chakra as `clientReferenceId`. Must not be
    /// empty: a request with an empty one is answered as not signed in.
    pub id: String,
    /// The name a person knows it by; sent to Chakra as `clientName`.
    pub name: String,
}

/// Why there is no tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TenantError {
    /// Nobody is signed in: answered with 401.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// It cannot be told just now, the session store is down say: answered with 503.
    #[error("it could not be told who is signed in")]
    Unavailable,
}

/// Tells the tenant of a request. Read it from a session that your own code has verified: never
/// from the body, a query, or anything else a browser may choose freely. There is no default
/// tenant; no tenant is an error.
pub trait Tenants: Send + Sync + 'static {
    /// The tenant of the request with these headers and extensions.
    fn tenant(&self, parts: &Parts) -> impl Future<Output = Result<Tenant, TenantError>> + Send;

    /// The header that a proxy tells the tenant in, if that is how: pages of other origins may then
    /// not set it, even if they are allowed to call.
    fn trusted_header(&self) -> Option<&HeaderName> {
        None
    }
}

type TenantFuture<'a> = Pin<Box<dyn Future<Output = Result<Tenant, ProblemCode>> + Send + 'a>>;

/// [`Tenants`] behind a pointer, so that the routes need no type parameter.
pub(crate) trait AnyTenants: Send + Sync {
    fn signed_in<'a>(&'a self, parts: &'a Parts) -> TenantFuture<'a>;

    /// As in [`Tenants`].
    fn trusted_header(&self) -> Option<&HeaderName>;
}

impl<T: Tenants> AnyTenants for T {
    fn signed_in<'a>(&'a self, parts: &'a Parts) -> TenantFuture<'a> {
        Box::pin(async move {
            match self.tenant(parts).await {
                Ok(tenant) if !tenant.id.trim().is_empty() => Ok(tenant),
                Ok(_) | Err(TenantError::NotSignedIn) => Err(ProblemCode::Unauthorized),
                Err(TenantError::Unavailable) => Err(ProblemCode::TenantUnavailable),
            }
        })
    }

    fn trusted_header(&self) -> Option<&HeaderName> {
        Tenants::trusted_header(self)
    }
}

impl fmt::Debug for dyn AnyTenants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tenants")
    }
}
