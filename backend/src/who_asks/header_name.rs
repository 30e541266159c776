//! The headers that may identify the caller. Excludes those that browsers and proxies set by themselves.

use axum::http::HeaderName;

/// Why a header cannot identify the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderNameError {
    /// The text is not a header name.
    #[error("it is not the name of a header")]
    NotAName,
    /// Clients or proxies set it.
    #[error(
        "browsers and proxies set this header by themselves, so it would let the client choose its tenant; take a name of your own, such as X-Tenant-Id"
    )]
    SetByOthers,
}
/// Exact names, in lower case like those of [`HeaderName`].
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

/// Headers that sign-in proxies such as oauth2-proxy set for the signed-in user.
const SET_BY_SIGN_IN: &[&str] = &[
    "x-forwarded-email",
    "x-forwarded-preferred-username",
    "x-forwarded-user",
];

/// The header with this name, if it may identify the caller.
pub fn trusted_header(name: &str) -> Result<HeaderName, HeaderNameError> {
    let header: HeaderName = name.parse().map_err(|_| HeaderNameError::NotAName)?;
    let name = header.as_str();
    let mut prefixes = PREFIXES_SET_BY_OTHERS.iter();
    let is_of_others =
        SET_BY_OTHERS.contains(&name) || prefixes.any(|prefix| name.starts_with(prefix));
    if is_of_others && !SET_BY_SIGN_IN.contains(&name) {
        return Err(HeaderNameError::SetByOthers);
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
            let told = trusted_header(name);
            assert_eq!(told, Err(HeaderNameError::SetByOthers), "{name}");
        }
        for name in ["X-Tenant-Id", "X-Company", "tenant", "X-Forwarded-User"] {
            assert!(trusted_header(name).is_ok(), "{name}");
        }
        assert_eq!(trusted_header("a b"), Err(HeaderNameError::NotAName));
    }
}
