//! The caller of a request: the port for a partner's sign-in, and the included resolvers.
//!
//! Nothing here depends on HTTP responses: the routes decide the response to a [`ResolveError`] or a missing right.

mod caller;
mod demo_tenant;
mod forward_auth;
mod header_config;
mod header_name;
mod header_tenants;
#[cfg(feature = "jwt")]
mod jwt;
mod plain_text;
mod resolver;
mod rights;
mod secret_digest;

pub use caller::{Caller, Tenant};
pub use demo_tenant::DemoTenant;
pub use forward_auth::{ForwardAuth, ForwardAuthConfig, ForwardAuthConfigError};
pub use header_config::{HeaderConfig, HeaderConfigError};
pub use header_name::{HeaderNameError, trusted_header};
pub use header_tenants::HeaderTenants;
#[cfg(feature = "jwt")]
pub use jwt::{JwtConfig, JwtConfigError, JwtKeys, JwtTenants};
pub use resolver::{ResolveError, TenantResolver};
pub use rights::{Right, Rights};

pub(crate) use plain_text::is_id;
#[cfg(test)]
pub(crate) use secret_digest::SecretDigest;
