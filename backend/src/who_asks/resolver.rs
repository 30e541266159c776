//! The port: identifies the caller of a request by the partner's own sessions.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use axum::http::HeaderName;
use axum::http::request::Parts;

use super::caller::Caller;

/// Why there is no caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The signed-in user has no access to the connection at all.
    #[error("the signed-in user may not use the connection")]
    Forbidden,
    /// The session store or the identity provider does not respond.
    #[error("the session could not be checked")]
    Unavailable,
}

/// Identifies the caller of a request, with their rights.
///
/// Read the caller from a session that your own code has verified: never from the body, a query, or anything else that
/// a browser can set. There is no default tenant: a request without a tenant is an error.
#[async_trait]
pub trait TenantResolver: Send + Sync + 'static {
    /// The caller of the request with these headers and extensions.
    async fn resolve(&self, parts: &Parts) -> Result<Caller, ResolveError>;

    /// The headers that only a proxy may set, if the caller is read from headers. Pages of other origins may not send
    /// them, even if they are allowed to call.
    fn trusted_headers(&self) -> Vec<HeaderName> {
        Vec::new()
    }
}

impl fmt::Debug for dyn TenantResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TenantResolver")
    }
}

/// Lets you choose a resolver at run time: `Arc<dyn TenantResolver>`.
#[async_trait]
impl<R: TenantResolver + ?Sized> TenantResolver for Arc<R> {
    async fn resolve(&self, parts: &Parts) -> Result<Caller, ResolveError> {
        R::resolve(self, parts).await
    }

    fn trusted_headers(&self) -> Vec<HeaderName> {
        R::trusted_headers(self)
    }
}
