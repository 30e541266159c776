//! Validates the name of the header that tells the tenant: browsers and proxies must not set it by themselves.

use axum::http::HeaderName;

/// Why a header cannot name the tenant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TenantHeaderError {
    /// The text is no name of a header.
    #[error("it is not the name of a header")]
    NotAName,
    /// Clients or proxies set it.
    #[error(
        "browsers and proxies set this header by themselves, so it would let the client choose its tenant; take a name of your own, such as X-Tenant-Id"
    )]
    SetByOthers,
}

/// Exact names, in lower case as in [`HeaderName`].
const SET_BY_OTHERS: &[&str] = &[
    "authorization",
    "cache-control",
    "connection",
    "cookie",
    "date",
    "dnt",
    "expect",
    "forwarded",
    "from",
    "host",
    "keep-alive",
    "origin",
    "pragma",
    "priority",
    "range",
    "referer",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
    "x-real-ip",
    "x-request-id",
    "x-requested-with",
];

const PREFIXES_SET_BY_OTHERS: &[&str] = &[
    "accept",
    "access-control-",
    "content-",
    "if-",
    "proxy-",
    "sec-",
    "x-forwarded-",
];

/// What proxies that sign users in, such as oauth2-proxy, set for whom they have signed in.
const SET_BY_SIGN_IN: &[&str] = &[
    "x-forwarded-email",
    "x-forwarded-preferred-username",
    "x-forwarded-user",
];

/// The header of this name, if it may name the tenant.
pub(super) fn tenant_header(name: &str) -> Result<HeaderName, TenantHeaderError> {
    let header: HeaderName = name.parse().map_err(|_| TenantHeaderError::NotAName)?;
    let name = header.as_str();
    let mut prefixes = PREFIXES_SET_BY_OTHERS.iter();
    let is_of_others =
        SET_BY_OTHERS.contains(&name) || prefixes.any(|prefix| name.starts_with(prefix));
    if is_of_others && !SET_BY_SIGN_IN.contains(&name) {
        return Err(TenantHeaderError::SetByOthers);
    }
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_browsers_and_proxies_name_no_tenant() {
        for name in [
            "Host",
            "Cookie",
            "Origin",
            "Referer",
            "User-Agent",
            "Authorization",
            "Accept",
            "Accept-Language",
            "Content-Type",
            "Sec-Fetch-Site",
            "sec-ch-ua",
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Real-IP",
            "Connection",
            "Via",
            "If-None-Match",
            "Proxy-Authorization",
        ] {
            let told = tenant_header(name);
            assert_eq!(told, Err(TenantHeaderError::SetByOthers), "{name}");
        }
        for name in ["X-Tenant-Id", "X-Company", "tenant", "X-Forwarded-User"] {
            assert!(tenant_header(name).is_ok(), "{name}");
        }
        assert_eq!(tenant_header("a b"), Err(TenantHeaderError::NotAName));
    }
}
